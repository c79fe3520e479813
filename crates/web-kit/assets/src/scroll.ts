// A wide table scrolls in a box of its own. Where nothing in the box can take the focus, the box itself
// does, so that the arrow keys reach what lies beyond the edge; where all is in sight, it does not.

export function arrangeScrolls(): void {
  for (const box of document.querySelectorAll<HTMLElement>(".scroll")) {
    const reachable = box.querySelector("a[href], button, input, select, textarea, summary") !== null;
    if (box.scrollWidth > box.clientWidth && !reachable) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

/** A row of tabs that is wider than the window shows the current one. */
export function showCurrentTabs(): void {
  for (const tab of document.querySelectorAll<HTMLElement>(".tabs [aria-current]")) {
    const box = tab.closest<HTMLElement>(".tabs")!;
    const [inner, outer] = [tab.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
}

addEventListener("resize", arrangeScrolls);
