// The list of all pages. `cargo xtask tidy` fails when a route is in neither list.

import { expect, type Page } from "@playwright/test";
import { members, monthly, people, posts } from "./files.ts";
import { type DemoAccount } from "./people.ts";

export type PageUnderTest = {
  /** The route as the program declares it. */
  route: string;
  /** Where it is in the sample plant, when it is not the route itself. */
  path?: string | ((page: Page, origin: string) => Promise<string>);
  /** Who looks at it; nobody means: before anyone has signed in. */
  who?: DemoAccount;
};

export const pages: PageUnderTest[] = [
  { route: "/sign-in" },
  { route: "/glossary" },
  { route: "/style" },
  { route: "/api" },

  { route: "/", who: "diaodu" },
  { route: "/account", who: "diaodu" },
  { route: "/account/stand-ins", who: "jituan" },
  { route: "/account/stand-ins/others", who: "renshi" },

  { route: "/units", who: "dangjian" },
  { route: "/units/new", who: "dangjian" },
  { route: "/units/{id}", path: follow("/units", ".tree a[href^='/units/']"), who: "dangjian" },
  { route: "/units/{id}/edit", path: follow("/units", ".tree a[href^='/units/']", "a[href*='/edit']"), who: "dangjian" },
  { route: "/units/{id}/close", path: follow("/units", ".tree ul a[href^='/units/']", "a[href*='/close']"), who: "dangjian" },

  { route: "/units/{id}/reorganise", path: follow("/units", ".tree ul a[href^='/units/']", "a[href*='/reorganise']"), who: "dangjian" },
  { route: "/party", who: "dangjian" },
  { route: "/party/new", who: "dangjian" },
  { route: "/party/{id}", path: follow("/party", ".tree a[href^='/party/']"), who: "dangjian" },
  { route: "/party/{id}/edit", path: follow("/party", ".tree a[href^='/party/']", "a[href*='/edit']"), who: "dangjian" },
  { route: "/party/{id}/close", path: follow("/party", ".tree a[href^='/party/']", "a[href*='/close']"), who: "dangjian" },
  { route: "/party/{id}/reorganise", path: follow("/party", ".tree a[href^='/party/']", "a[href*='/reorganise']"), who: "dangjian" },
  { route: "/coverage", who: "dangjian" },
  { route: "/coverage/map", who: "dangjian" },
  { route: "/coverage/new", path: follow("/coverage?show=uncovered", "td a[href^='/coverage/new']"), who: "dangjian" },
  { route: "/reach", who: "dangjian" },
  { route: "/governance", who: "dangjian" },
  { route: "/governance/kinds", who: "dangjian" },
  { route: "/governance/{id}", path: follow("/governance", "#matrix td a[href^='/governance/']"), who: "dangjian" },
  { route: "/bodies/new", who: "dangjian" },
  { route: "/bodies/{id}", path: follow("/governance", "#matrix td a[href^='/governance/']", "#bodies a[href^='/bodies/']"), who: "dangjian" },
  { route: "/tenures/new", path: follow("/governance", "#matrix td a[href^='/governance/']", "#bodies a[href^='/bodies/']", "#posts .tools a"), who: "dangjian" },
  { route: "/tenures/{id}", path: follow("/governance", "#matrix td a[href^='/governance/']", "#bodies a[href^='/bodies/']", "#posts td a[href^='/tenures/']"), who: "dangjian" },
  { route: "/posts/import", who: "renshi" },
  { route: "/posts/import/{id}", path: appointed, who: "renshi" },
  { route: "/major-matters", who: "dangjian" },
  { route: "/major-matters/new", who: "dangjian" },
  { route: "/major-matters/{id}", path: follow("/major-matters", "td a[href^='/major-matters/']"), who: "dangjian" },
  { route: "/matters", who: "dangjian" },
  { route: "/matters/new", who: "dangjian" },
  { route: "/matters/{id}", path: follow("/matters", "td a[href^='/matters/']"), who: "dangjian" },
  { route: "/mood", who: "dangjian" },
  { route: "/mood/new", who: "dangjian" },
  { route: "/mood/{id}", path: follow("/mood", "#surveys tr:last-child a[href^='/mood/']"), who: "dangjian" },
  { route: "/mood/records", who: "dangjian" },
  { route: "/mood/records/{unit}/{month}", path: follow("/mood/records", "#records td a"), who: "dangjian" },
  { route: "/people", who: "renshi" },
  { route: "/people/new", who: "renshi" },
  { route: "/people/{id}", path: follow("/people", "td a[href^='/people/']"), who: "renshi" },
  { route: "/people/import", who: "renshi" },
  { route: "/people/import/{id}", path: listed, who: "renshi" },
  { route: "/party/{id}/members", path: follow("/party", ".tree a[href^='/party/']", "#members a[href*='/members']"), who: "dangjian" },
  { route: "/members/import", who: "dangjian" },
  { route: "/members/import/{id}", path: enrolled, who: "dangjian" },

  { route: "/scores", who: "dangjian" },
  { route: "/scores/{unit}/{year}", path: follow("/scores", "#scores td a[href^='/scores/']"), who: "dangjian" },
  { route: "/scores/{unit}/{year}/facts", path: follow("/scores", "#scores td a[href^='/scores/']", ".tools a[href$='/facts']"), who: "dangjian" },
  { route: "/scores/{unit}/{year}/facts/new", path: follow("/scores", "#scores td a[href^='/scores/']", ".tools a[href$='/facts']", "#facts a[href*='entry=']"), who: "dangjian" },
  { route: "/scores/{unit}/{year}/facts/{fact}", path: follow("/scores", "#scores td a[href^='/scores/']", ".tools a[href$='/facts']", "#facts td a[href*='/facts/']:not([href*='/new'])"), who: "dangjian" },

  { route: "/tracker", who: "diaodu" },
  { route: "/tracker/{unit}/{indicator}", path: follow("/tracker", "main a[href^='/tracker/']"), who: "diaodu" },
  { route: "/readings/{unit}/{indicator}/{period}", path: follow("/tracker", "a[href^='/readings/']"), who: "diaodu" },
  { route: "/grid", who: "diaodu" },
  { route: "/periods", who: "dangjian" },
  { route: "/periods/{unit}/{month}", path: follow("/periods", "#calendar td a"), who: "dangjian" },
  { route: "/duties", who: "dangjian" },
  { route: "/corrections", who: "dangjian" },
  { route: "/corrections/{id}", path: follow("/corrections", "td a[href^='/corrections/']"), who: "dangjian" },
  { route: "/corrections/new", path: follow("/corrections", "td a[href^='/corrections/']", "#note dd a", "#lock a.button"), who: "diaodu" },
  { route: "/claims", who: "dangjian" },
  { route: "/claims/new", who: "dangjian" },
  { route: "/claims/{id}", path: follow("/claims", "#claims td a[href^='/claims/']"), who: "dangjian" },
  { route: "/schemes", who: "dangjian" },
  { route: "/schemes/new", who: "dangjian" },
  { route: "/schemes/{id}", path: follow("/schemes", "td a[href^='/schemes/']"), who: "dangjian" },
  { route: "/schemes/{id}/heard/{number}", path: follow("/schemes", "tbody tr:nth-child(2) td a[href^='/schemes/']", "#heard td a[href*='/heard/']"), who: "dangjian" },
  { route: "/schemes/{id}/consult", path: follow("/schemes", "td a[href^='/schemes/']", "#heard .tools a"), who: "dangjian" },
  { route: "/schemes/{id}/edit", path: follow("/schemes", "td a[href^='/schemes/']", "a[href$='/edit']"), who: "dangjian" },
  { route: "/schemes/{id}/text", path: follow("/schemes", "td a[href^='/schemes/']", "a[href$='/edit']", "a[href$='/text']"), who: "dangjian" },
  { route: "/schemes/{id}/what-if", path: follow("/schemes", "td a[href^='/schemes/']", "a[href$='/what-if']"), who: "dangjian" },
  { route: "/plans/year", path: led("/plans/year"), who: "dangjian" },
  { route: "/plans/year/{unit}/{year}", path: follow("/periods", "a.act[href^='/plans/year/']"), who: "dangjian" },
  { route: "/plans", who: "dangjian" },
  { route: "/plans/new", who: "dangjian" },
  { route: "/plans/{id}", path: follow("/plans", "td a[href^='/plans/']"), who: "dangjian" },
  { route: "/plans/{id}/targets/{indicator}", path: follow("/plans", "td a[href^='/plans/']", "#business td a"), who: "dangjian" },
  { route: "/plans/{id}/targets/{indicator}/units", path: follow("/plans", "td a[href^='/plans/']", "#business td a", "a[href^='/plans/'][href$='/units']"), who: "dangjian" },
  { route: "/plans/{id}/tasks/{number}", path: follow("/plans", "td a[href^='/plans/']", "#party td a"), who: "dangjian" },
  { route: "/plans/{id}/targets/new", path: drafted("/targets/new"), who: "dangjian" },
  { route: "/plans/{id}/workbook", path: drafted("/workbook"), who: "dangjian" },
  { route: "/plans/{id}/tasks/new", path: drafted("/tasks/new"), who: "dangjian" },
  { route: "/burden", who: "dangjian" },
  { route: "/questions", who: "dangjian" },
  { route: "/questions/new", who: "dangjian" },
  { route: "/questions/{id}", path: follow("/questions", "#questions td a[href^='/questions/']"), who: "dangjian" },
  { route: "/support", who: "dangjian" },
  { route: "/support/levels", who: "dangjian" },
  { route: "/design", who: "dangjian" },
  { route: "/design/lots", who: "dangjian" },
  { route: "/design/lots/{id}", path: follow("/design/lots", "#lots td a[href^='/design/lots/']"), who: "dangjian" },
  { route: "/synergy/report/{unit}/{year}", path: follow("/support", "a[href^='/synergy/report/']"), who: "dangjian" },
  { route: "/registers", who: "dangjian" },
  { route: "/registers/posts/new", who: "dangjian" },
  { route: "/registers/posts/import", who: "dangjian" },
  { route: "/registers/posts/{id}", path: follow("/registers", "#posts td a[href^='/registers/posts/']"), who: "dangjian" },
  { route: "/registers/zones", who: "dangjian" },
  { route: "/registers/zones/new", who: "dangjian" },
  { route: "/registers/zones/import", who: "dangjian" },
  { route: "/registers/zones/{id}", path: follow("/registers/zones", "#zones td a[href^='/registers/zones/']"), who: "dangjian" },
  { route: "/registers/projects", who: "dangjian" },
  { route: "/registers/projects/new", who: "dangjian" },
  { route: "/registers/projects/import", who: "dangjian" },
  { route: "/registers/projects/{id}", path: follow("/registers/projects", "#projects td a[href^='/registers/projects/']"), who: "dangjian" },
  { route: "/registers/projects/{id}/change", path: follow("/registers/projects", "#projects td a[href^='/registers/projects/']", "a[href*='what=lead']"), who: "dangjian" },
  { route: "/registers/projects/{id}/milestones/new", path: follow("/registers/projects", "#projects td a[href^='/registers/projects/']", "a[href$='/milestones/new']"), who: "dangjian" },
  { route: "/registers/projects/{id}/milestones/{number}", path: follow("/registers/projects", "#projects td a[href^='/registers/projects/']", "#milestones td a"), who: "dangjian" },
  { route: "/meetings", who: "diaodu" },
  { route: "/meetings/new", who: "diaodu" },
  { route: "/meetings/{id}", path: follow("/meetings", "td a[href^='/meetings/']"), who: "diaodu" },
  { route: "/arrangements", who: "dangjian" },
  { route: "/arrangements/new", who: "dangjian" },
  { route: "/arrangements/{id}", path: follow("/arrangements", "td a[href^='/arrangements/']"), who: "dangjian" },
  { route: "/indicators", who: "diaodu" },
  { route: "/indicators/new", who: "jituan" },
  { route: "/indicators/{id}", path: follow("/indicators", "td a[href^='/indicators/']"), who: "jituan" },
  { route: "/imports", who: "diaodu" },
  { route: "/imports/new", who: "diaodu" },
  { route: "/imports/{id}", path: preview, who: "diaodu" },
  { route: "/profiles", who: "diaodu" },
  { route: "/profiles/{name}", path: "/profiles/sample-plant", who: "diaodu" },

  { route: "/system", who: "xitong" },
  { route: "/system/users", who: "xitong" },
  { route: "/system/users/new", who: "xitong" },
  { route: "/system/users/import", who: "xitong" },
  { route: "/system/users/{id}", path: follow("/system/users", "td a[href^='/system/users/']"), who: "xitong" },
  { route: "/system/grants", who: "anquan" },
  { route: "/system/grants/{id}", path: follow("/system/grants", "td a[href^='/system/grants/']"), who: "anquan" },
  { route: "/system/audit", who: "shenji" },
];

