// Takes the pictures of the documents: `cargo xtask screenshots`.

import { defineConfig } from "@playwright/test";
import { chromium } from "./src/browser.ts";

export default defineConfig({
  testDir: "screenshots",
  outputDir: "test-results",
  workers: 1,
  timeout: 120_000,
  reporter: [["list"]],
  use: chromium,
});
