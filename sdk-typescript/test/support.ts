// A host for the fixture service over real stdio: its process, its connection, its lines.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Connection } from "../src/rpc/connection.js";
import type { Handler } from "../src/rpc/handler.js";
import { LineLink } from "../src/rpc/lines.js";
import { StreamTransport } from "../src/service/stream_transport.js";

const here = dirname(fileURLToPath(import.meta.url));
export const FIXTURE: string = join(here, "fixtures", "service.js");
/** The service with the conformance fixture. */
export const CONFORMANCE: string = join(here, "fixtures", "conformance.js");

/** The repository's root: the folder that holds conformance/. */
export const ROOT: string = (() => {
  let folder = here;
  while (!existsSync(join(folder, "conformance", "vectors"))) {
    if (dirname(folder) === folder) throw new Error("no conformance/vectors above the tests");
    folder = dirname(folder);
  }
  return folder;
})();

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "amplifier-test-"));
  folders.push(folder);
  return folder;
}

/** One file of shared vectors. */
export function vectors<Case>(name: string): Case[] {
  const file = readFileSync(join(ROOT, "conformance", "vectors", `${name}.json`), "utf8");
  const { cases } = JSON.parse(file) as { cases: Case[] };
  if (cases.length === 0) throw new Error(`conformance/vectors/${name}.json has no cases`);
  return cases;
}

/** "sockets" is how Node spawns; "pipes" puts a cat before and after, as most hosts connect services. */
export type Wiring = "pipes" | "sockets";

export interface Started {
  child: ChildProcess;
  host: Connection;
  /** All of stderr so far. */
  stderr(): string;
  /** Every line of stdout so far. */
  lines(): string[];
  /** Writes to the service's stdin as it is. */
  write(text: string): void;
  /** Closes stdin, and resolves to the exit code. */
  end(): Promise<number | null>;
}

export function start(
  handler: Partial<Handler> = {},
  wiring: Wiring = "pipes",
  env: NodeJS.ProcessEnv = {},
  program: string = FIXTURE,
): Started {
  const command = `"${process.execPath}" "${program}"`;
  const options = { env: { ...process.env, ...env }, stdio: "pipe" as const };
  const child =
    wiring === "pipes"
      ? spawn("bash", ["-c", `set -o pipefail; cat | ${command} | cat`], options)
      : spawn(process.execPath, [program], options);
  running.add(child);
  child.once("close", () => running.delete(child));
  let errors = "";
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
  });
  const link = new LineLink(new StreamTransport(child.stdout, child.stdin));
  const host = new Connection(
    link,
    {
      request: handler.request ?? (() => Promise.reject(new Error("not expected"))),
      notification: handler.notification ?? (() => {}),
    },
    { side: "host" },
  );
  return {
    child,
    host,
    stderr: () => errors,
    lines: () => output.split("\n").filter((line) => line !== ""),
    write: (text) => child.stdin.write(text),
    end: async () => {
      const exit = once(child, "close");
      child.stdin.end();
      return ((await exit) as [number | null])[0];
    },
  };
}

const running = new Set<ChildProcess>();

/** Ends what a failed test left running. */
export function killAll(): void {
  for (const child of running) {
    child.stdin?.destroy();
    child.kill();
  }
}

/** Resolves when a text has appeared. */
export async function appears(stream: NodeJS.ReadableStream, read: () => string, text: string): Promise<void> {
  while (!read().includes(text)) await once(stream, "data");
}

/** A piece of a vector's bytes. */
export type Part = string | { text: string } | { hex: string } | { repeat: Part; times: number } | { parts: Part[] };

export function toBytes(parts: Part[]): Buffer {
  return Buffer.concat(parts.map(partBytes));
}

function partBytes(part: Part): Buffer {
  if (typeof part === "string") return Buffer.from(part);
  if ("text" in part) return Buffer.from(part.text);
  if ("hex" in part) return Buffer.from(part.hex.replaceAll(/\s/g, ""), "hex");
  if ("parts" in part) return toBytes(part.parts);
  return Buffer.concat(Array.from({ length: part.times }, () => partBytes(part.repeat)));
}

/** A promise that the test settles. */
export function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Up to this length a case is split at each position; longer ones at a sample. */
const SPLIT_EVERYWHERE = 400;
const SAMPLES = 60;
/** Up to this length a case is fed byte by byte. */
const BYTE_BY_BYTE = 200_000;

/** The bytes whole, byte by byte, and cut in two at every place (at a sample of places in long ones). */
export function* chunkings(input: Buffer): Generator<Buffer[]> {
  yield [input];
  if (input.length <= BYTE_BY_BYTE) yield [...input].map((byte) => Buffer.from([byte]));
  const step = input.length <= SPLIT_EVERYWHERE ? 1 : Math.ceil(input.length / SAMPLES);
  for (let at = 1; at < input.length; at += step) yield [input.subarray(0, at), input.subarray(at)];
}
