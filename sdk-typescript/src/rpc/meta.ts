import type { JsonObject } from "../wire/message.js";
import type { Incoming } from "./types.js";

/** What a member of `_meta` must be; members that are not listed may be anything. */
const LEGAL: Readonly<Record<string, (value: unknown) => boolean>> = {
  traceparent: isText,
  tracestate: isText,
  baggage: isText,
  session_id: isText,
  parent_session_id: isText,
  turn_id: isText,
  deadline_ms: Number.isInteger,
  depth: (value) => Number.isInteger(value) && (value as number) >= 0,
};

/** Params whose `_meta` has no member of the wrong type: such are absent (RPC-060), neither a fault nor passed on. */
export function withLegalMeta(params: JsonObject): JsonObject {
  if (!Object.hasOwn(params, "_meta")) return params;
  const meta = metaOf(params);
  if (meta === undefined) {
    const { _meta: _, ...rest } = params;
    return rest;
  }
  const members = Object.entries(meta);
  const legal = members.filter(([name, value]) => !Object.hasOwn(LEGAL, name) || LEGAL[name]?.(value));
  return legal.length === members.length ? params : { ...params, _meta: Object.fromEntries(legal) };
}

export function metaOf(params: JsonObject): JsonObject | undefined {
  const meta = params["_meta"];
  return typeof meta === "object" && meta !== null && !Array.isArray(meta) ? (meta as JsonObject) : undefined;
}

/** The parent's meta travels on, one level deeper, with the time that is left; the call's own members win. */
export function onwardMeta(params: JsonObject, parent: Incoming | undefined, now: number): JsonObject | undefined {
  if (parent === undefined) return undefined;
  const meta: JsonObject = { ...parent.meta, depth: (integer(parent.meta?.["depth"]) ?? 0) + 1 };
  if (parent.deadline !== undefined) meta["deadline_ms"] = Math.max(0, Math.floor(parent.deadline - now));
  return { ...meta, ...metaOf(params) };
}

export function integer(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
