// Governance: somebody is named for a post of the board, the checks follow the same day, and a matter that
// was decided before it was studied is shown as such.

import { expectSound } from "../src/checks.ts";
import { signInAs } from "../src/people.ts";
import { expect, test } from "../src/test.ts";

// The browser notes each refused form.
test.use({ allowedErrors: /422/ });

test("a director is named, counted with a document only, and a matter goes its way", async ({ another, plant }) => {
  const { url } = plant;
  const page = await another(url);
  await signInAs(page, url, "dangjian");

  await test.step("the matrix says what is open", async () => {
    await page.goto(`${url}/governance`);
    const row = page.locator("#matrix tbody tr");
    await expect(row).toContainText("例外已备案");
    await expect(row).toContainText("2/4");
    await row.getByRole("link").first().click();
    await expect(page.locator("#entries li")).toContainText("缺任职文号");
    await expect(page.locator("#overlap")).toContainText("其中外部董事");
  });

  await test.step("a homonym or a stranger is asked about, nothing typed is lost", async () => {
    await page.locator("#bodies a", { hasText: "董事会" }).click();
    await page.locator("#posts .tools a").click();
    await page.locator("#f-post").selectOption({ label: "董事" });
    await page.locator("#f-person").fill("QH9999");
    await page.locator("#f-document").fill("清董〔2026〕4号");
    await page.locator("form.form button.act").click();
    await expect(page.locator("#e-person")).toContainText("没有找到");
    await expect(page.locator("#f-document")).toHaveValue("清董〔2026〕4号");
  });

  await test.step("a committee member enters the board with a copy of the document", async () => {
    await page.locator("#f-person").fill("QH0005");
    await page.locator("#f-direction").selectOption("to-governance");
    await page.locator("#f-file").setInputFiles({ name: "任职.txt", mimeType: "text/plain", buffer: Buffer.from("任职") });
    await page.locator("form.form button.act").click();
    await expect(page.locator("#posts")).toContainText("QH0005");
    await page.locator("#posts tr", { hasText: "QH0005" }).first().getByRole("link").click();
    await expect(page.locator("#copy")).toContainText("任职.txt");
    await page.goto(`${url}/governance`);
    await expect(page.locator("#matrix tbody tr")).toContainText("3/5");
  });

  await test.step("a matter is studied after it was decided, and the page says so", async () => {
    await page.goto(`${url}/major-matters?stage=decided-before`);
    await expect(page.locator("#matters tbody tr")).toHaveCount(1);
    await page.locator("#matters td a").click();
    await expect(page.locator("#way")).toContainText("先决策后研究");
  });
});

test("the topmost Party affairs officer adds a post that others may then hold", async ({ another, plant }) => {
  const { url } = plant;
  const security = await another(url);
  await signInAs(security, url, "anquan");
  await security.goto(`${url}/system/grants`);
  await security.locator("#f-sign_in").fill("dangjian");
  await security.locator("#f-role").selectOption("party-affairs");
  await security.locator("#give button.act").click();
  await expect(security.locator(".notice.good")).toBeVisible();

  const page = await another(url);
  await signInAs(page, url, "dangjian");
  await page.goto(`${url}/governance/kinds`);
  for (const list of ["body-kinds", "posts", "major-matter-kinds"]) {
    await page.locator(`#${list} .tools a`).click();
    await expectSound(page, `/governance/kinds, adding to ${list}`);
  }
  await page.locator("#posts .tools a").click();
  await page.locator("#f-zh").fill("总法律顾问");
  await page.locator("#f-en").fill("General counsel");
  await page.locator("#f-stands").selectOption({ index: 1 });
  await page.locator("#f-part").selectOption("none");
  await page.locator("#posts form button.act").click();
  await expect(page.locator("#posts tbody")).toContainText("总法律顾问");
});
