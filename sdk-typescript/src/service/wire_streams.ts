import { createReadStream, createWriteStream, fstatSync, type Stats } from "node:fs";
import { Socket } from "node:net";
import type { Wire } from "./guard.js";

/** A stream that reads where the protocol comes from, whatever that is. */
export function openInput({ input }: Wire): NodeJS.ReadableStream {
  if (typeof input !== "number") return input;
  if (isPipe(fstatSync(input))) return new Socket({ fd: input, readable: true, writable: false });
  return createReadStream("", { fd: input });
}

/** A stream that writes where the protocol goes, whatever that is. */
export function openOutput({ output }: Wire): NodeJS.WritableStream {
  if (typeof output !== "number") return output;
  if (isPipe(fstatSync(output))) return new Socket({ fd: output, readable: false, writable: true });
  return createWriteStream("", { fd: output });
}

function isPipe(stats: Stats): boolean {
  return stats.isFIFO() || stats.isSocket();
}
