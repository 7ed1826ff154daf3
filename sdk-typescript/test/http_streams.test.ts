// Streams, cancels and calls back to a host, over real sockets.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ANY_PORT, type Answer, ask, begin, endAll, reply, Served, TestHost } from "./http_support.js";

const TURN = { prompt: "hi", system_prompt: "", tools: [], hooks: [], providers: [], agents: [], config: {} };
const SSE = { Accept: "text/event-stream" };
let service: Served;
let url = "";

before(async () => {
  service = new Served(ANY_PORT);
  url = await service.url();
});
after(endAll);

const said = (content: string): object => ({ request: { messages: [{ role: "user", content }] } });

function assertStream(answer: Answer): void {
  const { status } = answer;
  const headers = ["content-type", "cache-control"].map((name) => answer.header(name));
  assert.deepEqual([status, ...headers], [200, "text/event-stream", "no-store"]);
}

describe("a stream", () => {
  it("tells tokens and log as they come, and ends with the result (HTP-041, HTP-042, HTP-043)", async () => {
    const host = await TestHost.start();
    const answer = await ask(url, "/providers/parrot%2F1/stream", { headers: host.headers(), body: said("hold") });
    assertStream(answer);
    assert.deepEqual(await answer.event(), ["stream.provider.token", { index: 0, text: "hold" }]);
    assert.deepEqual(await answer.event(), ["$/log", { level: "info", message: "said" }]);
    reply((await host.called("state.get")).response, 200, { value: true }); // so long it was open
    const result = { content: [{ type: "text", text: "hold" }], finish_reason: "stop" };
    assert.deepEqual(await answer.events(), [["result", result]]);
  });

  it("ends with a Problem when the handler breaks (HTP-043)", async () => {
    const answer = await ask(url, "/providers/parrot%2F1/stream", { body: said("limit") });
    assertStream(answer);
    const [[name, problem] = ["", {}], ...rest] = await answer.events();
    const { status, kind, data } = problem as Record<string, unknown>;
    assert.deepEqual([name, status, kind, rest], ["error", 502, "llm_error", []]);
    assert.equal((data as Record<string, unknown>)["llm_error"], "rate_limit");
    const broken = await ask(url, "/tools/strange/execute", { headers: SSE, body: { input: {} } });
    const [[last, { kind: why }] = ["", {}]] = (await broken.events()) as [string, { kind?: string }][];
    assert.deepEqual([last, why], ["error", "internal_error"]);
  });

  it("of a tool comes if it is asked for (HTP-040)", async () => {
    const body = { input: { progress: 2, stream: ["a"], echo: 1 } };
    const target = "/tools/conformance.fixture/execute";
    const streamed = await ask(url, target, { body, headers: { Accept: "application/json, Text/Event-Stream;q=0.5" } });
    assertStream(streamed);
    const result = { success: true, output: { echo: 1 } };
    assert.deepEqual(await streamed.events(), [
      ["$/progress", { progress: 1, total: 2 }],
      ["$/progress", { progress: 2, total: 2 }],
      ["stream.tool.output", { channel: "stdout", text: "a" }],
      ["result", result],
    ]);
    for (const accept of ["*/*", "application/json", "text/event-stream;q=0"]) {
      const whole = await ask(url, target, { body, headers: { Accept: accept } });
      assert.deepEqual([whole.header("content-type"), await whole.json()], ["application/json", result]);
    }
  });

  it("has its head as soon as the handler runs", async () => {
    const host = await TestHost.start();
    const { answer, close } = begin(url, "/tools/wait/execute", {
      headers: host.headers(SSE),
      body: { input: {} },
    });
    assertStream(await answer); // the tool says nothing in it
    close();
    await host.called("display.show", 1);
  });

  it("is not there: a log goes to stderr, and progress nowhere", async () => {
    const body = { input: { log: "told on stderr", progress: 1, echo: 1 } };
    const answer = await ask(url, "/tools/conformance.fixture/execute", { body });
    assert.deepEqual(await answer.json(), { success: true, output: { echo: 1 } });
    await service.says("info: told on stderr\n");
  });
});

