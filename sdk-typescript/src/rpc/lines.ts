import { Buffer } from "node:buffer";
import { ProtocolError } from "../errors.js";
import { decode, judgeOversized } from "../wire/decode.js";
import { encodeText } from "../wire/encode.js";
import type { Message } from "../wire/message.js";
import { DEFAULT_MAX_MESSAGE_BYTES, LineSplitter } from "../wire/splitter.js";
import type { Link, Receiver } from "./link.js";

/** The bytes' way in and out. Writing never blocks: what the other side does not take yet is queued. */
export interface Transport {
  /** Begins to read; `onEnd` comes once, after the last chunk. A chunk is the reader's own: it must not be reused. */
  start(onData: (chunk: Uint8Array) => void, onEnd: () => void): void;
  write(text: string): void;
  /** Resolves when everything written so far has left. */
  flush(): Promise<void>;
  close(): void;
}

/** Messages as lines. */
export class LineLink implements Link {
  /** The largest line that the other side reads (known after describe). */
  maxOutgoingBytes: number = DEFAULT_MAX_MESSAGE_BYTES;
  readonly #transport: Transport;
  readonly #splitter: LineSplitter;

  /** `maxMessageBytes` is the largest line that is read, in bytes before the LF (64 MiB). */
  constructor(transport: Transport, maxMessageBytes: number = DEFAULT_MAX_MESSAGE_BYTES) {
    this.#transport = transport;
    this.#splitter = new LineSplitter(maxMessageBytes);
  }

  start(receiver: Receiver): void {
    this.#transport.start(
      (chunk) => this.#read(chunk, receiver),
      () => receiver.lost(),
    );
  }

  send(message: Message): void {
    const text = encodeText(message);
    const limit = this.maxOutgoingBytes;
    if (text.length * 3 > limit && Buffer.byteLength(text) - 1 > limit) {
      throw new ProtocolError("message_too_large", `The message is longer than ${limit} bytes.`, { limit });
    }
    this.#transport.write(text);
  }

  begins(): void {}

  flush(): Promise<void> {
    return this.#transport.flush();
  }

  close(): void {
    this.#transport.close();
  }

  #read(chunk: Uint8Array, receiver: Receiver): void {
    for (const record of this.#splitter.feed(chunk)) {
      receiver.receive(record.kind === "line" ? decode(record.bytes) : judgeOversized(record.head));
    }
  }
}
