/** The shared vectors of the models: the generated types and the validator agree with them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import type { ContentBlock, HookResult, Types } from "../src/generated/index.js";
import { decode, TOOL_EXECUTE, ValidationError, validate, validateParams } from "../src/generated/index.js";

interface Case {
  readonly id: string;
  readonly type: keyof Types;
  readonly value: unknown;
  readonly encoded?: readonly unknown[];
  readonly faults: readonly string[];
}

/** Walks up from the compiled test to the checkout. */
function repositoryFile(path: string): string {
  for (let folder = new URL(".", import.meta.url); ; folder = new URL("..", folder)) {
    try {
      return readFileSync(fileURLToPath(new URL(path, folder)), "utf8");
    } catch (error) {
      if (folder.pathname === "/") throw error;
    }
  }
}

const vectors = JSON.parse(repositoryFile("conformance/vectors/models.json")) as { ok: Case[]; bad: Case[] };

describe("models", () => {
  assert.ok(vectors.ok.length >= 40 && vectors.bad.length >= 40);

  for (const { id, type, value, encoded } of vectors.ok) {
    it(`${id} survives a round trip`, () => {
      const before = JSON.stringify(value);
      const again: unknown = JSON.parse(JSON.stringify(decode(type, value)));
      const matches = (encoded ?? [value]).some((want) => {
        try {
          assert.deepEqual(again, want);
          return true;
        } catch {
          return false;
        }
      });
      assert.ok(matches, `${JSON.stringify(value)} became ${JSON.stringify(again)}`);
      assert.equal(JSON.stringify(value), before, "decode leaves its input alone");
    });
  }

  for (const { id, type, value, faults } of vectors.bad) {
    it(`${id} is refused with all faults`, () => {
      const paths = validate(type, value).map((fault) => fault.path);
      assert.deepEqual(paths.sort(), [...faults].sort());
      assert.throws(() => decode(type, value), ValidationError);
    });
  }

  it("validates params by their method", () => {
    assert.deepEqual(
      validateParams(TOOL_EXECUTE, { name: 5 }).map((fault) => fault.path),
      ["/input", "/name"],
    );
    assert.deepEqual(validateParams("vendor.method", 5), []);
    assert.deepEqual(validateParams("toString", 5), []);
  });

  it("fills in defaults", () => {
    const result: HookResult = decode("HookResult", { approval_timeout: null });
    assert.equal(result.action, "continue");
    assert.equal(result.approval_timeout, 300);
  });

  it("keeps a member named __proto__ as data", () => {
    const value: unknown = JSON.parse('{"output": 1, "__proto__": {"polluted": true}}');
    const result = decode("ToolResult", value);
    assert.equal((result as { polluted?: unknown }).polluted, undefined);
  });

  it("narrows blocks by their tag", () => {
    const words = (block: ContentBlock): string => {
      switch (block.type) {
        case "text":
          return block.text;
        case "tool_call":
          return block.name;
        default:
          return block.type;
      }
    };
    assert.equal(words(decode("ContentBlock", { type: "text", text: "hi" })), "hi");
    assert.equal(words(decode("ContentBlock", { type: "hologram" })), "hologram");
  });
});
