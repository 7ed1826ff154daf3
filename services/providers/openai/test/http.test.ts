import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Chunking, type Reply, sse } from "@amplifier-ipc/provider-kit/testing";
import { type JsonObject, ProtocolError } from "@amplifier-ipc/sdk";
import { asked, bench, COMPLETION, failure, KEY, MESSAGE, RESPONSE, started, tool, user } from "./support.js";

const TEXT = "Größe: 日本 🎉!";
const HELLO = { messages: [user("Hello.")] };

function chunk(delta: JsonObject, finish_reason: string | null = null): JsonObject {
  return { id: "c", object: "chat.completion.chunk", model: "gpt-4.1", choices: [{ index: 0, delta, finish_reason }] };
}

function delta(piece: string): JsonObject {
  return { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: piece };
}

/** The same stream in both dialects, as the vendor documents them; `last` is its terminal event. */
const STREAMS = {
  chat: {
    begun: [chunk({ role: "assistant", content: "" }), chunk({ content: "Größe: 日" })],
    rest: [chunk({ content: "本 🎉!" })],
    last: [chunk({}, "stop"), "[DONE]"],
    unknown: { object: "weather.report", rain: true },
    events: false,
  },
  responses: {
    begun: [
      { type: "response.created", response: { ...RESPONSE, output: [], status: "in_progress" } },
      delta("Größe: 日"),
    ],
    rest: [delta("本 🎉!")],
    last: [{ type: "response.completed", response: { ...RESPONSE, output: [withText(TEXT)] } }],
    unknown: { type: "response.weather_report", rain: true },
    events: true,
  },
} as const;

function withText(text: string): JsonObject {
  return { ...MESSAGE, content: [{ type: "output_text", text, annotations: [] }] };
}

