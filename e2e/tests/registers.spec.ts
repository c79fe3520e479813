// Key posts and zones: an uncovered shift gets a zone, a zone that ends uncovers its shift at once and names
// it, and a worker sees who holds what without learning who is in the Party.

import { expectAccessible } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { Server } from "../src/server.ts";
import { expect, test } from "../src/test.ts";
import { journeys } from "../src/views.ts";

test.use({ allowedErrors: /status of 422/ });

const said = {
  "zh-CN": { none: "不是党员", open: "浮选司机", night: "夜" },
  en: { none: "not in the Party", open: "浮选司机", night: "夜" },
};

for (const view of journeys) {
  test(`a shift is covered and uncovered again, ${Object.values(view).join(" ")}`, async ({ another, engine }) => {
    const words = said[view.language];
    const server = await Server.start("demo", engine);
    try {
      const { url } = server;
      const affairs = await another(url, view);
      await signInAs(affairs, url, "dangjian");
      await affairs.goto(`${url}/registers`);
      await expect(affairs.locator(".tile strong").first()).toHaveText("21");
      await expect(affairs.locator("#open li")).toHaveCount(2);
      await expect(affairs.locator("#open li", { hasText: words.open })).toContainText(words.night);
      await expectAccessible(affairs, "key posts by shifts");

      await affairs.goto(`${url}/registers/zones/new`);
      const value = await affairs.locator("#f-post option", { hasText: words.open }).getAttribute("value");
      await affairs.locator("#f-post").selectOption(value);
      await affairs.locator("#f-member").fill("QH0322");
      await affairs.locator("#f-shifts").fill(words.night);
      await affairs.locator("#f-criterion").fill("浮选尾煤灰分不低于 50 %");
      await affairs.locator("#f-acceptor").fill("QH0765");
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#e-member")).toContainText(words.none);
      await expect(affairs.locator("#f-criterion")).toHaveValue("浮选尾煤灰分不低于 50 %");
      await expectAccessible(affairs, "a zone that was refused");
      await affairs.locator("#f-member").fill("QH0331");
      await affairs.locator("form.form button.act").click();
      await expect(affairs.locator("#zone")).toBeVisible();
      const zone = affairs.url();
      await affairs.goto(`${url}/registers`);
      await expect(affairs.locator(".tile strong").first()).toHaveText("22");
      await expect(affairs.locator("#open li")).toHaveCount(1);

      await affairs.goto(zone);
      const first = await affairs.locator("#f-from").inputValue();
      const next = new Date(Date.parse(first) + 86_400_000).toISOString().slice(0, 10);
      await affairs.locator("#f-until").fill(next);
      await affairs.locator("#f-why").fill("长期借调");
      await affairs.locator("#end button").click();
      await affairs.goto(`${url}/registers?as_of=${next}`);
      await expect(affairs.locator(".tile strong").first()).toHaveText("21");
      await expect(affairs.locator("#open li", { hasText: words.open })).toContainText(words.night);

      const business = await another(url, view);
      await signInAs(business, url, "diaodu");
      await business.goto(`${url}/registers`);
      await expect(business.locator("a[href='/registers/zones/new']")).toHaveCount(0);
      await business.goto(`${url}/registers/projects`);
      await expect(business.locator("#projects tbody tr")).toHaveCount(4);
      await expect(business.locator(".tile")).toHaveCount(1);
      await business.locator("#projects td a").last().click();
      await expectAccessible(business, "a project");
      await affairs.goto(`${url}/registers/projects`);
      await expect(affairs.locator(".tile strong").last()).toHaveText("2 / 3");
    } finally {
      await server.stop();
    }
  });
}
