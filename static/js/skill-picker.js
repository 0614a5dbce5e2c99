// Suggestions for <input data-skill-picker="/skills/search" list="…">: the datalist follows what is typed.

const WAIT = 150;

async function suggest(input) {
  const text = input.value.trim();
  if (text.length < 2) return;
  const url = `${input.dataset.skillPicker}?q=${encodeURIComponent(text)}`;
  const response = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok || input.value.trim() !== text) return;
  const { results } = await response.json();
  const options = results.map(({ label, description }) => {
    const option = document.createElement("option");
    option.value = label;
    option.label = description ? `${label}: ${description}` : label;
    return option;
  });
  input.list?.replaceChildren(...options);
}

let timer;
document.addEventListener("input", (event) => {
  const input = event.target.closest?.("[data-skill-picker]");
  if (!input) return;
  clearTimeout(timer);
  timer = setTimeout(() => suggest(input), WAIT);
});
