import { Buffer } from "node:buffer";
import type { JsonObject } from "../wire/message.js";

/** What of a service is checked, and how. */
export interface CheckOptions {
  /** Areas or requirements to check; absent = all. */
  only?: readonly string[];
  /** Areas or requirements to leave out. */
  skip?: readonly string[];
  /** Run every tool, not only those that are `readOnly` or in `execute`. */
  allowEffects?: boolean;
  /** Tool → the input with which it may be run. */
  execute?: Readonly<Record<string, JsonObject>>;
}

const NAME = "amplifier-conformance";
const OVERRIDE = "AMPLIFIER_CONFORMANCE";
const FAILS = 1;
const SAYS: Readonly<Record<number, string>> = { 2: "was used wrong (usage)", 3: "could verify nothing" };

/**
 * Runs the conformance suite on the service that a command starts. Rejects with an AssertionError and the suite's report
 * when the service does not conform, and with an Error where the suite is not installed or could verify nothing.
 */
export async function checkConformance(
  command: readonly [string, ...string[]],
  options: CheckOptions = {},
): Promise<void> {
  const suite = process.env[OVERRIDE] || NAME;
  const { code, report, warnings } = await run(suite, ["check", ...words(options), "--", ...command]);
  if (code === 0) return;
  if (code === FAILS) {
    const { AssertionError } = await import("node:assert");
    throw new AssertionError({ message: `the service does not conform:\n${report}` });
  }
  const says = SAYS[code ?? 0] ?? `ended with the exit code ${code}`;
  throw new Error(`the conformance suite ${says}:\n${report}\n${warnings}`.trimEnd());
}

function words({ only = [], skip = [], allowEffects = false, execute = {} }: CheckOptions): string[] {
  return [
    ...only.flatMap((name) => ["--only", name]),
    ...skip.flatMap((name) => ["--skip", name]),
    ...(allowEffects ? ["--allow-effects"] : []),
    ...Object.entries(execute).flatMap(([tool, input]) => ["--execute", `${tool}=${JSON.stringify(input)}`]),
  ];
}

/** How the suite ended. */
interface Ended {
  code: number | null;
  report: string;
  warnings: string;
}

async function run(suite: string, args: string[]): Promise<Ended> {
  const { spawn } = await import("node:child_process");
  const child = spawn(suite, args, { stdio: ["ignore", "pipe", "pipe"] });
  const report = gathered(child.stdout);
  const warnings = gathered(child.stderr);
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? missing(suite) : error));
    child.once("close", (code) => resolve({ code, report: report(), warnings: warnings() }));
  });
}

function gathered(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8").trimEnd();
}

function missing(suite: string): Error {
  return new Error(
    `there is no command '${suite}': pip install amplifier-ipc-conformance, or let ${OVERRIDE} name the command`,
  );
}
