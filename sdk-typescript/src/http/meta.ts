import { Buffer, isUtf8 } from "node:buffer";
import { withLegalMeta } from "../rpc/meta.js";
import type { JsonObject } from "../wire/message.js";

/** Headers by their names in lower case, each value as Latin-1 characters, as node:http has them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Each header of `_meta` with its member; the integers are the ones that are written as such. */
const TEXTS: Readonly<Record<string, string>> = {
  traceparent: "traceparent",
  tracestate: "tracestate",
  baggage: "baggage",
  "Amplifier-Session": "session_id",
  "Amplifier-Parent-Session": "parent_session_id",
  "Amplifier-Turn": "turn_id",
};
const INTEGERS: Readonly<Record<string, string>> = {
  "Amplifier-Deadline-Ms": "deadline_ms",
  "Amplifier-Depth": "depth",
};

const INTEGER = /^-?[0-9]+$/;
/** What RFC 9110, 5.5 allows: no control characters, no white space at the ends. Beyond ASCII the bytes are UTF-8. */
const FIELD_VALUE = /^(?:[^\p{Cc}\s](?:[^\p{Cc}]|\t)*(?<=[^\p{Cc}\s]))?$/u;

/** `_meta` of a request by its headers (HTP-021); undefined when it has no member. */
export function metaOfHeaders(headers: Headers): JsonObject | undefined {
  const meta: JsonObject = {};
  for (const [header, member] of Object.entries(TEXTS)) {
    const text = headerText(headers, header);
    if (text !== undefined) meta[member] = text;
  }
  for (const [header, member] of Object.entries(INTEGERS)) {
    const text = headerText(headers, header);
    if (text !== undefined && INTEGER.test(text)) meta[member] = Number(text);
  }
  const { _meta: legal } = withLegalMeta({ _meta: meta });
  return Object.keys(legal as JsonObject).length === 0 ? undefined : (legal as JsonObject);
}

/** The headers of `_meta` (HTP-020); members that no header holds are left out. */
export function headersOfMeta(meta: JsonObject | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [header, member] of Object.entries(TEXTS)) {
    const value = fieldValue(meta?.[member]);
    if (value !== undefined) headers[header] = value;
  }
  for (const [header, member] of Object.entries(INTEGERS)) {
    const value = meta?.[member];
    if (Number.isSafeInteger(value)) headers[header] = String(value);
  }
  return headers;
}

/** The text of a header, decoded as UTF-8; undefined when it is absent or no text. */
export function headerText(headers: Headers, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  const latin1 = typeof value === "string" ? value : value?.join(", ");
  if (latin1 === undefined) return undefined;
  const bytes = Buffer.from(latin1, "latin1");
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/** A text as node:http wants a header's value, or undefined when it is none. */
export function fieldValue(text: unknown): string | undefined {
  if (typeof text !== "string" || !text.isWellFormed() || !FIELD_VALUE.test(text)) return undefined;
  return Buffer.from(text).toString("latin1");
}
