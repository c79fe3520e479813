// The last month of the sample plant: one number will not come, Party affairs locks both halves, the dispatcher
// asks for a correction that Party affairs approves, and both numbers stand beside each other.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of (403|409|422)/ });

const said = {
  "zh-CN": { owed: "还不能锁定", own: "须由另一人审批", restated: "锁定后已更正" },
  en: { owed: "cannot be locked yet", own: "somebody else decides", restated: "Restated after lock" },
};

for (const view of journeys) {
  test(`a month is locked with both halves and corrected by a note, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const dispatcher = await another(url, view);
      await signInAs(dispatcher, url, "diaodu");
      await expect(dispatcher.locator("#periods a[href^='/periods/']").first()).toBeVisible();
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/periods`);
      await expectAccessible(affairs, "the calendar");
      await affairs.locator("#calendar tr:has(strong) td:first-child a").last().click();
      const month = affairs.url();
      await affairs.locator("#state button.act").click();
      await expect(affairs.locator(".problems")).toContainText(words.owed);
      for (const box of await affairs.locator("input[name=thing]").all()) await box.check();
      await affairs.locator("#f-reason").fill("投诉单下月才转来");
      await affairs.locator("#absences button").click();
      await affairs.locator("#state button.act").click();
      await expect(affairs.locator("#locked")).toBeVisible();
      await expectAccessible(affairs, "a locked month");

      const [unit, of] = new URL(month).pathname.split("/").slice(2);
      await dispatcher.goto(`${url}/tracker?unit=${unit}&month=${of}`);
      await dispatcher.locator("tr[data-indicator=unit-cost] td.n a").first().click();
      await dispatcher.locator("#lock a.button").click();
      await expectAccessible(dispatcher, "asking for a correction");
      await dispatcher.locator("#f-value").fill("90000000");
      if (await dispatcher.locator("#f-weight").count()) await dispatcher.locator("#f-weight").fill("80000");
      await dispatcher.locator("#f-reason").fill("材料费发票补入");
      await dispatcher.locator("form.form button.act").click();
      await expect(dispatcher).toHaveURL(/\/corrections\/\d+$/);
      await expect(dispatcher.locator("#note")).toContainText(words.own);
      const note = dispatcher.url();

      await affairs.goto(note);
      await affairs.locator("#decide button.act").click();
      await affairs.goto(month);
      await expect(affairs.locator("#restated tbody tr")).toHaveCount(1);
      await affairs.locator("#restated td a").click();
      await expect(affairs.locator("#versions")).toContainText(words.restated);

      const year = Number(of.slice(0, 4)) - 1;
      await affairs.goto(`${url}/plans/year/${unit}/${year}`);
      await expect(affairs.locator("#business small.restated").first()).toContainText(words.restated);
      await expectAccessible(affairs, "a year on one page");
    } finally {
      await server.stop();
    }
  });
}
