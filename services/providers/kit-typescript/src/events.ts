import type { CallContext, JsonObject, LLMError } from "@amplifier-ipc/sdk";
import type { Repaired } from "./repair.js";

/** Tells hooks what happens to a call (grant hook.emit). Without the grant, or when a hook fails, the call goes on. */
export interface Announcer {
  /** `provider:retry`, and `provider:throttle` where the vendor wants less. */
  retry(attempt: number, maxRetries: number, delay: number, error: LLMError): Promise<void>;
  /** `provider:tool_sequence_repaired`. */
  repaired(calls: readonly Repaired[]): Promise<void>;
}

export function announcerOf(
  context: Pick<CallContext, "host" | "signal">,
  about: { provider: string; model: string },
): Announcer {
  const emit = async (event: string, data: JsonObject): Promise<void> => {
    try {
      await context.host.emitHook(event, data, { signal: context.signal });
    } catch {
      // Nobody listens, or may not: what is told is of no consequence for the call.
    }
  };
  return {
    async retry(attempt, maxRetries, delay, error) {
      const retry = emit("provider:retry", {
        ...about,
        attempt,
        max_retries: maxRetries,
        delay_s: rounded(delay),
        error: { type: error.name, msg: error.message, kind: error.llmError },
      });
      const throttled = error.retryAfter !== undefined || error.llmError === "rate_limit";
      const data = { provider: about.provider, delay_ms: Math.round(delay * 1000), reason: error.llmError };
      await Promise.all([retry, throttled ? emit("provider:throttle", data) : undefined]);
    },
    repaired: (calls) => emit("provider:tool_sequence_repaired", { repaired: [...calls] }),
  };
}

/** Waits; rejects with the signal's reason. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
