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
