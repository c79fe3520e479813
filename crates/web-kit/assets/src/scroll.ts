// A wide table scrolls in a box of its own. Where nothing in the box can take the focus, the box itself
// does, so that the arrow keys reach what lies beyond the edge; where all is in sight, it does not.

export function arrangeScrolls(): void {
  for (const box of document.querySelectorAll<HTMLElement>(".scroll")) {
    const reachable = box.querySelector("a[href], button, input, select, textarea, summary") !== null;
    if (box.scrollWidth > box.clientWidth && !reachable) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

addEventListener("resize", arrangeScrolls);
