// A grid to type and paste into. Cells are checked while one types, by the rules the server keeps:
// exact decimals, at most six places, nothing rounded. The server checks again and decides.

import { on, words } from "./dom";

const DECIMALS = 6;
/** The largest amount that the server keeps: 2^63 − 1 millionths. */
const LARGEST = 9_223_372_036_854_775_807n;
const GROUPED = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
/** Blanks or apostrophes between digits: a thousands mark to some, two numbers in one cell to others. */
const PARTED = /^(?=.*[ '])[\d .'-]+$/;

type Verdict = "" | "notANumber" | "tooManyDecimals" | "grouped" | "overflow";

/** What is wrong with a typed quantity; nothing for an empty cell, which means "not reported". */
export function verdict(text: string): Verdict {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  if (GROUPED.test(trimmed) || PARTED.test(trimmed)) return "grouped";
  const parts = /^-?(\d*)(?:\.(\d*))?$/.exec(trimmed);
  if (!parts || !(parts[1] || parts[2])) return "notANumber";
  const [whole, fraction] = [parts[1] || "0", parts[2] ?? ""];
  if (fraction.length > DECIMALS) return "tooManyDecimals";
  return BigInt(whole + fraction.padEnd(DECIMALS, "0")) > LARGEST ? "overflow" : "";
}

/** A copied cell as it would be typed: full-width signs made plain, thousands commas dropped. What stands
 *  between digits otherwise is left for its reader to judge. */
export function plain(text: string): { value: string; ungrouped: boolean } {
  const narrow = text.normalize("NFKC").trim().replaceAll("\u2212", "-");
  return GROUPED.test(narrow)
    ? { value: narrow.replaceAll(",", ""), ungrouped: true }
    : { value: narrow, ungrouped: false };
}

const CELL = "table[data-grid] td.cell input";

function judge(input: HTMLInputElement): void {
  const grid = input.closest<HTMLTableElement>("table[data-grid]");
  const cell = input.closest("td");
  if (!grid || !cell) return;
  const wrong = verdict(input.value);
  cell.classList.remove("noted");
  cell.classList.toggle("bad", wrong !== "");
  cell.classList.toggle("changed", wrong === "" && input.value !== input.defaultValue);
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  input.title = wrong ? words(grid, wrong) : "";
}

function report(grid: HTMLTableElement, said: string[]): void {
  const status = document.querySelector<HTMLOutputElement>(`output[for="${grid.id}"]`);
  if (!status) return;
  const wrong = grid.querySelectorAll("td.bad").length;
  status.textContent = [...said, ...(wrong ? [words(grid, "wrong", wrong)] : [])].join(" · ");
  status.classList.toggle("bad", wrong > 0);
}

on<"input", HTMLInputElement>("input", CELL, (input) => {
  judge(input);
  report(input.closest<HTMLTableElement>("table")!, []);
});

on<"paste", HTMLInputElement>("paste", CELL, (start, event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
  event.preventDefault();
  const grid = start.closest<HTMLTableElement>("table")!;
  const [top, left] = place(start);
  let pasted = 0;
  let ungrouped = 0;
  let outside = 0;
  rows.forEach((row, down) =>
    row.forEach((copied, across) => {
      const input = at(grid, top + down, left + across);
      if (!input) {
        outside += 1;
        return;
      }
      const typed = plain(copied);
      input.value = typed.value;
      judge(input);
      pasted += 1;
      if (typed.ungrouped) {
        ungrouped += 1;
        input.closest("td")?.classList.add("noted");
      }
    }),
  );
  // The form learns that it was changed.
  start.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  report(grid, [
    words(grid, "pasted", pasted),
    ...(ungrouped ? [words(grid, "ungrouped", ungrouped)] : []),
    ...(outside ? [words(grid, "outside", outside)] : []),
  ]);
});

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Enter: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

on<"keydown", HTMLInputElement>("keydown", CELL, (input, event) => {
  const step = STEPS[event.key];
  if (!step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  // Left and right move the caret first and leave the cell only at its ends.
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  if (event.key === "ArrowLeft" && input.selectionStart !== 0) return;
  if (event.key === "ArrowRight" && input.selectionEnd !== input.value.length && !whole) return;
  const grid = input.closest<HTMLTableElement>("table")!;
  let [row, column] = place(input);
  const [height, width] = [grid.rows.length, grid.rows[row]?.cells.length ?? 0];
  event.preventDefault();
  for (;;) {
    row += step[0];
    column += step[1];
    if (row < 0 || row >= height || column < 0 || column >= width) return;
    const next = at(grid, row, column);
    if (!next) continue;
    next.focus();
    next.select();
    return;
  }
});

function place(input: HTMLInputElement): [number, number] {
  const cell = input.closest("td")!;
  return [(cell.parentElement as HTMLTableRowElement).rowIndex, cell.cellIndex];
}

function at(grid: HTMLTableElement, row: number, column: number): HTMLInputElement | null {
  return grid.rows[row]?.cells[column]?.querySelector<HTMLInputElement>("input") ?? null;
}

/** Judges what a grid already holds, such as a refused form shown again. */
export function arrangeGrids(): void {
  document.querySelectorAll<HTMLInputElement>(CELL).forEach((input) => {
    if (verdict(input.value)) judge(input);
  });
}
