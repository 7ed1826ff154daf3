/** What takes turns: each begins when the one before it has ended, the first at once. */
export class Turns {
  #last: Promise<void> | undefined;

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
