// Lots: announced beforehand and not drawn before their day; what the sample plant drew, and the question whose units
// began as drawn, told with its interval.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of 422/ });

const said = {
  "zh-CN": { estimated: "估计效应", sound: "结果相同", waits: "待抽", early: "还没到公布的日子" },
  en: { estimated: "The effect is estimated", sound: "it is the same", waits: "to be drawn", early: "has not come" },
};

for (const view of journeys) {
  test(`lots are announced, drawn and followed, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/design/lots`);
      await affairs.locator("#f-unit").fill("QH");
      await affairs.locator("#f-depth").selectOption("2");
      await affairs.locator("#f-waves").fill("2090-01 2090-05");
      await affairs.locator("#f-source").fill("2089-12-01 开奖号码连写");
      await affairs.locator("#f-draw_on").fill("2089-12-01");
      await affairs.locator("#announce button.act").click();
      await expect(affairs).toHaveURL(/\/design\/lots\/\d+$/);
      await expect(affairs.locator("#drawn")).toContainText(words.waits);
      await affairs.locator("#f-seed").fill("12345");
      await affairs.locator("#draw button.act").click();
      await expect(affairs.locator(".problems")).toContainText(words.early);
      await expect(affairs.locator("#f-seed")).toHaveValue("12345");
      await expectAccessible(affairs, "lots that wait");

      await affairs.goto(`${url}/design/lots/1`);
      await expect(affairs.locator("#sound")).toContainText(words.sound);
      await affairs.goto(`${url}/questions`);
      await affairs.locator("#questions td", { hasText: words.estimated }).first().locator("xpath=..").locator("a").click();
      await expect(affairs.locator("#wording")).toContainText(words.estimated);
      await expect(affairs.locator("#events circle").first()).toBeVisible();
      await expect(affairs.locator("#deviating")).toHaveCount(0);
      await expectAccessible(affairs, "an effect that was estimated by lot");
    } finally {
      await server.stop();
    }
  });
}
