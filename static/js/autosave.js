// Saves a form as it is filled in. See templates/components/README.md, “Scripts”.

const PAUSE = 700;
const SLOWEST_RETRY = 30_000;

class Autosave {
  #form;
  #status;
  #pause = 0;
  #retry = 0;
  #failures = 0;
  #saving = false;
  #dirty = false;
  #done = false;
  #savedAt = "";

  constructor(form) {
    this.#form = form;
    this.#status = document.getElementById(form.dataset.autosaveStatus);
    form.addEventListener("input", () => this.#changed());
    form.addEventListener("change", () => this.#changed());
    form.addEventListener("submit", () => (this.#done = true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#save({ keepalive: true });
    });
    window.addEventListener("online", () => this.#save());
    window.addEventListener("beforeunload", (event) => {
      if (this.#dirty && !this.#done) event.preventDefault();
    });
  }

  #changed() {
    this.#dirty = true;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.#save(), PAUSE);
  }

  async #save({ keepalive = false } = {}) {
    if (!this.#dirty || this.#done || this.#saving) return;
    clearTimeout(this.#pause);
    clearTimeout(this.#retry);
    this.#saving = true;
    this.#dirty = false;
    this.#say("saving");
    const saved = await this.#send(keepalive);
    this.#saving = false;
    if (saved) {
      this.#failures = 0;
      this.#say("saved");
      if (this.#dirty) this.#changed();
    } else {
      this.#dirty = true;
      this.#say("failed");
      const wait = Math.min(2000 * 2 ** this.#failures++, SLOWEST_RETRY);
      this.#retry = setTimeout(() => this.#save(), wait);
    }
  }

  async #send(keepalive) {
    try {
      const response = await fetch(this.#form.dataset.autosave, {
        method: "POST",
        body: new FormData(this.#form),
        headers: { "X-Autosave": "1" },
        keepalive,
        redirect: "manual",
      });
      // The attempt is closed: the page that says so is the server's to show.
      if (response.status === 409 || response.status === 410) {
        this.#done = true;
        window.location.reload();
      }
      if (response.ok) this.#heard(await response.json().catch(() => ({})));
      return response.ok;
    } catch {
      return false;
    }
  }

  // The answer may say when it was saved (`saved_at`) and what could not be, by field (`problems`).
  #heard({ saved_at: savedAt = "", problems = {} }) {
    this.#savedAt = savedAt;
    for (const place of this.#form.querySelectorAll("[data-problem]")) {
      const problem = problems[place.dataset.problem] ?? "";
      if (place.textContent !== problem) place.textContent = problem;
      place.hidden = !problem;
    }
  }

  #say(state) {
    if (!this.#status) return;
    const words = this.#status.dataset[state] + (state === "saved" && this.#savedAt ? ` ${this.#savedAt}` : "");
    if (this.#status.textContent === words) return;
    this.#status.dataset.state = state;
    this.#status.textContent = words;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
