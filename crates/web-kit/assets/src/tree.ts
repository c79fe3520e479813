// Opens and closes branches of a tree in place; the children are fetched the first time.

import htmx from "htmx.org";
import { on } from "./dom";

on<"click", HTMLAnchorElement>("click", "a[data-twist]", (twist, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  toggle(twist);
});

on<"keydown", HTMLElement>("keydown", ".tree .node", (node, event) => {
  const twist = node.querySelector<HTMLAnchorElement>(":scope > .line a[data-twist]");
  const open = twist?.getAttribute("aria-expanded") === "true";
  if ((event.key === "ArrowRight" && twist && !open) || (event.key === "ArrowLeft" && twist && open)) {
    event.preventDefault();
    toggle(twist);
  } else if (event.key === " " && event.target === twist) {
    event.preventDefault();
    if (twist) toggle(twist);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const tree = node.closest(".tree");
    const names = [...(tree?.querySelectorAll<HTMLElement>(".name") ?? [])].filter((name) => name.offsetParent);
    const here = names.indexOf(node.querySelector<HTMLElement>(":scope > .line > .name") as HTMLElement);
    const next = names[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});

function toggle(twist: HTMLAnchorElement): void {
  const node = twist.closest(".node");
  const list = document.getElementById(twist.getAttribute("aria-controls") ?? "");
  if (!node || !list) return;
  const open = twist.getAttribute("aria-expanded") !== "true";
  twist.setAttribute("aria-expanded", String(open));
  node.classList.toggle("open", open);
  const [closed, opened] = [twist.dataset["opens"], twist.dataset["closes"]];
  if (closed && opened) twist.setAttribute("aria-label", open ? opened : closed);
  if (open && list.childElementCount === 0) htmx.trigger(twist, "open");
}
