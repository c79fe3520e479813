// A year's score sheet: published last year, by today's records this year; what one records counts once another
// has confirmed it, and a line opens to its records and steps.

import { readFile } from "node:fs/promises";

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

const many = {
  "zh-CN": { done: (n: number, refused: number) => `办成 ${n} 张，无变化 0 张，没有办成 ${refused} 张`, open: "个月没有锁定", published: "已公布", above: "折算" },
  en: { done: (n: number, refused: number) => `Done: ${n}. Unchanged: 0. Not done: ${refused}.`, open: "months are not locked", published: "published", above: "rescaled" },
};

const paper = { "zh-CN": { add: "添加附件" }, en: { add: "Add a paper" } };

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

for (const view of journeys) {
  test(`many sheets are drawn up and published at once, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = many[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const party = await another(url, view);
      await signInAs(party, url, "dangjian");
      await party.goto(`${url}/scores`);
      const all = await party.locator("#scores tbody td:first-child > a").count();
      await expect(party.locator("#draw h2")).toContainText(String(all));
      await expect(party.locator("#publish")).toHaveCount(0);
      await party.locator("#draw button").click();
      await expect(party.locator(".notice.good")).toContainText(words.done(all, 0));
      await expect(party.locator("#draw")).toHaveCount(0);

      // The committee publishes what it has ticked; of months that are not locked it must say that it knows.
      const committee = await another(url, view);
      await signInAs(committee, url, "dangwei");
      await committee.goto(`${url}/scores`);
      const ticks = committee.locator("input[name=chosen]");
      await expect(ticks).toHaveCount(all);
      await expectAccessible(committee, "sheets that wait for publication");
      for (const tick of await ticks.all()) await tick.uncheck();
      await committee.locator("#publish button").click();
      await expect(committee.locator(".problems li")).toHaveCount(1);
      await expect(ticks.and(committee.locator(":checked"))).toHaveCount(0);
      for (const tick of (await ticks.all()).slice(1)) await tick.check();
      await committee.locator("#publish button").click();
      await expect(committee.locator("#refused tbody tr")).toHaveCount(all - 1);
      await expect(committee.locator("#refused")).toContainText(words.open);
      await expect(ticks.first()).not.toBeChecked();
      await expect(ticks.and(committee.locator(":checked"))).toHaveCount(all - 1);
      await expectAccessible(committee, "sheets that were not published");
      await committee.locator("#publish input[name=aware]").check();
      await committee.locator("#publish button").click();
      await expect(committee.locator(".notice.good")).toContainText(words.done(all - 1, 0));
      await expect(ticks).toHaveCount(1);
      await expect(committee.locator("#publish h2")).toContainText("1");

      // Who drew them up sees them published, and that a total above full marks says why.
      await party.goto(`${url}/scores`);
      await expect(party.locator("#scores tbody tr").filter({ hasText: words.published })).toHaveCount(all - 1);
      await party.locator("#scores td a").filter({ hasText: "原煤车间" }).first().click();
      await expect(party.locator("#above")).toContainText(words.above);
      await expectAccessible(party, "a sheet above full marks");
    } finally {
      await server.stop();
    }
  });

  test(`a paper is kept with a fact of a sheet, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = paper[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const party = await another(url, view);
      await signInAs(party, url, "dangjian");
      await party.goto(`${url}/scores`);
      await party.locator("#scores td a").filter({ hasText: "主洗车间" }).first().click();
      await party.goto(`${party.url()}/facts`);
      await party.locator("#facts a[href*='entry=appraisal&as=absent']").click();
      await party.locator("#f-status").selectOption("pending");
      await party.locator("#f-why").fill("年终评议十二月举行");
      await party.locator("#f-evidence").fill("评议安排");
      await party.locator("form.form button.act").click();
      await party.locator("#facts td a").filter({ hasText: "年终评议十二月举行" }).click();
      const papers = party.locator("#papers");
      await expect(papers.locator("tbody tr")).toHaveCount(0);
      const send = async (name: string, bytes: string) => {
        await papers.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
        await papers.locator("form.form.pad button").click();
      };
      // A program under the name of a document is none.
      await send("评议安排.pdf", "MZ no document");
      await expect(party.locator("#e-paper")).toContainText("评议安排.pdf");
      await expect(papers.locator("tbody tr")).toHaveCount(0);
      await send("评议安排.pdf", "%PDF-1.7 arranged");
      await expect(papers.locator("tbody tr")).toHaveCount(1);
      await expect(papers.locator("tbody code")).toHaveAttribute("title", /^[0-9a-f]{64}$/);
      await expectAccessible(party, "a fact with a paper");

      // Somebody who may see the sheet reads the very bytes; taken away it is still named, with the reason.
      const fact = party.url();
      const committee = await another(url, view);
      await signInAs(committee, url, "dangwei");
      await committee.goto(fact);
      const download = committee.waitForEvent("download");
      await committee.locator("#papers tbody a").click();
      const bytes = await readFile(await (await download).path());
      expect(bytes.toString()).toBe("%PDF-1.7 arranged");
      await papers.locator("summary").click();
      await papers.locator("input[name=reason]").fill("换成盖章的一份");
      await papers.locator("details button").click();
      await expect(papers.locator("tbody s")).toHaveText("评议安排.pdf");
      await expect(papers.locator("tbody small")).toContainText("换成盖章的一份");
      await expect(papers.locator("tbody a")).toHaveCount(0);
      await expect(papers).toContainText(words.add);
    } finally {
      await server.stop();
    }
  });
}
