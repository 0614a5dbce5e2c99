// Shows the time left until a deadline that the server set, by the server's clock.

const MINUTE = 60_000;

function words(left) {
  const seconds = Math.max(0, Math.ceil(left / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

function start(clock) {
  const deadline = Date.parse(clock.dataset.countdown);
  // performance.now() does not jump when somebody sets the device's clock.
  const began = Date.parse(clock.dataset.serverNow) - performance.now();
  const face = clock.querySelector("[data-countdown-time]");
  const voice = clock.querySelector("[data-countdown-voice]");
  const moments = [
    { at: 5 * MINUTE, text: clock.dataset.five },
    { at: MINUTE, text: clock.dataset.one },
    { at: 0, text: clock.dataset.over },
  ].filter((moment) => moment.at === 0 || deadline - began - performance.now() > moment.at);

  function tick() {
    const left = deadline - began - performance.now();
    face.textContent = words(left);
    clock.toggleAttribute("data-urgent", left <= 5 * MINUTE);
    while (moments.length && left <= moments[0].at) voice.textContent = moments.shift().text;
    if (left > 0) return;
    clearInterval(timer);
    const form = document.getElementById(clock.dataset.countdownSubmits ?? "");
    if (form) form.noValidate = true;
    form?.requestSubmit();
  }

  const timer = setInterval(tick, 500);
  tick();
}

for (const clock of document.querySelectorAll("[data-countdown]")) start(clock);
