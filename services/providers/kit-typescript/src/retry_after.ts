/** Reads a header by its name in small letters. */
export type HeaderReader = (name: string) => string | null | undefined;

/** The header reader of what SDKs hand out: Headers, a record, nothing. */
export function headerReader(headers: unknown): HeaderReader {
  if (headers instanceof Headers) return (name) => headers.get(name);
  if (typeof headers !== "object" || headers === null) return () => undefined;
  const found = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return (name) => found.get(name);
}

/**
 * Seconds to wait that a response asks for: `retry-after-ms`, `retry-after` (seconds or an HTTP date, RFC 9110 10.2.3), or
 * Google's RetryInfo in the body. `now`: milliseconds since 1970.
 */
export function retryAfter(header: HeaderReader, body: unknown, now: number): number | undefined {
  const milliseconds = number(header("retry-after-ms"));
  if (milliseconds !== undefined) return milliseconds / 1000;
  const asked = header("retry-after")?.trim();
  const seconds = number(asked);
  if (seconds !== undefined) return seconds;
  // Date.parse reads also "-3" as a day: a date of HTTP begins with the name of one.
  const date = /^[A-Za-z]/.test(asked ?? "") ? Date.parse(asked ?? "") : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, (date - now) / 1000);
  return retryInfo(body);
}

/** `{error: {details: [{"@type": "…RetryInfo", retryDelay: "17s"}]}}` (google.rpc.RetryInfo). */
function retryInfo(body: unknown): number | undefined {
  if (Array.isArray(body)) return retryInfo(body[0]);
  const details = member(member(body, "error"), "details") ?? member(body, "details");
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const delay = member(detail, "retryDelay");
    const match = typeof delay === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(delay) : null;
    if (match !== null) return Number(match[1]);
  }
  return undefined;
}

/** A member of what may be an object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function number(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}