for (const api of ["chat", "responses"] as const) {
  const { begun, rest, last, unknown, events } = STREAMS[api];
  const stream = (...values: readonly unknown[]): string => sse(values, { events });
  const whole = stream(...begun, ...rest, ...last);
  const start = (play: (reply: Reply, count: number) => void | Promise<void>, settings: JsonObject = {}) => {
    let count = 0;
    return started((_, reply) => play(reply, ++count), { api, model: "gpt-4.1", ...settings });
  };

  describe(`${api} over HTTP`, () => {
    for (const chunking of ["whole", "event", "byte"] as const satisfies Chunking[]) {
      it(`streams, however it is cut: ${chunking}`, async () => {
        const { on, close } = await start((reply) => reply.stream(whole, chunking, { "x-request-id": "req_1" }));
        const { response, told } = await asked(on, HELLO);
        assert.deepEqual(response.content, [{ type: "text", text: TEXT }]);
        assert.deepEqual(
          told.flatMap(([name, params]) => (name === "token" ? [params["text"]] : [])),
          ["Größe: 日", "本 🎉!"],
        );
        assert.equal(response.metadata?.["request_id"], "req_1");
        await close();
      });
    }

    it("streams with CRLF, comments and without spaces, as SSE allows", async () => {
      const odd = `: hello\r\n\r\n${whole.replaceAll("data: ", "data:").replaceAll("\n", "\r\n")}`;
      const { on, close } = await start((reply) => reply.stream(odd, "byte"));
      const { response } = await asked(on, HELLO);
      assert.deepEqual(response.content, [{ type: "text", text: TEXT }]);
      await close();
    });

    it("passes over an event of an unknown type", async () => {
      const { on, close } = await start((reply) => reply.stream(stream(...begun, unknown, ...rest, ...last)));
      const { response } = await asked(on, HELLO);
      assert.deepEqual(response.content, [{ type: "text", text: TEXT }]);
      await close();
    });

    for (const [how, play] of Object.entries({
      "that ends early": (reply: Reply) => reply.stream(stream(...begun)),
      "that is cut": async (reply: Reply) => {
        await reply.write(stream(...begun));
        reply.cut();
      },
      "that is reset": async (reply: Reply) => {
        await reply.write(stream(...begun));
        reply.reset();
      },
      "with a piece that is no JSON": (reply: Reply) =>
        reply.stream(`${stream(...begun)}data: {"id": \n\n${stream(...last)}`),
    })) {
      it(`is stream_error for a stream ${how}, with the text so far (PRV-034)`, async () => {
        const { on, close, vendor } = await start(play, { max_retries: 3 });
        const error = await failure(asked(on, HELLO));
        assert.deepEqual([error.llmError, error.data["partial"], error.retryable], ["stream_error", "Größe: 日", true]);
        assert.equal(vendor.requests.length, 1, "what has begun is not tried again");
        await close();
      });
    }

    it("tells the error of a stream, and tries it again when nothing had come yet", async () => {
      const error = { error: { message: "Overloaded.", type: "server_error", code: null, param: null } };
      const failing =
        api === "chat" ? error : { type: "error", code: "server_error", message: "Overloaded.", param: null };
      const { on, close } = await start(
        (reply, count) => reply.stream(count === 1 ? stream(failing) : count === 2 ? whole : stream(...begun, failing)),
        { max_retries: 1 },
      );
      assert.deepEqual((await asked(on, HELLO)).response.content, [{ type: "text", text: TEXT }]);
      const late = await failure(asked(on, HELLO));
      assert.deepEqual([late.data["partial"], late.retryable], ["Größe: 日", true]);
      assert.match(late.message, /Overloaded/);
      await close();
    });

    it("reads a whole answer, and one that a server gives instead of a stream", async () => {
      const { on, close } = await start((reply) => reply.json(200, api === "chat" ? COMPLETION : RESPONSE));
      const plain = await on.complete("openai", HELLO);
      const { response, told } = await asked(on, HELLO);
      assert.deepEqual(plain, response);
      assert.deepEqual(plain.content, [{ type: "text", text: "Hello!" }]);
      assert.ok(told.some(([name]) => name === "token"));
      await close();
    });

    it("is stream_error for a page instead of an answer", async () => {
      const page = "<html><body>Welcome</body></html>";
      const { on, close } = await start((reply) => reply.text(200, page, { "content-type": "text/html" }));
      for (const call of [on.complete("openai", HELLO), asked(on, HELLO)]) {
        assert.equal((await failure(call)).llmError, "stream_error");
      }
      await close();
    });

    it("has the answer with the last event, though the connection stays open", async () => {
      const usage = { ...chunk({}), choices: [], usage: COMPLETION["usage"] };
      const { on, vendor, close } = await start(async (reply) => {
        await reply.write(stream(...begun, ...rest, last[0], ...(api === "chat" ? [usage, "[DONE]"] : [])));
        await reply.stall();
      });
      const { response } = await asked(on, HELLO);
      assert.deepEqual(response.content, [{ type: "text", text: TEXT }]);
      assert.ok((response.usage?.total_tokens ?? 0) > 0);
      await vendor.closed();
      await close();
    });

    it("leaves the vendor at once when it is cancelled, and keeps the text so far", async () => {
      const { on, vendor, close } = await start(async (reply) => {
        await reply.write(stream(...begun));
        await reply.stall();
      });
      const cancel = new AbortController();
      const call = on.request(
        "provider.complete",
        { provider: "openai", stream: true, request: HELLO },
        { signal: cancel.signal, onStream: (method) => method.endsWith("token") && cancel.abort() },
      );
      await assert.rejects(
        call,
        (error: ProtocolError) => error instanceof ProtocolError && error.kind === "cancelled",
      );
      await vendor.closed();
      await close();
    });

    it("sends keys, headers and limits as asked, and tells what is left of the limits", async () => {
      process.env["TEST_TENANT"] = "blue";
      const headers = { "x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-tokens": "6m0s" };
      const { on, vendor, close } = await start(
        (reply) => reply.json(200, api === "chat" ? COMPLETION : RESPONSE, headers),
        { extra_headers: { "x-tenant": `$${"{TEST_TENANT}"}` }, organization: "org-1", project: "proj-1" },
      );
      const { metadata } = await on.complete("openai", HELLO);
      assert.deepEqual(metadata?.["rate_limit"], { remaining_requests: "59", reset_tokens: "6m0s" });
      const { authorization, "x-tenant": tenant, ...sent } = vendor.requests[0]?.headers ?? {};
      assert.deepEqual([authorization, tenant], [`Bearer ${KEY}`, "blue"]);
      assert.deepEqual([sent["openai-organization"], sent["openai-project"]], ["org-1", "proj-1"]);
      await close();
    });
  });
}

