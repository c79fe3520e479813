// Lines between two lists that stand beside each other: from each entry with `data-to` to the entries
// whose ids it names. Without scripts the entry says in words what the line shows. Where the lists stand
// below each other there are no lines.

const SVG = "http://www.w3.org/2000/svg";

export function arrangeTies(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-ties]")) draw(box);
}

function draw(box: HTMLElement): void {
  box.querySelector(":scope > svg")?.remove();
  const [left, right] = box.querySelectorAll<HTMLElement>(":scope > .side");
  if (!left || !right || right.offsetTop > left.offsetTop) return;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("width", String(box.clientWidth));
  svg.setAttribute("height", String(box.clientHeight));
  const frame = box.getBoundingClientRect();
  for (const from of left.querySelectorAll<HTMLElement>("[data-to]")) {
    for (const id of (from.dataset["to"] ?? "").split(" ")) {
      const to = document.getElementById(id);
      if (to) svg.append(line(frame, from, to));
    }
  }
  box.append(svg);
}

/** From the right end of what one entry says to the left end of the other. */
function line(frame: DOMRect, from: HTMLElement, to: HTMLElement): SVGPathElement {
  const start = (from.lastElementChild ?? from).getBoundingClientRect();
  const end = (to.firstElementChild ?? to).getBoundingClientRect();
  const [x1, y1] = [start.right - frame.left + 6, start.top + start.height / 2 - frame.top];
  const [x2, y2] = [end.left - frame.left - 6, end.top + end.height / 2 - frame.top];
  const middle = (x1 + x2) / 2;
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
  path.dataset["from"] = from.id;
  path.dataset["to"] = to.id;
  return path;
}

/** The lines of the entry that is looked at stand out. */
function mark(target: EventTarget | null): void {
  const entry = target instanceof Element ? target.closest<HTMLElement>("[data-ties] li[id]") : null;
  for (const path of document.querySelectorAll<SVGPathElement>("[data-ties] > svg path")) {
    const { from, to } = path.dataset;
    path.classList.toggle("on", entry !== null && (from === entry.id || to === entry.id));
  }
}

document.addEventListener("mouseover", (event) => mark(event.target));
document.addEventListener("focusin", (event) => mark(event.target));
addEventListener("resize", arrangeTies);
