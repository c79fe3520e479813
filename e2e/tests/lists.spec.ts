// A new server, without internet: its administrators are made, HR brings units, people and their posts from
// workbooks with three bad rows each, mends one of them in the preview, takes the others back with their
// reasons, confirms.

import type { Page } from "@playwright/test";
import { expectAccessible, expectNoHorizontalScroll } from "../src/checks.ts";
import { listWorkbook } from "../src/files.ts";
import { setUp, signIn, signInFirst } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { eachView, journeys, open, type View } from "../src/views.ts";
import { readSheet } from "../src/xlsx.ts";

const password = { system: "juniper-harbour-41", security: "copper-meadow-72", audit: "silver-orchard-93", hr: "amber-quarry-58" };

const units = [
  ["编码", "上级编码", "名称", "类别", "成立日期"],
  ["QS", "", "青石洗煤厂", "矿（厂）", ""],
  ["QS-1", "QS", "主洗车间", "车间", "2020-01-01"],
  ["QS-2", "QS", "浮选车间", "车间", "2020-01-01"],
];
const good = [
  ["买买提·艾力", "007", "主洗车间", "2024-03-01"],
  ["欧阳𠮷祥", "008", "QS-2", "2025年7月1日"],
  ["王芳", "009", "青石洗煤厂 / 浮选车间", ""],
];
const bad = [
  ["王芳", "", "主洗车间", "2024-03-01"],
  ["赵六", "010", "三车间", "2024-03-01"],
  ["孙七", "011", "主洗车间", "2026-02-31"],
];
const named = [
  ["007", "买买提·艾力", "董事长", "董事会", "2024-03-01", "", "青企〔2024〕1号"],
  ["008", "欧阳𠮷祥", "Director", "青石洗煤厂 / 董事会", "2025年7月1日", "2026-06-30", ""],
];
const misnamed = [
  ["009", "王芳", "董事长", "董事会", "2025-01-01", "", ""],
  ["009", "王芳", "厂长", "董事会", "2025-01-01", "", ""],
  ["012", "周八", "董事", "监事会", "2025-01-01", "", ""],
];

/** Hands a list in and finds its counts, its refused rows by their cells, and the preview fit to be looked at. */
async function preview(hr: Page, view: View, path: string, name: string, rows: string[][], cells: string[]): Promise<void> {
  await hr.goto(path);
  await hr.locator("#f-file").setInputFiles(listWorkbook(name, rows));
  await hr.locator("form[data-upload] button").first().click();
  const fresh = rows.length - 1 - cells.length;
  await expect(hr.locator(".tile strong")).toHaveText([`${fresh}`, "0", "0", `${cells.length}`]);
  const refused = hr.locator("#lines tbody tr");
  for (const [row, cell] of cells.entries()) await expect(refused.nth(row)).toContainText(cell);
  await eachView(hr, hr.url(), async (view) => {
    const what = `preview ${Object.values(view).join(" ")}`;
    await expectNoHorizontalScroll(hr, what);
    await expectAccessible(hr, what);
  });
  await open(hr, hr.url(), view);
}

/** Mends a cell of a refused row. */
async function mend(hr: Page, row: string, cell: number, text: string, counts: string[]): Promise<void> {
  const meant = hr.locator("#lines tbody tr", { hasText: row });
  await meant.locator("summary").click();
  await meant.locator("input[name=cell]").nth(cell).fill(text);
  await meant.locator("form button").click();
  await expect(hr.locator(".tile strong")).toHaveText(counts);
}

/** Takes the refused rows back with their reasons, then has the others written. */
async function finish(hr: Page, reason: string, written: string): Promise<void> {
  const saved = hr.waitForEvent("download");
  await hr.locator("a[href$='/errors']").click();
  const { rows } = readSheet(await (await saved).path());
  expect(rows).toHaveLength(3);
  expect(rows[2]!.join()).toContain(reason);
  await hr.locator("form[action*='/confirm'] button").click();
  await hr.locator("#confirm button[value=yes]").click();
  await expect(hr.locator(".notice.good")).toContainText(written);
}

/** What the program calls a role and a kind of body. */
const said = { "zh-CN": { hr: "人事", board: "董事会" }, en: { hr: "Human resources", board: "Board of directors" } };

