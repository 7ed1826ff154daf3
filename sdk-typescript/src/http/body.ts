import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { ProtocolError } from "../errors.js";
import { Refused } from "./problems.js";

/** Longer time-outs overflow Node's timers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The caller went away before its request was complete: there is nobody to answer. */
export class Gone extends Error {}

export interface BodyOptions {
  /** The longest body that is read, in bytes. */
  readonly limit: number;
  /** Milliseconds until the deadline of the request. */
  readonly deadlineMs: number | undefined;
  /** Looks at the headers of a body that is not empty; what it throws refuses the request. */
  check(): void;
}

/**
 * Reads a body to its end. Rejects with what refuses the request as soon as that is known, and keeps nothing of a body
 * that is too long (HTP-013); the rest is read and dropped, so that the caller gets to see the answer.
 */
export function readBody(request: IncomingMessage, options: BodyOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => {
      clearTimeout(timer);
      request.off("data", take).off("end", end).off("error", gone).off("close", gone);
    };
    const refuse = (error: Error): void => {
      chunks = [];
      done();
      request.on("error", () => {}); // the caller goes away while the rest is dropped
      request.resume();
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      const wrong = fault(size, options);
      if (wrong !== undefined) refuse(wrong);
    };
    const end = (): void => {
      done();
      resolve(Buffer.concat(chunks, size));
    };
    const gone = (): void => refuse(new Gone());
    const timer = timeOut(options.deadlineMs, refuse);
    const declared = fault(Number(request.headers["content-length"] ?? 0), options);
    if (declared !== undefined) refuse(declared);
    else request.on("data", take).on("end", end).on("error", gone).on("close", gone);
  });
}

/** What is wrong with a body of so many bytes. */
function fault(size: number, { limit, check }: BodyOptions): Error | undefined {
  if (size === 0) return undefined;
  try {
    check();
  } catch (error) {
    return error as Error;
  }
  if (size <= limit) return undefined;
  return new Refused("message_too_large", `The body is longer than ${limit} bytes.`, { data: { limit } });
}

function timeOut(ms: number | undefined, refuse: (error: Error) => void): NodeJS.Timeout | undefined {
  if (ms === undefined || ms <= 0) return undefined; // a deadline that was over at once is told by whoever looks at it
  const late = (): void => refuse(new ProtocolError("deadline_exceeded", "the deadline passed"));
  return setTimeout(late, Math.min(ms, LONGEST_TIMER_MS));
}
