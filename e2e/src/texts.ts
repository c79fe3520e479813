// The program's own texts, as its Fluent files hold them: what a page must not show as a key, and not in
// the language that its reader has not chosen.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const crates = resolve(import.meta.dirname, "../../crates");

/** Messages of one line, by key; those with variants are left out. */
function messages(tag: string): Map<string, string> {
  const found = new Map<string, string>();
  const folders = readdirSync(crates).map((crate) => join(crates, crate, "texts")).filter((folder) => existsSync(folder));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  for (const file of files.filter((file) => file.endsWith(`${tag}.ftl`))) {
    for (const line of readFileSync(file, "utf8").split("\n")) {
      const [, key, text = ""] = /^([a-z][\w-]*) = ?(.*)$/.exec(line) ?? [];
      if (key) found.set(key, text.includes("->") ? "" : text.trim());
    }
  }
  return found;
}

const texts = { "zh-CN": messages("zh-CN"), en: messages("en") };
type Language = keyof typeof texts;
const keys = new Set(texts["zh-CN"].keys());
if (keys.size < 500) throw new Error(`only ${keys.size} texts found in ${crates}`);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether the fixed words of a text tell its language: names and numbers alone do not. */
const telling: Record<Language, (words: string) => boolean> = {
  "zh-CN": (words) => (words.match(/\p{Script=Han}/gu) ?? []).length >= 2,
  en: (words) => /[a-z]{2,}[^a-z]+[a-z]{2,}/i.test(words),
};

/** What recognises a whole sentence of a language. */
function sentences(language: Language): { exact: Set<string>; patterns: RegExp[] } {
  const exact = new Set<string>();
  const patterns: RegExp[] = [];
  for (const [key, text] of texts[language]) {
    // The people of the demonstration are called by their roles.
    if (key.startsWith("role-")) continue;
    const fixed = text.split(/\{[^}]*\}/);
    if (text === "" || !telling[language](fixed.join("\n")) || Object.values(texts).every((all) => all.get(key) === text)) continue;
    if (fixed.length === 1) exact.add(text);
    else patterns.push(new RegExp(`^${fixed.map(escaped).join(".+")}$`));
  }
  return { exact, patterns };
}

const known = { "zh-CN": sentences("zh-CN"), en: sentences("en") };

/** What is wrong with words of a page in this language. */
export function wrongWords(language: string, words: string[]): string[] {
  const other = known[language === "en" ? "zh-CN" : "en"];
  return words.flatMap((text) => {
    if (text.includes("⟨") || (text.includes("-") && keys.has(text))) return [`key: ${text}`];
    const isOther = other.exact.has(text) || other.patterns.some((pattern) => pattern.test(text));
    return isOther ? [`not in ${language}: ${text}`] : [];
  });
}
