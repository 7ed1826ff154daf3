import { closeSync, constants, fstatSync, openSync } from "node:fs";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import { pumpInto } from "./guard_files.js";
import { receiveDescriptors } from "./guard_sockets.js";

/** Where the protocol goes once descriptors 0 and 1 no longer lead to it: private descriptors, or sockets. */
export interface Wire {
  input: number | Socket;
  output: number | Writable;
  /** Resolves when what was written has arrived, where flushing `output` does not tell. */
  finish?: () => Promise<void>;
}

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/**
 * Moves the wire from descriptors 0 and 1 to private, close-on-exec ones; then 0 is /dev/null and 1 is stderr, so that
 * neither a print nor a child process can touch the wire. To be called once, before the first message.
 *
 * Node cannot dup(2). Pipes, terminals and most files are opened again through /proc/self/fd (on the BSDs and macOS
 * /dev/fd, where that is a dup), and open(2) takes the lowest free number, which after close(1) is 1. Sockets cannot be
 * opened again (nor can pipes of another user): for them a short-lived child sends the descriptors back to us with
 * SCM_RIGHTS, which costs the start of one Node process. A file for stdout is written by a child, see {@link pumpInto}.
 */
export async function guardDescriptors(): Promise<Wire> {
  const wire = await moveDescriptors();
  // A stream that libuv opens on 1 would clash with the one that came as a socket; all prints share stderr's stream.
  Object.defineProperty(process, "stdout", { configurable: true, enumerable: true, get: () => process.stderr });
  return wire;
}

async function moveDescriptors(): Promise<Wire> {
  const input = reopen(STDIN, constants.O_RDONLY);
  const errors = reopen(STDERR, constants.O_WRONLY | constants.O_APPEND);
  // Where stdout and stderr are one file, all that goes there is appended.
  const pump = errors !== null && sameFile(STDOUT, STDERR) ? undefined : await pumpInto(STDOUT);
  const output = pump?.output ?? reopen(STDOUT, constants.O_WRONLY | constants.O_APPEND);
  if (errors !== null) closeSync(errors);
  const finish = pump === undefined ? {} : { finish: pump.finish };
  if (input === null || output === null || errors === null) {
    const replaceOutput = errors === null ? undefined : replaceOutputByErrors;
    return { ...(await receiveDescriptors({ input, output, replaceInput, replaceOutput })), ...finish };
  }
  replaceInput();
  replaceOutputByErrors();
  return { input, output, ...finish };
}

/** 1 becomes stderr. In a file two descriptors with a position each would overwrite one another, so both append. */
function replaceOutputByErrors(): void {
  closeSync(STDOUT);
  expectNumber(STDOUT, reopen(STDERR, constants.O_WRONLY | constants.O_APPEND));
  if (!fstatSync(STDERR).isFile()) return;
  closeSync(STDERR);
  expectNumber(STDERR, reopen(STDOUT, constants.O_WRONLY | constants.O_APPEND));
}

/** 0 becomes /dev/null. */
function replaceInput(): void {
  closeSync(STDIN);
  expectNumber(STDIN, openSync("/dev/null", "r"));
}

/** The same pipe, file or terminal under a new number (Node opens with O_CLOEXEC), or null where that is refused. */
function reopen(descriptor: number, flags: number): number | null {
  const folder = process.platform === "linux" ? "/proc/self/fd" : "/dev/fd";
  try {
    return openSync(`${folder}/${descriptor}`, flags);
  } catch {
    return null;
  }
}

function expectNumber(wanted: number, got: number | null): void {
  if (got === wanted) return;
  throw new Error(`descriptor ${wanted} was taken by something else while serve() began (got ${got}): call it earlier`);
}

/** Whether two descriptors lead to the same thing. */
export function sameFile(one: number, other: number): boolean {
  const [left, right] = [fstatSync(one), fstatSync(other)];
  return left.dev === right.dev && left.ino === right.ino;
}
