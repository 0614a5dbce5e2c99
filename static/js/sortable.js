// Turns a list with numbered positions into one that is sorted by dragging or with two buttons per row.

function enhance(list) {
  const voice = document.createElement("p");
  voice.className = "visually-hidden";
  voice.setAttribute("role", "status");
  list.after(voice);

  const rows = () => Array.from(list.children);
  const label = (row) => row.querySelector(".sortable-label").textContent.trim();

  function number({ announce = null } = {}) {
    rows().forEach((row, index) => {
      row.querySelector(".sortable-position").value = index + 1;
      row.querySelector("[data-move=up]").disabled = index === 0;
      row.querySelector("[data-move=down]").disabled = index === list.children.length - 1;
    });
    list.dispatchEvent(new Event("change", { bubbles: true }));
    if (announce) {
      const place = rows().indexOf(announce) + 1;
      voice.textContent = list.dataset.moved.replace("%1", label(announce)).replace("%2", place);
    }
  }

  function move(row, direction) {
    const other = direction === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (direction === "up") other.before(row);
    else other.after(row);
    number({ announce: row });
    const again = row.querySelector(`[data-move=${direction}]`);
    (again.disabled ? row.querySelector("[data-move]:not(:disabled)") : again)?.focus();
  }

  for (const row of rows()) {
    row.querySelector(".sortable-position").hidden = true;
    row.querySelector("[data-moves]").hidden = false;
    row.draggable = true;
    row.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (button) move(row, button.dataset.move);
    });
    row.addEventListener("dragstart", () => row.toggleAttribute("data-dragging", true));
    row.addEventListener("dragend", () => {
      row.removeAttribute("data-dragging");
      number({ announce: row });
    });
    row.addEventListener("dragover", (event) => {
      const dragged = list.querySelector("[data-dragging]");
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) row.before(dragged);
      else row.after(dragged);
    });
  }

  // The markup may come in any order; the positions decide.
  list.append(...rows().sort((a, b) => position(a) - position(b)));
  rows().forEach((row, index) => {
    row.querySelector("[data-move=up]").disabled = index === 0;
    row.querySelector("[data-move=down]").disabled = index === list.children.length - 1;
  });
}

function position(row) {
  return Number(row.querySelector(".sortable-position").value);
}

for (const list of document.querySelectorAll("[data-sortable]")) enhance(list);
