// Copies the text of the nearest code block, or of the element whose id the button names.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-button]");
  if (!button) return;
  const named = button.dataset.copyButton;
  const source = named ? document.getElementById(named) : button.closest("[data-copy]")?.querySelector("pre");
  if (!source) return;
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  const label = button.querySelector("span") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.done;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => (label.textContent = before), 2000);
});
