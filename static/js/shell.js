// Every page: the colour scheme without a reload, menus that close, the error summary in focus, dialogs.

function rememberScheme(form, scheme) {
  const root = document.documentElement;
  if (scheme === "auto") delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
  for (const button of form.querySelectorAll("button[name=scheme]")) {
    button.setAttribute("aria-pressed", String(button.value === scheme));
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-scheme-switch]");
  const scheme = event.submitter?.value;
  if (!form || !scheme) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  rememberScheme(form, scheme);
  const kept = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (!kept || kept.status >= 400) form.submit();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const opener = event.target.closest("[data-opens-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.opensDialog);
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

function settle(root) {
  root.querySelector("[data-focus]")?.focus();
  // On a wide page the contents stand open beside the text; on a phone they start folded.
  const wide = window.matchMedia("(width >= 60rem)").matches;
  for (const fold of root.querySelectorAll("details.contents-fold")) fold.open = wide;
}

settle(document);
document.addEventListener("htmx:afterSettle", (event) => event.target.querySelector("[data-focus]")?.focus());
