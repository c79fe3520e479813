// A branch abroad that is withheld: Party affairs sees it, dispatch beside it does not, and no workbook
// has it, whoever takes it out; made public again it is there for all.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";
import { readSheet } from "../src/xlsx.ts";

const branch = "安第斯分公司";

const said = {
  "zh-CN": { withheld: "不公开", public: "恢复公开", done: "已恢复公开" },
  en: { withheld: "Withheld", public: "Make public", done: "public again" },
};

for (const view of journeys) {
  test(`a withheld unit is for few and in no workbook, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/units/new`);
      await affairs.locator("#f-parent").fill("清河洗煤厂");
      await affairs.locator("#f-name").fill(branch);
      await affairs.locator("#f-kind").selectOption("overseas");
      await affairs.locator("#f-withheld").check();
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#publicity .badge")).toHaveText(words.withheld);
      await expectAccessible(affairs, branch);
      const unit = affairs.url();

      const names = async (): Promise<string> => {
        await affairs.goto(`${url}/coverage?q=${encodeURIComponent(branch)}`);
        await expect(affairs.locator("#coverage tbody")).toContainText(branch);
        const download = affairs.waitForEvent("download");
        await affairs.locator("#coverage a[href*='format=xlsx']").first().click();
        return JSON.stringify(readSheet(await (await download).path()));
      };
      expect(await names()).not.toContain(branch);

      const dispatch = await another(url, view);
      await signInAs(dispatch, url, "diaodu");
      expect((await dispatch.request.get(unit)).status()).toBe(404);
      await dispatch.goto(`${url}/units?q=${encodeURIComponent(branch)}`);
      await expect(dispatch.locator("main a", { hasText: branch })).toHaveCount(0);

      await affairs.goto(unit);
      await affairs.getByRole("button", { name: words.public }).click();
      await expect(affairs.locator(".notice")).toContainText(words.done);
      expect((await dispatch.request.get(unit)).status()).toBe(200);
      expect(await names()).toContain(branch);
    } finally {
      await server.stop();
    }
  });
}
