// A line of the tracker that is past its threshold becomes a matter, gets a measure with an owner and
// somebody else to verify it, is reported done, sent back, reported again and closed; the matrix of reach
// counts it.

import { type Page } from "@playwright/test";
import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of 422/ });

const said = {
  "zh-CN": { raise: "登记问题", report: "报告完成", back: "未解决，退回", close: "确认解决并关闭", closed: "已关闭", same: "责任人本人" },
  en: { raise: "Raise a matter", report: "Report done", back: "Not solved: return", close: "It is solved: close", closed: "closed", same: "cannot be the owner" },
};

async function plan(page: Page, owner: string, verifier: string): Promise<void> {
  await page.locator("#f-measure").fill("校正密度计，调整介质桶液位");
  await page.locator("#f-owner").fill(owner);
  await page.locator("#f-verifier").fill(verifier);
  await page.locator("#f-due").fill("2031-12-31");
  await page.locator("#plan button.act").click();
}

async function act(page: Page, text: string, button: string): Promise<void> {
  await page.locator("#f-said").fill(text);
  await page.getByRole("button", { name: button }).click();
}

for (const view of journeys) {
  test(`a line off track becomes a matter that somebody else closes, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const dispatch = await another(url, view);
      await signInAs(dispatch, url, "diaodu");
      await dispatch.goto(`${url}/tracker`);
      await dispatch.locator("tr.alert").getByRole("link", { name: words.raise }).first().click();
      await expect(dispatch.locator("#f-title")).not.toHaveValue("");
      await dispatch.locator("#f-problem").fill("介耗连续两周高于门槛");
      await dispatch.locator("form.form button.act").click();
      const matter = dispatch.url();
      expect(matter).toMatch(/\/matters\/\d+$/);
      await expectAccessible(dispatch, "a matter");

      await plan(dispatch, "QH0130", "QH0130");
      await expect(dispatch.locator("#e-verifier")).toContainText(words.same);
      await expect(dispatch.locator("#f-measure")).toHaveValue("校正密度计，调整介质桶液位");
      await plan(dispatch, "QH0130", "QH0260");
      await act(dispatch, "密度计已校正", words.report);

      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/matters?show=reported`);
      await affairs.locator("#matters td a").first().click();
      await affairs.goto(matter);
      await act(affairs, "夜班记录缺失", words.back);
      await dispatch.goto(matter);
      await act(dispatch, "夜班记录已补齐", words.report);
      await affairs.goto(matter);
      await act(affairs, "现场核对三班记录，介耗已回落", words.close);
      await expect(affairs.locator("#facts h2")).toContainText(words.closed);
      await expect(affairs.locator("#way tr")).toHaveCount(6);
      await affairs.goto(`${url}/reach`);
      await expect(affairs.locator("#reach tbody a[href^='/matters?']").first()).toBeVisible();
    } finally {
      await server.stop();
    }
  });
}
