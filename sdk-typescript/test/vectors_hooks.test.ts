// The shared vectors of the hook fan-out, of event matching and of the errors.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldHooks, matchesEvent } from "../src/components/hook_fold.js";
import { codeOf } from "../src/errors.js";
import { type HookResult, KINDS, type KnownErrorKind } from "../src/generated/index.js";
import { LLM_ERROR_CLASSES, LLMError, llmError } from "../src/llm_errors.js";
import type { JsonObject } from "../src/wire/message.js";
import { vectors } from "./support.js";

interface FoldCase {
  id: string;
  event: string;
  data: JsonObject;
  open: string[] | null;
  handlers: { name: string; priority: number; on_error: "continue" | "deny"; answer: HookResult | { fails: string } }[];
  seen: JsonObject[];
  result: HookResult;
}

interface MatchCase {
  id: string;
  pattern?: string;
  event: string;
  matches?: boolean;
  handlers?: { service: string; name: string; events: string[]; priority: number }[];
  order?: string[];
}

interface ErrorCase {
  id: string;
  kind?: KnownErrorKind;
  code?: number;
  http_status?: number;
  llm_error?: keyof typeof LLM_ERROR_CLASSES;
  parent?: keyof typeof LLM_ERROR_CLASSES | null;
  retryable?: boolean;
}

describe("hook fold", () => {
  for (const test of vectors<FoldCase>("hook_fold")) {
    it(test.id, async () => {
      const seen: JsonObject[] = [];
      const handlers = test.handlers
        .toSorted((a, b) => a.priority - b.priority)
        .map(({ name, on_error: onError, answer }) => ({
          name,
          onError,
          answer: (data: JsonObject): Promise<HookResult> => {
            seen.push(data);
            return "fails" in answer ? Promise.reject(new Error(answer.fails)) : Promise.resolve(answer);
          },
        }));
      const result = await foldHooks(handlers, test.data, test.open);
      assert.deepEqual(seen, test.seen);
      assert.deepEqual(result, test.result);
    });
  }
});

describe("event matching", () => {
  for (const test of vectors<MatchCase>("event_matching")) {
    it(test.id, () => {
      if (test.handlers === undefined) {
        assert.equal(matchesEvent(test.pattern ?? "", test.event), test.matches);
        return;
      }
      const order = test.handlers
        .filter(({ events }) => events.some((pattern) => matchesEvent(pattern, test.event)))
        .toSorted((a, b) => a.priority - b.priority)
        .map(({ name }) => name);
      assert.deepEqual(order, test.order);
    });
  }
});

describe("errors", () => {
  for (const test of vectors<ErrorCase>("errors")) {
    it(test.id, () => {
      if (test.kind !== undefined) {
        assert.equal(codeOf(test.kind), test.code);
        assert.equal(KINDS[test.kind].httpStatus, test.http_status);
      } else if (test.llm_error !== undefined) {
        assert.equal(llmError(test.llm_error, "").retryable, test.retryable);
        const parent: unknown = Object.getPrototypeOf(LLM_ERROR_CLASSES[test.llm_error]);
        const known = test.parent === null || test.parent === undefined ? LLMError : LLM_ERROR_CLASSES[test.parent];
        assert.equal(parent, known);
      } else assert.fail("a case is about a kind or an llm_error");
    });
  }
});
