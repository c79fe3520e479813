// Without scripts: forms, links and the preferences do their work all the same.

import { signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";

test.use({ javaScriptEnabled: false });

test("sign in, switch language and theme, search, drill down, sign out", async ({ demo, page }) => {
  await signInAs(page, demo.url, "diaodu");

  await page.goto(`${demo.url}/units`);
  await page.locator("button[name=lang][value=en]").click();
  await expect(page).toHaveURL(`${demo.url}/units`);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.locator("button[name=theme][value=dark]").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.locator("#units-q").fill("主洗车间");
  await page.locator("#units form.filter button").click();
  await page.locator("td a", { hasText: "主洗车间" }).first().click();
  await expect(page.locator("h1")).toContainText("主洗车间");

  await page.goto(`${demo.url}/tracker`);
  await page.locator("a[href^='/readings/']").first().click();
  await expect(page).toHaveURL(/\/readings\//);

  await page.locator("form[action='/sign-out'] button").click();
  await expect(page).toHaveURL(`${demo.url}/sign-in`);
});

test("a refused form keeps what was typed and says what is wrong", async ({ demo, page }) => {
  await signInAs(page, demo.url, "xitong");
  await page.goto(`${demo.url}/system/users/new`);
  await page.locator("#f-sign_in").fill("x y");
  await page.locator("#f-name").fill("新来的人");
  await page.locator("form[action='/system/users'] button").first().click();
  await expect(page.locator(".problems li")).toHaveCount(1);
  await expect(page.locator("#f-sign_in")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("#f-name")).toHaveValue("新来的人");
});

test("a button that asks first asks on a page of its own", async ({ demo, page }) => {
  await signInAs(page, demo.url, "xitong");
  await page.goto(`${demo.url}/system/users`);
  await page.locator("td a", { hasText: "zhigong" }).click();
  await page.locator("form[action$='/close'] button").click();
  await expect(page.locator("input[name=confirmed][value=yes]")).toHaveCount(1);
});
