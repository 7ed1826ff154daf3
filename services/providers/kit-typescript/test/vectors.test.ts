import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest, LLMError, Usage } from "@amplifier-ipc/sdk";
import { conversationOf, type Part, type Said } from "../src/conversation.js";
import { costOf, type Price } from "../src/cost.js";
import { errorOf, type Fault } from "../src/fault.js";
import { repair } from "../src/repair.js";
import { headerReader, retryAfter } from "../src/retry_after.js";
import { vectors } from "./support.js";

interface Want {
  llm_error: string;
  retryable: boolean;
  retry_after?: number;
  message_contains?: string;
  message_lacks?: string;
}
interface ErrorCase {
  name: string;
  status?: number;
  headers?: Record<string, string>;
  body: string;
  want: Want;
}
interface SaidCase {
  name: string;
  messages: ChatRequest["messages"];
  said: unknown[];
  repaired: unknown[];
}

const ABOUT = { provider: "vendor", displayName: "Vendor", model: "model-1", variable: "VENDOR_API_KEY", now: 0 };

function judge(error: LLMError, want: Want): void {
  assert.equal(error.llmError, want.llm_error);
  assert.equal(error.retryable, want.retryable);
  assert.equal(error.retryAfter, want.retry_after);
  if (want.message_contains !== undefined) assert.match(error.message, escaped(want.message_contains));
  if (want.message_lacks !== undefined) assert.doesNotMatch(error.message, escaped(want.message_lacks));
}

function escaped(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

describe("errors.json: HTTP answers", () => {
  for (const { name, status, headers, body, want } of vectors<{ cases: ErrorCase[] }>("errors").cases) {
    it(name, () => {
      const fault: Fault = { status, headers, body };
      const error = errorOf(fault, ABOUT);
      judge(error, want);
      assert.equal(error.data["status_code"], status);
      assert.equal(error.data["provider"], "vendor");
      assert.equal(error.data["model"], "model-1");
    });
    it(`${name}: its body as parsed JSON`, () => {
      let parsed: unknown = body;
      try {
        parsed = JSON.parse(body);
      } catch {}
      judge(errorOf({ status, headers: new Headers(headers), body: parsed }, ABOUT), want);
    });
  }
});

describe("stream_errors.json: errors within a stream", () => {
  for (const { name, body, want } of vectors<{ cases: ErrorCase[] }>("stream_errors").cases) {
    it(name, () => judge(errorOf({ body }, ABOUT), want));
  }
});

describe("retry_after.json", () => {
  const { now, cases } = vectors<{
    now: string;
    cases: { name: string; headers: Record<string, string>; body?: string; want: number | null }[];
  }>("retry_after");
  for (const { name, headers, body, want } of cases) {
    const parsed: unknown = body === undefined ? undefined : JSON.parse(body);
    it(name, () => {
      assert.equal(retryAfter(headerReader(headers), parsed, Date.parse(now)) ?? null, want);
      assert.equal(retryAfter(headerReader(new Headers(headers)), parsed, Date.parse(now)) ?? null, want);
    });
  }
});

describe("cost.json", () => {
  for (const { name, price, usage, want } of vectors<{
    cases: { name: string; price: Price; usage: Usage; want: string }[];
  }>("cost").cases) {
    it(name, () => assert.equal(costOf(usage, price), want));
  }
});

describe("repair.json", () => {
  for (const { name, messages, said, repaired } of vectors<{ cases: SaidCase[] }>("repair").cases) {
    it(name, () => {
      const found = repair(conversationOf({ messages }));
      assert.deepEqual(found.said.map(plainSaid), said);
      assert.deepEqual(found.repaired, repaired);
    });
  }
});

function plainSaid({ role, parts }: Said): unknown {
  return { role, parts: parts.map(plainPart) };
}

/** A part without the block that it came as, in the vectors' spelling. */
function plainPart(part: Part): unknown {
  if (part.type === "tool_result") {
    const { isError, ...rest } = part;
    return { ...rest, is_error: isError };
  }
  const { block: _, ...rest } = { block: undefined, ...part };
  return rest;
}
