// What must hold on every page.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { wrongWords } from "./texts.ts";
import { sizes, type Theme } from "./views.ts";

/** No violation of WCAG 2.2 A or AA that axe can see, in light; in dark, which changes colours alone, text
 *  stands out from its ground. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const violations = async (theme: Theme, rules: (axe: AxeBuilder) => AxeBuilder) => {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const { violations } = await rules(new AxeBuilder({ page })).analyze();
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${theme}: ${id}: ${help}: ${target.join(" ")}: ${failureSummary}`),
    );
  };
  const told = [
    ...(await violations("light", (axe) => axe.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]))),
    ...(await violations("dark", (axe) => axe.withRules(["color-contrast"]))),
  ];
  expect.soft(told, `${what}: accessibility`).toEqual([]);
}

/** Nothing makes the whole page wider than the window: wide tables scroll inside their own box. */
export async function expectNoHorizontalScroll(page: Page, what: string): Promise<void> {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const beyond = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > width + 1);
    return [`${document.documentElement.scrollWidth} px in ${width} px`, ...beyond.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
  });
  expect.soft(wide, `${what}: wider than the window`).toEqual([]);
}

/** A page seen before, as its reader comes back to it, takes at most 60 kB from the network. */
export async function expectLight(page: Page, what: string): Promise<void> {
  const bytes = await page.evaluate(() => {
    const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return (entries as PerformanceResourceTiming[]).reduce((sum, entry) => sum + entry.transferSize, 0);
  });
  expect(bytes, `${what}: bytes over the network`).toBeLessThanOrEqual(60_000);
}

/** The page says which language it is in, shows no key of a missing text, and none of the program's own
 *  sentences in the other language. What is marked with a language of its own, or as names that are never
 *  translated, is left out. */
export async function expectLanguage(page: Page, language: string, what: string): Promise<void> {
  await expect(page.locator("html"), `${what}: language`).toHaveAttribute("lang", language);
  await expect(page.locator("h1"), `${what}: one heading`).toHaveCount(1);
  const words = await page.evaluate(() => {
    const found = new Set<string>([document.title]);
    const isLeftOut = (element: Element) => element.closest("script, style, code, [translate=no], [lang]") !== document.documentElement;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement!;
      if (!isLeftOut(parent)) found.add(texts.currentNode.textContent!.trim());
    }
    for (const element of document.body.querySelectorAll("*")) {
      if (isLeftOut(element)) continue;
      for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt"]) found.add(element.getAttribute(name) ?? "");
      for (const [name, value] of Object.entries((element as HTMLElement).dataset ?? {})) if (!/indicator|part/.test(name)) found.add(value ?? "");
    }
    found.delete("");
    return [...found];
  });
  expect(words.length, `${what}: words`).toBeGreaterThan(10);
  expect.soft(wrongWords(language, words), `${what}: texts`).toEqual([]);
}

/** What must hold of a page that answers a form, at both sizes. */
export async function expectSound(page: Page, what: string): Promise<void> {
  const language = (await page.locator("html").getAttribute("lang")) ?? "";
  await expectLanguage(page, language, what);
  for (const size of ["desk", "phone"] as const) {
    await page.setViewportSize(sizes[size]);
    await expectNoHorizontalScroll(page, `${what} ${size}`);
    await expectAccessible(page, `${what} ${size}`);
  }
  await page.setViewportSize(sizes.desk);
}

/** Watches a page from its first request; call the result at the end. */
export function watch(page: Page, origin: string, allowed: RegExp | null): () => void {
  const outside: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "blob:"].includes(url.protocol) && url.origin !== origin) outside.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !allowed?.test(message.text())) errors.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.stack ?? error.message}`));
  return () => {
    expect(outside, "requests to other machines").toEqual([]);
    expect(errors, "errors in the browser's console").toEqual([]);
  };
}
