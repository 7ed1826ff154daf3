import { Buffer, isAscii, isUtf8 } from "node:buffer";
import { legalId, readHead } from "./head.js";
import type { Decoded, Dropped, ErrorBody, JsonObject, Refusal } from "./message.js";
import { HEAD_BYTES } from "./splitter.js";

export const PARSE_ERROR = -32700;
export const INVALID_REQUEST = -32600;
export const MESSAGE_TOO_LARGE = -32006;

/** The deepest nesting that is read; the message itself is depth 1. */
export const MAX_DEPTH = 128;

/** Reads one line (without its LF). Never throws: what is wrong comes back as a refusal or as dropped. */
export function decode(line: Uint8Array): Decoded {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) return unreadable(bytes, "the line is not UTF-8");
  return decodeText(bytes.toString(ascii ? "latin1" : "utf8"));
}

/** Like {@link decode}, of a line that is text already. */
export function decodeText(text: string): Decoded {
  const { value, fault } = parseJson(text);
  if (fault !== undefined) return unreadable(text, `the line ${fault}`);
  if (!isObject(value)) return refusal(INVALID_REQUEST, null, "a message is a JSON object");
  if (isTooDeep(value)) return illegal(value, text, `the message is nested deeper than ${MAX_DEPTH}`);
  return classify(value, text);
}

/** JSON that stands for itself, in a body or an event: its value, or why there is none. */
export type Json = { value: unknown; fault?: never; code?: never } | { value?: never; fault: string; code: number };

/** Reads JSON by the rules that hold inside a line (FRM-033). Never throws; `fault` completes "it …". */
export function decodeJson(bytes: Uint8Array): Json {
  if (!isUtf8(bytes)) return { fault: "is not UTF-8", code: PARSE_ERROR };
  return decodeJsonText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
}

/** Like {@link decodeJson}, of text. */
export function decodeJsonText(text: string): Json {
  const { value, fault } = parseJson(text);
  if (fault !== undefined) return { fault, code: PARSE_ERROR };
  if (isTooDeep(value)) return { fault: `is nested deeper than ${MAX_DEPTH}`, code: INVALID_REQUEST };
  return { value };
}

function parseJson(text: string): { value?: unknown; fault?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: `is not JSON: ${(error as Error).message}` };
  }
  return hasLoneSurrogate(text) ? { fault: "holds a lone surrogate" } : { value };
}

/**
 * The verdict on a line that was longer than the limit, by its first bytes: requests are refused with -32006,
 * notifications and responses are dropped.
 */
export function judgeOversized(head: Uint8Array): Refusal | Dropped {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES));
  const { id, hasMethod, hasOutcome } = readHead(bytes);
  const reason = "the line is longer than the limit";
  // A method without a legal id is, for all that can be seen, a notification.
  if (hasOutcome || (hasMethod && id === null)) return { kind: "dropped", id, reason };
  return refusal(MESSAGE_TOO_LARGE, id, reason);
}

/** Whether a value is an object (no array, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is nested deeper than {@link MAX_DEPTH}; scalars add no depth. `level` is the depth of `value`. */
export function isTooDeep(value: unknown, level: number = 1): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (level > MAX_DEPTH) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (isTooDeep(item, level + 1)) return true;
    return false;
  }
  const object = value as JsonObject;
  for (const name in object) {
    const member = object[name];
    if (typeof member === "object" && member !== null && isTooDeep(member, level + 1)) return true;
  }
  return false;
}

function classify(value: JsonObject, text: string): Decoded {
  if (value["jsonrpc"] !== "2.0") return illegal(value, text, '"jsonrpc" must be "2.0"');
  if (Object.hasOwn(value, "result") || Object.hasOwn(value, "error")) return response(value);
  if (typeof value["method"] !== "string") return illegal(value, text, '"method" must be a string');
  const params = Object.hasOwn(value, "params") ? value["params"] : {};
  if (!isObject(params)) return illegal(value, text, '"params" must be an object, or absent');
  if (!Object.hasOwn(value, "id")) return { kind: "notification", method: value["method"], params };
  const id = legalId(value["id"]);
  if (id === null) return illegal(value, text, '"id" must be a string or an integer up to 2^53-1');
  return { kind: "request", id, method: value["method"], params };
}

function response(value: JsonObject): Decoded {
  const id = legalId(value["id"]);
  const dropped: Dropped = { kind: "dropped", id, reason: "not a legal response" };
  if (Object.hasOwn(value, "method")) return dropped;
  if (Object.hasOwn(value, "result")) {
    if (Object.hasOwn(value, "error") || id === null) return dropped;
    return { kind: "response", id, result: value["result"] };
  }
  const error = errorBody(value["error"]);
  if (error === null || (id === null && value["id"] !== null)) return dropped;
  return { kind: "response", id, error };
}

function errorBody(value: unknown): ErrorBody | null {
  if (!isObject(value) || !Number.isInteger(value["code"]) || typeof value["message"] !== "string") return null;
  return value as unknown as ErrorBody;
}

/** The verdict on JSON that is no legal message. The id comes from the text: it counts only before `params`. */
function illegal(value: JsonObject, text: string, reason: string): Refusal | Dropped {
  const isNotification = Object.hasOwn(value, "method") && !Object.hasOwn(value, "id");
  if (Object.hasOwn(value, "result") || Object.hasOwn(value, "error") || isNotification) {
    return { kind: "dropped", id: legalId(value["id"]), reason };
  }
  return refusal(INVALID_REQUEST, readHead(text).id, reason);
}

/** What is not JSON is no notification either: only what looks like a response is dropped. */
function unreadable(text: string | Buffer, reason: string): Refusal | Dropped {
  const { id, hasOutcome } = readHead(text);
  return hasOutcome ? { kind: "dropped", id, reason } : refusal(PARSE_ERROR, id, reason);
}

function refusal(code: number, id: Refusal["id"], reason: string): Refusal {
  return { kind: "refusal", code, id, reason };
}

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|[^u])/g;

/** Whether JSON text holds an escaped surrogate without its partner. (Raw ones cannot stand in UTF-8.) */
export function hasLoneSurrogate(text: string): boolean {
  if (!text.includes("\\ud") && !text.includes("\\uD")) return false;
  let high = -1;
  for (const found of text.matchAll(ESCAPE)) {
    const unit = found[1] === undefined ? 0 : Number.parseInt(found[1], 16);
    const follows = high !== -1 && found.index === high + 6;
    const isLow = unit >= 0xdc00 && unit <= 0xdfff;
    if (isLow !== follows) return true;
    if (high !== -1 && !follows) return true;
    high = unit >= 0xd800 && unit <= 0xdbff ? found.index : -1;
  }
  return high !== -1;
}
