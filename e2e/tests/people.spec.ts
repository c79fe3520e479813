// People come in from a list with its mistakes, and an account is linked to one of them.

import { people } from "../src/files.ts";
import { signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";
import { readSheet } from "../src/xlsx.ts";

const good = [
  ["买买提·艾力班", "X-001"],
  ["王㛃", "X-002"],
  ["欧阳𠮷祥", "007"],
  ["陈静怡", "X-004"],
];
const bad = [
  ["", "X-005"],
  ["赵六一", "X-001"],
  ["孙七七", "110101199003070000"],
];

test("people come from a list and an account is linked to one", async ({ plant, another }) => {
  const { url } = plant;
  const hr = await another(url);
  await signInAs(hr, url, "renshi");
  await hr.goto(`${url}/people`);
  const before = Number((await hr.locator(".pager p").innerText()).match(/(\d+)\D*$/)![1]);

  await test.step("the template has the columns of the list", async () => {
    await hr.locator("a[href='/people/import']").click();
    const saved = hr.waitForEvent("download");
    await hr.locator("a[href='/people/import/template']").click();
    expect(readSheet(await (await saved).path()).rows).toEqual([["姓名", "工号", "单位", "到岗日期"]]);
  });

  await test.step("each mistake is refused by its cell", async () => {
    await hr.locator("#f-file").setInputFiles(people("新员工.csv", [...good, ...bad]));
    await hr.locator("form[data-upload] button").first().click();
    await expect(hr.locator(".tile strong")).toHaveText(["4", "0", "0", "3"]);
    const refused = hr.locator("#lines tbody tr");
    await expect(refused).toHaveCount(3);
    await expect(refused.nth(0)).toContainText("A6");
    await expect(refused.nth(1)).toContainText("B7");
    await expect(refused.nth(1)).toContainText("第 2 行");
    await expect(refused.nth(2)).toContainText("B8");
    await expect(refused.nth(2)).toContainText("身份证号");
  });

  await test.step("the refused rows come back with their reasons", async () => {
    const saved = hr.waitForEvent("download");
    await hr.locator("a[href$='/errors']").click();
    const { rows: sheet } = readSheet(await (await saved).path());
    expect(sheet).toHaveLength(4);
    expect(sheet[0]!.slice(0, 2)).toEqual(["姓名", "工号"]);
    expect(sheet[2]).toContain("赵六一");
    expect(sheet[2]!.join()).toContain("B7");
  });

  await test.step("the good rows become people", async () => {
    await hr.locator("form[action*='/confirm'] button").click();
    await hr.locator("#confirm button[value=yes]").click();
    await expect(hr.locator(".notice.good")).toContainText("4");
    await hr.goto(`${url}/people`);
    // They work nowhere yet: HR of a part is told of them beside her own staff.
    await expect(hr.locator(".pager p")).toContainText(String(before));
    await hr.getByRole("link", { name: `另有 ${good.length} 人未安排单位` }).click();
    await expect(hr.locator(".pager p")).toContainText(String(good.length));
    await hr.goto(`${url}/people?q=${encodeURIComponent("𠮷")}`);
    await expect(hr.locator("#people tbody tr")).toHaveText(["欧阳𠮷祥007未安排单位"]);
  });

  await test.step("the system administrator links an account by staff number", async () => {
    const system = await another(url);
    await signInAs(system, url, "xitong");
    expect((await system.request.get(`${url}/people`)).status(), "administrators see no people").toBe(404);
    await system.goto(`${url}/system/users?f-sign-in=zhigong`);
    await system.locator("#users td a").click();
    await system.locator("#f-staff_number").fill("007");
    await system.locator("#change button.act").click();
    await expect(system.locator("#facts")).toContainText("欧阳𠮷祥");
    await expect(system.locator("#facts")).toContainText("007");
  });
});
