import { LLMTimeoutError, StreamError } from "@amplifier-ipc/sdk";

/** The times that a call may take, in seconds, and who is told when one is over. */
export interface Limits {
  provider: string;
  displayName: string;
  model?: string;
  timeout: number;
  idleTimeout: number;
  /** The caller's: cancel and deadline. */
  signal: AbortSignal;
  /** Milliseconds until the caller's deadline. */
  deadlineMs: number | undefined;
}

/** The time of a call: one signal for cancel, deadline, `timeout` and silence; the first of these is its reason. */
export class CallClock {
  readonly signal: AbortSignal;
  readonly #own: AbortController = new AbortController();
  readonly #limits: Limits;
  readonly #end: number;
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;

  constructor(limits: Limits) {
    this.#limits = limits;
    const total = limits.timeout * 1000;
    this.#end = performance.now() + Math.min(total, limits.deadlineMs ?? total);
    this.signal = AbortSignal.any([limits.signal, this.#own.signal]);
    this.#total = setTimeout(() => this.#own.abort(this.#late()), Math.min(total, 2 ** 31 - 1));
  }

  /** Milliseconds left, at least one: SDKs take 0 for "no limit". */
  timeLeftMs(): number {
    return Math.max(1, Math.ceil(this.#end - performance.now()));
  }

  /** Something came: from now on silence counts. */
  alive(): void {
    if (this.#idle === undefined) {
      const wait = Math.min(this.#limits.idleTimeout * 1000, 2 ** 31 - 1);
      this.#idle = setTimeout(() => this.#own.abort(this.#silent()), wait);
    } else this.#idle.refresh();
  }

  /** A try is over: silence is no fault until the next one begins to answer. */
  rest(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
  }

  stop(): void {
    clearTimeout(this.#total);
    this.rest();
  }

  #late(): LLMTimeoutError {
    const { displayName, timeout } = this.#limits;
    return new LLMTimeoutError(
      `${displayName} did not answer within ${timeout} s (the setting timeout).`,
      this.#about(),
    );
  }

  #silent(): StreamError {
    const { displayName, idleTimeout } = this.#limits;
    const message = `The stream of ${displayName} was silent for ${idleTimeout} s (the setting idle_timeout).`;
    return new StreamError(message, this.#about());
  }

  #about(): { provider: string; model?: string } {
    const { provider, model } = this.#limits;
    return model === undefined ? { provider } : { provider, model };
  }
}

/** The outcome of work, or the reason of the signal as soon as it aborts, also when the work does not heed it. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
  });
  aborted.catch(() => {});
  work.catch(() => {}); // what it throws after the abort concerns nobody
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
