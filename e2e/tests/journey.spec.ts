// The main job, from an empty server to a figure that leads back to the cell it came from: set up, give
// accounts and roles, read a month's table with its mistakes, see where the plant stands, take it along.

import { type Page } from "@playwright/test";
import { expectAccessible, expectNoHorizontalScroll } from "../src/checks.ts";
import { monthlyWorkbook } from "../src/files.ts";
import { setUp, signIn, signInFirst } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { eachView } from "../src/views.ts";
import { readSheet } from "../src/xlsx.ts";

/** Presses a button that asks "are you sure?" first, and says yes. */
async function confirm(page: Page, action: string): Promise<void> {
  await page.locator(`form[action*="${action}"] button`).click();
  await page.locator("#confirm button[value=yes]").click();
}

const password = { system: "juniper-harbour-41", security: "copper-meadow-72", audit: "silver-orchard-93", dispatch: "amber-quarry-58" };

test("from an empty server to a figure and its source", async ({ fresh, another }) => {
  const { url } = fresh;

  const system = await another(url);
  await system.goto(url);
  await expect(system, "an empty server leads to its set-up").toHaveURL(`${url}/setup`);
  await eachView(system, `${url}/setup`, async (view) => {
    const what = `/setup ${Object.values(view).join(" ")}`;
    await expectNoHorizontalScroll(system, what);
    await expectAccessible(system, what);
  });
  await system.setViewportSize({ width: 1366, height: 768 });
  const [securityOnce, auditOnce] = await setUp(system, password.system);

  await test.step("the system administrator makes an account", async () => {
    await signIn(system, url, "shixitong", password.system);
    await system.goto(`${url}/system/users/new`);
    await system.locator("#f-sign_in").fill("lidiaodu");
    await system.locator("#f-name").fill("李调度");
    await system.locator("form[action='/system/users'] button").first().click();
  });
  const dispatchOnce = await system.locator("code.one-time").innerText();

  const security = await another(url);
  await test.step("the security administrator gives it a role", async () => {
    await signInFirst(security, url, "shianquan", securityOnce!, password.security);
    // Dispatch brings the numbers; founding the units that a report names is a matter of human resources.
    for (const role of ["dispatch", "hr"]) {
      await security.goto(`${url}/system/grants`);
      await security.locator("#f-sign_in").fill("lidiaodu");
      await security.locator("#f-role").selectOption(role);
      await security.locator("#give button.act").click();
      await expect(security.locator("tbody", { hasText: "李调度" })).toContainText(role === "hr" ? "人事" : "调度");
    }
    const refused = await security.request.get(`${url}/tracker`);
    expect(refused.status(), "an administrator does not do the business").toBeGreaterThanOrEqual(403);
  });

  const dispatch = await another(url);
  await signInFirst(dispatch, url, "lidiaodu", dispatchOnce, password.dispatch);

  await test.step("a month is read, its mistake refused by its cell", async () => {
    await dispatch.goto(`${url}/imports/new`);
    await dispatch.locator("#f-profile").selectOption("sample-plant");
    await dispatch.locator("#f-files").setInputFiles(
      monthlyWorkbook("十月.xlsx", [
        ["青石洗煤厂", "主洗一车间", "精煤产量", "2026-10", "80000", "81250", ""],
        ["青石洗煤厂", "主洗二车间", "精煤产量", "2026-10", "60000", "55000", ""],
        ["青石洗煤厂", "浮选车间", "精煤产量", "2026-10", "20000", "约两万", ""],
        ["青石洗煤厂", "主洗一车间", "精煤产率", "2026-10", "62", "81250", "130000"],
        ["青石洗煤厂", "主洗二车间", "精煤产率", "2026-10", "60", "55000", "90000"],
      ]),
    );
    await dispatch.locator("form[data-upload] button").first().click();
    const refusal = dispatch.locator("#refusals tbody tr");
    await expect(refusal).toHaveCount(1);
    await expect(refusal).toContainText("约两万");
    await expect(refusal, "below the title and the headings").toContainText("F5");

    const saved = dispatch.waitForEvent("download");
    await dispatch.locator("#refusals a[href$='/errors']").click();
    const errors = readSheet(await (await saved).path());
    expect(errors.rows.flat(), "the error sheet is the same table with reasons").toContain("约两万");
  });

  await test.step("what is confirmed is stored once", async () => {
    await confirm(dispatch, "/confirm");
    await expect(dispatch.locator("#import a[href='/tracker']")).toBeVisible();
  });

  await test.step("the tracker adds it up", async () => {
    await dispatch.goto(`${url}/tracker?month=2026-10`);
    await expect(dispatch.locator("tr", { hasText: "精煤产量" }).first()).toContainText("136,250");
    const rate = (100 * (81250 + 55000)) / (130000 + 90000);
    await expect(dispatch.locator("tr", { hasText: "精煤产率" }).first()).toContainText(rate.toFixed(2));
  });

  await test.step("the export says the same", async () => {
    const saved = dispatch.waitForEvent("download");
    await dispatch.locator("a[href*='format=xlsx']").first().click();
    const sheet = readSheet(await (await saved).path());
    expect(sheet.rows.find((row) => row.includes("精煤产量"))).toContain("136250");
    expect(sheet.charts, "native charts that another program knows").toBeGreaterThan(0);
  });

  await test.step("a figure leads to its source cell", async () => {
    await dispatch.goto(`${url}/tracker?month=2026-10`);
    await dispatch.locator("a[href^='/readings/']", { hasText: "136,250" }).first().click();
    await dispatch.locator("a", { hasText: "81,250" }).first().click();
    await expect(dispatch.locator("main")).toContainText("十月.xlsx");
    await expect(dispatch.locator("main")).toContainText("F3");
    await expect(dispatch.locator("main")).toContainText("李调度");
  });

  await test.step("the audit administrator finds each of it", async () => {
    const audit = await another(url);
    await signInFirst(audit, url, "shishenji", auditOnce!, password.audit);
    await audit.goto(`${url}/system/audit`);
    await expect(audit.locator("tbody")).toContainText("李调度");
    await expect(audit.locator("tbody")).toContainText("石安全");
  });
});
