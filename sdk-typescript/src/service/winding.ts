import type { Connection } from "../rpc/connection.js";

const DEFAULT_GRACE_MS = 5000;
/** Of the grace time, what is kept for cleanup and the last writes once handlers were told to stop. */
const RESERVE_MS = 1000;

/** What a service does as a process, whatever it is served over. */
export interface ProcessOptions {
  graceMs?: number | undefined;
  setup(): Promise<void>;
  cleanup(): Promise<void>;
}

/** Runs the setup; the process ends with exit code 1 when that throws. */
export async function begin(options: ProcessOptions): Promise<void> {
  await options.setup().catch((error: unknown) => {
    report("setup failed", error);
    process.exit(1);
  });
}

/**
 * Handlers under way may finish, then they are cancelled; cleanup runs; what was answered is written. The process ends
 * with exit code 0 within the grace time, whatever still runs.
 */
export async function wind(
  connection: Pick<Connection, "idle" | "cancelAll" | "flush">,
  options: ProcessOptions,
  finish?: () => Promise<void>,
): Promise<never> {
  const grace = options.graceMs ?? DEFAULT_GRACE_MS;
  setTimeout(() => process.exit(0), grace);
  await drain(connection, grace);
  try {
    await options.cleanup();
  } catch (error) {
    report("cleanup failed", error);
  }
  await connection.flush();
  await finish?.();
  process.exit(0);
}

/** Lets handlers under way finish, and cancels them when the grace time is nearly over. */
export async function drain(
  connection: Pick<Connection, "idle" | "cancelAll">,
  graceMs: number = DEFAULT_GRACE_MS,
): Promise<void> {
  await within(connection.idle(), Math.max(0, graceMs - RESERVE_MS));
  connection.cancelAll("the service is stopping");
  await within(connection.idle(), RESERVE_MS / 2);
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
export function surviveAuthors(): void {
  process.on("uncaughtException", (error) => report("uncaught exception", error));
  process.on("unhandledRejection", (reason) => report("unhandled rejection", reason));
}

/** Tells on stderr what went wrong outside a request. */
export function report(what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${what}: ${text}\n`);
}
