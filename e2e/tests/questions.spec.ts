// A question about support: what the sample plant asked and what came out, a new one registered and run, and a
// conclusion that may say no more than the evidence.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of (409|422)/ });

const said = {
  "zh-CN": { refused: "数据不足", none: "未见统计关联", past: "就既有数据提出", claim: "整改促进了生产", fair: "两者同期变化情况如上。", fixes: "责任区整改数（zone-fixes）", stops: "班组小停机（minor-stops）", enough: "至少要 6 个" },
  en: { refused: "Too little data", none: "No association", past: "Asked of past data", claim: "The fixes improved production", fair: "What changed at the same time is shown above.", fixes: "Fixes in zones（zone-fixes）", stops: "Minor stops of teams（minor-stops）", enough: "at least 6" },
};

for (const view of journeys) {
  test(`a question is registered, run and told in no more than its words, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/questions`);
      const list = affairs.locator("#questions tbody");
      await expect(list).toContainText(words.refused);
      await expect(list).toContainText(words.none);

      await affairs.goto(`${url}/questions/new`);
      await affairs.locator("#f-cause").selectOption({ label: words.fixes });
      await affairs.locator("#f-outcome").selectOption({ label: words.stops });
      await affairs.locator("#f-mechanism").fill("整改促进生产");
      await affairs.locator("#f-unit").fill("QH");
      await affairs.locator("#f-depth").selectOption("2");
      const months = await affairs.locator("#f-last").inputValue();
      expect(months).toMatch(/^\d{4}-\d{2}$/);
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#f-mechanism")).toHaveValue("整改促进生产");
      await affairs.locator("input[name=words]").check();
      await affairs.locator("form.form button.act").click();
      await expect(affairs).toHaveURL(/\/questions\/\d+$/);
      await expectAccessible(affairs, "a question that was not run yet");
      await affairs.locator("form[action$='/run'] button").click();
      await expect(affairs.locator("#wording")).toContainText(words.refused);
      await expect(affairs.locator("#lacks")).toContainText(words.enough);

      await affairs.locator("#f-body").fill(words.claim);
      await affairs.locator("#conclude button.act").click();
      await expect(affairs.locator(".problems")).toBeVisible();
      await expect(affairs.locator("#f-body")).toHaveValue(words.claim);
      await affairs.locator("#f-body").fill(words.fair);
      await affairs.locator("#conclude button.act").click();
      await expect(affairs.locator("#conclusions")).toContainText(words.fair);
      await expectAccessible(affairs, "a question with a conclusion");
    } finally {
      await server.stop();
    }
  });
}
