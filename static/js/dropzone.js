// Lets files be dropped on a file field and says which ones were taken. The field itself stays as it is.

function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  const style = { style: "unit", unit: units[step], maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, style).format(bytes / 1000 ** step);
}

function enhance(zone) {
  const input = zone.querySelector("input[type=file]");
  const voice = zone.appendChild(document.createElement("div"));
  voice.className = "small";
  voice.setAttribute("role", "status");

  function show() {
    voice.replaceChildren(
      ...Array.from(input.files, (file) => {
        const line = document.createElement("p");
        line.textContent = `${file.name}, ${size(file.size)}`;
        return line;
      }),
    );
  }

  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.toggleAttribute("data-over", true);
  });
  zone.addEventListener("dragleave", () => zone.removeAttribute("data-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.removeAttribute("data-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", show);
}

for (const zone of document.querySelectorAll("[data-dropzone]")) enhance(zone);