describe("a member that the vendor refuses", () => {
  const unsupported = (param: string, code = "unsupported_parameter"): JsonObject => ({
    error: { message: `Unsupported: '${param}'.`, type: "invalid_request_error", param, code },
  });

  it("is left away, told, and not sent again to this model", async () => {
    const { vendor, on, close } = await started(
      ({ json }, reply) => {
        const body = json as JsonObject;
        const reasoning = body["reasoning"] as JsonObject | undefined;
        if (body["temperature"] !== undefined) reply.json(400, unsupported("temperature"));
        else if (reasoning?.["summary"] !== undefined)
          reply.json(400, unsupported("reasoning.summary", "unsupported_value"));
        else if (body["stream"] === true) reply.json(400, unsupported("stream", "unsupported_value"));
        else reply.json(200, RESPONSE);
      },
      { model: "prod", models: { prod: { thinking: "effort", temperature: true } }, temperature: 0.5 },
    );
    const first = await asked(on, { ...HELLO, reasoning_effort: "low" });
    assert.equal(first.response.degradation?.requested, "temperature");
    assert.match(String(first.response.metadata?.["notes"]), /reasoning\.summary.*stream/);
    assert.ok(first.told.some(([name]) => name === "token"));
    assert.equal(vendor.requests.length, 4);
    const last = vendor.requests[3]?.json as JsonObject;
    assert.deepEqual(last["reasoning"], { effort: "low" });
    const second = await asked(on, HELLO);
    assert.equal(second.response.degradation?.requested, "temperature");
    assert.equal(vendor.requests.length, 5);
    await close();
  });

  it("is an error when it cannot be left away, or is not there", async () => {
    for (const [param, code] of [
      ["input", "unsupported_value"],
      ["temperature", "unsupported_parameter"],
      ["store", "invalid_value"],
    ] as const) {
      const { vendor, on, close } = await started((_, reply) => reply.json(400, unsupported(param, code)), {
        model: "x",
      });
      assert.equal((await failure(on.complete("openai", HELLO))).llmError, "invalid_request");
      assert.equal(vendor.requests.length, 1);
      await close();
    }
  });
});

describe("a refused request", () => {
  const openAI = (message: string, type: string, code: string | null): JsonObject => ({
    error: { message, type, param: null, code },
  });
  for (const [name, status, body, headers, llmError, more] of [
    [
      "401",
      401,
      openAI(`Incorrect API key: ${KEY}`, "invalid_request_error", "invalid_api_key"),
      {},
      "authentication",
      {},
    ],
    [
      "404 model_not_found",
      404,
      openAI("The model `x` does not exist", "invalid_request_error", "model_not_found"),
      {},
      "not_found",
      {},
    ],
    [
      "400 context_length_exceeded",
      400,
      openAI("Too long", "invalid_request_error", "context_length_exceeded"),
      {},
      "context_length",
      {},
    ],
    [
      "429 insufficient_quota",
      429,
      openAI("Quota", "insufficient_quota", "insufficient_quota"),
      {},
      "quota_exceeded",
      {},
    ],
    [
      "429 with Retry-After",
      429,
      openAI("Slow", "requests", "rate_limit_exceeded"),
      { "retry-after": "7" },
      "rate_limit",
      { retry_after: 7 },
    ],
    ["429 without it", 429, openAI("Slow", "requests", "rate_limit_exceeded"), {}, "rate_limit", {}],
    [
      "a compatible server's {message}",
      400,
      { object: "error", message: "maximum context length is 10" },
      {},
      "context_length",
      {},
    ],
    ["a compatible server's {detail}", 422, { detail: "stop is not known" }, {}, "invalid_request", {}],
    ["a compatible server's {error: text}", 404, { error: "model 'x' not found" }, {}, "not_found", {}],
    [
      "a gateway's list",
      429,
      [{ error: { code: 429, message: "Slow", status: "RESOURCE_EXHAUSTED" } }],
      {},
      "rate_limit",
      {},
    ],
  ] as const) {
    it(`is the error that it is: ${name}`, async () => {
      const { on, close } = await started((_, reply) => reply.json(status, body, headers), { model: "x" });
      const error = await failure(on.complete("openai", HELLO));
      assert.equal(error.llmError, llmError);
      assert.deepEqual(
        [error.data["status_code"], error.data["provider"], error.data["model"]],
        [status, "openai", "x"],
      );
      for (const [member, value] of Object.entries(more)) assert.equal(error.data[member], value);
      assert.ok(!JSON.stringify([error.message, error.data]).includes(KEY), "PRV-025");
      await close();
    });
  }

  it("names the variable of a refused key", async () => {
    const { on, close } = await started((_, reply) => reply.json(401, openAI("No.", "x", "invalid_api_key")));
    assert.match((await failure(on.complete("openai", HELLO))).message, /refused the key in OPENAI_API_KEY/);
    await close();
  });

  it("says what to set when a server lacks the Responses API", async () => {
    const { on, close } = await started((_, reply) => reply.json(404, { detail: "Not Found" }), { model: "x" });
    const error = await failure(on.complete("openai", HELLO));
    assert.equal(error.llmError, "not_found");
    assert.match(error.message, /needs the setting api: chat/);
    await close();
  });

  for (const [code, llmError] of Object.entries({
    server_error: "provider_unavailable",
    rate_limit_exceeded: "rate_limit",
    invalid_prompt: "content_filter",
    bio_policy: "content_filter",
    image_too_large: "invalid_request",
    context_length_exceeded: "context_length",
    insufficient_quota: "quota_exceeded",
  })) {
    it(`is a response that failed: ${code}`, async () => {
      const message = "It failed. Please try again in 11.5s.";
      const response = { ...RESPONSE, status: "failed", output: [], error: { code, message } };
      const failed = sse([{ type: "response.failed", response }], { events: true });
      const { on, close } = await started((_, reply) => reply.stream(failed));
      const error = await failure(asked(on, HELLO));
      assert.equal(error.llmError, llmError);
      assert.match(error.message, /It failed/);
      if (llmError === "rate_limit") assert.equal(error.retryAfter, 11.5);
      await close();
    });
  }
});

