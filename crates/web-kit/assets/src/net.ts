// Requests made by htmx: each carries the form token, and a failure is said instead of swallowed.

import { say } from "./dom";

interface Context {
  sourceElement: Element;
  request: { headers: Record<string, string>; body: FormData | null };
  response?: { status: number };
  text?: string;
}

const context = (event: Event): Context => (event as CustomEvent<{ ctx: Context }>).detail.ctx;

document.addEventListener("htmx:config:request", (event) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content;
  const { request, sourceElement } = context(event);
  if (token) request.headers["X-CSRF-Token"] = token;
  // An address says only what narrows the table.
  if (sourceElement.matches("form[data-live]")) {
    const { body } = request;
    for (const [name, value] of [...(body ?? [])]) if (value === "") body?.delete(name);
  }
});

// A refused input (422) is drawn where it belongs. Any other refusal is a page or a part of one that
// says what happened; it is told at the top and the page stays as it was.
document.addEventListener("htmx:after:request", (event) => {
  const { response, text } = context(event);
  if (!response || response.status < 400 || response.status === 422) return;
  event.preventDefault();
  const answer = new DOMParser().parseFromString(text ?? "", "text/html");
  const told = answer.querySelector('[role="alert"]') ?? answer.querySelector("main") ?? answer.body;
  say("bad", told.textContent?.trim().replace(/\s*\n\s*/g, " ") || failed());
});

document.addEventListener("htmx:error", () => say("bad", failed()));

function failed(): string {
  return document.body.dataset["failed"] ?? "";
}
