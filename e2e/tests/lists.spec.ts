// A new server, without internet: its administrators are made, HR brings units and people from workbooks
// with three bad rows, mends one of them in the preview, takes the others back with their reasons, confirms.

import { expectAccessible, expectNoHorizontalScroll } from "../src/checks.ts";
import { listWorkbook } from "../src/files.ts";
import { signIn, signInFirst } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { eachView } from "../src/views.ts";
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

test("HR brings units and people to a new server", async ({ fresh, another }) => {
  const { url } = fresh;
  const system = await another(url);
  await system.goto(`${url}/setup`);
  for (const [field, value] of Object.entries({
    enterprise: "青石洗煤厂",
    system_name: "石系统",
    system_sign_in: "shixitong",
    password: password.system,
    repeat: password.system,
    security_name: "石安全",
    security_sign_in: "shianquan",
    audit_name: "石审计",
    audit_sign_in: "shishenji",
  })) {
    await system.locator(`#f-${field}`).fill(value);
  }
  await system.locator("form.form button").first().click();
  const [securityOnce, auditOnce] = await system.locator("#one-time code.one-time").allTextContents();
  await signIn(system, url, "shixitong", password.system);
  await system.goto(`${url}/system/users/new`);
  await system.locator("#f-sign_in").fill("renshi");
  await system.locator("#f-name").fill("李人事");
  await system.locator("form[action='/system/users'] button").first().click();
  const hrOnce = await system.locator("code.one-time").innerText();

  const security = await another(url);
  await signInFirst(security, url, "shianquan", securityOnce!, password.security);
  await security.goto(`${url}/system/grants`);
  await security.locator("#f-sign_in").fill("renshi");
  await security.locator("#f-role").selectOption("hr");
  await security.locator("#give button.act").click();
  await expect(security.locator("tbody", { hasText: "李人事" })).toContainText("人事");

  const hr = await another(url);
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
    await hr.goto(`${url}/units`);
    await expect(hr.locator(".tree")).toContainText("浮选车间");
  });

  await test.step("three bad rows are refused by their cells", async () => {
    await hr.goto(`${url}/people/import`);
    await hr.locator("#f-file").setInputFiles(listWorkbook("人员.xlsx", [["姓名", "工号", "单位", "到岗日期"], ...good, ...bad]));
    await hr.locator("form[data-upload] button").first().click();
    await expect(hr.locator(".tile strong")).toHaveText(["3", "0", "0", "3"]);
    const refused = hr.locator("#lines tbody tr");
    for (const [row, cell] of ["B5", "C6", "D7"].entries()) await expect(refused.nth(row)).toContainText(cell);
    await eachView(hr, hr.url(), async (view) => {
      const what = `preview ${Object.values(view).join(" ")}`;
      await expectNoHorizontalScroll(hr, what);
      await expectAccessible(hr, what);
    });
  });

  await test.step("one of them is mended in the preview", async () => {
    const row = hr.locator("#lines tbody tr", { hasText: "孙七" });
    await row.locator("summary").click();
    await row.locator("input[name=cell]").nth(3).fill("2026-02-28");
    await row.locator("form button").click();
    await expect(hr.locator(".tile strong")).toHaveText(["4", "0", "0", "2"]);
  });

  await test.step("the others come back with their reasons", async () => {
    const saved = hr.waitForEvent("download");
    await hr.locator("a[href$='/errors']").click();
    const { rows } = readSheet(await (await saved).path());
    expect(rows).toHaveLength(3);
    expect(rows[2]!.join()).toContain("C6");
  });

  await test.step("what is confirmed is there, once", async () => {
    await hr.locator("form[action*='/confirm'] button").click();
    await hr.locator("#confirm button[value=yes]").click();
    await expect(hr.locator(".notice.good")).toContainText("4");
    await hr.goto(`${url}/people`);
    await expect(hr.locator("#people tbody tr")).toHaveCount(good.length + 1);
    await expect(hr.locator("#people tbody tr", { hasText: "𠮷" })).toContainText("浮选车间");
    const audit = await another(url);
    await signInFirst(audit, url, "shishenji", auditOnce!, password.audit);
    await audit.goto(`${url}/system/audit?q=person.import`);
    await expect(audit.locator("tbody tr", { hasText: "person.import" })).toHaveCount(1);
  });
});
