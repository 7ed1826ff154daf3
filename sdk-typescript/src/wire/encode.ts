import { Buffer } from "node:buffer";
import { isTooDeep, MAX_DEPTH } from "./decode.js";
import type { ErrorBody, Id, JsonObject, Message } from "./message.js";

/** Members of params that decide a message's way, in the order in which they are written; `_meta` comes first. */
const ROUTING_MEMBERS = ["_meta", "request_id", "id", "name", "event", "path", "hook"] as const;

/** A value that cannot be written as JSON: circular, a BigInt, or nested too deep. */
export class EncodeError extends Error {
  override readonly name: string = "EncodeError";
}

/** One message as one line, LF included. Throws {@link EncodeError} when its payload is no JSON. */
export function encode(message: Message): Buffer {
  return Buffer.from(encodeText(message), "utf8");
}

/** Like {@link encode}, as text: compact JSON in the order jsonrpc, id, method, params. */
export function encodeText(message: Message): string {
  switch (message.kind) {
    case "request":
      return write({ jsonrpc: "2.0", id: message.id, method: message.method, params: orderParams(message.params) });
    case "notification":
      return write({ jsonrpc: "2.0", method: message.method, params: orderParams(message.params) });
    case "response":
      return writeResponse(message.id, message.result, message.error);
  }
}

function writeResponse(id: Id | null, result: unknown, error: ErrorBody | undefined): string {
  if (error !== undefined) return write({ jsonrpc: "2.0", id, error });
  return write({ jsonrpc: "2.0", id, result: result === undefined ? null : result });
}

function write(message: JsonObject): string {
  let text = encodeJson(message);
  // JSON.stringify writes -0 as 0, and an id is echoed as it came.
  if (Object.is(message["id"], -0)) text = text.replace('"id":0', '"id":-0');
  return `${text}\n`;
}

/** A value as JSON on one line, that the other side reads. Throws {@link EncodeError}; what is no value is null. */
export function encodeJson(value: unknown): string {
  if (isTooDeep(value)) throw new EncodeError(`a message may be nested ${MAX_DEPTH} deep at most`);
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new EncodeError(`a message must be JSON: ${(error as Error).message}`);
  }
  return text === undefined ? "null" : replaceLoneSurrogates(text);
}

/** `_meta` first, then what decides the way, then the payload; undefined members are left out by JSON itself. */
export function orderParams(params: JsonObject): JsonObject {
  const present = ROUTING_MEMBERS.filter((name) => Object.hasOwn(params, name));
  const names = Object.keys(params);
  if (present.every((name, index) => names[index] === name)) return params;
  const first = new Set<string>(present);
  const ordered = [...present, ...names.filter((name) => !first.has(name))];
  return Object.fromEntries(ordered.map((name) => [name, params[name]]));
}

/** JSON.stringify escapes exactly the lone surrogates; the other side would refuse them. */
function replaceLoneSurrogates(text: string): string {
  if (!text.includes("\\ud")) return text;
  return text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (found) => (found.startsWith("\\ud") ? "\\ufffd" : found));
}
