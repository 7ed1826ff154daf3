import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChatRequest, JsonObject, Message } from "@amplifier-ipc/sdk";
import { sent, tool, user } from "./support.js";

const APIS = ["responses", "chat"] as const;
const PNG = { type: "base64", media_type: "image/png", data: "aGk=" } as const;
const URL_IMAGE = { type: "url", url: "https://example.com/a.png" } as const;
/** A model that reasons, and one that does not. */
const [THINKS, PLAIN] = ["gpt-5", "gpt-4.1"] as const;

function objectSchema(more: JsonObject = {}): JsonObject {
  const properties = { city: { type: "string" } };
  return { type: "object", properties, required: ["city"], additionalProperties: false, ...more };
}

function input(body: JsonObject): JsonObject[] {
  return (body["input"] ?? body["messages"]) as JsonObject[];
}

for (const api of APIS) {
  const ask = (request: Partial<ChatRequest>, settings: JsonObject = {}): ReturnType<typeof sent> =>
    sent(request, { api, model: PLAIN, ...settings });

  describe(`a request of ${api}`, () => {
    it("is sent to its path, with the limit in the member that reasoning models know", async () => {
      const { body, path } = await ask({ max_output_tokens: 100 });
      assert.equal(path, api === "chat" ? "/v1/chat/completions" : "/v1/responses");
      assert.equal(body[api === "chat" ? "max_completion_tokens" : "max_output_tokens"], 100);
      assert.deepEqual([body["model"], body["max_tokens"]], [PLAIN, undefined]);
    });

    it("has system and developer messages in their places", async () => {
      const messages: Message[] = [
        user("One."),
        { role: "system", content: "Later." },
        { role: "developer", content: "Develop." },
        user("Two."),
      ];
      const { body } = await ask({ system: "First.", messages }, { developer_role: "developer" });
      const roles = input(body).map(({ role, content }) => [role, content]);
      const rest = [
        ["user", "One."],
        ["system", "Later."],
        ["developer", "Develop."],
        ["user", "Two."],
      ];
      assert.deepEqual(roles, api === "chat" ? [["system", "First."], ...rest] : rest);
      assert.equal(body["instructions"], api === "chat" ? undefined : "First.");
    });

    it("sends temperature and top_p, but not to a model that reasons", async () => {
      const plain = await ask({ temperature: 0.2, top_p: 0.9 });
      assert.deepEqual([plain.body["temperature"], plain.body["top_p"]], [0.2, 0.9]);
      assert.equal(plain.response.degradation, undefined);
      const thinks = await ask({ temperature: 0.2, top_p: 0.9, model: THINKS });
      assert.deepEqual([thinks.body["temperature"], thinks.body["top_p"]], [undefined, undefined]);
      assert.match(thinks.response.degradation?.requested ?? "", /temperature 0.2/);
      assert.match(String(thinks.response.metadata?.["notes"]), /top_p 0.9/);
    });

    it("knows models that reason by name where nothing is known of them", async () => {
      for (const model of ["o9-mini", "gpt-7", "openai/gpt-7.1-codex"]) {
        const { body } = await ask({ temperature: 0.2, model });
        assert.equal(body["temperature"], undefined, model);
      }
      for (const model of ["llama-3.3-70b", "gpt-5-chat-latest", "gpt-4o-2024-11-20", "my-o1-like"]) {
        const { body } = await ask({ temperature: 0.2, model });
        assert.equal(body["temperature"], 0.2, model);
      }
      const { body } = await ask({ temperature: 0.2, model: "prod" }, { models: { prod: { temperature: false } } });
      assert.equal(body["temperature"], undefined);
    });

    it("sends the effort of the request, also one that it does not know", async () => {
      for (const effort of ["minimal", "low", "medium", "high", "xhigh"]) {
        const { body } = await ask({ reasoning_effort: effort, model: THINKS });
        const got = api === "chat" ? body["reasoning_effort"] : (body["reasoning"] as JsonObject)["effort"];
        assert.equal(got, effort);
      }
      const plain = await ask({ reasoning_effort: "low" });
      assert.deepEqual([plain.body["reasoning"], plain.body["reasoning_effort"]], [undefined, undefined]);
      assert.equal(plain.response.degradation?.requested, "reasoning_effort low");
    });

    for (const [thinking, model, effort] of [
      [false, "gpt-5", "minimal"],
      [false, "gpt-5.1", "none"],
      [0, "o3", "low"],
      [true, "gpt-5.1", "medium"],
      [true, "gpt-5", undefined],
      [2048, "gpt-5", "low"],
      [2049, "gpt-5", "medium"],
      [8193, "gpt-5", "high"],
      [true, "gpt-4.1", undefined],
    ] as const) {
      it(`thinks as the setting says: ${thinking} is ${effort} at ${model}`, async () => {
        const { body } = await ask({ model }, { thinking });
        const reasoning = body["reasoning"] as JsonObject | undefined;
        assert.equal(api === "chat" ? body["reasoning_effort"] : reasoning?.["effort"], effort);
      });
    }

    it("offers tools, and chooses one", async () => {
      const tools = [tool("read_file", objectSchema()), tool("web.search")];
      const { body } = await ask({ tools, tool_choice: { name: "web.search" } });
      const functions = (body["tools"] as JsonObject[]).map((each) => (each["function"] ?? each) as JsonObject);
      assert.deepEqual(
        functions.map(({ name }) => name),
        ["read_file", "web_search"],
      );
      assert.deepEqual(functions[0]?.["parameters"], objectSchema());
      assert.deepEqual(
        body["tool_choice"],
        api === "chat"
          ? { type: "function", function: { name: "web_search" } }
          : { type: "function", name: "web_search" },
      );
    });

    for (const choice of ["auto", "none", "required"]) {
      it(`passes on the tool choice ${choice}`, async () => {
        const { body } = await ask({ tools: [tool("a")], tool_choice: choice });
        assert.equal(body["tool_choice"], choice);
      });
    }

    it("tells a tool choice that cannot be", async () => {
      const none = await ask({ tool_choice: "required" });
      assert.equal(none.body["tool_choice"], undefined);
      assert.match(none.response.degradation?.reason ?? "", /no tools/);
      const odd = await ask({ tools: [tool("a")], tool_choice: "sometimes" });
      assert.equal(odd.body["tool_choice"], "auto");
      assert.equal(odd.response.degradation?.requested, "tool_choice sometimes");
      const any = await ask({ tools: [tool("a")], tool_choice: "any" });
      assert.equal(any.body["tool_choice"], "required");
    });

    it("sends a tool's schema that the vendor takes: an object without combinations at its root", async () => {
      const oneOf = [
        { type: "object", properties: { path: { type: "string" }, diff: { type: "string" } }, required: ["path"] },
        {
          type: "object",
          properties: { patch: { type: "string" }, path: { type: "number" } },
          required: ["path", "patch"],
        },
      ];
      const { body } = await ask({ tools: [tool("edit", { oneOf }), tool("bare", {})] });
      const [first, second] = (body["tools"] as JsonObject[]).map((each) => (each["function"] ?? each) as JsonObject);
      const parameters = first?.["parameters"] as JsonObject;
      assert.deepEqual(Object.keys(parameters["properties"] as JsonObject).sort(), ["diff", "patch", "path"]);
      assert.deepEqual(
        [parameters["type"], parameters["required"], parameters["oneOf"]],
        ["object", ["path"], undefined],
      );
      assert.deepEqual(second?.["parameters"], { type: "object", properties: {} });
    });

    it("carries calls and their results, images and failures among them", async () => {
      const messages: Message[] = [
        user("Look."),
        {
          role: "assistant",
          content: [
            { type: "text", text: "I look." },
            { type: "tool_call", id: "call_1", name: "web.search", input: { q: "x" } },
            { type: "tool_call", id: "call_2", name: "shot", input: {} },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: "no such page", metadata: { is_error: true } },
        {
          role: "tool",
          tool_call_id: "call_2",
          content: [
            { type: "text", text: "Here." },
            { type: "image", source: PNG },
          ],
        },
      ];
      const { body } = await ask({ messages, tools: [tool("web.search"), tool("shot")] });
      const url = "data:image/png;base64,aGk=";
      if (api === "chat") {
        assert.deepEqual(input(body).slice(1), [
          {
            role: "assistant",
            content: "I look.",
            tool_calls: [
              { type: "function", id: "call_1", function: { name: "web_search", arguments: '{"q":"x"}' } },
              { type: "function", id: "call_2", function: { name: "shot", arguments: "{}" } },
            ],
          },
          { role: "tool", tool_call_id: "call_1", content: "Error: no such page" },
          { role: "tool", tool_call_id: "call_2", content: "Here." },
          {
            role: "user",
            content: [
              { type: "text", text: "[Images of the result of shot, call call_2]" },
              { type: "image_url", image_url: { url } },
            ],
          },
        ]);
      } else {
        assert.deepEqual(input(body).slice(1), [
          { role: "assistant", content: "I look." },
          { type: "function_call", call_id: "call_1", name: "web_search", arguments: '{"q":"x"}' },
          { type: "function_call", call_id: "call_2", name: "shot", arguments: "{}" },
          { type: "function_call_output", call_id: "call_1", output: "Error: no such page" },
          {
            type: "function_call_output",
            call_id: "call_2",
            output: [
              { type: "input_text", text: "Here." },
              { type: "input_image", detail: "auto", image_url: url },
            ],
          },
        ]);
      }
    });

    it("carries images of the user, by their bytes or their address", async () => {
      const content = [
        { type: "text", text: "What is it?" },
        { type: "image", source: PNG },
        { type: "image", source: URL_IMAGE },
      ] as const;
      const { body } = await ask({ messages: [user([...content])] });
      const parts = input(body)[0]?.["content"] as JsonObject[];
      const urls = parts.slice(1).map((part) => (part["image_url"] as JsonObject)["url"] ?? part["image_url"]);
      assert.deepEqual(urls, ["data:image/png;base64,aGk=", URL_IMAGE.url]);
    });

    it("keeps ids of calls that the vendor would refuse as one and the same other", async () => {
      const id = "toolu_".padEnd(90, "x");
      const messages: Message[] = [
        user("Go."),
        { role: "assistant", content: [{ type: "tool_call", id, name: "a", input: {} }] },
        { role: "tool", tool_call_id: id, content: "done" },
      ];
      const { body } = await ask({ messages });
      const [, call, result] = input(body);
      const [first] = (call?.["tool_calls"] ?? []) as JsonObject[];
      const sentId = call?.["call_id"] ?? first?.["id"];
      assert.match(String(sentId), /^call_[0-9a-f]{24}$/);
      assert.equal(result?.["call_id"] ?? result?.["tool_call_id"], sentId);
    });

    it("tells a block that it does not know in words (PRV-010)", async () => {
      const other = { type: "vendor_citation", source: "README.md" } as never;
      const { body } = await ask({ messages: [user([{ type: "text", text: "See:" }, other])] });
      assert.match(JSON.stringify(input(body)), /vendor_citation.*README\.md/);
    });

    it("asks for JSON, and says the word where it is missing", async () => {
      const { body } = await ask({ response_format: { type: "json" } });
      const format = api === "chat" ? body["response_format"] : (body["text"] as JsonObject)["format"];
      assert.deepEqual(format, { type: "json_object" });
      assert.match(String(body["instructions"] ?? input(body)[0]?.["content"]), /JSON/);
      const system = await ask({ response_format: { type: "json" }, system: "Speak JSON." });
      assert.equal(input(system.body).length, 2, "the vendor does not look into the instructions");
      const said = await ask({ response_format: { type: "json" }, messages: [user("In JSON, please.")] });
      assert.equal(said.body["instructions"], undefined);
      assert.equal(input(said.body).length, 1);
    });

    const formatOf = (body: JsonObject): JsonObject =>
      (api === "chat"
        ? (body["response_format"] as JsonObject)["json_schema"]
        : (body["text"] as JsonObject)["format"]) as JsonObject;

    it("enforces a schema strictly where it may be", async () => {
      const schema = objectSchema({ title: "City of x" });
      const { body } = await ask({ response_format: { type: "json_schema", schema } });
      const { name, strict, schema: given } = formatOf(body);
      assert.deepEqual([name, strict, given], ["City_of_x", true, schema]);
      const loose = await ask({ response_format: { type: "json_schema", schema, strict: false } });
      assert.equal(formatOf(loose.body)["strict"], false);
    });

    for (const [why, schema] of Object.entries({
      "an open object": { type: "object", properties: {} },
      "an optional property": objectSchema({ required: [] }),
      "oneOf within": objectSchema({ properties: { city: { oneOf: [{ type: "string" }] } } }),
      "an open object in a list": objectSchema({
        properties: { city: { type: "array", items: { type: "object", properties: {} } } },
      }),
      "anyOf at the root": objectSchema({ anyOf: [objectSchema()] }),
      "a member that may be anything": objectSchema({ properties: { city: { description: "Any." } } }),
      "an object that may be null, and is open": objectSchema({ properties: { city: { type: ["object", "null"] } } }),
      "an open definition": objectSchema({ $defs: { x: { type: "object", properties: {} } } }),
    })) {
      it(`does not enforce strictly what strict mode refuses: ${why}`, async () => {
        const plain = await ask({ response_format: { type: "json_schema", schema } });
        assert.equal(formatOf(plain.body)["strict"], false);
        assert.equal(plain.response.degradation, undefined);
        const asked = await ask({ response_format: { type: "json_schema", schema, strict: true } });
        assert.equal(formatOf(asked.body)["strict"], false);
        assert.equal(asked.response.degradation?.requested, "response_format strict");
      });
    }

    it("asks in words for a schema whose root is no object", async () => {
      const schema = { type: "array", items: { type: "string" } };
      const { body, response } = await ask({ response_format: { type: "json_schema", schema } });
      assert.deepEqual([body["response_format"], body["text"]], [undefined, undefined]);
      assert.match(String(body["instructions"] ?? input(body)[0]?.["content"]), /"type":"array"/);
      assert.equal(response.degradation?.requested, "response_format json_schema");
    });

    it("has the members of extra_body, and lacks those that are null there", async () => {
      const { body } = await ask({ temperature: 0.5 }, { extra_body: { service_tier: "flex", temperature: null } });
      assert.deepEqual([body["service_tier"], "temperature" in body], ["flex", false]);
    });
  });
}
