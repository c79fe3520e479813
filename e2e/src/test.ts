// The `test` of this suite: each has a server to itself or shares the demo of its worker, and fails
// when its page asks another machine or writes an error to the console.

import { test as base, type Page } from "@playwright/test";
import { watch } from "./checks.ts";
import { Server, type Engine } from "./server.ts";
import { see, type View } from "./views.ts";

export { expect } from "@playwright/test";

export type Options = {
  engine: Engine;
  /** Console errors that the test provokes, such as the browser's note of a refused form. */
  allowedErrors: RegExp | null;
};

type Fixtures = Options & {
  /** An empty server of this test's own. */
  fresh: Server;
  /** A sample plant of this test's own, to write to. */
  plant: Server;
  /** Opens a further page, with cookies of its own, watched like the first; as `view` looks at it. */
  another: (origin: string, view?: View) => Promise<Page>;
};

type WorkerFixtures = {
  /** The sample plant, shared by the tests of one worker: they read it and leave it as it was. */
  demo: Server;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  engine: ["sqlite", { option: true }],
  allowedErrors: [null, { option: true }],

  demo: [
    async ({}, use) => {
      const server = await Server.start("demo", "sqlite");
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  fresh: async ({ engine }, use) => {
    const server = await Server.start("serve", engine);
    await use(server);
    await server.stop();
  },

  plant: async ({ engine }, use) => {
    const server = await Server.start("demo", engine);
    await use(server);
    await server.stop();
  },

  another: async ({ browser, allowedErrors }, use) => {
    const watched: (() => void)[] = [];
    await use(async (origin, view) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      if (view) await see(page, origin, view);
      watched.push(watch(page, origin, allowedErrors));
      return page;
    });
    watched.forEach((end) => end());
  },
});
