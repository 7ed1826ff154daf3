import { unlessAborted } from "@amplifier-ipc/provider-kit";
import type { Pass } from "./exchange.js";

interface Flight {
  pass: Promise<Pass>;
  controller: AbortController;
  waiting: number;
}

/**
 * The pass for one token of GitHub, got when it is needed and got anew before it ends. However many ask for it at once, one
 * request is made; it is given up when all who wait for it have gone. `now`: milliseconds since 1970.
 */
export class PassHolder {
  readonly #get: (signal: AbortSignal) => Promise<Pass>;
  readonly #now: () => number;
  #held: Pass | undefined;
  #flight: Flight | undefined;

  constructor(get: (signal: AbortSignal) => Promise<Pass>, now: () => number) {
    this.#get = get;
    this.#now = now;
  }

  async pass(signal: AbortSignal): Promise<Pass> {
    signal.throwIfAborted();
    if (this.#held !== undefined && this.#now() < this.#held.refreshAt) return this.#held;
    const flight = this.#flight ?? this.#start();
    flight.waiting++;
    try {
      return await unlessAborted(flight.pass, signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) this.#end(flight);
    }
  }

  /** Copilot refused it: the next who asks gets another. */
  drop(pass: Pass): void {
    if (this.#held === pass) this.#held = undefined;
  }

  #start(): Flight {
    const controller = new AbortController();
    const pass = this.#get(controller.signal).then((got) => {
      this.#held = got;
      return got;
    });
    this.#flight = { pass, controller, waiting: 0 };
    return this.#flight;
  }

  #end(flight: Flight): void {
    flight.controller.abort();
    if (this.#flight === flight) this.#flight = undefined;
  }
}
