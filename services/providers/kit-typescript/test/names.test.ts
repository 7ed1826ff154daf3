import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LLMError } from "@amplifier-ipc/sdk";
import { extraHeaders } from "../src/http.js";
import { keyOf, keyVariable, secretsOf } from "../src/keys.js";
import { factsOf, isPattern, listed, type ModelsFile, modelInfo, newest } from "../src/models.js";
import { fittingId, ToolNames } from "../src/names.js";
import { masked, sentence } from "../src/redact.js";

describe("names of tools at a vendor", () => {
  it("are their own where they fit, and come back", () => {
    const long = "x".repeat(65);
    const names = ["glob", "mcp.read", "mcp_read", "größe", "", long, `${"x".repeat(64)}!`, "a/b"];
    const tools = new ToolNames(names);
    const vendor = names.map((name) => tools.toVendor(name));
    for (const name of vendor) assert.match(name, /^[A-Za-z0-9_-]{1,64}$/);
    assert.equal(new Set(vendor).size, names.length);
    assert.deepEqual(
      vendor.map((name) => tools.toOwn(name)),
      names,
    );
    assert.deepEqual([vendor[0], vendor[2], vendor[7]], ["glob", "mcp_read", "a_b"]);
    assert.deepEqual(
      names.map((name) => tools.toVendor(name)),
      vendor,
    );
  });

  it("of tools that were not announced are told too", () => {
    const tools = new ToolNames(["glob"]);
    assert.equal(tools.toOwn(tools.toVendor("old.tool")), "old.tool");
    assert.equal(tools.toOwn("made_up"), "made_up");
  });

  it("ids that do not fit are always replaced by the same", () => {
    assert.equal(fittingId("call_1"), "call_1");
    assert.match(fittingId("a.b:c"), /^call_[0-9a-f]{24}$/);
    assert.equal(fittingId("a.b:c"), fittingId("a.b:c"));
    assert.notEqual(fittingId("a.b:c"), fittingId("a.b:d"));
    assert.equal(fittingId("x".repeat(64)), "x".repeat(64));
    assert.match(fittingId("x".repeat(65)), /^call_/);
    assert.match(fittingId("x".repeat(41), 40), /^call_/);
    assert.match(fittingId(""), /^call_/);
  });
});

const FILE: ModelsFile = {
  date: "2026-01-01",
  sources: [],
  default: "big-2",
  models: [
    { id: "big-2", display_name: "Big 2", context_window: 100, max_output_tokens: 10, capabilities: ["tools"] },
    { id: "big-2-mini", context_window: 50 },
    { id: "a+b" },
  ],
};

describe("what is known of models", () => {
  it("goes by the id, or the longest id of which it is a dated or tagged form", () => {
    assert.equal(factsOf("big-2", FILE)?.context_window, 100);
    assert.equal(factsOf("big-2-20260101", FILE)?.context_window, 100);
    assert.equal(factsOf("big-2@001", FILE)?.context_window, 100);
    assert.equal(factsOf("big-2:latest", FILE)?.context_window, 100);
    assert.equal(factsOf("big-2-mini-2026-01-01", FILE)?.context_window, 50);
    assert.equal(factsOf("big-20", FILE), undefined);
    assert.equal(factsOf("aab", FILE), undefined);
    assert.equal(factsOf("big-2-x", FILE)?.id, "big-2-x");
  });

  it("tells the price of a model's snapshots, and of no other model whose name goes on", () => {
    const price = { input: "1", output: "2" };
    const file = { ...FILE, models: [{ id: "big-2", context_window: 100, price }] };
    for (const same of ["", "-20260101", "-2026-01-01", "@001", "-0613", ":latest", "-latest", "-v1:0"]) {
      assert.deepEqual(factsOf(`big-2${same}`, file)?.price, price, same);
    }
    for (const other of ["-cyber", "-tts", "-mini-2026-01-01"]) {
      assert.equal(factsOf(`big-2${other}`, file)?.price, undefined, other);
      assert.equal(factsOf(`big-2${other}`, file)?.context_window, 100);
    }
  });

  it("is overruled by the settings", () => {
    const own = { "big-2": { context_window: 7 }, mine: { max_output_tokens: 3 } };
    assert.deepEqual(factsOf("big-2", FILE, own), {
      id: "big-2",
      display_name: "Big 2",
      context_window: 7,
      max_output_tokens: 10,
      capabilities: ["tools"],
    });
    assert.equal(factsOf("mine", FILE, own)?.max_output_tokens, 3);
    assert.deepEqual(
      listed(FILE, own).map(({ id, context_window }) => [id, context_window]),
      [
        ["big-2", 7],
        ["big-2-mini", 50],
        ["a+b", 0],
        ["mine", 0],
      ],
    );
  });

  it("fills what the vendor does not say", () => {
    assert.deepEqual(modelInfo({ id: "big-2", context_window: 200 }, FILE.models[0]), {
      id: "big-2",
      display_name: "Big 2",
      context_window: 200,
      max_output_tokens: 10,
      capabilities: ["tools"],
      defaults: {},
    });
    const nothing = { display_name: "new", context_window: 0, max_output_tokens: 0, capabilities: [], defaults: {} };
    assert.deepEqual(modelInfo({ id: "new" }, undefined), { id: "new", ...nothing });
  });

  it("a pattern is the newest that fits: by numbers, stable before preview", () => {
    const ids = ["claude-sonnet-4-5", "claude-sonnet-4-20250514", "claude-sonnet-10", "claude-opus-11", "gpt-5"];
    assert.equal(isPattern("claude-*"), true);
    assert.equal(isPattern("claude"), false);
    assert.equal(newest("claude-sonnet-*", ids), "claude-sonnet-10");
    assert.equal(newest("*sonnet*", ["x-sonnet-1", "x-sonnet-2-preview"]), "x-sonnet-1");
    assert.equal(newest("*sonnet*", ["x-sonnet-1-preview", "x-sonnet-2-preview"]), "x-sonnet-2-preview");
    assert.equal(newest("claude-sonnet-4*", ids), "claude-sonnet-4-5", "a date is no version");
    const dated = ["x-4-20250514", "x-4-1-20250805", "x-4-1-20250101", "y-5-2025-08-07", "y-5-1-2025-01-01"];
    assert.equal(newest("x-*", dated), "x-4-1-20250805");
    assert.equal(newest("y-*", dated), "y-5-1-2025-01-01");
    assert.equal(newest("gpt.5*", ids), undefined);
    assert.equal(newest("*", []), undefined);
  });
});

