import { member } from "@amplifier-ipc/provider-kit";

/** Codes of a failed response that mean the request, besides those that say so themselves. */
const OF_THE_REQUEST =
  /^(invalid_|image_|empty_image|unsupported_|failed_to_download|bio_policy|cyber_policy|context_)/;
const WAIT = /try again in (\d+(?:\.\d+)?) ?(ms|s)\b/i;

/**
 * What a response says that failed, or an event `error`, as the kit reads errors: with a type that tells the kind where only
 * a code is known, and the wait that stands in the message of a limit.
 */
export function failedWith(said: unknown): Error {
  const code = text(member(said, "code"));
  const message = text(member(said, "message")) || "The response failed, without a reason.";
  const type = text(member(said, "type"));
  const named = type !== "" && type !== "error" ? type : typeOf(code);
  const wait = WAIT.exec(message);
  const milliseconds = wait === null ? undefined : Number(wait[1]) * (wait[2]?.toLowerCase() === "s" ? 1000 : 1);
  return Object.assign(new Error(message), {
    error: { code, message, type: named, param: member(said, "param") ?? null },
    ...(milliseconds === undefined ? {} : { headers: { "retry-after-ms": String(Math.ceil(milliseconds)) } }),
  });
}

function typeOf(code: string): string {
  if (/policy/.test(code)) return "invalid_request_error content_filter";
  return OF_THE_REQUEST.test(code) ? "invalid_request_error" : code || "server_error";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
