// The annual plan in December: three targets, a task that only counts and is rewritten, the business signs,
// the Party committee approves; the plan is frozen with its digest, and only an amendment changes it.

import { type Page } from "@playwright/test";
import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of (403|422)/ });

const said = {
  "zh-CN": { yield: "精煤产率", ash: "精煤灰分", medium: "吨煤介耗", submit: "提交会签", sign: "会签同意", approve: "批准并冻结", frozen: "已冻结", counts: "只数次数", fixed: "已由年度计划冻结", amended: "修订" },
  en: { yield: "Clean yield", ash: "Clean ash", medium: "Medium use", submit: "Submit for signature", sign: "Sign", approve: "Approve and freeze", frozen: "Frozen", counts: "only counts", fixed: "is frozen by the annual plan", amended: "amendment" },
};

async function target(page: Page, plan: string, name: string, figures: Record<string, string>): Promise<void> {
  await page.goto(`${plan}/targets/new`);
  await page.getByRole("link", { name, exact: true }).click();
  for (const [field, figure] of Object.entries(figures)) {
    await page.locator(`#f-${field}`).fill(figure);
  }
  await page.locator("form.form button.act").click();
  await expect(page.locator("#business")).toContainText(name);
}

async function task(page: Page, indicator: string, criterion: string): Promise<void> {
  await page.locator("#f-title").fill("重介车间党员责任区降低介质消耗");
  await page.locator("#f-indicator").selectOption({ label: indicator });
  await page.locator("#f-criterion").fill(criterion);
  await page.locator("#f-owner").fill("QH0130");
  await page.locator("#f-due").fill("2031-12-20");
  await page.locator("form.form button.act").click();
}

for (const view of journeys) {
  test(`a plan with two halves is signed, approved and frozen, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/plans/new`);
      await affairs.locator("#f-year").fill("2031");
      await affairs.locator("input[name=start][value=empty]").check();
      await affairs.locator("form.form button.act").click();
      const plan = affairs.url();
      expect(plan).toMatch(/\/plans\/\d+$/);
      await expect(affairs.locator("#lacking li")).toHaveCount(2);
      await affairs.getByRole("button", { name: words.submit }).click();
      await expect(affairs.locator(".problems li")).toHaveCount(2);

      await target(affairs, plan, words.yield, { threshold: "56", target: "58", stretch: "60" });
      await target(affairs, plan, words.ash, { threshold: "10", target: "10.3", "target-high": "10.6", "threshold-high": "11" });
      await target(affairs, plan, words.medium, { threshold: "1.8", target: "1.4", stretch: "1.1" });

      await affairs.goto(`${plan}/tasks/new`);
      await expectAccessible(affairs, "a new task");
      await task(affairs, words.medium, "每月组织集中学习不少于 2 次，全年撰写信息 12 篇");
      await expect(affairs.locator("#e-criterion")).toContainText(words.counts);
      await expect(affairs.locator("#f-owner")).toHaveValue("QH0130");
      await task(affairs, words.medium, "吨煤介耗不高于 1.40 kg/t");
      await expect(affairs.locator("#lacking")).toHaveCount(0);
      await expectAccessible(affairs, "a draft");
      await affairs.getByRole("button", { name: words.submit }).click();

      const business = await another(url, view);
      await signInAs(business, url, "diaodu");
      await business.goto(url);
      await business.locator("#plans td a").first().click();
      await business.getByRole("button", { name: words.sign }).click();
      const committee = await another(url, view);
      await signInAs(committee, url, "dangwei");
      await committee.goto(url);
      await committee.locator("#plans td a").first().click();
      await committee.getByRole("button", { name: words.approve }).click();
      await expect(committee.locator("#state h2")).toContainText(words.frozen);
      await expect(committee.locator("#digest")).toHaveText(/^[0-9a-f]{64}$/);
      await expect(committee.locator("#way tr")).toHaveCount(4);
      const document = await committee.request.get(`${plan}?format=docx`);
      expect((await document.body()).subarray(0, 2).toString()).toBe("PK");
      await expectAccessible(committee, "a frozen plan");

      // Nothing of it is edited any more, neither here nor in the grid.
      await affairs.goto(`${plan}/targets/new`);
      await expect(affairs.locator("h1")).not.toContainText(words.yield);
      await affairs.goto(plan);
      await expect(affairs.locator("#business .tools, #party .tools")).toHaveCount(0);
      const digest = await affairs.locator("#digest").textContent();
      await affairs.locator("#f-reason").fill("市场变化，下调灰分上限");
      await affairs.locator("#amend button").click();
      await affairs.locator("#business").getByRole("link", { name: words.ash }).click();
      await affairs.locator("#f-target-high").fill("10.5");
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#changes tbody tr")).toHaveCount(13);
      await affairs.goto(plan);
      await expect(affairs.locator("#digest")).toHaveText(digest ?? "");
    } finally {
      await server.stop();
    }
  });
}

test("a target that the units below carry is handed down into their drafts, without a tonne lost", async ({ another, engine }) => {
  const server = await Server.start("demo", engine);
  try {
    const { url } = server;
    const page = await another(url, journeys[0]);
    await signInAs(page, url, "dangjian");
    await page.goto(`${url}/plans/new`);
    await page.locator("#f-year").fill(String(new Date().getFullYear() + 1));
    await page.locator("input[name=start][value=empty]").check();
    await page.locator("form.form button.act").click();
    const plan = page.url();
    await page.goto(`${plan}/targets/new`);
    await page.getByRole("link", { name: "入洗原煤", exact: true }).click();
    await page.locator("#f-target").fill("3000001");
    await page.locator("input[name=below]").check();
    await page.locator("form.form button.act").click();
    await page.locator("#business td a").click();
    await page.locator("a[href^='/plans/'][href$='/units']").click();
    await expectAccessible(page, "a division");
    const takers = await page.locator("#units tbody tr").count();
    expect(takers).toBeGreaterThan(0);
    await page.locator("form.form button.act").click();
    await expect(page.locator("#made")).toContainText("3,000,001");
    await expect(page.locator("#made")).toContainText("与目标一致");
    await page.locator("#units tbody a").first().click();
    await expect(page.locator("#business")).toContainText("入洗原煤");
    await expect(page.locator("#way")).toContainText("起草");
  } finally {
    await server.stop();
  }
});
