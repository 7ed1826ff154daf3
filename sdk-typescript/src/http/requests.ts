import { kindOf } from "../errors.js";
import { SCHEMAS } from "../generated/bundle.js";
import { METHODS, type MethodName } from "../generated/index.js";
import type { Schema } from "../generated/validate.js";
import { decodeJson, decodeJsonText, isObject } from "../wire/decode.js";
import type { JsonObject } from "../wire/message.js";
import { type Headers, headerText, metaOfHeaders } from "./meta.js";
import { accepts, EVENT_STREAM, JSON_TYPE, mediaType, Refused } from "./problems.js";
import type { Route } from "./routes.js";

/** The versions that a caller of describe speaks, and that an answer is of. */
export const PROTOCOL_HEADER = "Amplifier-Protocol";

/** Whether a request has its params in the query: GET and DELETE have no body that counts (HTP-002). */
export function readsQuery({ method }: Route): boolean {
  const verb = METHODS[method].http?.method;
  return verb === "GET" || verb === "DELETE";
}

/** Whether the answer is a stream (HTP-040). */
export function wantsStream({ method, isStream }: Route, headers: Headers): boolean {
  return (
    isStream || (METHODS[method].http?.stream === "accept" && accepts(headerText(headers, "Accept"), EVENT_STREAM))
  );
}

/** Throws {@link Refused} when a body that is not empty is declared as something that is not read (HTP-011). */
export function checkContentType(headers: Headers): void {
  const encoding = headerText(headers, "Content-Encoding") ?? "identity";
  const type = mediaType(headerText(headers, "Content-Type"));
  if (type === JSON_TYPE && encoding.toLowerCase() === "identity") return;
  throw new Refused("invalid_request", `The body must be ${JSON_TYPE}, and not encoded.`, { status: 415 });
}

/** The params of a request: members of the path, of the query or the body, and `_meta`. Throws {@link Refused}. */
export function readRequest(route: Route, headers: Headers, body: Uint8Array): JsonObject {
  const { members, method } = route;
  const given = readsQuery(route) ? readQuery(route) : readBody(body);
  const { _meta: _, ...free } = given;
  const meta = metaOfHeaders(headers);
  const params: JsonObject = meta === undefined ? free : { _meta: meta, ...free };
  if (METHODS[method].http?.streamPath !== null) {
    delete params["stream"]; // the path says it
    if (route.isStream) params["stream"] = true;
  }
  if (method === "describe") Object.assign(params, versions(headers));
  return Object.assign(params, members);
}

function readBody(body: Uint8Array): JsonObject {
  if (body.length === 0) return {};
  const { value, fault, code } = decodeJson(body);
  if (fault !== undefined) throw new Refused(kindOf(code), `The body ${fault}.`);
  if (!isObject(value)) throw new Refused("invalid_request", "The body is no JSON object.");
  return value;
}

/** The members that the schema knows; a string stands as it is, anything else is JSON (HTP-006). */
function readQuery({ method, query }: Route): JsonObject {
  const known = SCHEMAS[METHODS[method].params].properties ?? {};
  const params: JsonObject = {};
  for (const pair of query.split("&")) {
    const [name, text] = splitPair(pair);
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (schema === undefined) continue;
    const json = isText(schema) ? undefined : decodeJsonText(text);
    params[name] = json === undefined || json.fault !== undefined ? text : json.value;
  }
  return params;
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf("=");
  const [name, text] = equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  try {
    return [decodeURIComponent(name.replaceAll("+", " ")), decodeURIComponent(text.replaceAll("+", " "))];
  } catch {
    throw new Refused("invalid_request", "The query holds an escape that is no UTF-8.");
  }
}

/** Whether a member's schema is that of a string; optional ones have it behind `else`. */
function isText(schema: Schema): boolean {
  if (schema.else !== undefined) return isText(schema.else);
  if (schema.$ref === undefined) return schema.type === "string";
  const target = schema.$ref.slice("#/$defs/".length);
  return isText(SCHEMAS[target as keyof typeof SCHEMAS]);
}

/** HTP-022: absent is any version. */
function versions(headers: Headers): JsonObject {
  const named = headerText(headers, PROTOCOL_HEADER)?.split(",") ?? [];
  const wanted = named.map((version) => version.trim()).filter((version) => version !== "");
  return wanted.length === 0 ? {} : { protocol_versions: wanted };
}

/** Whether the answer to a call back may be a stream: that of the method it is passed on to may (HTP-065). */
export function mayStream(method: string): boolean {
  const target = Object.hasOwn(METHODS, method) ? METHODS[method as MethodName].routesTo : null;
  const http = target === null ? undefined : METHODS[target as MethodName].http;
  return http !== undefined && http !== null && (http.stream !== null || http.streamPath !== null);
}