describe("a cancel", () => {
  it("is the end of the connection, also of a request that is no stream (HTP-050)", async () => {
    for (const more of [{}, SSE]) {
      const host = await TestHost.start();
      const asked = begin(url, "/tools/wait/execute", { headers: host.headers(more), body: { input: {} } });
      asked.answer.catch(() => {});
      assert.deepEqual((await host.called("display.show")).body, { message: "waiting", level: "info" });
      asked.close();
      const stopped = { message: "stopped: cancelled", level: "info" };
      assert.deepEqual((await host.called("display.show", 1)).body, stopped);
    }
  });

  it("closes the calls that were made for it (HTP-066)", async () => {
    const host = await TestHost.start();
    const answer = await ask(url, "/orchestrator/execute", { headers: host.headers(), body: TURN });
    const inner = await host.called("request.tool_execute");
    answer.close();
    await inner.closed;
    assert.equal(inner.response.writableEnded, false);
  });

  it("of a turn lets it go on, and is passed on to its calls (HTP-051, HTP-052)", async () => {
    const host = await TestHost.start();
    const headers = host.headers({ "Amplifier-Session": "s1" });
    const answer = await ask(url, "/orchestrator/execute", { headers, body: TURN });
    const inner = await host.called("request.tool_execute");
    const cancel = { mode: "graceful", reason: "enough" };
    const stop = async (session: string): Promise<void> => {
      const stopped = await ask(url, "/orchestrator/cancel", {
        headers: { "Amplifier-Session": session },
        body: cancel,
      });
      assert.deepEqual([stopped.status, await stopped.text()], [204, ""]);
    };
    await stop("of somebody else");
    await stop("s1");
    const told = await host.called("$/cancel");
    const id = inner.headers["amplifier-request"];
    assert.deepEqual(told.body, { id, ...cancel });
    assert.equal(told.headers["amplifier-token"], "t-0ken");
    reply(inner.response, 200, { success: true, output: "enough" });
    const events = await answer.events();
    assert.deepEqual(events, [
      ["stream.token", { index: 0, text: "begun" }],
      ["result", { response: "enough", status: "cancelled" }],
    ]);
    assert.equal(host.calls.filter(({ method }) => method === "$/cancel").length, 1);
    await stop("s1"); // also when there is none any more
  });

  it("of a turn, immediate, ends it", async () => {
    const host = await TestHost.start();
    const answer = await ask(url, "/orchestrator/execute", { headers: host.headers(), body: TURN });
    const inner = await host.called("request.tool_execute");
    await ask(url, "/orchestrator/cancel", { body: {} });
    await inner.closed;
    const [name, problem] = (await answer.events()).at(-1) ?? [];
    assert.deepEqual([name, (problem as { status: number }).status], ["error", 499]);
  });

  it("of a call of its own closes it (HTP-053)", async () => {
    const host = await TestHost.start({
      "state.get": async ({ response }) => {
        await host.called("request.tool_execute");
        reply(response, 200, { value: 1 });
      },
    });
    const answer = ask(url, "/tools/impatient/execute", { headers: host.headers(), body: { input: {} } });
    await (await host.called("request.tool_execute")).closed;
    assert.equal(((await (await answer).json()) as { output: string }).output, "cancelled");
  });

  it("is the deadline, too (RPC-062)", async () => {
    const host = await TestHost.start();
    const headers = host.headers({ "Amplifier-Deadline-Ms": "300" });
    const answer = ask(url, "/tools/nested/execute", { headers, body: { input: {} } });
    const inner = await host.called("request.tool_execute");
    const left = Number(inner.headers["amplifier-deadline-ms"]);
    assert.ok(left > 0 && left <= 300, String(left));
    await inner.closed;
    assert.equal((await answer).status, 504);
  });
});