for (const view of journeys) {
  test(`HR brings units, people and posts to a new server, ${Object.values(view).join(" ")}`, async ({ fresh, another }) => {
    const words = said[view.language];
    const { url } = fresh;
    const system = await another(url, view);
    await system.goto(`${url}/setup`);
    const [securityOnce, auditOnce] = await setUp(system, password.system);
    await signIn(system, url, "shixitong", password.system);
    await system.goto(`${url}/system/users/new`);
    await system.locator("#f-sign_in").fill("renshi");
    await system.locator("#f-name").fill("李人事");
    await system.locator("form[action='/system/users'] button").first().click();
    const hrOnce = await system.locator("code.one-time").innerText();

    const security = await another(url, view);
    await signInFirst(security, url, "shianquan", securityOnce!, password.security);
    await security.goto(`${url}/system/grants`);
    await security.locator("#f-sign_in").fill("renshi");
    await security.locator("#f-role").selectOption("hr");
    await security.locator("#give button.act").click();
    await expect(security.locator("tbody", { hasText: "李人事" })).toContainText(words.hr);

    const hr = await another(url, view);
    await signInFirst(hr, url, "renshi", hrOnce, password.hr);
    await test.step("units come from a list", async () => {
      await hr.goto(`${url}/units`);
      await expect(hr.locator("a[href='/profiles/unit-tree/template']")).toBeVisible();
      await hr.locator("a[href='/imports/new?profile=unit-tree']").click();
      await hr.locator("#f-profile").selectOption("unit-tree");
      await hr.locator("#f-files").setInputFiles(listWorkbook("单位清单.xlsx", units));
      await hr.locator("form[data-upload] button").first().click();
      await hr.locator("form[action*='/confirm'] button").click();
      await hr.locator("#confirm button[value=yes]").click();
      await expect(hr.locator("form[action*='/undo']")).toBeVisible();
      await hr.goto(`${url}/units`);
      await expect(hr.locator(".tree")).toContainText("浮选车间");
    });

    await test.step("people come with three bad rows, of which one is mended", async () => {
      const rows = [["姓名", "工号", "单位", "到岗日期"], ...good, ...bad];
      await preview(hr, view, `${url}/people/import`, "人员.xlsx", rows, ["B5", "C6", "D7"]);
      await mend(hr, "孙七", 3, "2026-02-28", ["4", "0", "0", "2"]);
      await finish(hr, "C6", "4");
      await hr.goto(`${url}/people`);
      await expect(hr.locator("#people tbody tr")).toHaveCount(good.length + 1);
      await expect(hr.locator("#people tbody tr", { hasText: "𠮷" })).toContainText("浮选车间");
    });

    await test.step("posts come with three bad rows, of which one is mended", async () => {
      await hr.goto(`${url}/bodies/new`);
      await hr.locator("#f-unit").fill("青石洗煤厂");
      await hr.locator("#f-kind").selectOption({ label: words.board });
      await hr.locator("#f-name").fill("董事会");
      await hr.locator("#f-from").fill("2024-01-01");
      await hr.locator("form.form button.act").click();
      await expect(hr.locator(".notice.good")).toBeVisible();
      const board = hr.url();
      await hr.goto(`${url}/governance`);
      await expect(hr.locator("a[href='/posts/import']")).toBeVisible();
      const headings = ["工号", "姓名", "职务", "党组织或治理机构", "任职日期", "卸任日期", "任职文号"];
      const rows = [headings, ...named, ...misnamed];
      await preview(hr, view, `${url}/posts/import`, "任职.xlsx", rows, ["B4", "C5", "A6"]);
      await mend(hr, "厂长", 2, "董事", ["3", "0", "0", "2"]);
      await finish(hr, "A6", "3");
      await hr.goto(board);
      await expect(hr.locator("#posts")).toContainText("买买提·艾力 007");
      await expect(hr.locator("#posts")).toContainText("王芳 009");
    });

    await test.step("the audit has one entry for each list", async () => {
      const audit = await another(url, view);
      await signInFirst(audit, url, "shishenji", auditOnce!, password.audit);
      for (const action of ["import.confirm", "person.import", "tenure.import"]) {
        await audit.goto(`${url}/system/audit?q=${action}`);
        await expect(audit.locator("tbody tr", { hasText: action })).toHaveCount(1);
      }
    });
  });
}
