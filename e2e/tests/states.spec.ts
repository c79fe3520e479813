// Pages that no address leads to: refused forms, questions asked before something is done, and the pages
// for when there is no ordinary answer.

import { type Page } from "@playwright/test";
import { expectSound } from "../src/checks.ts";
import { type DemoAccount, signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { languages, open } from "../src/views.ts";

test.use({ allowedErrors: /status of (401|403|404|409|422)/ });

/** Posts a form as a browser without scripts would. */
async function submit(page: Page, selector: string, fields: Record<string, string> = {}): Promise<void> {
  const form = page.locator(selector).first();
  await form.evaluate((form, fields) => {
    for (const [name, value] of Object.entries(fields)) (form.querySelector(`[name="${name}"]`) as HTMLInputElement).value = value;
  }, fields);
  await Promise.all([page.waitForEvent("load"), form.evaluate((form) => HTMLFormElement.prototype.submit.call(form))]);
}

async function speak(page: Page, origin: string, language: string): Promise<void> {
  await page.context().addCookies([{ name: "ronghe_lang", value: language, url: origin }]);
}

const refused: [who: DemoAccount | undefined, path: string, form: string, fields: Record<string, string>][] = [
  [undefined, "/sign-in", "form.form", { sign_in: "nobody", password: "wrong" }],
  ["dangjian", "/units/new", "form.form", { name: "", from: "2020-02-29" }],
  ["jituan", "/indicators/new", "form.form", { code: "", decimals: "9" }],
  ["xitong", "/system/users/new", "form.form", { sign_in: "x y", name: "" }],
  ["xitong", "/system", "form.form", { "time-zone": "Moon/Base", "production-day-cut": "99" }],
  ["anquan", "/system/grants", "#give form", { sign_in: "nobody" }],
  ["diaodu", "/account", "#password form", { present: "wrong", password: "short", repeat: "other" }],
];

for (const language of languages) {
  for (const [who, path, form, fields] of refused) {
    test(`${path} refused, ${language}`, async ({ demo, another }) => {
      const page = await another(demo.url);
      if (who) await signInAs(page, demo.url, who);
      await speak(page, demo.url, language);
      await page.goto(demo.url + path);
      await submit(page, form, fields);
      await expect(page.locator(".problems, .notice.bad, .wrong").first()).toBeVisible();
      await expectSound(page, `${path} refused`);
    });
  }

  test(`a question on a page of its own, ${language}`, async ({ demo, another }) => {
    const page = await another(demo.url);
    await signInAs(page, demo.url, "xitong");
    await speak(page, demo.url, language);
    await page.goto(`${demo.url}/system/users?q=zhigong`);
    await page.locator("td a", { hasText: "zhigong" }).or(page.locator("td a")).first().click();
    await submit(page, "form[action$='/close']");
    await expect(page.locator("input[name=confirmed][value=yes]")).toHaveCount(1);
    await expectSound(page, "confirmation");
  });

  test(`no ordinary answer, ${language}`, async ({ demo, another }) => {
    const page = await another(demo.url);
    await signInAs(page, demo.url, "jituan");
    await speak(page, demo.url, language);
    for (const [path, status] of [
      ["/nowhere", 404],
      ["/units/new", 403],
      ["/tracker?month=yesterday", 422],
    ] as const) {
      const answer = await page.goto(demo.url + path);
      expect(answer?.status(), path).toBe(status);
      await expectSound(page, `${path} ${status}`);
    }
    await page.goto(`${demo.url}/indicators/new`);
    await submit(page, "form.form", { csrf: "stale" });
    await expectSound(page, "a stale form");
  });

  test(`what somebody else saved first, ${language}`, async ({ demo, another }) => {
    const page = await another(demo.url);
    await signInAs(page, demo.url, "dangjian");
    await speak(page, demo.url, language);
    await page.goto(`${demo.url}/units`);
    await page.goto(`${demo.url}${await page.locator(".tree ul a[href^='/units/']").first().getAttribute("href")}`);
    await page.goto(`${demo.url}${await page.locator("a[href*='/edit']").first().getAttribute("href")}`);
    await submit(page, "form.form", { revision: "0" });
    await expect(page.locator("#theirs")).toBeVisible();
    await expectSound(page, "409");
  });

  test(`a list of accounts before it is taken, ${language}`, async ({ demo, another }) => {
    const page = await another(demo.url);
    await signInAs(page, demo.url, "xitong");
    await speak(page, demo.url, language);
    await page.goto(`${demo.url}/system/users/import`);
    const list = ["登录名,姓名,工号,电话,职务", "liuxin,刘新,,,", "x y,坏名字,,,"].join("\n");
    await page.locator("input[type=file]").setInputFiles({ name: "账户.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.locator("form[data-upload] button, form[enctype] button").first().click();
    await expect(page).toHaveURL(/\/system\/users\/import/);
    await expectSound(page, "account list");
  });
}

for (const language of languages) {
  test(`a phone shows a month's tools in even rows and every status whole, ${language}`, async ({ demo, another }) => {
    const page = await another(demo.url);
    await signInAs(page, demo.url, "diaodu");
    await open(page, `${demo.url}/tracker`, { language, size: "phone" });
    const tools = page.locator(".tools :is(input:not([type=hidden]), button, .button)");
    const boxes = await tools.evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => [Math.round(top), Math.round(height)]));
    expect(new Set(boxes.map(([, height]) => height)).size, JSON.stringify(boxes)).toBe(1);
    expect(new Set(boxes.map(([top]) => top)).size, JSON.stringify(boxes)).toBe(2);
    const edge = await page.locator("#indicators .scroll").evaluate((scroll) => scroll.getBoundingClientRect().right);
    const ends = await page.locator("#indicators td:last-child .s").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
    expect(Math.max(...ends)).toBeLessThanOrEqual(edge);
  });
}
