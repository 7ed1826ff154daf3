import type { Decoded, Id, Message } from "../wire/message.js";

/**
 * The messages' way in and out: lines over a pair of streams, or HTTP. `Origin` is what the link wants to know again of
 * an incoming message when something is said because of it; a pair of streams needs nothing.
 */
export interface Link<Origin = undefined> {
  /** Begins to read. */
  start(receiver: Receiver<Origin>): void;
  /**
   * Writes a message, and never blocks. `origin` is that of the incoming message on whose behalf it is said. Throws when
   * the message cannot be written; then nothing of it has left.
   */
  send(message: Message, origin: Origin | undefined): void;
  /** The handler of this request begins: it is refused no more before it has looked at anything. */
  begins(id: Id): void;
  /** Resolves when everything said so far (because of `origin`, if it is given) has left. */
  flush(origin?: Origin): Promise<void>;
  close(): void;
}

/** What takes in the messages of a link. */
export interface Receiver<Origin = undefined> {
  /** `readAt` is when it came, on the receiver's clock; absent = now. */
  receive(message: Decoded, origin?: Origin, readAt?: number): void;
  /** The other side sends nothing more. */
  lost(): void;
}
