// The keyboard alone: everything can be reached, what has the focus can be seen, and nothing traps it.

import { type Page } from "@playwright/test";
import { expect, test } from "../src/test.ts";

/** Presses Tab until `selector` has the focus, as a person does who sees where the focus is. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press("Tab");
    const focus = page.locator(":focus");
    if ((await focus.count()) === 0) continue;
    await expect(focus, "the focus is on something that can be seen").toBeInViewport();
    const style = await focus.evaluate((element) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return { outline: outlineStyle !== "none" && outlineWidth !== "0px", shadow: boxShadow !== "none" };
    });
    expect(style.outline || style.shadow, `the focus can be seen on ${await focus.evaluate((element) => element.outerHTML.slice(0, 100))}`).toBe(true);
    if (await focus.evaluate((element, wanted) => element.matches(wanted), selector)) return;
  }
  throw new Error(`Tab never reaches ${selector} on ${page.url()}`);
}

test("sign in, open the tracker, read a figure's history, sign out", async ({ demo, another }) => {
  const page = await another(demo.url);
  await page.goto(`${demo.url}/sign-in`);
  await tabTo(page, "#f-sign_in");
  await page.keyboard.type("diaodu");
  await tabTo(page, "#f-password");
  await page.keyboard.type("ronghe-demo-2026");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${demo.url}/`);

  await tabTo(page, "nav a[href='/tracker']");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/tracker/);

  await page.keyboard.press("Tab");
  await expect(page.locator(":focus"), "the first stop skips the rail").toHaveClass(/skip/);
  await page.keyboard.press("Enter");
  await expect(page.locator(":focus")).toHaveAttribute("id", "main");
  await tabTo(page, "main a[href^='/readings/']");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/readings\//);

  await tabTo(page, "form[action='/sign-out'] button");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${demo.url}/sign-in`);
});
