import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, describe, it } from "node:test";
import { ConfigurationError, type LLMError } from "@amplifier-ipc/sdk";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { fetch as undiciFetch } from "undici";
import { failureOf, type Progressed } from "../src/failure.js";
import { type FakeVendor, fakeVendor, sse, type VendorHandler } from "../src/testing.js";

const ABOUT = { provider: "vendor", displayName: "Vendor", model: "model-1", secrets: ["k-secret-1"] };
const BEFORE: Progressed = { answering: false };
const WITHIN: Progressed = { answering: true, begun: true };

type Ask = (url: string, signal?: AbortSignal) => Promise<unknown>;

/** One streamed request by each client that an adapter may use; each reads all of the answer. */
const CLIENTS: Record<string, Ask> = {
  fetch: async (url, signal) => (await fetch(url, signal === undefined ? {} : { signal })).text(),
  undici: async (url, signal) => (await undiciFetch(url, signal === undefined ? {} : { signal })).text(),
  openai: async (baseURL, signal) => {
    const client = new OpenAI({ apiKey: "k-secret-1", baseURL, maxRetries: 0 });
    const stream = await client.chat.completions.create(
      { model: "m", messages: [{ role: "user", content: "Hi" }], stream: true },
      { signal },
    );
    for await (const _ of stream);
  },
  anthropic: async (baseURL, signal) => {
    const client = new Anthropic({ apiKey: "k-secret-1", baseURL, maxRetries: 0 });
    const stream = await client.messages.create(
      { model: "m", max_tokens: 1, messages: [{ role: "user", content: "Hi" }], stream: true },
      signal === undefined ? {} : { signal },
    );
    for await (const _ of stream);
  },
  genai: async (baseUrl, signal) => {
    const client = new GoogleGenAI({ apiKey: "k-secret-1", httpOptions: { baseUrl } });
    const config = signal === undefined ? {} : { abortSignal: signal };
    const stream = await client.models.generateContentStream({ model: "m", contents: "Hi", config });
    for await (const _ of stream);
  },
};

const closing: (() => unknown)[] = [];
after(() => Promise.all(closing.map((close) => close())));

async function vendorOf(handler: VendorHandler): Promise<FakeVendor> {
  const vendor = await fakeVendor(handler);
  closing.push(vendor.close);
  return vendor;
}

