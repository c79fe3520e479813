// A year's score sheet: published last year, by today's records this year; what one records counts once another
// has confirmed it, and a line opens to its records and steps.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of (403|422)/ });

const said = {
  "zh-CN": { pending: "等待他人确认", confirm: "确认属实", own: "请由别人确认", counts: "计入", rebuilt: "逐字节一致" },
  en: { pending: "waits for somebody else", confirm: "Confirm", own: "somebody else", counts: "counts", rebuilt: "byte for byte" },
};

for (const view of journeys) {
  test(`a score sheet explains itself, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const party = await another(url, view);
      await signInAs(party, url, "dangjian");
      await party.goto(`${url}/scores`);
      await expectAccessible(party, "the units of a year");
      await party.locator("#scores td a[href^='/scores/']").filter({ hasText: "主洗车间" }).click();
      const sheet = party.url();
      await party.locator("#line-rescue summary").click();
      await expect(party.locator("#line-rescue")).toContainText(words.pending);
      await party.locator("#line-medium summary").click();
      await expect(party.locator("#line-medium .trace a")).toHaveAttribute("href", /\/tracker\/\d+\/\d+/);
      await expectAccessible(party, "a sheet by today's records");

      // What somebody else has recorded is confirmed, and counts.
      await party.goto(`${sheet}/facts`);
      await party.locator("#facts td a").filter({ hasText: "92" }).click();
      await party.getByRole("button", { name: words.confirm }).click();
      await party.goto(sheet);
      await expect(party.locator("#line-rescue .v")).toHaveText("92.00");

      // Nobody confirms their own.
      await party.goto(`${sheet}/facts`);
      await party.locator("#facts a[href*='entry=appraisal&as=ratings']").click();
      await expectAccessible(party, "recording ratings");
      await party.locator("#f-raters-committee").fill("7");
      await party.locator("#f-sum-committee").fill("900");
      await party.locator("#f-raters-delegates").fill("38");
      await party.locator("#f-sum-delegates").fill("3300");
      await party.locator("#f-evidence").fill("评议统计表");
      await party.locator("form.form button.act").click();
      await expect(party.locator("#e-sum-committee")).toBeVisible();
      await party.locator("#f-sum-committee").fill("630");
      await party.locator("form.form button.act").click();
      await expect(party.locator("#facts")).toContainText("630");
      await party.locator("#facts td a").filter({ hasText: "630" }).click();
      await expect(party.getByRole("button", { name: words.confirm })).toHaveCount(0);

      // Last year's sheet was published, and rebuilds itself.
      const year = Number(sheet.split("/").at(-1));
      await party.goto(sheet.replace(String(year), String(year - 1)));
      await expect(party.locator("#again")).toContainText(words.rebuilt);
      await expect(party.locator("#total .score-total")).toContainText(/\d\d\.\d\d/);
      await expectAccessible(party, "a published sheet");
    } finally {
      await server.stop();
    }
  });
}
