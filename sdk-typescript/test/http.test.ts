// The endpoints of a service over real sockets: what is answered, and what is refused.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { OPENAPI } from "../src/generated/openapi.js";
import { ANY_PORT, type Asked, ask, begin, endAll, reply, Served, TestHost } from "./http_support.js";

const LIMIT = 1024 * 1024;
const TURN = { prompt: "hi", system_prompt: "", tools: [], hooks: [], providers: [], agents: [], config: {} };
let url = "";

before(async () => {
  url = await new Served(ANY_PORT).url();
});
after(endAll);

/** The body of an answer with 200. */
async function result(target: string, asked: Asked = {}): Promise<unknown> {
  const answer = await ask(url, target, asked);
  assert.deepEqual([answer.status, answer.header("content-type")], [200, "application/json"]);
  assert.equal(answer.header("amplifier-protocol"), "1.0");
  return answer.json();
}

/** Status, kind and code of a Problem; checks what all have in common. */
async function problem(target: string, asked: Asked = {}): Promise<[number, unknown, unknown]> {
  const answer = await ask(url, target, asked);
  assert.equal(answer.header("content-type"), "application/problem+json");
  const { type, title, status, detail, kind, code, data } = await answer.json();
  assert.deepEqual([type, status, (data as { kind: string }).kind], ["about:blank", answer.status, kind]);
  assert.ok(typeof title === "string" && typeof detail === "string" && detail !== "");
  return [answer.status, kind, code];
}

const raw = (text: string, type: string = "application/json"): Asked => ({
  body: text,
  headers: { "Content-Type": type },
});

describe("each contract answers (HTP-001, HTP-008)", () => {
  it("describe, configure and ping", async () => {
    const described = (await result("/describe")) as Record<string, unknown>;
    assert.deepEqual(described["limits"], { max_message_bytes: LIMIT, max_concurrency: 3 });
    assert.deepEqual(await result("/configure", { body: { config: { greet: { greeting: "Hi" } } } }), { status: "ok" });
    const said = (await result("/tools/greet/execute", { body: { input: { name: "Ada" } } })) as { output: string };
    assert.equal(said.output, "Hi, Ada!");
    await result("/configure", { body: { config: {} } });
    assert.deepEqual(await result("/healthz"), {});
  });

  it("hooks, approvals, capabilities, channels and content", async () => {
    const data = { tool_name: "bash", tool_input: {} };
    const folded = (await result("/hooks/tool%3Apre", { body: { data } })) as { action: string };
    assert.equal(folded.action, "deny");
    const request = { tool_name: "t", action: "run", details: {}, risk_level: "low" };
    assert.deepEqual(await result("/approvals", { body: request }), { approved: true });
    const counted = await result("/capabilities/words.count", { body: { input: { text: "a b" } } });
    assert.deepEqual(counted, { output: { count: 2 } });
    assert.deepEqual(await result("/channels/news"), { data: { headline: "all is well" } });
    assert.deepEqual(await result("/content?prefix=context/"), { paths: ["context/hello world.md"] });
    const read = (await result("/content/context/hello%20world.md")) as { content: string };
    assert.equal(read.content, "Hello.\n");
  });

  it("contexts, each session with its own (HTP-024)", async () => {
    const of = (session: string): Asked => ({ headers: { "Amplifier-Session": session } });
    for (const session of ["a", "b"]) {
      for (const content of [session, "more"]) {
        await result("/context/messages", { ...of(session), body: { message: { role: "user", content } } });
      }
    }
    const first = { messages: [{ role: "user", content: "b" }] };
    assert.deepEqual(await result("/context/messages?token_budget=1", of("b")), first);
    await result("/context/messages", { ...of("b"), method: "PUT", body: { messages: [] } });
    await result("/context/messages", { ...of("nobody"), method: "DELETE" });
    assert.deepEqual(await result("/context/messages", of("b")), { messages: [] });
    const { messages } = (await result("/context/messages", of("a"))) as { messages: unknown[] };
    assert.equal(messages.length, 2);
  });

  it("contexts, in the order of a session, not of all (CTX-007)", async () => {
    const host = await TestHost.start();
    const headers = host.headers({ "Amplifier-Session": "slow" });
    const order: string[] = [];
    const slow = result("/context/messages", { headers }).then(() => order.push("read"));
    const { response } = await host.called("state.get");
    const cleared = result("/context/messages", { headers, method: "DELETE" }).then(() => order.push("cleared"));
    assert.deepEqual(await result("/context/messages"), { messages: [] });
    assert.deepEqual(order, []);
    reply(response, 200, { value: 1 });
    await Promise.all([slow, cleared]);
    assert.deepEqual(order, ["read", "cleared"]);
  });

  it("providers, whole", async () => {
    const body = { request: { messages: [{ role: "user", content: "hi" }] } };
    const response = (await result("/providers/parrot%2F1/complete", { body })) as { content: unknown };
    assert.deepEqual(response.content, [{ type: "text", text: "hi" }]);
    assert.deepEqual(await result("/providers/parrot%2F1/models"), { models: [] });
    assert.equal(((await result("/providers/parrot%2F1")) as { id: string }).id, "parrot/1");
    const parsed = await result("/providers/parrot%2F1/parse_tool_calls", { body: { response } });
    assert.deepEqual(parsed, { tool_calls: [] });
  });

  it("_meta comes from the headers alone (HTP-020, HTP-021)", async () => {
    const headers = {
      "Amplifier-Session": "s1",
      "Amplifier-Parent-Session": "s0",
      "Amplifier-Turn": "t1",
      "Amplifier-Deadline-Ms": "600000",
      "Amplifier-Depth": "deep",
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    };
    const body = { input: {}, _meta: { turn_id: "of the body" } };
    const { output } = (await result("/tools/about/execute", { headers, body })) as { output: Record<string, unknown> };
    const { session, parent, turn, time_left: left, meta } = output;
    assert.deepEqual([session, parent, turn, left], ["s1", "s0", "t1", true]);
    assert.deepEqual(Object.keys(meta as object).sort(), [
      ...["deadline_ms", "parent_session_id", "session_id", "traceparent", "turn_id"],
    ]);
  });

  it("the OpenAPI document (HTP-014)", async () => {
    const answer = await ask(url, "/openapi.json");
    assert.deepEqual([answer.status, answer.header("content-type")], [200, "application/json"]);
    assert.equal(await answer.text(), OPENAPI);
    assert.deepEqual(await problem("/openapi.json", { body: {} }), [405, "method_not_found", -32601]);
  });

  it("a notification with 204 and no body", async () => {
    const answer = await ask(url, "/channels/none", { body: { sender: "s", data: 1 } });
    assert.deepEqual([answer.status, await answer.text()], [204, ""]);
    assert.deepEqual(await problem("/channels/news", { body: { data: 1 } }), [422, "invalid_params", -32602]);
  });
});

