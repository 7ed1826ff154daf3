import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LLMError } from "@amplifier-ipc/sdk";
import { CallClock, type Limits, unlessAborted } from "../src/clock.js";
import { sleep } from "../src/events.js";

function clockOf(limits: Partial<Limits> = {}): CallClock {
  const { signal } = new AbortController();
  const usual = { timeout: 600, idleTimeout: 180, signal, deadlineMs: undefined };
  return new CallClock({ provider: "vendor", displayName: "Vendor", ...usual, ...limits });
}

function aborted(signal: AbortSignal): Promise<LLMError> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason), { once: true }));
}

describe("the time of a call", () => {
  it("is the tightest of its limits, and never nothing", () => {
    const left = (limits: Partial<Limits>): number => {
      const clock = clockOf(limits);
      const ms = clock.timeLeftMs();
      clock.stop();
      return ms;
    };
    const about = (ms: number, expected: number): void => assert.ok(ms <= expected && ms > expected - 1000, `${ms}`);
    about(left({}), 600_000);
    about(left({ deadlineMs: 20_000 }), 20_000);
    about(left({ timeout: 20, deadlineMs: 30_000 }), 20_000);
    assert.equal(left({ deadlineMs: 0 }), 1);
    about(left({ timeout: 10_000_000 }), 10_000_000_000); // more than a timer can count
  });

  it("is over with the signal of the caller, for its reason", () => {
    const controller = new AbortController();
    const clock = clockOf({ signal: controller.signal });
    controller.abort("enough");
    assert.equal(clock.signal.reason, "enough");
    clock.stop();
  });

  it("silence counts only from the first sign of life on", async () => {
    const clock = clockOf({ idleTimeout: 0.001, model: "model-1" });
    await sleep(5, new AbortController().signal);
    assert.equal(clock.signal.aborted, false);
    clock.alive();
    clock.rest();
    await sleep(5, new AbortController().signal);
    assert.equal(clock.signal.aborted, false);
    clock.alive();
    const { llmError, data } = await aborted(clock.signal);
    assert.deepEqual([llmError, data["model"]], ["stream_error", "model-1"]);
    clock.stop();
  });
});

describe("work that may be given up", () => {
  it("gives its outcome", async () => {
    const { signal } = new AbortController();
    assert.equal(await unlessAborted(Promise.resolve(7), signal), 7);
    await assert.rejects(unlessAborted(Promise.reject(new Error("no")), signal), /no/);
  });

  it("is given up with the reason, before or while it runs, and what it throws later concerns nobody", async () => {
    const controller = new AbortController();
    let fail = (_: Error): void => {};
    const work = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const given = unlessAborted(work, controller.signal);
    controller.abort(new Error("enough"));
    await assert.rejects(given, /enough/);
    fail(new Error("late"));
    await assert.rejects(unlessAborted(new Promise<never>(() => {}), controller.signal), /enough/);
    await assert.rejects(sleep(60_000, controller.signal), /enough/);
  });
});
