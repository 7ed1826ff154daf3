import { Buffer } from "node:buffer";
import { encodeJson } from "../wire/encode.js";
import type { JsonObject } from "../wire/message.js";
import { fieldValue, type Headers, headersOfMeta, headerText } from "./meta.js";
import { EVENT_STREAM, JSON_TYPE } from "./problems.js";
import { mayStream } from "./requests.js";

/** Where the host is reached because of a request, and how it knows that it is us (HTP-060). */
export interface Callback {
  /** An absolute URL without a query; no `/` at its end. */
  readonly url: string;
  readonly token: string | undefined;
}

/** A call back, or a notification, as a request of HTTP. */
export interface CallRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether nothing is to be answered but that it was taken in. */
  readonly isNotification: boolean;
}

/** The callback of a request; undefined when it has none that can be called. */
export function callbackOf(headers: Headers): Callback | undefined {
  const text = headerText(headers, "Amplifier-Callback");
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, search, hash } = new URL(text);
  if ((protocol !== "http:" && protocol !== "https:") || search !== "" || hash !== "") return undefined;
  return { url: text.replace(/\/+$/, ""), token: headerText(headers, "Amplifier-Token") };
}

/**
 * `POST {callback}/{method}` with the params as body and `_meta` as headers (HTP-061). `id` names a request among those
 * under way (HTP-064); a notification has none. Throws EncodeError.
 */
export function writeCall(to: Callback, method: string, params: JsonObject, id?: string): CallRequest {
  const { _meta: meta, ...members } = params;
  const body = encodeJson(members);
  const accept = id !== undefined && mayStream(method) ? `${EVENT_STREAM}, ${JSON_TYPE}` : JSON_TYPE;
  const token = fieldValue(to.token);
  return {
    url: `${to.url}/${method.split("/").map(escapePart).join("/")}`,
    headers: {
      ...headersOfMeta(meta as JsonObject | undefined),
      "Content-Type": JSON_TYPE,
      "Content-Length": String(Buffer.byteLength(body)),
      Accept: accept,
      ...(token === undefined ? {} : { "Amplifier-Token": token }),
      ...(id === undefined ? {} : { "Amplifier-Request": id }),
    },
    body,
    isNotification: id === undefined,
  };
}

/** `$` stands as it is: `$/cancel` is the name of an endpoint. */
function escapePart(part: string): string {
  return encodeURIComponent(part).replaceAll("%24", "$");
}
