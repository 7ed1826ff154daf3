import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { geminiSchema } from "../src/schema.js";

function json(schema: unknown): unknown {
  return geminiSchema(schema).schema;
}

function openapi(schema: unknown): unknown {
  return geminiSchema(schema, "openapi").schema;
}

const NODE = {
  type: "object",
  properties: { value: { type: "integer" }, next: { $ref: "#/$defs/node" } },
  required: ["value"],
};

describe("a schema for Gemini", () => {
  it("keeps what the API documents", () => {
    const schema = {
      type: "object",
      title: "Query",
      properties: {
        unit: { type: ["string", "null"], enum: ["c", "f", null], description: "The unit." },
        days: { type: "array", items: { type: "number", minimum: 1, maximum: 7 }, minItems: 1, maxItems: 3 },
        at: { type: "string", format: "date-time" },
        pair: { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }] },
        either: { anyOf: [{ type: "string" }, { type: "integer" }] },
      },
      required: ["unit"],
      additionalProperties: false,
      propertyOrdering: ["unit", "days"],
    };
    assert.deepEqual(geminiSchema(schema), { schema, lost: [] });
  });

  it("writes references out, escaped names too", () => {
    const schema = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        a: { $ref: "#/$defs/place", description: "Here." },
        b: { $ref: "#/definitions/a~1b%20c" },
      },
      $defs: { place: { type: "string", description: "A place." } },
      definitions: { "a/b c": { type: "boolean" } },
    };
    assert.deepEqual(geminiSchema(schema), {
      schema: { type: "object", properties: { a: { type: "string", description: "Here." }, b: { type: "boolean" } } },
      lost: [],
    });
  });

  it("cuts a reference to what is around it, and says so", () => {
    const { schema, lost } = geminiSchema({ $ref: "#/$defs/node", $defs: { node: NODE } });
    assert.deepEqual(schema, {
      type: "object",
      properties: { value: { type: "integer" }, next: { type: "object", description: "The same as #/$defs/node" } },
      required: ["value"],
    });
    assert.deepEqual(lost, ["what repeats itself in #/$defs/node"]);
    const whole = { type: "object", properties: { child: { $ref: "#" } } };
    assert.deepEqual(json(whole), {
      type: "object",
      properties: {
        child: { type: "object", properties: { child: { type: "object", description: "The same as #" } } },
      },
    });
  });

  it("stays small where many schemas name each other", () => {
    const names = Array.from({ length: 12 }, (_, index) => `s${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
    const $defs = Object.fromEntries(names.map((name) => [name, { type: "object", properties }]));
    assert.ok(JSON.stringify(json({ type: "object", properties, $defs })).length < 1_000_000);
  });

  it("says of a reference that leads nowhere that it is lost", () => {
    const schema = { type: "object", properties: { a: { $ref: "https://example.com/x.json" } } };
    assert.deepEqual(geminiSchema(schema), {
      schema: { type: "object", properties: { a: {} } },
      lost: ["the reference https://example.com/x.json"],
    });
  });

  it("puts const, oneOf, allOf and exclusive bounds in other words", () => {
    const schema = {
      allOf: [{ type: "object", properties: { kind: { const: "a" } }, required: ["kind"] }, { $ref: "#/$defs/more" }],
      properties: { n: { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 10 } },
      $defs: { more: { properties: { x: { oneOf: [{ type: "string" }, { const: 3 }] } }, required: ["x"] } },
    };
    assert.deepEqual(geminiSchema(schema), {
      schema: {
        type: "object",
        properties: {
          kind: { enum: ["a"], type: "string" },
          x: { anyOf: [{ type: "string" }, { enum: [3], type: "integer" }] },
          n: { type: "integer", minimum: 1, maximum: 9 },
        },
        required: ["kind", "x"],
      },
      lost: [],
    });
    assert.deepEqual(json({ type: "number", exclusiveMinimum: 0.5 }), { type: "number", minimum: 0.5 });
  });

  it("tells the model in words what it cannot say, and names what is lost", () => {
    const schema = { type: "string", description: "A name.", pattern: "^a", minLength: 2, default: "a", not: {} };
    assert.deepEqual(geminiSchema(schema), {
      schema: { type: "string", description: 'A name. (pattern: "^a", minLength: 2)' },
      lost: ["not"],
    });
  });

  it("says of each list what it is of", () => {
    assert.deepEqual(json({ type: "array", maxItems: 2 }), { type: "array", maxItems: 2, items: {} });
    assert.deepEqual(json({ type: ["array", "null"] }), { type: ["array", "null"], items: {} });
    assert.deepEqual(openapi({ type: "array" }), { type: "ARRAY", items: {} });
  });

  it("takes a property by any name for a property", () => {
    const properties = { pattern: { type: "string" }, $ref: { type: "string" }, properties: { type: "object" } };
    assert.deepEqual(json({ type: "object", properties }), { type: "object", properties });
  });

  it("makes of true, and of nothing, a schema for everything", () => {
    assert.deepEqual(json(true), {});
    assert.deepEqual(json(undefined), {});
    assert.deepEqual(json({ type: "object", additionalProperties: { type: "string", minLength: 1 } }), {
      type: "object",
      additionalProperties: { type: "string", description: "(minLength: 1)" },
    });
  });
});

describe("a schema in the API's older form", () => {
  it("has types in capitals, nullable for null, and no more than the form knows", () => {
    const schema = {
      type: "object",
      additionalProperties: false,
      properties: {
        name: { type: ["string", "null"], pattern: "^a", minLength: 1 },
        many: { type: ["string", "integer"] },
        maybe: { anyOf: [{ type: "integer" }, { type: "null" }] },
        either: { oneOf: [{ type: "string" }, { type: "boolean" }, { type: "null" }] },
        list: { type: "array", items: { type: "number" } },
        nothing: { type: "null" },
      },
    };
    assert.deepEqual(openapi(schema), {
      type: "OBJECT",
      properties: {
        name: { type: "STRING", nullable: true, pattern: "^a", minLength: 1 },
        many: { anyOf: [{ type: "STRING" }, { type: "INTEGER" }] },
        maybe: { type: "INTEGER", nullable: true },
        either: { anyOf: [{ type: "STRING" }, { type: "BOOLEAN" }], nullable: true },
        list: { type: "ARRAY", items: { type: "NUMBER" } },
        nothing: { type: "NULL", nullable: true },
      },
    });
  });

  it("enumerates texts only, and tells other values in words", () => {
    assert.deepEqual(openapi({ enum: ["a", null] }), { type: "STRING", nullable: true, enum: ["a"] });
    assert.deepEqual(openapi({ type: "integer", enum: [1, 2] }), { type: "INTEGER", description: "One of 1, 2." });
    assert.deepEqual(openapi({ const: true, description: "Yes." }), {
      type: "BOOLEAN",
      description: "Yes. One of true.",
    });
  });
});
