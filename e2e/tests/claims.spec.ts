// A claim: registered by the unit's secretary, evidence brought, judged by somebody outside, with the questions of
// the same indicator beside it.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of (409|422)/ });

const said = {
  "zh-CN": { late: "事后登记", early: "事先登记", stops: "班组小停机（minor-stops）", tell: "不能判断", words: "只有文字", refused: "还没有入库" },
  en: { late: "Registered afterwards", early: "Registered beforehand", stops: "Minor stops of teams（minor-stops）", tell: "Cannot tell", words: "Words alone", refused: "No figure of the period" },
};

for (const view of journeys) {
  test(`a claim is registered, supported and judged from outside, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const branch = await another(url, view);
      await signInAs(branch, url, "shuji");
      await branch.goto(`${url}/claims/new`);
      await branch.locator("#f-measure").fill("带动了全车间");
      await branch.locator("#f-mechanism").fill("班前把密封查一遍，小停机可能少一些。");
      await branch.locator("#f-indicator").selectOption({ label: words.stops });
      await branch.locator("form.form button.act").click();
      await expect(branch.locator("#f-measure")).toHaveValue("带动了全车间");
      await branch.locator("#f-measure").fill("班前查密封");
      await branch.locator("#f-first").fill("2031-01");
      await branch.locator("#f-last").fill("2031-06");
      await branch.locator("form.form button.act").click();
      await expect(branch).toHaveURL(/\/claims\/\d+$/);
      await expect(branch.locator("#verdict")).toContainText(words.early);
      await branch.locator("#f-body").fill("九月的检查表");
      await branch.locator("#bring button.act").click();
      await expect(branch.locator("#evidence")).toContainText(words.words);
      await expectAccessible(branch, "a claim with evidence");

      const office = await another(url, view);
      await signInAs(office, url, "diaodu");
      await office.goto(`${url}/claims`);
      await expect(office.locator("#claims tbody")).toContainText(words.late);
      await office.goto(branch.url());
      // The question is the whole plant's, so the branch does not see it.
      await expect(office.locator("#beside h3")).not.toHaveCount(0);
      await office.locator("#f-verdict input[value=supports]").check();
      await office.locator("#f-reason").fill("检查表齐全");
      await office.locator("#judge button.act").click();
      await expect(office.locator(".problems")).toContainText(words.refused);
      await expect(office.locator("#f-reason")).toHaveValue("检查表齐全");
      await office.locator("#f-verdict input[value=cannot-tell]").check();
      await office.locator("#judge button.act").click();
      await expect(office.locator("#wording")).toHaveText(words.tell);
      await expectAccessible(office, "a claim that was judged");
    } finally {
      await server.stop();
    }
  });
}
