// Journey 2: a new project stands on the list of the uncovered the same day, a form is suggested with its
// rule, the branch is founded with its approval, the day before still shows the gap, and the secretary who
// is named has one thing to do.

import { type Page } from "@playwright/test";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

const project = "浮选技改项目部";
const branch = "浮选技改项目临时党支部";

/** What the program says on the way. */
const said = {
  "zh-CN": {
    uncovered: "未覆盖",
    branch: "建议：党支部",
    temporary: "建议：临时党支部",
    article: "第八条",
    place: "缺活动场所",
    secretary: "党支部书记",
    task: "请落实工作条件",
  },
  en: {
    uncovered: "Not covered",
    branch: "Suggested: Branch",
    temporary: "Suggested: Temporary branch",
    article: "art. 8",
    place: "Missing: place of work",
    secretary: "Branch secretary",
    task: "see to its working conditions",
  },
};

/** A day as the program writes it, so many days from today. */
function day(offset: number): string {
  const at = new Date(Date.now() + offset * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(at);
}

async function gaps(page: Page, origin: string, asOf = ""): Promise<ReturnType<Page["locator"]>> {
  await page.goto(`${origin}/coverage?show=uncovered${asOf && `&as_of=${asOf}`}`);
  return page.locator("#coverage tbody tr", { hasText: project });
}

for (const view of journeys) {
  test(`a new project is covered by the branch that suits it, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const page = await another(url, view);
      await signInAs(page, url, "dangjian");
      const [begin, covered, before] = [day(-9), day(0), day(-1)];

      await test.step("the project is on the list the same day", async () => {
        await page.goto(`${url}/units/new`);
        await page.locator("#f-parent").fill("清河洗煤厂");
        await page.locator("#f-name").fill(project);
        await page.locator("#f-kind").selectOption("project");
        await page.locator("#f-from").fill(begin);
        await page.locator("form.form button.act").click();
        await expect(page.locator("#party")).toContainText(words.uncovered);
        await expect(await gaps(page, url)).toHaveCount(1);
      });

      await test.step("the suggestion names its rule", async () => {
        await page.locator("#coverage tbody tr", { hasText: project }).locator("a[href^='/coverage/new']").click();
        await page.locator("#f-full").fill("4");
        await page.locator("#f-months").fill("9");
        await page.locator("#f-moved").check();
        await page.locator("#suggestion form button").click();
        await expect(page.locator("#advice")).toContainText(words.branch);
        await page.locator("#f-moved").uncheck();
        await page.locator("#suggestion form button").click();
        await expect(page.locator("#advice")).toContainText(words.temporary);
        await expect(page.locator("#advice")).toContainText(words.article);
      });

      await test.step("the branch is founded with its approval", async () => {
        await page.locator("#advice a.button").click();
        await expect(page.locator("#f-kind")).toHaveValue("temporary-branch");
        await page.locator("#f-superior").fill("清河洗煤厂党委");
        await page.locator("#f-name").fill(branch);
        await page.locator("#f-from").fill(covered);
        await page.locator("#f-document").fill("清党〔2026〕18号");
        await page.locator("form.form button.act").click();
        await expect(page.locator("#links")).toContainText("清党〔2026〕18号");
        await expect(page.locator("#office")).toContainText(words.place);
      });

      await test.step("the gap is gone, and was there the day before", async () => {
        await expect(await gaps(page, url)).toHaveCount(0);
        await expect(await gaps(page, url, before)).toHaveCount(1);
        await page.goto(`${url}/coverage?q=${encodeURIComponent("浮选技改")}`);
        await expect(page.locator("#coverage tbody td.n")).toHaveText("9");
        await expect(page.locator("#coverage tbody")).toContainText(branch);
      });

      await test.step("what is still missing is one line of the workbench", async () => {
        await page.goto(url);
        await expect(page.locator("#lacking tr", { hasText: branch })).toHaveCount(1);
      });

      await test.step("a secretary is named on the branch's page", async () => {
        await page.locator("#lacking tr", { hasText: branch }).getByRole("link").click();
        await page.locator("#posts tr", { hasText: new RegExp(`^\\s*${words.secretary}`) }).getByRole("link").click();
        await page.locator("#f-person").fill("QH0301");
        await page.locator("#f-document").fill("清党〔2026〕19号");
        await page.locator("form.form button.act").click();
        await expect(page.locator("#posts tr", { hasText: new RegExp(`^\\s*${words.secretary}`) }).first()).toContainText("QH0301");
      });

      await test.step("the secretary signs in and has exactly one thing to do", async () => {
        const system = await another(url, view);
        await signInAs(system, url, "xitong");
        await system.goto(`${url}/system/users?f-sign-in=shuji`);
        await system.locator("#users td a").click();
        await system.locator("#f-staff_number").fill("QH0301");
        await system.locator("#change button.act").click();
        await expect(system.locator("#facts")).toContainText("QH0301");
        const secretary = await another(url, view);
        await signInAs(secretary, url, "shuji");
        await expect(secretary.locator("#lacking tr")).toHaveCount(1);
        await expect(secretary.locator("#lacking tr")).toContainText(branch);
        await expect(secretary.locator("#lacking tr")).toContainText(words.task);
        await page.goto(url);
        await expect(page.locator("#lacking tr", { hasText: branch })).toHaveCount(0);
      });
    } finally {
      await server.stop();
    }
  });
}
