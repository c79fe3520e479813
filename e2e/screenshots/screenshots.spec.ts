// The pictures in the documents, taken from the sample plant: see `docs/screenshots`.

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { monthly, people } from "../src/files.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { languages, open, type Theme, type View } from "../src/views.ts";

const folder = resolve(import.meta.dirname, "../../docs/screenshots");
const desk: View = { language: "zh-CN", size: "desk" };

test("the sample plant", async ({ page }) => {
  mkdirSync(folder, { recursive: true });
  const demo = await Server.start("demo", "sqlite");
  try {
    const show = async (name: string, path: string, view: View, theme?: Theme) => {
      await open(page, demo.url + path, view, theme);
      await shoot(page, name);
    };
    await show("sign-in", "/sign-in", desk);
    await signInAs(page, demo.url, "diaodu");
    await show("tracker", "/tracker", desk);
    await show("tracker-dark", "/tracker", desk, "dark");
    await show("tracker-phone", "/tracker", { ...desk, size: "phone" });
    await show("tracker-en", "/tracker", { ...desk, language: "en" });
    await show("workbench", "/", desk);
    await show("units", "/units", desk);
    await show("grid", "/grid", desk);
    await page.goto(`${demo.url}/tracker`);
    await page.locator("main a[href^='/readings/']").first().click();
    await shoot(page, "reading");

    await page.goto(`${demo.url}/imports/new?profile=sample-plant`);
    await page.locator("#f-profile").selectOption("sample-plant");
    await page.locator("#f-files").setInputFiles(
      monthly("2026年11月.csv", [
        ["主洗车间", "主洗甲班", "入洗原煤", "2026-11", "82000", "80360", ""],
        ["主洗车间", "主洗乙班", "入洗原煤", "2026-11", "82000", "83115", ""],
        ["主洗车间", "主洗丙班", "入洗原煤", "2026-11", "82000", "约八万", ""],
      ]),
    );
    await page.locator("form[data-upload] button").first().click();
    await expect(page.locator("#refusals")).toBeVisible();
    await shoot(page, "import");

    await organisation(page, demo.url);
  } finally {
    await demo.stop();
  }
});

/** The pages of the organisation in both languages, for the guide in each. */
async function organisation(page: Page, origin: string): Promise<void> {
  await page.context().clearCookies();
  await signInAs(page, origin, "dangjian");
  for (const language of languages) {
    const view: View = { ...desk, language };
    for (const name of ["coverage", "coverage/map", "governance", "matters"]) {
      await open(page, `${origin}/${name}`, view);
      await shoot(page, `${name.replace("/", "-")}-${language}`);
    }
  }
  await page.context().clearCookies();
  await signInAs(page, origin, "renshi");
  await page.goto(`${origin}/people/import`);
  await page.locator("#f-file").setInputFiles(
    people("人员名单.csv", [
      ["买买提·艾力", "QH0901"],
      ["欧阳㛃", "QH0902"],
      ["", "QH0903"],
      ["陈静", "110101199003070000"],
    ]),
  );
  await page.locator("form[data-upload] button").first().click();
  await expect(page.locator("#lines")).toBeVisible();
  const preview = page.url();
  for (const language of languages) {
    await open(page, preview, { ...desk, language });
    await shoot(page, `people-list-${language}`);
  }
}

test("the first run", async ({ page }) => {
  const empty = await Server.start("serve", "sqlite");
  try {
    await open(page, `${empty.url}/setup`, desk);
    await shoot(page, "setup");
  } finally {
    await empty.stop();
  }
});

/** Waits until fonts and charts stand still, then writes the picture. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}/${name}.png`, animations: "disabled" });
}
