// Typing and pasting a month: what the cells say at once, and what the server says of the same.

import { type Page } from "@playwright/test";
import { expectSound } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";

test.use({ allowedErrors: /status of (409|422)/ });

/** The grid of one indicator that is a plain sum, for the units below the main washing workshop. */
async function openGrid(page: Page, origin: string, month: string): Promise<void> {
  await page.goto(`${origin}/units?q=主洗车间`);
  const unit = (await page.locator("#units td a").first().getAttribute("href"))!.split("/").pop();
  await page.goto(`${origin}/grid?unit=${unit}&month=${month}&indicator=1`);
}

const cell = (page: Page, row: number, column = 0) => page.locator("table[data-grid] tbody tr").nth(row).locator("td.cell input").nth(column);

test("a pasted block is judged cell by cell and never joined or rounded", async ({ plant, another }) => {
  const page = await another(plant.url);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: plant.url });
  await signInAs(page, plant.url, "diaodu");
  await openGrid(page, plant.url, "2025-01");
  await expect(page.locator("table[data-grid] tbody tr")).toHaveCount(4);

  // Four crews and one line too many; the second column is the target.
  const block = ["12,5\t1,234.5", "12 5\t1234.5678901", "０.5\t 7 ", "1'000\t-3", "1"].join("\n");
  await page.evaluate((text) => navigator.clipboard.writeText(text), block);
  const rows = 4;
  await cell(page, 0).focus();
  await page.keyboard.press("Control+V");
  const values = await Promise.all(Array.from({ length: rows }, (_, row) => Promise.all([cell(page, row).inputValue(), cell(page, row, 1).inputValue()])));
  expect(values).toEqual([
    ["12,5", "1234.5"],
    ["12 5", "1234.5678901"],
    ["0.5", "7"],
    ["1'000", "-3"],
  ]);
  for (const [row, column, words] of [
    [0, 0, "不是数字"],
    [1, 0, "千分位"],
    [1, 1, "6 位"],
    [3, 0, "千分位"],
  ] as const) {
    await expect(cell(page, row, column)).toHaveAttribute("aria-invalid", "true");
    await expect(cell(page, row, column)).toHaveAttribute("title", new RegExp(words));
  }
  const note = page.locator("output[data-grid-status]");
  await expect(note).toContainText("粘贴了 8 格");
  await expect(note).toContainText("其中 1 格去掉了千分位逗号");
  await expect(note).toContainText("有 1 格超出表格");
  await expect(page.locator("td.noted")).toHaveCount(1);
  await expect(page.locator("td.bad")).toHaveCount(4);

  await page.locator("#f-reason").fill("补录");
  await page.locator("form[action='/grid'] button.act").click();
  const problems = page.locator(".problems li");
  await expect(problems.first()).toBeVisible();
  const told = (await problems.allTextContents()).join("\n");
  for (const words of ["“12,5”用逗号", "“12 5”", "超过六位", "“1'000”", "不能为负"]) expect(told, "the server says the same").toContain(words);
  await expect(cell(page, 1), "nothing typed is lost").toHaveValue("12 5");
  await problems.first().locator("a").click();
  await expect(cell(page, 0), "the list leads to the cell").toBeFocused();
  await expectSound(page, "/grid refused");
});

test("what somebody else saved first stands beside what was typed", async ({ plant, another }) => {
  const [mine, theirs] = [await another(plant.url), await another(plant.url)];
  for (const page of [mine, theirs]) {
    await signInAs(page, plant.url, "diaodu");
    await openGrid(page, plant.url, "2026-11");
  }
  const save = async (page: Page, value: string) => {
    await cell(page, 0).fill(value);
    await page.locator("#f-reason").or(page.locator("form[action='/grid'] button.act")).first().waitFor();
    if (await page.locator("#f-reason").count()) await page.locator("#f-reason").fill("核对");
    await page.locator("form[action='/grid'] button.act").click();
  };
  await save(theirs, "100");
  await expect(theirs.locator(".notice.good")).toBeVisible();
  await save(mine, "200");
  await expect(mine.locator("small.wrong")).toContainText("100");
  await expect(cell(mine, 0)).toHaveValue("200");
  await expectSound(mine, "/grid with a collision");
  await save(mine, "200");
  await expect(mine.locator(".notice.good"), "saving once more is a decision").toBeVisible();
});
