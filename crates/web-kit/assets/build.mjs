// Bundles the scripts, lowers the styles and writes them under names that carry their content's
// hash, each beside its gzip, with one manifest that build.rs turns into the embedded table.
// Usage: node build.mjs OUTPUT_FOLDER

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundle } from "lightningcss";

const here = fileURLToPath(new URL(".", import.meta.url));
const output = process.argv[2];
if (!output) {
  console.error("usage: node build.mjs OUTPUT_FOLDER");
  process.exit(2);
}

// The last Chromium for Windows 7; a lower target costs bytes and serves nobody.
const CHROME = 109;

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

/** @type {{ key: string, name: string }[]} */
const manifest = [];

/** Writes one file and its gzip, and lists it under the key that Rust knows it by. */
function put(key, name, bytes) {
  writeFileSync(join(output, name), bytes);
  writeFileSync(join(output, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  manifest.push({ key, name });
}

function hashed(key, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const extension = extname(key);
  return `${basename(key, extension)}-${hash}${extension}`;
}

const scripts = await build({
  absWorkingDir: here,
  entryPoints: ["src/app.ts", "src/boot.ts"],
  outdir: output,
  bundle: true,
  write: false,
  minify: true,
  format: "esm",
  splitting: true,
  target: [`chrome${CHROME}`],
  charset: "utf8",
  legalComments: "none",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
});
for (const file of scripts.outputFiles) {
  const name = basename(file.path);
  put(name.replace(/-[A-Z0-9]{8}(?=\.js$)/, ""), name, file.contents);
}

const style = bundle({
  filename: join(here, "css/app.css"),
  minify: true,
  targets: { chrome: CHROME << 16 },
});
put("app.css", hashed("app.css", style.code), style.code);

for (const file of ["icon.svg"]) {
  const bytes = readFileSync(join(here, file));
  put(file, hashed(file, bytes), bytes);
}

writeFileSync(
  join(output, "manifest.txt"),
  manifest.map(({ key, name }) => `${key} ${name}\n`).join(""),
);
