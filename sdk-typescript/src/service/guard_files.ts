import { once } from "node:events";
import { fstatSync, readFileSync } from "node:fs";
import type { Writable } from "node:stream";

/** What the child runs: it writes what it gets to the file that it inherited. */
const COPY = "process.stdin.pipe(process.stdout)";
const O_APPEND = 0o2000;

/** A way into a file through a process that shares its position with whoever opened it. */
export interface Pump {
  output: Writable;
  /** Resolves when everything is in the file. */
  finish(): Promise<void>;
}

/**
 * For a descriptor that leads to a file which its opener may go on writing, such as a shell's `(a; b) >out`: opened
 * again it would have a position of its own, and the opener would overwrite what we wrote. Undefined where the file is
 * appended to anyway, or is none.
 */
export async function pumpInto(descriptor: number): Promise<Pump | undefined> {
  if (!fstatSync(descriptor).isFile() || appends(descriptor)) return undefined;
  const { spawn } = await import("node:child_process");
  const env = { PATH: process.env["PATH"] ?? "" };
  // Detached, so that an interrupt from the terminal does not end it before us.
  const child = spawn(process.execPath, ["-e", COPY], { stdio: ["pipe", descriptor, "ignore"], env, detached: true });
  const { stdin } = child;
  if (stdin === null) throw new Error("the process that writes to the file has no stdin");
  const exited = once(child, "exit");
  child.unref();
  const finish = async (): Promise<void> => {
    child.ref();
    stdin.end();
    await exited;
  };
  return { output: stdin, finish };
}

/** Whether every write to a descriptor goes to the end of its file; false where the system does not tell. */
function appends(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1] ?? "0";
    return (Number.parseInt(flags, 8) & O_APPEND) !== 0;
  } catch {
    return false;
  }
}
