// The end of a month: a corrected file comes in, two Party tasks are brought up to date, the month is locked, the
// pack is made in one step, two decisions are recorded, and the next month's pack shows them. A number changed by hand is found.

import { expectAccessible } from "../src/checks.ts";
import { monthly } from "../src/files.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of (422)/ });

const said = {
  "zh-CN": { pack: "调度会材料", again: "按现在的数重新生成", record: "记录议定事项", changed: "个数字已变", noDay: "不是完成日期" },
  en: { pack: "Dispatch pack", again: "Make it anew", record: "Record the decision", changed: "Numbers changed", noDay: "is no day" },
};

for (const view of journeys) {
  test(`a month ends with a pack, decisions and what became of them, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const dispatch = await another(url, view);
      await signInAs(dispatch, url, "diaodu");
      await dispatch.goto(`${url}/tracker`);
      const month = await dispatch.locator(".tools input[name=month], input[type=month]").first().inputValue();
      const unit = await dispatch.locator("input[name=unit]").first().inputValue();
      // The meeting of the last month is there; what was decided before it stands in it.
      await dispatch.getByRole("button", { name: words.pack }).click();
      await expect(dispatch).toHaveURL(/\/meetings\/\d+$/);
      const meeting = dispatch.url();
      await expect(dispatch.locator("#before tbody tr")).toHaveCount(2);
      await expectAccessible(dispatch, "a meeting");
      const document = await dispatch.request.get(`${meeting}?format=docx`);
      expect((await document.body()).subarray(0, 2).toString()).toBe("PK");

      // A file brings one number again, corrected, and one that was not reported yet.
      await dispatch.goto(`${url}/imports/new`);
      await dispatch.locator("#f-profile").selectOption("sample-plant");
      await dispatch.locator("#f-files").setInputFiles(
        monthly("补报.csv", [
          ["", "清河洗煤厂", "吨精煤成本", month, "", "90000000", "80000"],
          ["清河洗煤厂", "销售科", "用户投诉", month, "", "3", ""],
        ]),
      );
      await dispatch.locator("form[data-upload] button").first().click();
      await expect(dispatch.locator("#because")).toBeVisible();
      await dispatch.reload();
      await dispatch.locator("#f-reason").fill("财务重新核定");
      await dispatch.locator("#because button").first().click();
      await dispatch.locator("#confirm button[value=yes]").click();
      await expect(dispatch.locator("#import a[href='/tracker']")).toBeVisible();
      await dispatch.goto(meeting);
      await expect(dispatch.locator("#pack")).toContainText(words.changed);
      await expect(dispatch.locator("#restated")).toContainText("1,125.00");

      // Two Party tasks are brought up to date, then the pack is made anew.
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/plans`);
      const plan = (await affairs.locator("td a[href^='/plans/']").first().getAttribute("href")) ?? "";
      for (const [task, percent] of [["1", "72"], ["5", "66"]]) {
        await affairs.goto(`${url}${plan}/tasks/${task}`);
        await affairs.locator("#f-month").fill(month);
        await affairs.locator("#f-percent").fill(percent!);
        await affairs.locator("#say #f-said").fill("第二台筛板已换，四班统一操作。");
        await affairs.locator("#f-evidence").fill("检修记录与班报");
        await affairs.locator("#say button").first().click();
        await expect(affairs.locator("#progress")).toContainText(percent!);
        await dispatch.goto(`${url}${plan}/tasks/${task}`);
        await dispatch.locator("#progress button").first().click();
      }

      // Both halves are there, what will not come is recorded, and the month is locked before its pack is made.
      await affairs.goto(`${url}/periods/${unit}/${month}`);
      for (const box of await affairs.locator("input[name=thing]").all()) await box.check();
      if (await affairs.locator("#absences").count()) {
        await affairs.locator("#f-reason").fill("该项本月不填报");
        await affairs.locator("#absences button").click();
      }
      await affairs.locator("#state button.act").click();
      await expect(affairs.locator("#locked")).toBeVisible();
      await dispatch.goto(meeting);
      await dispatch.getByRole("button", { name: words.again }).click();
      await expect(dispatch.locator("#restated")).toHaveCount(0);
      const later = await dispatch.request.get(`${url}/api/v1/meetings/${meeting.split("/").pop()}`);
      const figures = (await later.json()).figures as { key: string; text: string }[];
      expect(figures).toContainEqual({ key: `unit-cost/${month}/actual`, text: "1,125.00" });
      expect(figures).toContainEqual({ key: `complaints/${month}/actual`, text: "3" });
      expect(figures).toContainEqual({ key: `task:1/${month}/share`, text: "72" });

      // Two decisions; one without its day keeps what was typed.
      const decide = async (text: string, due: string): Promise<void> => {
        await dispatch.locator("#decide #f-said").fill(text);
        await dispatch.locator("#decide #f-owner").fill("QH0130");
        await dispatch.locator("#decide #f-verifier").fill("QH0260");
        await dispatch.locator("#decide #f-due").fill(due);
        await dispatch.getByRole("button", { name: words.record }).click();
      };
      const before = await dispatch.locator("#decisions tbody tr").count();
      await dispatch.locator("#decide #f-due").evaluate((field) => field.removeAttribute("required"));
      await decide("两台浮选机刮板本周更换", "");
      await expect(dispatch.locator("#e-due")).toBeVisible();
      await expect(dispatch.locator("#decide #f-said")).toHaveValue("两台浮选机刮板本周更换");
      await decide("两台浮选机刮板本周更换", "2031-12-20");
      await expect(dispatch.locator("#decisions tbody tr")).toHaveCount(before + 1);
      await decide("介质库存每周盘点一次并报差额", "2031-12-25");
      await expect(dispatch.locator("#decisions tbody tr")).toHaveCount(before + 2);

      // They are matters with owner and day, and stand in the next month's meeting.
      await dispatch.locator("#decisions tbody tr").last().getByRole("link").first().click();
      await expect(dispatch).toHaveURL(/\/matters\/\d+$/);
      await expect(dispatch.locator("main")).toContainText("2031-12-25");
      await dispatch.goto(`${url}/meetings/new`);
      await dispatch.locator("#f-month").fill(new Date().toISOString().slice(0, 7));
      await dispatch.locator("form.form button.act").click();
      await expect(dispatch).toHaveURL(/\/meetings\/\d+$/);
      await expect(dispatch.locator("#before")).toContainText("介质库存每周盘点一次并报差额");
      await expect(dispatch.locator("#before")).toContainText("两台浮选机刮板本周更换");

      // A copy of the first pack comes back as it was, and a file of another kind is refused.
      await dispatch.goto(meeting);
      await dispatch.locator("#f-file").setInputFiles({ name: "材料.docx", mimeType: "application/octet-stream", buffer: await document.body() });
      await dispatch.locator("#compare button").click();
      await expect(dispatch.locator("#copied .badge.good")).toBeVisible();
      await dispatch.goto(meeting);
      await dispatch.locator("#f-file").setInputFiles({ name: "别的.docx", mimeType: "application/octet-stream", buffer: Buffer.from("no document") });
      await dispatch.locator("#compare button").click();
      await expect(dispatch.locator(".problems li")).toHaveCount(1);

      // An arrangement that only goes on has no day.
      await affairs.goto(`${url}/arrangements/new`);
      await expectAccessible(affairs, "a new arrangement");
      await affairs.locator("#f-title").fill("持续推进夜班安全提醒");
      await affairs.locator("#f-effect").fill("夜班违章率不高于 0.3 %");
      await affairs.locator("#f-owner").fill("QH0200");
      await affairs.locator("#f-due").evaluate((field) => field.removeAttribute("required"));
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#e-due")).toContainText(words.noDay);
      await affairs.locator("#f-due").fill("2031-12-31");
      await affairs.locator("form.form button.act").click();
      await expect(affairs).toHaveURL(/\/arrangements\/\d+$/);
      await affairs.locator("#f-said").fill("四个夜班试行，违章率 0.4 %。");
      await affairs.locator("#say button").click();
      await expect(affairs.locator("#said tbody tr")).toHaveCount(1);
      await expectAccessible(affairs, "an arrangement");
    } finally {
      await server.stop();
    }
  });
}
