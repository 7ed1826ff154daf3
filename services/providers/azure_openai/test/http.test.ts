import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sse } from "@amplifier-ipc/provider-kit/testing";
import type { JsonObject } from "@amplifier-ipc/sdk";
import { ask, COMPLETION, failure, HELLO, KEY, RESPONSE, started } from "./support.js";

type Sent = { path: string; body: JsonObject; headers: Record<string, unknown> };

/** What one request becomes on the wire. */
async function sent(settings: JsonObject, request: Parameters<typeof ask>[1] = {}): Promise<Sent> {
  const answer = settings["api"] === "chat" ? COMPLETION : RESPONSE;
  const { vendor, on, close } = await started((_, reply) => reply.json(200, answer), settings);
  await ask(on, request);
  const [{ path, json, headers } = assert.fail("nothing was sent")] = vendor.requests;
  await close();
  return { path, body: json as JsonObject, headers };
}

describe("a request", () => {
  for (const [settings, path] of [
    [{}, "/openai/v1/responses"],
    [{ api: "chat" }, "/openai/v1/chat/completions"],
    [{ api_version: "2025-04-01-preview" }, "/openai/responses?api-version=2025-04-01-preview"],
    [{ api: "chat", api_version: "2024-10-21" }, "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21"],
  ] as const) {
    it(`goes where the API has it, with the key in its header: ${path}`, async () => {
      const { path: got, headers, body } = await sent(settings);
      assert.equal(got, path);
      assert.deepEqual([headers["api-key"], headers["authorization"]], [KEY, undefined]);
      assert.equal(body["model"], "gpt-4.1");
    });
  }

  it("names the deployment of its model", async () => {
    const deployments = { "gpt-5": "prod" };
    const { body } = await sent({ deployments }, { model: "gpt-5", temperature: 0.5 });
    assert.equal(body["model"], "prod");
    assert.equal(body["temperature"], undefined, "gpt-5 reasons, whatever its deployment is called");
    const dated = await sent({ api: "chat", api_version: "2024-10-21", deployments }, { model: "gpt-5" });
    assert.equal(dated.path, "/openai/deployments/prod/chat/completions?api-version=2024-10-21");
  });

  it("names the default deployment where no model is named", async () => {
    const { body } = await sent({ model: undefined, deployment: "mine" } as never);
    assert.equal(body["model"], "mine");
  });

  for (const api of ["responses", "chat"]) {
    it(`has the whole of a long description of a tool in its system prompt (${api})`, async () => {
      const description = `${"x".repeat(1024)}end`;
      const tools = [
        { name: "long", description, input_schema: {} },
        { name: "fits", description: "y".repeat(1024), input_schema: {} },
      ];
      const { body } = await sent({ api }, { tools });
      const [long, fits] = (body["tools"] as JsonObject[]).map((each) => (each["function"] ?? each) as JsonObject);
      assert.equal(String(long?.["description"]).length, 1024);
      assert.equal(fits?.["description"], "y".repeat(1024));
      const system = body["instructions"] ?? (body["messages"] as JsonObject[])[0]?.["content"];
      assert.equal(system, `The tool long:\n${description}`);
    });
  }

  it("has apply_patch as a function unless the settings say otherwise", async () => {
    const properties = { type: { enum: ["update_file"] }, path: { type: "string" }, diff: { type: "string" } };
    const tools = [{ name: "apply_patch", description: "x", input_schema: { type: "object", properties } }];
    const plain = await sent({}, { tools, model: "gpt-5.1" });
    assert.equal((plain.body["tools"] as JsonObject[])[0]?.["type"], "function");
    const native = await sent({ native_apply_patch: true }, { tools, model: "gpt-5.1" });
    assert.equal((native.body["tools"] as JsonObject[])[0]?.["type"], "apply_patch");
  });
});

describe("Azure's filter", () => {
  it("refuses a prompt: content_filter, told once", async () => {
    const result = { hate: { filtered: true, severity: "high" } };
    const innererror = { code: "ResponsibleAIPolicyViolation", content_filter_result: result };
    const message = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";
    const error = { message, type: null, param: "prompt", code: "content_filter", status: 400, innererror };
    const { vendor, on, close } = await started((_, reply) => reply.json(400, { error }), { max_retries: 3 });
    const refused = await failure(ask(on));
    assert.deepEqual([refused.llmError, refused.retryable], ["content_filter", false]);
    assert.match(refused.message, /content management policy/);
    assert.equal(vendor.requests.length, 1);
    await close();
  });

  it("cuts an answer; the stream begins with its judgement of the prompt", async () => {
    const safe = { hate: { filtered: false, severity: "safe" } };
    const found = { violence: { filtered: true, severity: "medium" } };
    const chunk = { id: "c", object: "chat.completion.chunk", model: "gpt-4.1" };
    const stream = sse([
      {
        ...chunk,
        id: "",
        model: "",
        choices: [],
        prompt_filter_results: [{ prompt_index: 0, content_filter_results: safe }],
      },
      { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: "" }, content_filter_results: {} }] },
      { ...chunk, choices: [{ index: 0, delta: { content: "So far" }, content_filter_results: safe }] },
      { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "content_filter", content_filter_results: found }] },
      "[DONE]",
    ]);
    const { on, close } = await started((_, reply) => reply.stream(stream), { api: "chat" });
    const { content, finish_reason, metadata, model } = await on.complete("azure_openai", HELLO, () => {});
    assert.deepEqual(
      [content, finish_reason, model],
      [[{ type: "text", text: "So far" }], "content_filter", "gpt-4.1"],
    );
    assert.deepEqual(metadata?.["content_filter_results"], found);
    await close();
  });
});

describe("a refused request", () => {
  for (const [name, status, body, llmError, says] of [
    [
      "401",
      401,
      { statusCode: 401, message: "Access denied due to invalid subscription key." },
      "authentication",
      /invalid subscription key/,
    ],
    [
      "404",
      404,
      { error: { code: "DeploymentNotFound", message: "The API deployment does not exist." } },
      "not_found",
      /deployment/,
    ],
    ["429", 429, { error: { code: "429", message: "Please retry after 7 seconds." } }, "rate_limit", /retry after/],
  ] as const) {
    it(`is the error that it is: ${name}`, async () => {
      const { on, close } = await started((_, reply) => reply.json(status, body, { "retry-after": "7" }));
      const error = await failure(ask(on));
      assert.deepEqual([error.llmError, error.data["status_code"]], [llmError, status]);
      assert.match(error.message, says);
      if (status === 429) assert.equal(error.retryAfter, 7);
      if (status === 401) assert.match(error.message, /the key in AZURE_OPENAI_API_KEY/);
      await close();
    });
  }
});

describe("the list of models", () => {
  it("is that of the settings, else of the resource", async () => {
    const data = [{ id: "gpt-4.1" }, { id: "text-embedding-3-small" }];
    const play: Parameters<typeof started>[0] = (_, reply) => reply.json(200, { object: "list", data });
    const configured = await started(play, { deployment: "mine", deployments: { "gpt-5": "prod" } });
    const ids = async ({ on }: typeof configured): Promise<string[]> =>
      (await on.request("provider.list_models", { provider: "azure_openai" })).models.map(({ id }) => id);
    assert.deepEqual(await ids(configured), ["mine", "gpt-5"]);
    assert.equal(configured.vendor.requests.length, 0);
    await configured.close();
    const resource = await started(play);
    assert.deepEqual(await ids(resource), ["gpt-4.1"]);
    assert.equal(resource.vendor.requests[0]?.path, "/openai/v1/models");
    await resource.close();
  });
});
