// The ways in which a page is looked at: two languages and two sizes; `expectAccessible` adds light and dark.

import type { Page } from "@playwright/test";

export const languages = ["zh-CN", "en"] as const;
export const sizes = {
  desk: { width: 1366, height: 768 },
  phone: { width: 390, height: 844 },
  /** A desk's window at 150 % zoom, as its page sees it. */
  zoomed: { width: 910, height: 512 },
} as const;
export type Theme = "light" | "dark";
export type View = { language: (typeof languages)[number]; size: keyof typeof sizes };

export const views: View[] = languages.flatMap((language) => (["desk", "phone"] as const).map((size) => ({ language, size })));

/** One journey in each language and at each size. */
export const journeys: View[] = [
  { language: "zh-CN", size: "desk" },
  { language: "en", size: "phone" },
];

/** Has the pages from now on look as in `view`, with the cookies that the preference form would set. */
export async function see(page: Page, url: string, { language, size }: View, theme: Theme = "light"): Promise<void> {
  const cookie = (name: string, value: string) => ({ name, value, url: new URL(url).origin });
  await page.context().addCookies([cookie("ronghe_lang", language), cookie("ronghe_theme", theme)]);
  await page.setViewportSize(sizes[size]);
}

/** Opens `url` as it looks in `view`. */
export async function open(page: Page, url: string, view: View, theme?: Theme): Promise<void> {
  await see(page, url, view, theme);
  await page.goto(url);
}

/** Opens `url` in each view and looks at it. */
export async function eachView(page: Page, url: string, look: (view: View) => Promise<void>): Promise<void> {
  for (const view of views) {
    await open(page, url, view);
    await look(view);
  }
}
