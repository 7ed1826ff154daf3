import type { Id, JsonObject } from "../wire/message.js";
import type { IncomingCall } from "./incoming.js";

/** What answers the other side. */
export interface Handler {
  /** The result, or a throw. Begins synchronously, so that state changes follow the order of lines. */
  request(call: IncomingCall): Promise<unknown>;
  /** `call` is for what the handler says to the other side because of it. */
  notification(method: string, params: JsonObject, call: IncomingCall): void;
}

/** How a call to the other side is made. */
export interface OutgoingOptions {
  /** The incoming request on whose behalf this one is made. */
  parent?: Id | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  /** Gets the notifications about this call, in order, before its result. */
  onStream?: ((method: string, params: JsonObject) => void) | undefined;
}
