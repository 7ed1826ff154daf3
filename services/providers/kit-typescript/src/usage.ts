import type { Usage } from "@amplifier-ipc/sdk";

/** Tokens as a vendor counts them. */
export interface UsageCounts {
  /** All that was read, that from the cache and to the cache among it. */
  input?: number | null | undefined;
  /** All that was written, reasoning among it. */
  output?: number | null | undefined;
  reasoning?: number | null | undefined;
  cacheRead?: number | null | undefined;
  cacheWrite?: number | null | undefined;
}

/** The usage of an answer; undefined when the vendor told nothing. */
export function countUsage(counts: UsageCounts): Usage | undefined {
  if (counts.input == null && counts.output == null) return undefined;
  const [input, output] = [whole(counts.input), whole(counts.output)];
  const usage: Usage = { input_tokens: input, output_tokens: output, total_tokens: whole(input + output) };
  if (counts.reasoning != null) usage.reasoning_tokens = whole(counts.reasoning);
  if (counts.cacheRead != null) usage.cache_read_tokens = whole(counts.cacheRead);
  if (counts.cacheWrite != null) usage.cache_write_tokens = whole(counts.cacheWrite);
  return usage;
}

/** A count as the protocol takes it, whatever a server made of it. */
function whole(value: number | null | undefined): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value ?? 0)));
}
