/** What takes turns: each begins when the one before it has ended, the first at once. */
export class Turns {
  #last: Promise<void> | undefined;

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#last === undefined;
  }

  /**
   * Runs `work` in its turn; rejects as it does. A turn ends early when its signal aborts, so that a call that takes no
   * notice of its cancel does not hold up the others; one that aborts before its turn is not run.
   */
  take<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
    const begin = async (): Promise<T> => {
      signal.throwIfAborted();
      return work();
    };
    const result = this.#last === undefined ? begin() : this.#last.then(begin);
    const ended = new Promise<void>((resolve) => {
      const end = (): void => resolve();
      result.then(end, end);
      signal.addEventListener("abort", end, { once: true });
    });
    const last = Promise.all([this.#last, ended]).then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    this.#last = last;
    return result;
  }
}

/** Turns by lane: what is slow in one does not hold up the others. */
export class Lanes {
  readonly #lanes = new Map<string, Turns>();

  /** As {@link Turns.take}, among those of the lane. */
  take<T>(lane: string, signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
    for (const [name, turns] of this.#lanes) if (turns.isIdle) this.#lanes.delete(name);
    const turns = this.#lanes.get(lane) ?? new Turns();
    this.#lanes.set(lane, turns);
    return turns.take(signal, work);
  }
}
