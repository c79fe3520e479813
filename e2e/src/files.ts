// Files that people hand in, made by the tests.

import { makeWorkbook } from "./xlsx.ts";

type File = { name: string; mimeType: string; buffer: Buffer };

const headings = ["上级单位", "单位", "指标", "月份", "计划", "实际", "分母或权重"];

/** A month's table as the profile `sample-plant` reads it. */
export function monthly(name: string, rows: string[][]): File {
  const lines = [headings, ...rows].map((row) => row.join(","));
  return { name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

/** The same table as a workbook that a spreadsheet library wrote: numbers as numbers, months as dates. */
export function monthlyWorkbook(name: string, rows: string[][]): File {
  const number = (cell: string) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell === "" ? null : cell);
  const buffer = makeWorkbook("月度生产经营报表", [headings, ...rows.map((row) => row.map(number))]);
  return { name, mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer };
}

/** A list of people: names and staff numbers. */
export function people(name: string, rows: string[][]): File {
  const lines = [["姓名", "工号"], ...rows].map((row) => row.join(","));
  return { name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

/** A list of members as Party affairs keep it. */
export function members(name: string, rows: string[][]): File {
  const lines = [["工号", "姓名", "党组织", "党员状态", "起始日期"], ...rows].map((row) => row.join(","));
  return { name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

/** A list of posts as a board office keeps it. */
export function posts(name: string, rows: string[][]): File {
  const lines = [["工号", "姓名", "职务", "党组织或治理机构", "任职日期", "卸任日期"], ...rows].map((row) => row.join(","));
  return { name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}

/** A list as a workbook that another program wrote: headings in the first row, every cell as typed. */
export function listWorkbook(name: string, rows: string[][]): File {
  const buffer = makeWorkbook("", rows);
  return { name, mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer };
}
