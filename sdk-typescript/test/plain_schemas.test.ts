// Plain JSON Schemas of authors, which ajv checks.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compileAnySchema, compileSchema, type JsonSchema } from "../src/schema/schema.js";

const about = { type: "object", additionalProperties: false };

describe("an empty configuration", () => {
  it("is filled in with defaults, each time anew", async () => {
    const properties = { n: { type: "integer", default: 3 }, on: { type: "boolean", default: false }, text: {} };
    const schema = compileSchema({ ...about, properties }, "x");
    const first = await schema.check({}, "");
    assert.deepEqual(first, { value: { n: 3, on: false } });
    Object.assign(first.value as object, { n: 4 });
    assert.deepEqual(await schema.check({}, ""), { value: { n: 3, on: false } });
  });

  it("is filled in with objects, and these with theirs", async () => {
    const inner = { type: "object", properties: { b: { default: [1] } }, default: {} };
    const schema = compileSchema({ ...about, properties: { a: inner, n: { default: 1 } } }, "x");
    assert.deepEqual(await schema.check({}, ""), { value: { a: { b: [1] }, n: 1 } });
  });

  it("lacks what is required", async () => {
    const schema = compileSchema({ ...about, required: ["n"], properties: { on: { default: true } } }, "x");
    assert.deepEqual(await schema.check({}, ""), { faults: [{ path: "/n", message: "is required" }] });
  });
});

describe("a plain schema", () => {
  const check = (schema: JsonSchema, value: unknown): unknown => compileAnySchema(schema, "x").check(value, "");

  it("may refer to the schema of schemas", async () => {
    const schema = { $ref: "https://json-schema.org/draft/2020-12/schema" };
    assert.deepEqual(await check(schema, { type: "string" }), { value: { type: "string" } });
    const { faults } = (await check(schema, { minimum: "3" })) as { faults: { path: string }[] };
    assert.deepEqual(
      faults.map(({ path }) => path),
      ["/minimum"],
    );
  });

  it("is told when it is none", async () => {
    for (const schema of [{ type: "strng" }, { minimum: "3" }, { $ref: "#/nope" }, { required: "a" }]) {
      await assert.rejects(async () => check(schema, 1), Error, JSON.stringify(schema));
    }
  });
});