/** Routes that are read but are no pages of the sample plant, and why. */
export const notPages: Record<string, string> = {
  "/setup": "exists until the first administrator has answered it: journey.spec.ts looks at it",
  "/units/choose": "a fragment",
  "/units/{id}/children": "a fragment",
  "/party/choose": "a fragment",
  "/party/{id}/children": "a fragment",
  "/tenures/people": "a fragment",
  "/tenures/{id}/file": "a download",
  "/major-matters/{id}/study-file": "a download",
  "/major-matters/{id}/decision-file": "a download",
  "/imports/{id}/errors": "a download",
  "/profiles/{name}/template": "a download",
  "/people/import/template": "a download",
  "/posts/import/template": "a download",
  "/posts/import/{id}/errors": "a download",
  "/members/import/template": "a download",
  "/members/import/{id}/errors": "a download",
  "/people/import/{id}/errors": "a download",
  "/registers/posts/import/template": "a download",
  "/registers/posts/import/{id}": "the preview of any list, as at /members/import/{id}",
  "/registers/posts/import/{id}/errors": "a download",
  "/registers/zones/import/template": "a download",
  "/registers/zones/import/{id}": "the preview of any list, as at /members/import/{id}",
  "/registers/zones/import/{id}/errors": "a download",
  "/registers/projects/import/template": "a download",
  "/registers/projects/import/{id}": "the preview of any list, as at /members/import/{id}",
  "/registers/projects/import/{id}/errors": "a download",
  "/system/users/template": "a download",
  "/scores/{unit}/{year}/facts/{fact}/papers/{paper}": "a download",
  "/schemes/{id}/heard/{number}/papers/{paper}": "a download",
  "/assets/{name}": "a file",
  "/mood/answer/{token}": "has an address that nobody guesses: mood.spec.ts looks at it",
  "/mood/answer/{token}/{unit}": "mood.spec.ts looks at it",
  "/mood/answer/{token}/{unit}/thanks": "mood.spec.ts looks at it",
  "/health": "for machines",
};

