// A scheme like the journal's model: drawn up, one line overruled and weights brought to exactly 100, tried on
// past sheets, approved by the committee without a consultation record, which warns, and with one afterwards;
// what is approved is locked.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";
import { fileURLToPath } from "node:url";

test.use({ allowedErrors: /status of (403|422)/ });

const past = fileURLToPath(new URL("../../schemes/sheets/s5.toml", import.meta.url));

const said = {
  "zh-CN": { submit: "提交党委", approve: "批准施行", inForce: "施行中", off: "应为 100", exact: "正好", volume: "数量", outcome: "结果", missing: "没有征求意见的记录" },
  en: { submit: "Submit to the committee", approve: "Approve and put in force", inForce: "In force", off: "should be 100", exact: "exact", volume: "volume", outcome: "outcome", missing: "no record of consultation" },
};

for (const view of journeys) {
  test(`a scheme is built, tried, approved and locked, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/schemes/new`);
      await affairs.locator("#f-name").fill("支部工作考评办法");
      await affairs.locator("#f-code").fill("branch-trial");
      await affairs.locator("#f-start").selectOption("template:s5");
      await affairs.locator("form.form button.act").click();
      await expect(affairs).toHaveURL(/\/schemes\/\d+\/edit$/);
      const scheme = affairs.url().replace("/edit", "");
      await expectAccessible(affairs, "the builder");
      await expect(affairs.locator("#live")).toContainText(words.exact);

      // A weight a hundredth short shows while one types, at its row, and keeps the draft from being submitted.
      const row = (id: string) => affairs.locator(".build .row").filter({ has: affairs.locator(`input.id[value='${id}']`) });
      await row("result").locator("input[name$='-weight']").fill("39.99");
      await row("business").locator("input[name$='-weight']").fill("39.99");
      await expect(affairs.locator("#live")).toContainText("99.99");
      await expect(affairs.locator("#live")).toContainText(words.off);
      await affairs.locator("#now button.act").click();
      await affairs.goto(scheme);
      await affairs.getByRole("button", { name: words.submit }).click();
      await expect(affairs.locator(".problems")).toContainText("99.99");

      // Volume is told with its words; a person overrules it with a reason or rewrites the line.
      await affairs.goto(`${scheme}/edit`);
      await row("result").locator("input[name$='-weight']").fill("40");
      await row("business").locator("input[name$='-weight']").fill("40");
      await row("duties").locator("input.name").fill("学习每缺一次扣 0.5 分");
      await expect(row("duties").locator("[id^='class-']")).toContainText(words.volume);
      await row("duties").locator("input.name").fill("党建责任清单问题按期解决率");
      await expect(row("duties").locator("[id^='class-']")).toContainText(words.outcome);
      await affairs.locator("#now button.act").click();
      await expect(affairs.locator("#live .sum")).toHaveText("100");

      await affairs.goto(`${scheme}/what-if`);
      await affairs.locator("#f-against").selectOption("template:s5");
      await affairs.locator("#f-past").selectOption("file");
      await affairs.locator("#f-sheets").setInputFiles(past);
      await affairs.locator("#ask button.act").click();
      await expect(affairs.locator("#found")).toContainText("3");
      await expect(affairs.locator("#ranks tbody tr")).toHaveCount(3);
      await expectAccessible(affairs, "what a draft would have changed");

      await affairs.goto(scheme);
      await expect(affairs.locator("#warnings")).toContainText(words.missing);
      await affairs.getByRole("button", { name: words.submit }).click();

      const committee = await another(url, view);
      await signInAs(committee, url, "dangwei");
      await committee.goto(scheme);
      await committee.getByRole("button", { name: words.approve }).click();
      await expect(committee.locator("#e-aware")).toBeVisible();
      await committee.locator("#f-aware").check();
      await committee.getByRole("button", { name: words.approve }).click();
      await expect(committee.locator("#state h2")).toContainText(words.inForce);
      await expect(committee.locator("#digest")).toHaveText(/^[0-9a-f]{64}$/);
      await expectAccessible(committee, "a scheme in force");

      // The congress is heard afterwards; its record stands beside the frozen text.
      await affairs.goto(`${scheme}/consult`);
      await affairs.locator("#f-body").fill("职工代表大会");
      await affairs.locator("#f-record").fill("职代会纪要 3 号");
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#heard")).toContainText("职代会纪要 3 号");
      await expect(affairs.locator("#warnings")).not.toContainText(words.missing);
      const digest = await committee.locator("#digest").textContent();
      await expect(affairs.locator("#digest")).toHaveText(digest ?? "");

      // Locked: nothing edits it any more, and only the next version follows.
      await affairs.goto(`${scheme}/edit`);
      await expect(affairs.locator(".build")).toHaveCount(0);
      await affairs.goto(scheme);
      await affairs.locator("#follow button").click();
      await expect(affairs).toHaveURL(/\/schemes\/\d+\/edit$/);
      expect(affairs.url()).not.toContain(scheme);
    } finally {
      await server.stop();
    }
  });
}
