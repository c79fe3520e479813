// Files may be dropped anywhere on the field's box, which then names them.

import { on, words } from "./dom";

for (const type of ["dragenter", "dragover"] as const) {
  on<typeof type>(type, "[data-drop]", (box, event) => {
    event.preventDefault();
    box.classList.add("over");
  });
}

on("dragleave", "[data-drop]", (box, event) => {
  if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) {
    box.classList.remove("over");
  }
});

on("drop", "[data-drop]", (box, event) => {
  const input = box.querySelector<HTMLInputElement>('input[type="file"]');
  const files = event.dataTransfer?.files;
  event.preventDefault();
  box.classList.remove("over");
  if (!input || !files?.length) return;
  input.files = files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

on<"change", HTMLInputElement>("change", '[data-drop] input[type="file"]', (input) => {
  const box = input.closest<HTMLElement>("[data-drop]");
  const note = box?.querySelector("[data-drop-note]");
  const names = [...(input.files ?? [])].map((file) => `${file.name} (${size(file.size)})`);
  if (box && note && names.length > 0) note.textContent = words(box, "chosen").replace("#", names.join("、"));
});

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
