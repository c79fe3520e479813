// Copies the address of a view.

import { on } from "./dom";

on<"click", HTMLButtonElement>("click", "button[data-copy]", (button) => {
  const address = new URL(button.dataset["copy"] ?? "", location.href).href;
  const done = (): void => {
    const label = button.textContent;
    button.textContent = button.dataset["done"] ?? label;
    window.setTimeout(() => (button.textContent = label), 1600);
  };
  // The clipboard is closed to pages served without TLS, as most of an intranet's are.
  if (navigator.clipboard) {
    void navigator.clipboard.writeText(address).then(done);
    return;
  }
  const field = document.createElement("textarea");
  field.value = address;
  field.className = "sr";
  document.body.append(field);
  field.select();
  if (document.execCommand("copy")) done();
  field.remove();
  button.focus();
});
