// Files that people hand in, made by the tests.

type File = { name: string; mimeType: string; buffer: Buffer };

const headings = ["上级单位", "单位", "指标", "月份", "计划", "实际", "分母或权重"];

/** A month's table as the profile `sample-plant` reads it. */
export function monthly(name: string, rows: string[][]): File {
  const lines = [headings, ...rows].map((row) => row.join(","));
  return { name, mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) };
}
