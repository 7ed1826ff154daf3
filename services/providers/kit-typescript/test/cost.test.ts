import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { priced } from "../src/cost.js";

const USAGE = { input_tokens: 1_000_000, output_tokens: 1_000_000, total_tokens: 2_000_000 };
const INTRODUCTORY = { input: "2", output: "10", until: "2026-11-30", afterwards: { input: "4", output: "20" } };

describe("a price that ends", () => {
  const on = (day: string, price: Parameters<typeof priced>[1]): string | undefined =>
    priced(USAGE, price, new Date(day)).cost_usd;

  it("holds on its last day, and then gives way to the next", () => {
    assert.equal(on("2026-11-30T23:59:59Z", INTRODUCTORY), "12");
    assert.equal(on("2026-12-01T00:00:00Z", INTRODUCTORY), "24");
  });

  it("is unknown afterwards where no next one is known", () => {
    const { afterwards: _, ...ends } = INTRODUCTORY;
    assert.equal(on("2026-11-30T00:00:00Z", ends), "12");
    assert.equal(on("2026-12-01T00:00:00Z", ends), undefined);
  });

  it("is the only one without a day", () => {
    assert.equal(on("2100-01-01T00:00:00Z", { input: "2", output: "10" }), "12");
  });
});
