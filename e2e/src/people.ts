// People at the sign-in page: the accounts of the demonstration, and those a journey makes itself.

import { expect, type Page } from "@playwright/test";

/** The sign-in names of the demonstration; `crates/ronghe/src/demo/people.rs` says who they are. */
export type DemoAccount = "dangjian" | "diaodu" | "dangwei" | "jituan" | "shuji" | "renshi" | "xitong" | "anquan" | "shenji";

/** Signs in with the button that the demonstration offers for this account. */
export async function signInAs(page: Page, origin: string, account: DemoAccount): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.locator("#demo-accounts tr", { has: page.locator(`code:text-is("${account}")`) }).getByRole("button").click();
  await expect(page).toHaveURL(`${origin}/`);
}

/** Signs in by typing name and password. */
export async function signIn(page: Page, origin: string, name: string, password: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.locator("#f-sign_in").fill(name);
  await page.locator("#f-password").fill(password);
  await page.locator("form.form button").first().click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Signs in with a one-time password and replaces it, which the program insists on. */
export async function signInFirst(page: Page, origin: string, name: string, oneTime: string, password: string): Promise<void> {
  await signIn(page, origin, name, oneTime);
  await expect(page).toHaveURL(`${origin}/account`);
  await page.locator("#f-present").fill(oneTime);
  await page.locator("#f-password").fill(password);
  await page.locator("#f-repeat").fill(password);
  await page.locator("#password button").click();
  await expect(page.locator(".notice.good")).toBeVisible();
}

/** Answers the set-up page of an empty server with three administrators, of whom the one of the system chooses
 *  this password; the one-time passwords of the other two. */
export async function setUp(page: Page, password: string): Promise<string[]> {
  for (const [field, value] of Object.entries({
    enterprise: "青石洗煤厂",
    system_name: "石系统",
    system_sign_in: "shixitong",
    password,
    repeat: password,
    security_name: "石安全",
    security_sign_in: "shianquan",
    audit_name: "石审计",
    audit_sign_in: "shishenji",
  })) {
    await page.locator(`#f-${field}`).fill(value);
  }
  await page.locator("form.form button").first().click();
  return page.locator("#one-time code.one-time").allTextContents();
}
