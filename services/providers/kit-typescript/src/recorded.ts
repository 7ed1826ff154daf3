import type { AnswerOptions } from "./answer.js";

/** A stream that writes down what it is told: a name and its arguments, undefined ones left out. */
export function recorded(): { told: unknown[][]; stream: AnswerOptions["stream"] } {
  const told: unknown[][] = [];
  const keep =
    (name: string) =>
    (...parts: unknown[]): void => {
      told.push([name, ...parts.filter((part) => part !== undefined)]);
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
  return { told, stream };
}
