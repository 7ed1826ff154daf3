/** So many sessions are kept; those used last stay. */
const LIMIT = 1000;

/**
 * A value for each session: over HTTP a process serves many at once, and what belongs to one must not be seen by another
 * (HTP-024). Calls without a session share a value of their own. Of more than `limit` sessions (1000) those used last are
 * kept.
 *
 * ```ts
 * const counts = new PerSession(() => ({ calls: 0 }));
 * counts.of(context.sessionId).calls++;
 * ```
 */
export class PerSession<T> {
  readonly #make: () => T;
  readonly #limit: number;
  /** By session, the one used last at the end. */
  readonly #values = new Map<string | undefined, T>();

  constructor(make: () => T, limit: number = LIMIT) {
    this.#make = make;
    this.#limit = limit;
  }

  /** The value of a session; made when it is asked for first. */
  of(session: string | undefined): T {
    const known = this.#values.has(session);
    const value = known ? (this.#values.get(session) as T) : this.#make();
    this.set(session, value);
    return value;
  }

  /** Replaces the value of a session. */
  set(session: string | undefined, value: T): void {
    this.#values.delete(session);
    this.#values.set(session, value);
    if (this.#values.size <= this.#limit) return;
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }
}
