import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest, JsonObject } from "@amplifier-ipc/sdk";
import { ALWAYS, bodyOf, EARLIER, HI } from "./support.js";

const TOOLS = [
  { name: "glob", description: "Find files.", input_schema: { type: "object", properties: { a: { type: "string" } } } },
  { name: "fs.read file", description: "", input_schema: {} },
];

function choice(tool_choice: NonNullable<ChatRequest["tool_choice"]>, tools = TOOLS): unknown {
  return bodyOf({ ...HI, tools, tool_choice }).tool_choice;
}

function schema(input_schema: JsonObject): unknown {
  const [tool] = bodyOf({ ...HI, tools: [{ name: "a", description: "a", input_schema }] }).tools ?? [];
  return (tool as { input_schema: unknown }).input_schema;
}

describe("tools", () => {
  it("have names that the vendor takes, a description if they have one, and the schema of an object", () => {
    const tools = bodyOf({ ...HI, tools: TOOLS }).tools as { name: string }[];
    assert.deepEqual(tools[0], TOOLS[0]);
    assert.deepEqual(tools[1], {
      name: "fs_read_file",
      input_schema: { type: "object", properties: {} },
      cache_control: { type: "ephemeral" },
    });
  });

  it("have no alternatives at the top of their schema: the vendor refuses them", () => {
    const a = { properties: { a: { type: "string" } }, required: ["a"] };
    const b = { properties: { b: { type: "number" } }, required: ["b"] };
    const c = { properties: { c: {} }, required: ["c"] };
    assert.deepEqual(schema({ anyOf: [a, b], allOf: [c], properties: { d: {} }, required: ["d"] }), {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "number" }, c: {}, d: {} },
      required: ["d", "c"],
    });
    const inner = { type: "object", properties: { a: { anyOf: [a, b] } } };
    assert.deepEqual(schema(inner), inner);
  });

  it("in the conversation have the same names", () => {
    const call = { type: "tool_call", id: "1", name: "fs.read file", input: {} } as const;
    const body = bodyOf({ messages: [...HI.messages, { role: "assistant", content: [call] }], tools: TOOLS });
    assert.match(JSON.stringify(body.messages[1]), /"name":"fs_read_file"/);
  });
});

describe("the choice among tools", () => {
  it("is in the vendor's words", () => {
    assert.equal(choice("auto"), undefined);
    assert.deepEqual(choice("none"), { type: "none" });
    assert.deepEqual(choice("required"), { type: "any" });
    assert.deepEqual(choice({ name: "fs.read file" }), { type: "tool", name: "fs_read_file" });
    assert.deepEqual(choice("glob"), { type: "tool", name: "glob" });
  });

  it("is free where nobody knows it, and none without tools: both is told", () => {
    const odd = bodyOf({ ...HI, tools: TOOLS, tool_choice: "whatever" });
    assert.deepEqual([odd.tool_choice, odd.degraded[0]?.[0]], [undefined, "tool_choice whatever"]);
    const without = bodyOf({ ...HI, tool_choice: "required" });
    assert.deepEqual([without.tool_choice, without.degraded[0]?.[0]], [undefined, "a tool call"]);
    assert.deepEqual(bodyOf({ ...HI, tool_choice: "none" }).degraded, []);
  });

  it("is free for a model that takes no forced call", () => {
    const body = bodyOf({ ...HI, model: ALWAYS, tools: TOOLS, tool_choice: { name: "glob" } });
    assert.deepEqual([body.tool_choice, body.degraded[0]?.[0]], [undefined, "a forced tool call"]);
  });
});

describe("the form of the answer", () => {
  const person = {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "integer", minimum: 0 } },
    required: ["name"],
    additionalProperties: false,
  };

  function formed(wanted: JsonObject, model: string = EARLIER): ReturnType<typeof bodyOf> {
    return bodyOf({ ...HI, model, response_format: { type: "json_schema", schema: wanted } });
  }

  it("is a schema that the vendor enforces; bounds, which it does not check, are told in words", () => {
    const body = formed(person);
    assert.deepEqual(body.output_config, {
      format: {
        type: "json_schema",
        schema: {
          ...person,
          properties: { name: { type: "string" }, age: { type: "integer", description: "{minimum: 0}" } },
        },
      },
    });
    assert.deepEqual(body.degraded, []);
    assert.equal("system" in body, false);
  });

  it("goes with an effort", () => {
    const response_format = { type: "json_schema", schema: person } as const;
    const body = bodyOf({ ...HI, model: ALWAYS, reasoning_effort: "low", response_format });
    assert.deepEqual([body.output_config?.effort, body.output_config?.format?.type], ["low", "json_schema"]);
  });

  it("is free text where the request says so", () => {
    assert.equal("output_config" in bodyOf({ ...HI, response_format: { type: "text" } }), false);
  });

  it("as any JSON is an instruction, at the end of the system prompt, and that is told", () => {
    const body = bodyOf({ ...HI, system: "a", response_format: { type: "json" } });
    assert.equal((body.system as { text: string }[])[0]?.text, "a");
    assert.match((body.system as { text: string }[])[1]?.text ?? "", /one JSON value/);
    assert.deepEqual(body.degraded[0]?.slice(0, 2), ["response_format json", "an instruction"]);
  });

  for (const [name, wanted] of Object.entries({
    "members of any name": { type: "object", additionalProperties: { type: "string" } },
    "an object without members": { type: "object" },
    "names by a pattern": { type: "object", properties: { a: { type: "string" } }, patternProperties: { "^x": {} } },
    itself: {
      $ref: "#/$defs/tree",
      $defs: {
        tree: {
          type: "object",
          additionalProperties: false,
          properties: { next: { type: "array", items: { $ref: "#/$defs/tree" } } },
        },
      },
    },
    "a reference elsewhere": { type: "array", items: { $ref: "https://example.com/a.json" } },
    "a part without a type": { type: "array", items: {} },
    "a part that is only true": { type: "array", items: true },
    "several types, an object among them": { type: ["object", "null"], properties: {} },
  })) {
    it(`with ${name} is an instruction: the vendor would enforce something else`, () => {
      const body = formed(wanted as JsonObject);
      assert.equal("output_config" in body, false);
      assert.equal(body.degraded[0]?.[0], "response_format json_schema");
      assert.ok(JSON.stringify(body.system).includes(JSON.stringify(JSON.stringify(wanted)).slice(1, -1)));
    });
  }

  it("with references and alternatives is enforced", () => {
    const wanted = {
      type: "object",
      properties: {
        a: { $ref: "#/$defs/a" },
        b: { anyOf: [{ type: "string" }, { $ref: "#/$defs/a" }] },
        c: { type: ["string", "null"] },
      },
      additionalProperties: false,
      $defs: { a: { enum: ["x", "y"] } },
    };
    assert.deepEqual(formed(wanted).output_config?.format?.schema, wanted);
  });

  it("is an instruction for a model that cannot be held to a schema", () => {
    const body = formed(person, "claude-3-7-sonnet-20250219");
    assert.equal("output_config" in body, false);
    assert.match(body.degraded[0]?.[2] ?? "", /claude-3-7-sonnet-20250219 cannot/);
  });
});
