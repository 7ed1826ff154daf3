import { ProviderUnavailableError } from "@amplifier-ipc/sdk";

const FAILURES = 5;
const OPEN_MS = 30_000;

/**
 * Asks a vendor no more for 30 s after five failures in a row that another try might have helped; then one request tries
 * whether it answers again. `now`: milliseconds, monotonic.
 */
export class Breaker {
  readonly #about: { provider: string; displayName: string };
  readonly #now: () => number;
  #failures = 0;
  #openUntil = 0;

  constructor(about: { provider: string; displayName: string }, now: () => number = () => performance.now()) {
    this.#about = about;
    this.#now = now;
  }

  /** Throws provider_unavailable, with retry_after, while the vendor is not asked. */
  check(model?: string): void {
    const left = this.#openUntil - this.#now();
    if (this.#failures < FAILURES) return;
    if (left <= 0) {
      this.#openUntil = this.#now() + OPEN_MS; // this one tries; the others wait for what it finds
      return;
    }
    const seconds = Math.ceil(left / 1000);
    const message = `${this.#about.displayName} failed ${this.#failures} times in a row and is asked again in ${seconds} s`;
    const about = { provider: this.#about.provider, ...(model === undefined ? {} : { model }) };
    throw new ProviderUnavailableError(message, { ...about, retryAfter: seconds });
  }

  /** Whether the vendor is spared: no try that failed is followed by another then. */
  get isOpen(): boolean {
    return this.#failures >= FAILURES;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures++;
    if (this.#failures >= FAILURES) this.#openUntil = this.#now() + OPEN_MS;
  }
}