const ADAPTER = { name: "vendor", keys: ["VENDOR_API_KEY", "OLD_VENDOR_KEY"] };

describe("keys", () => {
  it("come from the first variable that is set, or the one of the settings", () => {
    assert.equal(keyOf(ADAPTER, {}, { OLD_VENDOR_KEY: " k2\n" }), "k2");
    assert.equal(keyOf(ADAPTER, {}, { VENDOR_API_KEY: "k1", OLD_VENDOR_KEY: "k2" }), "k1");
    assert.equal(keyOf(ADAPTER, { api_key_env: "MINE" }, { VENDOR_API_KEY: "k1", MINE: "k3" }), "k3");
    assert.equal(keyVariable(ADAPTER, {}, { VENDOR_API_KEY: "", OLD_VENDOR_KEY: "k2" }), "OLD_VENDOR_KEY");
    assert.equal(keyVariable(ADAPTER, {}, {}), "VENDOR_API_KEY");
    assert.equal(keyVariable({ keys: [] }, {}, {}), undefined);
  });

  it("that are missing are told by variable and command", () => {
    const missing = (config: { api_key_env?: string }, env: NodeJS.ProcessEnv, text: string): void =>
      assert.throws(
        () => keyOf(ADAPTER, config, env),
        (error: LLMError) => error.llmError === "configuration" && error.message === text,
      );
    const command = "amplifier-ipc provider set-key vendor";
    missing({}, {}, `VENDOR_API_KEY or OLD_VENDOR_KEY is not set: ${command}`);
    missing({}, { VENDOR_API_KEY: "  " }, `VENDOR_API_KEY or OLD_VENDOR_KEY is not set: ${command}`);
    missing({ api_key_env: "MINE" }, { VENDOR_API_KEY: "k1" }, `MINE is not set: ${command}`);
  });

  it("are never told, whatever form they have (PRV-025)", () => {
    assert.equal(masked("x-key k-secret-1 k-secret-1", ["k-secret-1"]), "x-key [key] [key]");
    for (const key of [
      "sk-ant-api03-abcdefgh",
      "sk-proj-abc***xyz123",
      "ghp_abcdefghij1234567890",
      "gho_abcdefghij1234567890",
      "github_pat_abcdefghij1234567890",
      "AIzaSyAbcdefghijklmnop",
      "Bearer abc.def-ghi",
    ]) {
      assert.equal(masked(`a key ${key}, it was`).includes(key), false, key);
    }
    assert.equal(masked("the ask-me-anything risk-free key_words"), "the ask-me-anything risk-free key_words");
  });

  it("and those in headers count as secrets", () => {
    const config = { api_key_env: "MINE", extra_headers: { a: `x \${TOKEN}`, b: "plain" } };
    const env = { VENDOR_API_KEY: "k1", MINE: "k3", TOKEN: "t1", OTHER: "no" };
    assert.deepEqual(secretsOf(ADAPTER, config, env).sort(), ["k1", "k3", "t1"]);
    const learned = { ...ADAPTER, secrets: () => ["fetched"] };
    assert.deepEqual(secretsOf(learned, {}, { VENDOR_API_KEY: "k1\n" }), ["k1", "fetched"]);
  });

  it("a vendor's message is one line that is not too long", () => {
    assert.equal(sentence(" a\n  b\tc "), "a b c");
    assert.equal(sentence("x".repeat(500)), "x".repeat(500));
    assert.equal(sentence("x".repeat(501)), `${"x".repeat(500)}…`);
  });
});

describe("extra headers", () => {
  it("are filled from the environment", () => {
    const config = { extra_headers: { "x-a": "plain", "x-b": `Bearer \${TOKEN}\${TWO}` } };
    assert.deepEqual(extraHeaders(config, "vendor", { TOKEN: "t1", TWO: "" }), { "x-a": "plain", "x-b": "Bearer t1" });
    assert.deepEqual(extraHeaders({}, "vendor", {}), {});
  });

  it("name the variable that is missing", () => {
    assert.throws(
      () => extraHeaders({ extra_headers: { "x-b": `\${TOKEN}` } }, "vendor", {}),
      (error: LLMError) => error.llmError === "configuration" && /TOKEN.*x-b.*vendor.*not set/.test(error.message),
    );
  });
});
