import { Buffer } from "node:buffer";

/** Bytes kept of a line that is too long: enough to find its id. */
export const HEAD_BYTES = 4096;

/** The largest line read by default, in bytes before the LF (64 MiB). */
export const DEFAULT_MAX_MESSAGE_BYTES: number = 64 * 1024 * 1024;

/** A complete line without its LF (and without a CR before it), or the head of one that was too long. */
export type LineRecord = { kind: "line"; bytes: Buffer } | { kind: "oversized"; head: Buffer };

const EMPTY: Buffer = Buffer.alloc(0);
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * Cuts a stream of bytes into lines. Holds at most `max` bytes of an unfinished line; a longer one streams by and only
 * its first {@link HEAD_BYTES} stay.
 */
export class LineSplitter {
  readonly #max: number;
  #buffer: Buffer = EMPTY;
  /** Bytes of the unfinished line so far, also those that were not kept. */
  #length = 0;

  constructor(max: number = DEFAULT_MAX_MESSAGE_BYTES) {
    this.#max = max;
  }

  /**
   * The records that these bytes complete. A record may be a view into `chunk`: use it before the chunk is reused.
   */
  feed(chunk: Uint8Array): LineRecord[] {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const records: LineRecord[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      const record = this.#finish(bytes.subarray(start, end));
      if (record !== null) records.push(record);
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
    return records;
  }

  #finish(tail: Buffer): LineRecord | null {
    if (this.#length === 0 && tail.length <= this.#max) return lineRecord(tail);
    this.#keep(tail);
    const length = this.#length;
    const kept = this.#buffer.subarray(0, length);
    this.#buffer = EMPTY;
    this.#length = 0;
    return length > this.#max ? { kind: "oversized", head: kept.subarray(0, HEAD_BYTES) } : lineRecord(kept);
  }

  #keep(rest: Buffer): void {
    const start = this.#length;
    this.#length += rest.length;
    const room = Math.max(this.#max, HEAD_BYTES);
    if (start >= room) return;
    const end = Math.min(this.#length, this.#length > this.#max ? HEAD_BYTES : room);
    if (this.#length > this.#max) this.#buffer = this.#buffer.subarray(0, HEAD_BYTES);
    if (end <= start) return;
    if (end > this.#buffer.length) this.#grow(start, end);
    rest.copy(this.#buffer, start, 0, end - start);
  }

  #grow(used: number, needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * this.#buffer.length, this.#max), HEAD_BYTES));
    this.#buffer.copy(larger, 0, 0, used);
    this.#buffer = larger;
  }
}

function lineRecord(bytes: Buffer): LineRecord | null {
  const line = bytes[bytes.length - 1] === CR ? bytes.subarray(0, -1) : bytes;
  return isBlank(line) ? null : { kind: "line", bytes: line };
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) {
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false;
  }
  return true;
}
