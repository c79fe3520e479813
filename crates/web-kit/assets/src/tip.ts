// The meaning of a term, beside the pointer or the focus, never cut off by a scrolling table.
// Escape closes it; it stays while the pointer is on it.

const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
// The term carries the same words as its description; they are not to be read twice.
tip.setAttribute("aria-hidden", "true");
document.body.append(tip);
let owner: Element | null = null;
let timer = 0;

function show(term: Element): void {
  window.clearTimeout(timer);
  owner = term;
  tip.textContent = term.getAttribute("aria-description");
  tip.hidden = false;
  const at = term.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8));
  const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? at.bottom + 6 : at.top - tip.offsetHeight - 6}px`;
}

function hide(): void {
  window.clearTimeout(timer);
  tip.hidden = true;
  owner = null;
}

function inside(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest(".term") : null;
}

document.addEventListener("mouseover", (event) => {
  const term = inside(event.target);
  if (term) show(term);
  else if (owner && event.target instanceof Node && tip.contains(event.target)) window.clearTimeout(timer);
  else if (owner && owner !== document.activeElement) {
    window.clearTimeout(timer);
    timer = window.setTimeout(hide, 120);
  }
});
document.addEventListener("focusin", (event) => {
  const term = inside(event.target);
  if (term?.matches(":focus-visible")) show(term);
  else hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
document.addEventListener("scroll", hide, { capture: true, passive: true });
