import type { Answer } from "@amplifier-ipc/provider-kit";

const LIMITS = ["requests", "tokens", "input_tokens", "output_tokens"] as const;

/** What a response's header says; null = it does not say it. */
type Header = (name: string) => string | null;

/**
 * What the headers of a response say for its metadata: the request's id, the limits of the key, and, where one of these is
 * used up, how long to wait before the next request. `now`: milliseconds since 1970.
 */
export function readHeaders(header: Header, answer: Pick<Answer, "metadata">, now: number): void {
  const id = header("request-id");
  if (id !== null && id !== "") answer.metadata("request_id", id);
  const limits = LIMITS.flatMap((name) => limitOf(name, header));
  if (limits.length > 0) answer.metadata("rate_limits", Object.fromEntries(limits));
  const spent = limits.filter(([, { remaining }]) => remaining === 0);
  const waits = spent.flatMap(([name, { reset }]) => waitUntil(name, reset, now));
  const longest = waits.sort((a, b) => b.delay_ms - a.delay_ms)[0];
  if (longest !== undefined) answer.metadata("throttle", longest);
}

interface Limit {
  limit?: number;
  remaining: number;
  reset?: string;
}

function limitOf(name: string, header: Header): [string, Limit][] {
  const told = (member: string): string | null => header(`anthropic-ratelimit-${name.replace("_", "-")}-${member}`);
  const remaining = whole(told("remaining"));
  if (remaining === undefined) return [];
  const [limit, reset] = [whole(told("limit")), told("reset")];
  return [[name, { remaining, ...(limit !== undefined && { limit }), ...(reset !== null && { reset }) }]];
}

function waitUntil(reason: string, reset: string | undefined, now: number): { reason: string; delay_ms: number }[] {
  const at = Date.parse(reset ?? "");
  return Number.isNaN(at) ? [{ reason, delay_ms: 0 }] : [{ reason, delay_ms: Math.max(0, at - now) }];
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : undefined;
}
