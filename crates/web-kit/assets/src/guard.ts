// Two protections of what was typed: leaving a changed form asks first, and a form is sent once.

import { on } from "./dom";

let leaving = false;
const changed = new Set<HTMLFormElement>();
const sent = new WeakSet<HTMLFormElement>();

on<"input", HTMLFormElement>("input", "form[data-guard]", (form) => changed.add(form));

on<"submit", HTMLFormElement>("submit", 'form[method="post"]', (form, event) => {
  if (event.defaultPrevented || form.matches("[hx-post]")) return;
  if (form.matches("[data-upload]")) {
    changed.delete(form);
    return;
  }
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  leaving = true;
});

// Coming back through the history shows the page as it was left: it may be sent again.
window.addEventListener("pageshow", () => {
  leaving = false;
  document.querySelectorAll("form").forEach((form) => sent.delete(form));
});

window.addEventListener("beforeunload", (event) => {
  const open = [...changed].some((form) => form.isConnected);
  if (!open || leaving) return;
  event.preventDefault();
  // Chromium before 119 asks only when this is set.
  event.returnValue = true;
});