describe("refused", () => {
  it("what the path, the verb or the contract is not (HTP-009, HTP-010)", async () => {
    assert.deepEqual(await problem("/nothing"), [404, "method_not_found", -32601]);
    assert.deepEqual(await problem("/tools/a/b/execute", { body: {} }), [404, "method_not_found", -32601]);
    const wrong = await ask(url, "/context/messages", { method: "PATCH" });
    assert.deepEqual([wrong.status, wrong.header("allow")], [405, "DELETE, GET, POST, PUT"]);
    const other = await new Served(ANY_PORT, { AMPLIFIER_COMPONENTS: "greet" }).url();
    for (const target of ["/providers/parrot", "/hooks/tool%3Apre", "/context/messages", "/orchestrator/cancel"]) {
      const answer = await ask(other, target, { body: {} });
      assert.deepEqual([answer.status, (await answer.json())["kind"]], [404, "method_not_found"], target);
    }
  });

  it("a body that is none (HTP-007, HTP-011, HTP-012)", async () => {
    const target = "/tools/greet/execute";
    const cases: [Asked, number, string][] = [
      [raw("{"), 400, "parse_error"],
      [raw('{"a":NaN}'), 400, "parse_error"],
      [raw('{"a":"\\ud800"}'), 400, "parse_error"],
      [{ ...raw(""), body: Buffer.from([0x22, 0xff, 0x22]) }, 400, "parse_error"],
      [raw("[]"), 400, "invalid_request"],
      [raw("null"), 400, "invalid_request"],
      [raw(`{"a":${"[".repeat(128)}${"]".repeat(128)}}`), 400, "invalid_request"],
      [raw("{}", "text/plain"), 415, "invalid_request"],
      [{ body: "{}" }, 415, "invalid_request"],
      [
        { ...raw("{}"), headers: { "Content-Type": "application/json", "Content-Encoding": "gzip" } },
        415,
        "invalid_request",
      ],
      [raw("", "text/plain"), 422, "invalid_params"],
      [{ method: "POST" }, 422, "invalid_params"],
      [raw("{}", "Application/JSON; charset=utf-8"), 422, "invalid_params"],
    ];
    for (const [asked, status, kind] of cases) {
      const [got, said] = await problem(target, asked);
      assert.deepEqual([got, said], [status, kind], JSON.stringify(asked));
    }
    const deepest = `{"input":{"name":"Ada"},"a":${"[".repeat(127)}${"]".repeat(127)}}`;
    assert.equal((await ask(url, target, raw(deepest))).status, 200);
    const twice = (await result(target, raw('{"input":{"name":"a","name":"b"}}'))) as { output: string };
    assert.equal(twice.output, "Hello, b!");
  });

  it("a body that is too long, declared or in chunks (HTP-013)", async () => {
    const long = `{"input":{"name":"${"x".repeat(LIMIT)}"}}`;
    assert.deepEqual(await problem("/tools/greet/execute", raw(long)), [413, "message_too_large", -32006]);
    const chunked = { ...raw(long), headers: { ...raw("").headers, "Transfer-Encoding": "chunked" } };
    assert.deepEqual(await problem("/tools/greet/execute", chunked), [413, "message_too_large", -32006]);
    const fits = `{"input":{"name":"${"x".repeat(LIMIT - 21)}"}}`;
    assert.equal(fits.length, LIMIT);
    const exact = { ...raw(fits), headers: { ...raw("").headers, "Transfer-Encoding": "chunked" } };
    assert.equal((await ask(url, "/tools/greet/execute", exact)).status, 200);
  });

  it("a body that is too long is refused before it has ended", async () => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("POST /tools/greet/execute HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n");
    socket.write(`Content-Length: ${LIMIT + 1}\r\n\r\n{`);
    const [head] = (await once(socket.setEncoding("latin1"), "data")) as [string];
    assert.match(head, /^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it("pages of a browser (HTP-073)", async () => {
    const headers = { Origin: "https://example.com" };
    assert.deepEqual(await problem("/describe", { headers }), [403, "permission_denied", -32003]);
    assert.deepEqual(await problem("/healthz", { headers }), [403, "permission_denied", -32003]);
  });

  it("errors are those that they are over stdio (HTP-030, HTP-031)", async () => {
    const unknown = await (await ask(url, "/tools/gret/execute", { body: { input: {} } })).json();
    assert.deepEqual(unknown, {
      ...{ type: "about:blank", title: "Not Found", status: 404 },
      ...{ detail: 'There is no tool "gret". Did you mean "greet"?', kind: "not_found", code: -32004 },
      data: { kind: "not_found", what: "tool", name: "gret", did_you_mean: "greet" },
    });
    assert.deepEqual(await problem("/content/../secrets"), [404, "not_found", -32004]);
    assert.deepEqual(await problem("/context/messages?token_budget=few"), [422, "invalid_params", -32602]);
    assert.deepEqual(await problem("/tools/throws/execute", { body: { input: {} } }), [500, "internal_error", -32603]);
    assert.deepEqual(await problem("/tools/strange/execute", { body: { input: {} } }), [500, "internal_error", -32603]);
    const limited = { body: { request: { messages: [{ role: "user", content: "limit" }] } } };
    assert.deepEqual(await problem("/providers/parrot%2F1/complete", limited), [502, "llm_error", -32010]);
    const old = { headers: { "Amplifier-Protocol": "7.0, 8.0" } };
    assert.deepEqual(await problem("/describe", old), [400, "unsupported_version", -32008]);
    assert.deepEqual(await problem("/configure", { body: { config: { greet: { greting: 1 } } } }), [
      ...([422, "invalid_params", -32602] as const),
    ]);
    assert.deepEqual(await problem("/tools/greet/execute", { body: { input: {} } }), [503, "not_ready", -32007]);
    await result("/configure", { body: { config: {} } });
  });

  it("what is above the limit, but not what does not count (HTP-074, HTP-015)", async () => {
    const host = await TestHost.start();
    const waits = [0, 1, 2].map(() => {
      return begin(url, "/tools/wait/execute", { headers: host.headers(), body: { input: {} } });
    });
    await Promise.all([0, 1, 2].map((n) => host.called("display.show", n)));
    const greet = { body: { input: { name: "Ada" } } };
    assert.deepEqual(await problem("/tools/greet/execute", greet), [429, "overloaded", -32005]);
    assert.deepEqual(await result("/healthz"), {});
    await result("/describe");
    await result("/hooks/session%3Astart", { body: { data: {} } });
    for (const { answer, close } of waits) {
      answer.catch(() => {});
      close();
    }
    await Promise.all([3, 4, 5].map((n) => host.called("display.show", n)));
    assert.equal((await ask(url, "/tools/greet/execute", greet)).status, 200);
  });

  it("what is late (RPC-026, RPC-027)", async () => {
    const body = { input: {} };
    for (const [ms, target] of [
      ["0", "/tools/greet/execute"],
      ["-5", "/tools/greet/execute"],
      ["30", "/tools/conformance.fixture/execute"],
    ] as const) {
      const headers = { "Amplifier-Deadline-Ms": ms };
      const asked = { headers, body: ms === "30" ? { input: { delay_ms: 60_000 } } : body };
      assert.deepEqual(await problem(target, asked), [504, "deadline_exceeded", -32001]);
    }
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("POST /tools/greet/execute HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n");
    socket.write("Amplifier-Deadline-Ms: 30\r\nContent-Length: 10\r\n\r\n{");
    const [head] = (await once(socket.setEncoding("latin1"), "data")) as [string];
    assert.match(head, /^HTTP\/1\.1 504 /);
    socket.destroy();
  });

  it("a turn that is refused before it begins is no stream (HTP-046)", async () => {
    const { prompt: _, ...incomplete } = TURN;
    const cases: [string, object, number][] = [
      ["/orchestrator/execute", incomplete, 422],
      ["/orchestrator/execute", { ...TURN, orchestrator: "none" }, 404],
      ["/providers/none/stream", { request: { messages: [] } }, 404],
      ["/tools/greet/execute", { input: {} }, 422],
    ];
    for (const [target, body, status] of cases) {
      const [got] = await problem(target, { body, headers: { Accept: "text/event-stream" } });
      assert.equal(got, status, target);
    }
  });
});
