import { type Fault, member } from "@amplifier-ipc/provider-kit";
import { isObject } from "./marks.js";

/** What the SDK's ApiError says: a status, and the body's JSON as message (in a stream behind "got status: X. "). */
export function faultOf(error: unknown): Fault | undefined {
  const status = member(error, "status");
  const given = member(error, "body");
  if (typeof status !== "number" && given === undefined) return undefined;
  const message = String(member(error, "message") ?? "");
  const body = given ?? bodyIn(message);
  return {
    status: typeof status === "number" ? status : undefined,
    headers: member(error, "headers"),
    body,
    message: body === undefined ? message : undefined,
  };
}

function bodyIn(message: string): unknown {
  const start = message.search(/[[{]/);
  if (start < 0) return undefined;
  try {
    const body: unknown = JSON.parse(message.slice(start));
    return Array.isArray(body) ? body[0] : isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}
