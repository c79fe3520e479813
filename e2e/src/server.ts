// A running `ronghe` with data of its own, on a free port, gone after the tests.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export type Engine = "sqlite" | "postgres";

const program = process.env.RONGHE_PROGRAM ?? resolve(import.meta.dirname, "../../target/debug/ronghe");

export class Server {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly process: ChildProcess,
    private readonly dropDatabase: () => void,
  ) {}

  /** Starts the sample plant, or an empty server that waits for its first administrator. */
  static async start(kind: "demo" | "serve", engine: Engine): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "ronghe-e2e-"));
    const port = await freePort();
    const place = kind === "demo" ? ["--port", String(port), "--no-browser"] : ["--listen", `127.0.0.1:${port}`];
    const args = [kind, "--data-dir", join(folder, "data"), ...place];
    let dropDatabase = () => {};
    if (engine === "postgres") {
      const database = createDatabase();
      args.push("--database-url", database.url);
      dropDatabase = database.drop;
    }
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (bytes) => (said = (said + bytes).slice(-20_000)));
    const server = new Server(`http://127.0.0.1:${port}`, folder, child, dropDatabase);
    try {
      await server.isHealthy();
    } catch (error) {
      await server.stop();
      throw new Error(`${program} ${args.join(" ")}: ${error}\n${said}`);
    }
    return server;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exit = once(this.process, "exit");
      this.process.kill("SIGTERM");
      await exit;
    }
    this.dropDatabase();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async isHealthy(): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (this.process.exitCode !== null) throw new Error(`ended with status ${this.process.exitCode}`);
      const answer = await fetch(`${this.url}/health`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((wake) => setTimeout(wake, 100));
    }
    throw new Error("not healthy within a minute");
  }
}

/** A database of its own in the test run's PostgreSQL. */
function createDatabase(): { url: string; drop: () => void } {
  const server = process.env.RONGHE_TEST_POSTGRES;
  if (!server) throw new Error("RONGHE_TEST_POSTGRES is not set");
  const name = `e2e_${process.pid}_${Date.now()}`;
  const psql = (command: string) => execFileSync("psql", ["--quiet", "--command", command, server], { stdio: "inherit" });
  psql(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => psql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
