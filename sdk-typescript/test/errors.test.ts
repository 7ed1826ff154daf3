import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { codeOf, kindOf, nearestName, ProtocolError } from "../src/errors.js";
import { KINDS, LLM_ERRORS } from "../src/generated/index.js";
import {
  errorFromBody,
  LLM_ERROR_CLASSES,
  LLMError,
  llmError,
  NetworkError,
  ProviderUnavailableError,
} from "../src/llm_errors.js";

describe("LLM errors", () => {
  it("has a class for each of the fifteen, with its name, its parent and its default", () => {
    assert.equal(Object.keys(LLM_ERROR_CLASSES).length, 15);
    for (const [name, row] of Object.entries(LLM_ERRORS)) {
      const error = llmError(name, "message");
      assert.equal(error.name, row.class);
      assert.equal(error.constructor.name, row.class);
      assert.equal(error.retryable, row.retryable, name);
      assert.equal(error.code, -32010);
      const parent = Object.getPrototypeOf(error.constructor) as unknown;
      assert.equal(parent, row.parent === null ? LLMError : LLM_ERROR_CLASSES[row.parent]);
    }
  });

  it("survives the wire", () => {
    const sent = new NetworkError("cut", {
      provider: "p",
      statusCode: 502,
      retryAfter: 3,
      attempts: 2,
      data: { more: 1 },
    });
    const body = sent.toBody();
    const { data, ...rest } = body;
    assert.deepEqual(rest, { code: -32010, message: "cut" });
    const wire = { kind: "llm_error", llm_error: "network", retryable: true, provider: "p", status_code: 502 };
    assert.deepEqual(data, { ...wire, retry_after: 3, attempts: 2, more: 1 });
    const got = errorFromBody(body, kindOf);
    assert.ok(got instanceof NetworkError && got instanceof ProviderUnavailableError);
    assert.deepEqual(got.toBody(), body);
  });

  it("keeps a name that it does not know", () => {
    const got = errorFromBody(
      { code: -32010, message: "m", data: { kind: "llm_error", llm_error: "new_one" } },
      kindOf,
    );
    assert.ok(got instanceof LLMError);
    assert.equal(got.llmError, "new_one");
    assert.equal(got.retryable, false);
  });
});

describe("kinds", () => {
  it("maps kinds and codes both ways; an unknown kind keeps the code that came with it", () => {
    for (const [kind, { code }] of Object.entries(KINDS)) {
      assert.equal(codeOf(kind), code);
      assert.equal(kindOf(code), kind);
    }
    const got = errorFromBody({ code: -32004, message: "m", data: { kind: "vendor_thing" } }, kindOf);
    assert.deepEqual([got.kind, got.code], ["vendor_thing", -32004]);
    assert.equal(errorFromBody({ code: -32003, message: "m" }, kindOf).kind, "permission_denied");
    assert.ok(got instanceof ProtocolError);
  });
});

it("suggests near names only", () => {
  assert.equal(nearestName("raed_file", ["read_file", "glob"]), "read_file");
  assert.equal(nearestName("bash", ["read_file", "glob"]), null);
});
