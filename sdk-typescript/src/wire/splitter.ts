import { Buffer } from "node:buffer";

/** Bytes kept of a line that is too long: enough to find its id. */
export const HEAD_BYTES = 4096;

/** The largest line read by default, in bytes before the LF (64 MiB). */
export const DEFAULT_MAX_MESSAGE_BYTES: number = 64 * 1024 * 1024;

/** A complete line without its LF (and without a CR before it), or the head of one that was too long. */
export type LineRecord = { kind: "line"; bytes: Buffer } | { kind: "oversized"; head: Buffer };

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Pieces up to this size are merged, so that a line that comes byte by byte is no list of bytes. */
const MERGE_BYTES = 65_536;

/**
 * Cuts a stream of bytes into lines. Holds at most `max` bytes of an unfinished line; a longer one streams by and only
 * its first {@link HEAD_BYTES} stay.
 */
export class LineSplitter {
  readonly #max: number;
  /** The beginning of the unfinished line. */
  #pieces: Buffer[] = [];
  /** Bytes of `#pieces`. */
  #kept = 0;
  /** Bytes of the unfinished line so far, also those that were not kept. */
  #length = 0;

  constructor(max: number = DEFAULT_MAX_MESSAGE_BYTES) {
    this.#max = max;
  }

  /**
   * The records that these bytes complete. `chunk` becomes the splitter's own: records and the unfinished line are views
   * into it.
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
    if (tail.length > 0) this.#keep(tail);
    const isOversized = this.#length > this.#max;
    const kept = Buffer.concat(this.#pieces, this.#kept);
    this.#pieces = [];
    this.#kept = 0;
    this.#length = 0;
    return isOversized ? { kind: "oversized", head: kept } : lineRecord(kept);
  }

  #keep(rest: Buffer): void {
    this.#length += rest.length;
    if (this.#length <= this.#max) {
      this.#kept += rest.length;
      this.#push(rest);
    } else if (this.#kept !== HEAD_BYTES) {
      this.#kept = Math.min(this.#kept + rest.length, HEAD_BYTES);
      this.#pieces = [Buffer.concat([...this.#pieces, rest], this.#kept)];
    }
  }

  /** Adds a piece; small ones are merged with those before them that are not much larger: each byte a few times. */
  #push(piece: Buffer): void {
    let last = piece;
    for (let before = this.#pieces.at(-1); before !== undefined; before = this.#pieces.at(-1)) {
      if (last.length >= MERGE_BYTES || before.length >= 2 * last.length) break;
      last = Buffer.concat([before, last]);
      this.#pieces.pop();
    }
    this.#pieces.push(last);
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
