// Reads a downloaded workbook without a spreadsheet library, so that what is checked is the file
// itself: a zip of XML parts. It knows just enough of both for the program's own exports.

import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

/** The rows of a workbook's first sheet, every cell as text. */
export function readSheet(path: string): string[][] {
  const parts = unzip(readFileSync(path));
  const shared = [...(parts.get("xl/sharedStrings.xml") ?? "").matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) => text(item));
  const sheet = parts.get("xl/worksheets/sheet1.xml");
  if (sheet === undefined) throw new Error(`${path} has no first sheet: ${[...parts.keys()].join(", ")}`);
  return [...sheet.matchAll(/<row [^>]*?>(.*?)<\/row>/gs)].map(([, row]) =>
    [...row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes, inner = ""]) => {
      const value = /<v>(.*?)<\/v>/s.exec(inner)?.[1];
      if (attributes.includes('t="s"')) return shared[Number(value)] ?? "";
      return value === undefined ? text(inner) : unescape(value);
    }),
  );
}

/** The text runs of an XML element. */
function text(xml: string): string {
  return unescape([...xml.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, run]) => run).join(""));
}

function unescape(xml: string): string {
  return xml.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}

/** The entries of a zip archive, read through its directory at the end. */
function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error("not a zip archive");
  const entries = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [number, number, number];
    const header = bytes.readUInt32LE(at + 42);
    const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const packed = bytes.subarray(start, start + size);
    entries.set(bytes.toString("utf8", at + 46, at + 46 + name), (method === 8 ? inflateRawSync(packed) : packed).toString("utf8"));
    at += 46 + name + extra + comment;
  }
  return entries;
}
