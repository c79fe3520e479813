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