describe("keys and servers", () => {
  it("needs no key for a server of the settings, and sends none", async () => {
    const { OPENAI_API_KEY: key = "" } = process.env;
    delete process.env["OPENAI_API_KEY"];
    const { on, vendor, close } = await started((_, reply) => reply.json(200, COMPLETION), { api: "chat", model: "m" });
    await on.complete("openai", HELLO);
    assert.equal(vendor.requests[0]?.headers.authorization, undefined);
    await close();
    const missing = await bench({ model: "m" });
    const error = await failure(missing.complete("openai", HELLO));
    assert.equal(error.llmError, "configuration");
    assert.equal(error.message, "OPENAI_API_KEY is not set: amplifier-ipc provider set-key openai");
    await missing.close();
    process.env["OPENAI_API_KEY"] = key;
  });

  it("is network when nobody is there", async () => {
    const { vendor, close } = await started(() => {});
    await close();
    const on = await bench({ base_url: `${vendor.url}/v1`, max_retries: 0 });
    const error = await failure(on.complete("openai", HELLO));
    assert.deepEqual([error.llmError, error.retryable], ["network", true]);
    await on.close();
  });
});

describe("the list of models", () => {
  it("has what answers in words, with what the server or models.json knows", async () => {
    const ids = ["gpt-4.1", "text-embedding-3-small", "gpt-realtime", "whisper-1", "gpt-image-1", "tts-1", "dall-e-3"];
    const data: JsonObject[] = ids.map((id) => ({ id, object: "model", created: 1, owned_by: "openai" }));
    data.push({ id: "local", object: "model", created: 1, owned_by: "vllm", max_model_len: 4096 });
    const { on, vendor, close } = await started((_, reply) => reply.json(200, { object: "list", data }));
    const { models } = await on.request("provider.list_models", { provider: "openai" });
    assert.deepEqual(
      models.map(({ id, context_window }) => [id, context_window]),
      [
        ["gpt-4.1", 1_047_576],
        ["local", 4096],
      ],
    );
    assert.equal(vendor.requests[0]?.path, "/v1/models");
    await close();
  });
});

it("names tools as the vendor takes them, and back", async () => {
  const call = {
    id: "fc_1",
    type: "function_call",
    call_id: "c",
    name: "web_search",
    arguments: "{}",
    status: "completed",
  };
  const { on, close } = await started((_, reply) => reply.json(200, { ...RESPONSE, output: [call] }));
  const { tool_calls } = await on.complete("openai", { ...HELLO, tools: [tool("web.search")] });
  assert.deepEqual(tool_calls, [{ id: "c", name: "web.search", arguments: {} }]);
  await close();
});
