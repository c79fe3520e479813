// Finds charts on the page and fetches the drawing library only when there are any.

import { on } from "./dom";

export function arrangeCharts(): void {
  const figures = [...document.querySelectorAll<HTMLElement>("figure[data-chart]:not([data-drawn])")];
  if (figures.length === 0) return;
  figures.forEach((figure) => (figure.dataset["drawn"] = ""));
  import("./chart").then(
    ({ draw }) => draw(figures),
    // The numbers are still there.
    () => figures.forEach((figure) => figure.classList.add("as-table")),
  );
}

on<"click", HTMLButtonElement>("click", "[data-chart-toggle]", (button) => {
  const figure = button.closest("figure");
  figure?.classList.toggle("as-table");
  const label = button.textContent ?? "";
  button.textContent = button.dataset["other"] ?? label;
  button.dataset["other"] = label;
});
