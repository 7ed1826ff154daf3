import type { Component } from "../components/component.js";
import type { CallContext } from "../context.js";

/** Setup and cleanup of the components: each is set up before its first call and after each configure. */
export class Lifecycle {
  readonly #ready = new Map<Component, { generation: number; done: Promise<void> }>();

  /** Whether a call must wait for the component's setup; undefined = it is ready. Rejects when setup throws. */
  ready(component: Component, generation: number, context: CallContext<never>): Promise<void> | undefined {
    if (component.setup === undefined && component.cleanup === undefined) return undefined;
    const before = this.#ready.get(component);
    if (before?.generation === generation) return before.done;
    const done = this.#setUp(component, before?.done, context);
    this.#ready.set(component, { generation, done });
    done.catch(() => this.#forget(component, done));
    return done;
  }

  /** Cleans up what was set up, last first. One that throws does not keep the others from it. */
  async cleanUp(): Promise<void> {
    const used = [...this.#ready].reverse();
    this.#ready.clear();
    const faults: unknown[] = [];
    for (const [component, { done }] of used) {
      await done.then(() => component.cleanup?.()).catch((error: unknown) => faults.push(error));
    }
    if (faults.length > 0) throw faults[0];
  }

  async #setUp(component: Component, before: Promise<void> | undefined, context: CallContext<never>): Promise<void> {
    if (before !== undefined) {
      await before;
      await component.cleanup?.();
    }
    await component.setup?.(context);
  }

  /** A setup that failed is tried again by the next call. */
  #forget(component: Component, done: Promise<void>): void {
    if (this.#ready.get(component)?.done === done) this.#ready.delete(component);
  }
}
