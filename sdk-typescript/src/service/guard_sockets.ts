import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { sameFile, type Wire } from "./guard.js";

/** What the child runs: it sends the descriptors back that it inherited, each when it is asked for. */
const ECHO = `
const { Socket } = require("node:net");
process.on("message", (descriptor) => {
  process.send(descriptor, new Socket({ fd: descriptor, readable: false, writable: false }));
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
`;

/** Streams that are never read or closed, only kept: their descriptor is what counts. */
const kept: Socket[] = [];

/** What could be opened again, and what is still to be done. */
export interface Reopened {
  input: number | null;
  output: number | Writable | null;
  /** Makes 0 /dev/null. */
  replaceInput(): void;
  /** Makes 1 stderr; absent = stderr too can only be received. */
  replaceOutput: (() => void) | undefined;
}

/**
 * The way for descriptors that cannot be opened again: a child gets them as its own 0, 1 and 2, and sends them to us
 * over its channel (SCM_RIGHTS), under new close-on-exec numbers. stderr is asked for while 1 is the lowest free number.
 */
export async function receiveDescriptors(reopened: Reopened): Promise<Wire> {
  const { spawn } = await import("node:child_process");
  const duplex = sameFile(0, 1);
  const errorsOnWire = sameFile(2, 0) || sameFile(2, 1);
  const env = { PATH: process.env["PATH"] ?? "" };
  const child = spawn(process.execPath, ["-e", ECHO], { stdio: [0, 1, 2, "ipc"], env });
  try {
    const input = reopened.input ?? (await ask(child, 0));
    if (input instanceof Socket) input.pause();
    const output = reopened.output ?? (duplex && input instanceof Socket ? input : await ask(child, 1));
    reopened.replaceInput();
    if (reopened.replaceOutput !== undefined) reopened.replaceOutput();
    else await receiveErrors(child, errorsOnWire);
    if (output instanceof Socket && output !== input) output.resume();
    return { input, output };
  } finally {
    // Not by its own exit: Node then resets O_NONBLOCK on 0, 1 and 2, which the sockets share with us, and our writes
    // would block.
    child.kill("SIGKILL");
    child.unref();
  }
}

/** 1 becomes stderr as it comes from the child; /dev/null where stderr is the wire itself. */
async function receiveErrors(child: ChildProcess, errorsOnWire: boolean): Promise<void> {
  closeSync(1);
  if (errorsOnWire) openSync("/dev/null", "w");
  else keep(await ask(child, 2));
  if (sameFile(1, errorsOnWire ? 0 : 2)) return;
  throw new Error("descriptor 1 was taken by something else while serve() began: call it before other work");
}

function ask(child: ChildProcess, descriptor: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const lost = (): void => reject(new Error("the process that copies descriptors 0 and 1 ended early"));
    child.once("exit", lost);
    child.once("error", reject);
    child.once("message", (_message, handle) => {
      child.off("exit", lost);
      child.off("error", reject);
      if (handle instanceof Socket) resolve(handle);
      else reject(new Error(`descriptor ${descriptor} could not be copied: it is no pipe and no socket`));
    });
    child.send(descriptor);
  });
}

function keep(socket: Socket): void {
  socket.allowHalfOpen = true;
  socket.on("error", () => {});
  socket.pause();
  socket.unref();
  kept.push(socket);
}