/** A port where something else than HTTP is spoken. */
async function rawServer(speak: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    speak(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function refusedUrl(): Promise<string> {
  const vendor = await fakeVendor(() => {});
  await vendor.close();
  return vendor.url;
}

async function failed(asked: Promise<unknown>, progressed: Progressed = BEFORE): Promise<LLMError> {
  const error = await asked.then(
    () => assert.fail("it did not fail"),
    (thrown: unknown) => failureOf(thrown, ABOUT, progressed),
  );
  assert.equal(error.data["provider"], "vendor");
  assert.doesNotMatch(error.message, /k-secret-1|\n|undefined/);
  return error;
}

for (const [client, ask] of Object.entries(CLIENTS)) {
  describe(`what ${client} throws`, () => {
    it("a port that nobody listens to is network", async () => {
      const error = await failed(ask(await refusedUrl()));
      assert.equal(error.llmError, "network");
      assert.match(error.message, /^Vendor could not be reached: .*ECONNREFUSED/);
    });

    it("a host that does not exist is network", async () => {
      const error = await failed(ask("http://vendor.invalid"));
      assert.deepEqual([error.llmError, error.retryable], ["network", true]);
    });

    it("TLS to a port without is network", async () => {
      const url = await rawServer((socket) =>
        socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      );
      assert.equal((await failed(ask(`https://${url}`))).llmError, "network");
    });

    it("a connection that ends before the answer is network", async () => {
      const url = await rawServer((socket) => socket.once("data", () => socket.end()));
      assert.equal((await failed(ask(`http://${url}`))).llmError, "network");
    });

    it("a connection that is reset before the answer is network", async () => {
      const vendor = await vendorOf((_, reply) => reply.reset());
      assert.equal((await failed(ask(vendor.url))).llmError, "network");
    });

    it("an answer that is no HTTP is network", async () => {
      const url = await rawServer((socket) => socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.6\r\n")));
      assert.equal((await failed(ask(`http://${url}`))).llmError, "network");
    });

    for (const how of ["cut", "reset"] as const) {
      it(`a body that is ${how} is stream_error`, async () => {
        const vendor = await vendorOf(async (_, reply) => {
          await reply.write(": ping\n\n");
          reply[how]();
        });
        const error = await failed(ask(vendor.url), WITHIN);
        assert.deepEqual([error.llmError, error.retryable], ["stream_error", true]);
      });
    }

    it("a request that is given up is abort", async () => {
      const controller = new AbortController();
      const vendor = await vendorOf(async (_, reply) => {
        await reply.write(": ping\n\n");
        controller.abort();
        await reply.stall();
      });
      assert.equal((await failed(ask(vendor.url, controller.signal), WITHIN)).llmError, "abort");
      await vendor.closed();
    });

    it("a base URL that is none is configuration", async () => {
      assert.equal((await failed(ask("nowhere"))).llmError, "configuration");
    });
  });
}

const STATUSES: [number, string][] = [
  [400, "invalid_request"],
  [401, "authentication"],
  [403, "access_denied"],
  [404, "not_found"],
  [408, "llm_timeout"],
  [413, "context_length"],
  [429, "rate_limit"],
  [500, "provider_unavailable"],
  [503, "provider_unavailable"],
  [529, "provider_unavailable"],
];
const BODIES: Record<string, [(status: number) => string, string]> = {
  "an error object": [
    (code) => JSON.stringify({ error: { message: "Odd.", type: "odd", code, status: "ODD" } }),
    "application/json",
  ],
  "plain text": [() => "Odd.", "text/plain"],
  "a page": [() => "<html><body>Bad</body></html>", "text/html"],
  nothing: [() => "", "text/plain"],
};

for (const client of ["openai", "anthropic", "genai"]) {
  describe(`HTTP errors by way of ${client}`, () => {
    for (const [what, [body, type]] of Object.entries(BODIES)) {
      it(`${what} with each status`, async () => {
        for (const [status, name] of STATUSES) {
          const headers = { "content-type": type, "retry-after": "7" };
          const vendor = await vendorOf((_, reply) => reply.text(status, body(status), headers));
          const error = await failed(CLIENTS[client]?.(vendor.url) ?? assert.fail());
          assert.equal(error.llmError, name, `${status}`);
          assert.equal(error.data["status_code"], status);
          assert.doesNotMatch(error.message, /</);
          const expectsText = what === "an error object" || what === "plain text";
          assert.equal(/Odd\.$/.test(error.message), expectsText, error.message);
          const waits = client !== "genai" && ["rate_limit", "provider_unavailable"].includes(name);
          assert.equal(error.retryAfter, waits ? 7 : undefined);
        }
      });
    }
  });
}

describe("errors within a stream", () => {
  const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  const odd = { error: { message: "Odd." } };
  const play = (client: string, value: unknown): Promise<unknown> =>
    vendorOf((_, reply) => reply.stream(sse([value], { events: client === "anthropic" }))).then(({ url }) =>
      CLIENTS[client]?.(url),
    );

  it("are what their names say before a piece is out, and a broken stream after it", async () => {
    for (const client of ["openai", "anthropic"]) {
      const before = await failed(play(client, overloaded));
      assert.deepEqual([before.llmError, before.retryable], ["provider_unavailable", true], client);
      const within = await failed(play(client, overloaded), WITHIN);
      assert.deepEqual([within.llmError, within.data["llm_error"]], ["stream_error", "stream_error"]);
      assert.match(within.message, /Overloaded/);
    }
  });

  it("without a known name are a broken stream", async () => {
    const error = await failed(play("openai", odd));
    assert.deepEqual([error.llmError, error.retryable], ["stream_error", true]);
    assert.match(error.message, /Odd\./);
    const text = await failed(play("openai", { error: "CUDA error" }));
    assert.equal(text.llmError, "stream_error");
    assert.match(text.message, /CUDA error/);
  });

  it("that cannot be helped stay what they are", async () => {
    const refused = { error: { message: "no", type: "invalid_request_error", code: "invalid_api_key" } };
    assert.equal((await failed(play("openai", refused), WITHIN)).llmError, "authentication");
  });

  it("lines that are no JSON are a broken stream", async () => {
    const error = await failed(play("openai", '{"choices": ['), WITHIN);
    assert.equal(error.llmError, "stream_error");
  });
});

describe("what else a try may throw", () => {
  it("an LLM error stays what it is", () => {
    const error = new ConfigurationError("no key");
    assert.equal(failureOf(error, ABOUT, BEFORE), error);
  });

  it("time-outs of SDKs are llm_timeout", async () => {
    const vendor = await vendorOf((_, reply) => reply.stall());
    const timeout = 20;
    const openai = new OpenAI({ apiKey: "k", baseURL: vendor.url, maxRetries: 0, timeout });
    const anthropic = new Anthropic({ apiKey: "k", baseURL: vendor.url, maxRetries: 0, timeout });
    const messages = [{ role: "user" as const, content: "Hi" }];
    const asked = [
      () => openai.chat.completions.create({ model: "m", messages }),
      () => anthropic.messages.create({ model: "m", max_tokens: 1, messages }),
      () => fetch(vendor.url, { signal: AbortSignal.timeout(timeout) }),
    ];
    for (const ask of asked) assert.equal((await failed(ask())).llmError, "llm_timeout");
  });

  it("a fault of programming is the base, named, not to be tried again", () => {
    const error = failureOf(new RangeError("boom k-secret-1"), ABOUT, BEFORE);
    assert.deepEqual([error.llmError, error.retryable], ["llm_error", false]);
    assert.equal(error.message, "The request to Vendor failed: RangeError: boom [key]");
    for (const odd of [undefined, null, "text", 7, {}, Object.create(null)]) {
      assert.equal(failureOf(odd, ABOUT, BEFORE).llmError, "llm_error");
    }
  });

  it("the adapter's own reading comes first", () => {
    const fault = (): { status: number } => ({ status: 403 });
    assert.equal(failureOf(new Error("x"), ABOUT, { ...BEFORE, fault }).llmError, "access_denied");
    assert.equal(failureOf(new Error("x"), ABOUT, { ...BEFORE, fault: () => undefined }).llmError, "llm_error");
  });

  it("a JSON answer that is none is a broken answer", async () => {
    const vendor = await vendorOf((_, reply) => reply.text(200, "<html>"));
    const asked = fetch(vendor.url).then((response) => response.json());
    assert.equal((await failed(asked)).llmError, "stream_error");
  });
});
