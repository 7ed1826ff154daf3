import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** A third party's fake vendor that runs. */
export interface Aimock {
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  close(): void;
}

/**
 * Starts aimock on a free port of loopback, with the answers of a fixtures file. `base`: import.meta.url of a module of the
 * package that depends on it. Throws when it ends before it listens.
 */
export async function aimock(base: string, fixtures: string): Promise<Aimock> {
  const cli = join(dirname(createRequire(base).resolve("@copilotkit/aimock")), "cli.js");
  const args = [cli, "-p", "0", "-f", fixtures, "--strict"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return { url, close: () => void child.kill("SIGKILL") };
  }
  throw new Error("aimock ended.");
}
