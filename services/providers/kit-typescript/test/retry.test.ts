import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AuthenticationError,
  type LLMError,
  NetworkError,
  type ProviderUnavailableError,
  RateLimitError,
} from "@amplifier-ipc/sdk";
import { Breaker } from "../src/breaker.js";
import { delayOf, type Tried } from "../src/retry.js";

const TRIED: Tried = { attempt: 1, maxRetries: 3, begun: false, left: 600, random: 0.5 };
const LOST = new NetworkError("lost");

function delay(error: LLMError, tried: Partial<Tried> = {}): number | undefined {
  return delayOf(error, { ...TRIED, ...tried });
}

describe("the wait before another try", () => {
  it("doubles from a second to a minute, times 0.5 to 1.5", () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => delay(LOST, { attempt, maxRetries: 20 }));
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
    assert.equal(delay(LOST, { random: 0 }), 0.5);
    assert.equal(delay(LOST, { random: 1 }), 1.5);
    assert.equal(delay(LOST, { attempt: 8, maxRetries: 20, random: 1 }), 60);
  });

  it("is what the vendor asks for, up to a minute", () => {
    const asking = (retryAfter: number): LLMError => new RateLimitError("slow down", { retryAfter });
    assert.equal(delay(asking(7)), 7);
    assert.equal(delay(asking(0)), 0);
    assert.equal(delay(asking(60)), 60);
    assert.equal(delay(asking(60.001)), undefined);
  });

  it("is none where another try is of no help, is not allowed, or is too late (PRV-024)", () => {
    assert.equal(delay(new AuthenticationError("no")), undefined);
    assert.equal(delay(LOST, { begun: true }), undefined);
    assert.equal(delay(LOST, { attempt: 3 }), 4);
    assert.equal(delay(LOST, { attempt: 4 }), undefined);
    assert.equal(delay(LOST, { maxRetries: 0 }), undefined);
    assert.equal(delay(LOST, { left: 1.001 }), 1);
    assert.equal(delay(LOST, { left: 1 }), undefined);
    assert.equal(delay(new NetworkError("lost", { retryable: false })), undefined);
  });
});

describe("the breaker", () => {
  function breaker(): { breaker: Breaker; clock: { now: number }; fail(times: number): void } {
    const clock = { now: 0 };
    const made = new Breaker({ provider: "vendor", displayName: "Vendor" }, () => clock.now);
    const fail = (times: number): void => {
      for (let n = 0; n < times; n++) made.failed();
    };
    return { breaker: made, clock, fail };
  }
  const unavailable =
    (retryAfter: number) =>
    (error: ProviderUnavailableError): boolean => {
      assert.deepEqual([error.llmError, error.retryAfter], ["provider_unavailable", retryAfter]);
      assert.match(error.message, /^Vendor failed \d+ times in a row and is asked again in \d+ s$/);
      return true;
    };

  it("opens for 30 s after five failures in a row", () => {
    const { breaker: made, clock, fail } = breaker();
    fail(4);
    made.check();
    fail(1);
    assert.throws(() => made.check(), unavailable(30));
    clock.now = 29_999;
    assert.throws(() => made.check(), unavailable(1));
    clock.now = 30_000;
    made.check();
  });

  it("counts only what comes in a row", () => {
    const { breaker: made, fail } = breaker();
    fail(4);
    made.succeeded();
    fail(4);
    made.check();
  });

  it("lets one request through when the time is over; the others wait for what it finds", () => {
    const { breaker: made, clock, fail } = breaker();
    fail(5);
    clock.now = 30_000;
    made.check();
    assert.throws(() => made.check(), unavailable(30));
    clock.now = 31_000;
    made.failed();
    assert.throws(() => made.check(), unavailable(30));
    clock.now = 61_000;
    made.check();
    made.succeeded();
    made.check();
    made.check();
  });
});
