// How the browser tests run: once for each database engine, in Debian's Chromium, on two cores.

import { defineConfig } from "@playwright/test";
import { chromium } from "./src/browser.ts";
import type { Options } from "./src/test.ts";

const onPostgres = process.env.RONGHE_TEST_POSTGRES !== undefined;
if (!onPostgres && process.env.CI) throw new Error("RONGHE_TEST_POSTGRES is not set: run `cargo xtask test`");

export default defineConfig<Options>({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { ...chromium, screenshot: "only-on-failure" },
  projects: [
    { name: "sqlite", use: { engine: "sqlite" } },
    // What differs between the engines is what the journey stores and reads back, not how pages look.
    ...(onPostgres ? [{ name: "postgres", use: { engine: "postgres" as const }, testMatch: "journey.spec.ts" }] : []),
  ],
});
