import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..", "vectors");

/** What both kits are held to: services/providers/vectors/NAME.json. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as T;
}

/** A value and what was told on the way. */
export function recorder(): { calls: unknown[][]; stream: RecordedStream } {
  const calls: unknown[][] = [];
  const keep =
    (name: string) =>
    (...parts: unknown[]): void => {
      calls.push([name, ...parts.filter((part) => part !== undefined)]);
    };
  const stream = {
    blockStart: keep("start"),
    token: keep("token"),
    thinking: keep("thinking"),
    blockDelta: keep("delta"),
    toolCallStart: keep("call"),
    blockEnd: keep("end"),
    usage: keep("usage"),
  };
  return { calls, stream };
}

export interface RecordedStream {
  blockStart(type: string, index: number): void;
  token(index: number, text: string): void;
  thinking(index: number, text: string): void;
  blockDelta(index: number, delta: unknown): void;
  toolCallStart(id: string, name: string): void;
  blockEnd(type: string, index: number): void;
  usage(usage: unknown): void;
}
