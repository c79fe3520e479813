// A table's filter applies while one types: after a short rest, never inside an input method's
// composition, and with the caret kept where it was.

import { on } from "./dom";

const REST = 300;
let timer = 0;
let composing = false;

document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", (event) => {
  composing = false;
  if (event.target instanceof HTMLInputElement) schedule(event.target);
});

on<"input", HTMLInputElement>("input", "form[data-live] input", schedule);

function schedule(input: HTMLInputElement): void {
  const form = input.closest<HTMLFormElement>("form[data-live]");
  if (!form || composing) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => form.requestSubmit(), REST);
}

let held: { id: string; start: number | null; end: number | null; value: string } | null = null;

document.addEventListener("htmx:before:swap", () => {
  const input = document.activeElement;
  held =
    input instanceof HTMLInputElement && input.closest("form[data-live]")
      ? { id: input.id, start: input.selectionStart, end: input.selectionEnd, value: input.value }
      : null;
});

document.addEventListener("htmx:after:swap", () => {
  if (!held) return;
  const input = document.getElementById(held.id);
  if (!(input instanceof HTMLInputElement)) return;
  // What was typed while the answer was under way is not lost, and is asked for next.
  const further = input.value !== held.value;
  input.value = held.value;
  input.focus({ preventScroll: true });
  if (held.start !== null) input.setSelectionRange(held.start, held.end);
  held = null;
  if (further && input.value.trim() !== input.defaultValue) schedule(input);
});
