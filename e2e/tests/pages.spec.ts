// Every page, in each of its views: accessible at either size, no wider than its window, in its language, light enough
// for a slow network, and asking nobody else (`src/test.ts` watches that).

import { expectAccessible, expectLanguage, expectLight, expectNoHorizontalScroll } from "../src/checks.ts";
import { pages } from "../src/pages.ts";
import { signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { eachView, journeys, open } from "../src/views.ts";

for (const { route, path, who } of pages) {
  test(`page ${route}`, async ({ demo, another }) => {
    const page = await another(demo.url);
    if (who) await signInAs(page, demo.url, who);
    const url = demo.url + (typeof path === "function" ? await path(page, demo.url) : (path ?? route));

    await eachView(page, url, async (view) => {
      const what = `${route} ${Object.values(view).join(" ")}`;
      expect(new URL(page.url()).pathname, `${what} leads elsewhere`).toBe(new URL(url).pathname);
      await expectLanguage(page, view.language, what);
      await expectNoHorizontalScroll(page, what);
      // What axe looks at changes with the size and the theme, and no rule of its with the language alone.
      if (journeys.some((one) => one.language === view.language && one.size === view.size)) await expectAccessible(page, what);
    });

    await open(page, url, { language: "zh-CN", size: "zoomed" });
    await expectNoHorizontalScroll(page, `${route} at 150 % zoom`);
    await page.reload();
    await expectLight(page, route);
  });
}
