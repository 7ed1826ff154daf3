/** The shapes that the wire layer yields. See spec: framing (FRM) and messages (RPC). */

/** A JSON object as it came: unknown members included. */
export type JsonObject = { [member: string]: unknown };

/** The id of a request: chosen by the caller, echoed exactly. */
export type Id = string | number;

/** The `error` member of a response. `data.kind` is the name that programs test. */
export interface ErrorBody {
  code: number;
  message: string;
  data?: JsonObject;
}

export interface RequestMessage {
  kind: "request";
  id: Id;
  method: string;
  params: JsonObject;
}

export interface NotificationMessage {
  kind: "notification";
  method: string;
  params: JsonObject;
}

/** A response; a null id answers a request whose id the other side could not read. */
export type ResponseMessage =
  | { kind: "response"; id: Id | null; result: unknown; error?: never }
  | { kind: "response"; id: Id | null; error: ErrorBody; result?: never };

export type Message = RequestMessage | NotificationMessage | ResponseMessage;

/** A line that must be answered with an error. */
export interface Refusal {
  kind: "refusal";
  code: number;
  id: Id | null;
  /** Why, for people. */
  reason: string;
}

/** A line that is only counted: answering it could start a ping-pong. */
export interface Dropped {
  kind: "dropped";
  /** The legal id of an illegal response, else null. */
  id: Id | null;
  reason: string;
}

export type Decoded = Message | Refusal | Dropped;
