import { createReadStream, createWriteStream, fstatSync, type Stats } from "node:fs";
import { Socket } from "node:net";
import { Connection } from "../rpc/connection.js";
import type { Dispatcher } from "./dispatcher.js";
import { guardDescriptors, type Wire } from "./guard.js";
import { StreamTransport } from "./stream_transport.js";

const DEFAULT_GRACE_MS = 5000;
/** Of the grace time, what is kept for cleanup and the last writes once handlers were told to stop. */
const RESERVE_MS = 1000;

export interface StdioOptions {
  graceMs?: number | undefined;
  setup(): Promise<void>;
  cleanup(): Promise<void>;
}

/** Serves until EOF or SIGTERM, then ends the process with exit code 0 within the grace time, whatever still runs. */
export async function serveStdio(dispatcher: Dispatcher, options: StdioOptions): Promise<void> {
  const terminated = new Promise<void>((resolve) => process.once("SIGTERM", resolve));
  const wire = await guardDescriptors();
  surviveAuthors();
  await options.setup().catch((error: unknown) => {
    report("setup failed", error);
    process.exit(1);
  });
  const transport = new StreamTransport(...openStreams(wire));
  const connection = new Connection(transport, dispatcher, {
    side: "service",
    maxMessageBytes: dispatcher.about.maxMessageBytes,
    maxConcurrency: dispatcher.about.maxConcurrency,
  });
  dispatcher.onHostLimit = (limit) => {
    connection.maxOutgoingBytes = limit;
  };
  await Promise.race([terminated, connection.ended]);
  dispatcher.end();
  await wind(connection, options, wire);
  process.exit(0);
}

/** Handlers under way may finish, then they are cancelled; cleanup runs; what was answered is written. */
async function wind(connection: Connection, options: StdioOptions, wire: Wire): Promise<void> {
  const grace = options.graceMs ?? DEFAULT_GRACE_MS;
  const end = setTimeout(() => process.exit(0), grace);
  end.ref();
  await within(connection.idle(), Math.max(0, grace - RESERVE_MS));
  connection.cancelAll("the service is stopping");
  await within(connection.idle(), RESERVE_MS / 2);
  try {
    await options.cleanup();
  } catch (error) {
    report("cleanup failed", error);
  }
  await connection.flush();
  await wire.finish?.();
}

function within(done: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    done.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** What the author's code throws outside a request is told on stderr; the service lives on. */
function surviveAuthors(): void {
  process.on("uncaughtException", (error) => report("uncaught exception", error));
  process.on("unhandledRejection", (reason) => report("unhandled rejection", reason));
}

function report(what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${what}: ${text}\n`);
}

function openStreams({ input, output }: Wire): [NodeJS.ReadableStream, NodeJS.WritableStream] {
  return [
    typeof input === "number" ? openInput(input) : input,
    typeof output === "number" ? openOutput(output) : output,
  ];
}

function openInput(fd: number): NodeJS.ReadableStream {
  if (isPipe(fstatSync(fd))) return new Socket({ fd, readable: true, writable: false });
  return createReadStream("", { fd });
}

function openOutput(fd: number): NodeJS.WritableStream {
  if (isPipe(fstatSync(fd))) return new Socket({ fd, readable: false, writable: true });
  return createWriteStream("", { fd });
}

function isPipe(stats: Stats): boolean {
  return stats.isFIFO() || stats.isSocket();
}
