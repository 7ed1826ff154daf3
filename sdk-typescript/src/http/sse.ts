import { Buffer } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { encodeJson } from "../wire/encode.js";

/** One event: its name (`message` if it had none) and its data, lines joined by LF. */
export type ServerSentEvent = readonly [name: string, data: string];

/** A comment, which nobody reads: a sign of life. */
export const COMMENT = ":\n\n";

/** An event with one line of data. Throws EncodeError when the data are no JSON. */
export function formatEvent(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${encodeJson(data)}\n\n`;
}

/** Bytes to events, however the bytes are cut (HTML, 9.2.6; HTP-045). What no blank line ends is no event. */
export class EventParser {
  readonly #text = new StringDecoder("utf8");
  /** The pieces of the unfinished line: a long one is not joined anew for each chunk. */
  #pieces: string[] = [];
  #began = false;
  #afterCr = false;
  #name = "";
  #data: string[] = [];
  /** Characters of the event so far. */
  size = 0;

  /** The events that these bytes complete. */
  feed(bytes: Uint8Array): ServerSentEvent[] {
    const text = this.#skipMark(this.#text.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
    const events: ServerSentEvent[] = [];
    let start = 0;
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) {
      // A CR at the end of the chunk before has ended its line; the LF of the pair is none of its own.
      const isRest = this.#afterCr && index === 0 && end === "\n";
      if (!isRest) this.#line(this.#finish(text.slice(start, index)), events);
      start = index + end.length;
    }
    if (text !== "") this.#afterCr = text.endsWith("\r");
    if (start < text.length) this.#keep(text.slice(start));
    return events;
  }

  #skipMark(text: string): string {
    if (this.#began || text === "") return text;
    this.#began = true;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }

  #keep(text: string): void {
    this.#pieces.push(text);
    this.size += text.length;
  }

  #finish(rest: string): string {
    this.size += rest.length;
    const line = this.#pieces.length === 0 ? rest : this.#pieces.join("") + rest;
    this.#pieces = [];
    return line;
  }

  #line(line: string, events: ServerSentEvent[]): void {
    if (line === "") this.#dispatch(events);
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else this.size -= line.length; // comments and fields that nobody reads are not kept
  }

  #dispatch(events: ServerSentEvent[]): void {
    if (this.#data.length > 0) events.push([this.#name === "" ? "message" : this.#name, this.#data.join("\n")]);
    this.#name = "";
    this.#data = [];
    this.size = 0;
  }
}
