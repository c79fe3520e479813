// Workbooks as another program has them: Debian's openpyxl reads what we export and makes what we import.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

// Debian's own Python, whatever else is on the path: it is the one that has openpyxl.
const python = "/usr/bin/python3";
const script = resolve(import.meta.dirname, "workbook.py");

export type Sheet = {
  /** Every cell as text. */
  rows: string[][];
  /** On all sheets together. */
  charts: number;
};

/** The first sheet of a workbook, and how many charts there are. */
export function readSheet(path: string): Sheet {
  return JSON.parse(execFileSync(python, [script, "read", path], { encoding: "utf8" })) as Sheet;
}

/** A workbook with a title above its headings, or none when it is empty. */
export function makeWorkbook(title: string, rows: (string | number | null)[][]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "ronghe-workbook-"));
  try {
    const path = join(folder, "made.xlsx");
    execFileSync(python, [script, "write", path], { input: JSON.stringify({ title, rows }) });
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
