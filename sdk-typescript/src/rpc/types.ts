import type { ErrorBody, Id, JsonObject, Message } from "../wire/message.js";

export type Side = "host" | "service";

/** graceful = finish what runs, start nothing new. */
export type CancelMode = "immediate" | "graceful";

export interface PeerLimits {
  /** How many requests of the other side may be under way (64); ping, describe and hook.emit do not count. */
  max_concurrency?: number;
  /** The largest line that this side reads (64 MiB): what a refusal of a longer one tells. */
  max_message_bytes?: number;
}

export interface CallOptions {
  /** The incoming request on whose behalf this call is made: its meta is passed on, and its cancel travels along. */
  parent?: Id | undefined;
  /** Milliseconds of silence until the caller gives up; what is streamed about the call renews them. */
  timeoutMs?: number | undefined;
}

/** What happened, for the owner of the peer. */
export type PeerEvent =
  | { kind: "request"; id: Id; method: string; params: JsonObject; deadline: number | undefined }
  | { kind: "notification"; method: string; params: JsonObject }
  | { kind: "stream"; requestId: Id; method: string; params: JsonObject }
  | { kind: "result"; id: Id; result: unknown }
  | { kind: "error"; id: Id; error: ErrorBody }
  | { kind: "cancelled"; id: Id; mode: CancelMode; reason: string | undefined }
  | { kind: "expired"; id: Id }
  | { kind: "stray"; id: Id | null };

export type Output = { send: Message; event?: never } | { event: PeerEvent; send?: never };

/** A request of the other side that is unanswered. */
export interface Incoming {
  id: Id;
  meta: JsonObject | undefined;
  /** When it expires, on the peer's clock. */
  deadline: number | undefined;
  /** How it was cancelled, if it was. */
  cancelled: CancelMode | undefined;
  counts: boolean;
}

/** A call of our own that is unanswered. */
export interface Outgoing {
  id: Id;
  parent: Id | undefined;
  /** Milliseconds of silence after which it is given up. */
  patienceMs: number | undefined;
  /** How we cancelled it, if we did. */
  cancelled: CancelMode | undefined;
}