/** Opens a page and follows links from there; the path that they lead to. */
function follow(start: string, ...links: string[]): (page: Page, origin: string) => Promise<string> {
  return async (page, origin) => {
    let path = start;
    for (const link of links) {
      await page.goto(origin + path);
      path = (await page.locator(link).first().getAttribute("href")) ?? "";
    }
    return path;
  };
}

/** Where an address leads on to. */
function led(start: string): (page: Page, origin: string) => Promise<string> {
  return async (page, origin) => {
    await page.goto(origin + start);
    return new URL(page.url()).pathname;
  };
}

/** Draws up a plan for a year to come, where there is none yet, and opens a form of its draft. */
function drafted(form: string): (page: Page, origin: string) => Promise<string> {
  return async (page, origin) => {
    await page.goto(`${origin}/plans?year=2031`);
    const known = page.locator("td a[href^='/plans/']").first();
    if (await known.count()) {
      return `${await known.getAttribute("href")}${form}`;
    }
    await page.goto(`${origin}/plans/new`);
    await page.locator("#f-year").fill("2031");
    await page.locator("input[name=start][value=empty]").check();
    await page.locator("form.form button.act").click();
    return `${new URL(page.url()).pathname}${form}`;
  };
}

/** Hands in a file and stops at its preview, which stores no reading. */
async function preview(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/imports/new?profile=sample-plant`);
  await page.locator("#f-profile").selectOption("sample-plant");
  await page.locator("#f-files").setInputFiles(monthly("预览.csv", [["清河洗煤厂", "主洗车间", "精煤产量", "2026-10", "80000", "约八万", ""]]));
  await page.locator("form[data-upload] button").first().click();
  await expect(page.locator("#refusals")).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Hands in a list of members and stops at its preview. */
async function enrolled(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/members/import`);
  await page.locator("#f-file").setInputFiles(members("党员.csv", [["QH0001", "无此人", "机关党支部", "正式", ""], ["C-404", "陈静", "机关党支部", "群众", "2026-02-31"]]));
  await page.locator("form[data-upload] button").first().click();
  await expect(page.locator("#lines")).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Hands in a list of posts and stops at its preview, which names nobody. */
async function appointed(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/posts/import`);
  await page.locator("#f-file").setInputFiles(posts("任职.csv", [["QH0001", "无此人", "Director", "无此机构", "2026-03-01", ""], ["C-404", "陈静", "厂长", "无此机构", "", "2026-02-31"]]));
  await page.locator("form[data-upload] button").first().click();
  await expect(page.locator("#lines")).toBeVisible();
  return new URL(page.url()).pathname;
}

/** Hands in a list of people and stops at its preview, which stores nobody. */
async function listed(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/people/import`);
  await page.locator("#f-file").setInputFiles(people("名单.csv", [["买买提·艾力", "C-001"], ["", "C-002"], ["陈静", "110101199003070000"]]));
  await page.locator("form[data-upload] button").first().click();
  await expect(page.locator("#lines")).toBeVisible();
  return new URL(page.url()).pathname;
}
