import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { readHeaders } from "../src/limits.js";

const NOW = Date.parse("2026-01-01T00:00:00Z");

function metadata(headers: Record<string, string>): JsonObject {
  const told: JsonObject = {};
  const keep = { metadata: (name: string, value: unknown) => Object.assign(told, { [name]: value }) };
  readHeaders((name) => headers[name] ?? null, keep, NOW);
  return told;
}

/** The three headers of a limit. */
function limit(name: string, of: number | string, remaining: number | string, reset: string): Record<string, string> {
  const values = { limit: String(of), remaining: String(remaining), reset };
  return Object.fromEntries(
    Object.entries(values).map(([part, value]) => [`anthropic-ratelimit-${name}-${part}`, value]),
  );
}

describe("the headers of an answer", () => {
  it("tell what is left of each limit", () => {
    const headers = {
      ...limit("requests", 50, 49, "2026-01-01T00:00:01Z"),
      ...limit("input-tokens", 40_000, 39_000, "2026-01-01T00:00:02Z"),
      ...limit("output-tokens", 8000, 8000, "2026-01-01T00:00:03Z"),
    };
    assert.deepEqual(metadata(headers), {
      rate_limits: {
        requests: { remaining: 49, limit: 50, reset: "2026-01-01T00:00:01Z" },
        input_tokens: { remaining: 39_000, limit: 40_000, reset: "2026-01-01T00:00:02Z" },
        output_tokens: { remaining: 8000, limit: 8000, reset: "2026-01-01T00:00:03Z" },
      },
    });
  });

  it("that say that a limit is used up hint how long to wait: until the last of those is there anew", () => {
    const headers = {
      ...limit("requests", 50, 0, "2026-01-01T00:00:05Z"),
      ...limit("tokens", 40_000, 0, "2026-01-01T00:01:00Z"),
      ...limit("output-tokens", 8000, 1, "2026-01-01T01:00:00Z"),
    };
    assert.deepEqual(metadata(headers)["throttle"], { reason: "tokens", delay_ms: 60_000 });
  });

  it("that say something else are no limits", () => {
    assert.deepEqual(metadata({}), {});
    assert.deepEqual(metadata(limit("requests", "many", "some", "soon")), {});
    const undated = metadata({ "anthropic-ratelimit-requests-remaining": "0", "request-id": "" });
    assert.deepEqual(undated, {
      rate_limits: { requests: { remaining: 0 } },
      throttle: { reason: "requests", delay_ms: 0 },
    });
  });
});
