// J8, the monthly pulse on a shared tablet: five taps and done, with a mouse and with the keyboard alone, with
// and without scripts; twelve answers of one unit are shown, six of another are 样本不足; a month later eleven
// of the twelve answer and nothing is told that would give away the one who left.

import { type Page } from "@playwright/test";
import { expectAccessible, expectNoHorizontalScroll, expectSound } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { sizes } from "../src/views.ts";

test.use({ allowedErrors: /status of 4(09|22)/ });

/** Makes and opens a survey of the main washing workshop and its crews. */
async function open(page: Page, url: string, month: string): Promise<void> {
  await page.goto(`${url}/mood/new`);
  await page.locator("#f-unit").fill("QH-ZX");
  await page.locator("#f-title").fill("班组脉搏");
  await page.locator("#f-month").fill(month);
  await page.locator("form.form button.act").click();
  await page.locator("#opening button").click();
  await expect(page.locator("#locked")).toContainText("已锁定");
  await expect(page.locator("#locked input")).toBeDisabled();
}

/** The paths of the tablets of two crews. */
async function kiosks(page: Page): Promise<[string, string]> {
  const path = async (name: string) => (await page.locator("#kiosks a", { hasText: name }).getAttribute("href"))!;
  return [await path("主洗甲班"), await path("主洗乙班")];
}

/** So many people answer, as a browser without scripts would send it. */
async function answer(page: Page, url: string, kiosk: string, people: number): Promise<void> {
  for (let person = 0; person < people; person++) {
    const low = person % 3 === 0;
    const form = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`q${n}`, low ? "2" : String(3 + (person % 3))]));
    const done = await page.request.post(url + kiosk, { form, headers: { "sec-fetch-site": "same-origin" } });
    expect(done.url()).toBe(`${url}${kiosk}/thanks`);
  }
}

async function close(page: Page): Promise<void> {
  await page.locator("#closing button").click();
  await page.locator("#confirm button.act").click();
  await expect(page.locator("#q1")).toBeVisible({ timeout: 60_000 });
}

test("a monthly pulse on a shared tablet tells of groups and of nobody", async ({ another, browser, plant }) => {
  const { url } = plant;
  const affairs = await another(url, { language: "zh-CN", size: "desk" });
  await signInAs(affairs, url, "dangjian");
  const month = (back: number) => {
    const day = new Date();
    day.setDate(1);
    day.setMonth(day.getMonth() - back);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}`;
  };
  await open(affairs, url, month(1));
  await expectAccessible(affairs, "an open survey");
  await expect(affairs.locator(".qr")).toBeVisible();
  const survey = affairs.url();
  const [first, second] = await kiosks(affairs);

  // A tablet, by the address alone.
  const tablet = await another(url, { language: "zh-CN", size: "phone" });
  await tablet.context().clearCookies();
  await tablet.goto(first.replace(/\/\d+$/, "").replace(/^/, url));
  await expectNoHorizontalScroll(tablet, "choosing the unit");
  await tablet.getByRole("link", { name: "主洗甲班" }).click();
  await expect(tablet.locator("#says li")).toHaveCount(4);
  await expectNoHorizontalScroll(tablet, "the statements");
  for (const choice of await tablet.locator(".choice").all()) {
    const box = (await choice.boundingBox())!;
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
  }
  await tablet.locator("button.act").click();
  await expect(tablet.locator("#refused")).toBeVisible();
  await tablet.goto(url + first);
  for (let n = 1; n <= 5; n++) await tablet.locator(`input[name=q${n}][value="4"]`).check();
  await tablet.locator("button.act").click();
  await expect(tablet.locator("#thanks")).toBeVisible();
  // Going back shows no answer, and left alone the page goes back to its beginning.
  await tablet.goBack();
  await expect(tablet.locator("input:checked")).toHaveCount(0);
  await tablet.goto(`${url}${first}/thanks`);
  await expect(tablet.locator("fieldset")).toHaveCount(5, { timeout: 15_000 });
  await expect(tablet.locator("input:checked")).toHaveCount(0);
  expect(await tablet.context().cookies()).toEqual([]);
  await expectSound(tablet, "the statements");

  // The second one with the keyboard alone and without scripts.
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: sizes.phone, locale: "zh-CN" });
  const plain = await context.newPage();
  await plain.goto(url + first);
  for (let n = 1; n <= 5; n++) {
    await plain.keyboard.press("Tab");
    await plain.keyboard.press("Space");
    await plain.keyboard.press("ArrowRight");
  }
  await plain.keyboard.press("Tab");
  await plain.keyboard.press("Enter");
  await expect(plain.locator("#thanks")).toBeVisible();
  expect(await context.cookies()).toEqual([]);

  await answer(plain, url, first, 10);
  await answer(plain, url, second, 6);
  await close(affairs);
  const row = (name: string) => affairs.locator("#q1 tbody tr", { hasText: name });
  await expect(row("主洗甲班").locator("td.n").first()).toHaveText("12");
  await expect(row("主洗乙班")).toContainText("样本不足");
  await expect(row("合计")).toContainText("由差额推出");
  await expectAccessible(affairs, "results");

  // A month later: eleven of the twelve.
  await affairs.locator("#f-next").fill(month(0));
  await affairs.locator("#repeating button").click();
  await expect(affairs.locator("#locked")).toBeVisible();
  const [again, others] = await kiosks(affairs);
  await answer(plain, url, again, 11);
  await answer(plain, url, others, 6);
  await close(affairs);
  await expect(row("主洗甲班")).toContainText("与以后的月份合并公布");
  await expect(row("主洗甲班").locator("td.n")).toHaveCount(0);
  await expect(row("合计")).toContainText("由差额推出");
  expect(affairs.url()).not.toBe(survey);
  await context.close();
});

test("a monthly record takes nothing about one person", async ({ another, plant }) => {
  const { url } = plant;
  const affairs = await another(url, { language: "zh-CN", size: "desk" });
  await signInAs(affairs, url, "dangjian");
  await affairs.goto(`${url}/mood/records`);
  await affairs.locator("#records td.gap a").last().click();
  await expect(affairs.locator("#gap")).toBeVisible();
  await affairs.locator("input[name=theme][value=load]").check();
  await affairs.locator("input[name=intensity][value=low]").check();
  await affairs.locator("input[name=trend][value=new]").check();
  await affairs.locator("#f-text").fill("有人留了电话 138 1234 5678");
  await affairs.locator("#record button.act").click();
  await expect(affairs.locator("#e-text")).toContainText("138 1234 5678");
  await expect(affairs.locator("input[name=theme][value=load]")).toBeChecked();
  await affairs.locator("#f-text").fill("检修期间希望提前公布排班");
  await affairs.locator("#record button.act").click();
  await expect(affairs.locator(".notice.good")).toBeVisible();
  await expectSound(affairs, "a record");
});
