// Small helpers that every module here uses.

/** Listens on the document for events inside elements that match. */
export function on<K extends keyof DocumentEventMap, E extends Element = HTMLElement>(
  type: K,
  selector: string,
  handle: (element: E, event: DocumentEventMap[K]) => void,
  capture = false,
): void {
  document.addEventListener(
    type,
    (event) => {
      const from = event.target;
      const element = from instanceof Element ? from.closest<E>(selector) : null;
      if (element) handle(element, event);
    },
    capture,
  );
}

/** Says something at the top of the page. */
export function say(tone: "good" | "warn" | "bad", text: string): void {
  const place = document.getElementById("flashes");
  if (!place) return;
  const notice = document.createElement("p");
  notice.className = `notice ${tone}`;
  notice.setAttribute("role", tone === "bad" ? "alert" : "status");
  notice.textContent = text;
  place.replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

/** A text that the server wrote onto the page, with its number filled in. */
export function words(element: HTMLElement, name: string, count?: number): string {
  const text = element.dataset[name] ?? "";
  return count === undefined ? text : text.replace("#", String(count));
}
