import type { LLMError } from "@amplifier-ipc/sdk";

const FIRST_DELAY = 1;
const LONGEST_DELAY = 60;

/** What a further try depends on. */
export interface Tried {
  /** Tries made. */
  attempt: number;
  maxRetries: number;
  /** Whether a piece of the answer has gone out. */
  begun: boolean;
  /** Seconds that are left for the call. */
  left: number;
  /** From 0 to 1. */
  random: number;
}

/**
 * Seconds until the next try, or undefined when none may follow: nothing that is begun is tried again, nor what another
 * try cannot help, nor beyond `max_retries`, nor beyond the deadline (PRV-024). What the vendor asks for is honoured up to a
 * minute; a longer wait is the caller's to decide. Else 1, 2, 4, … s, at most 60, times 0.5 to 1.5.
 */
export function delayOf(error: LLMError, tried: Tried): number | undefined {
  if (!error.retryable || tried.begun || tried.attempt > tried.maxRetries) return undefined;
  const asked = error.retryAfter;
  if (asked !== undefined && asked > LONGEST_DELAY) return undefined;
  const backoff = Math.min(FIRST_DELAY * 2 ** (tried.attempt - 1), LONGEST_DELAY);
  const delay = asked ?? Math.min(backoff * (0.5 + tried.random), LONGEST_DELAY);
  return delay < tried.left ? delay : undefined;
}
