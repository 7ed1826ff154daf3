// The way back: calls of a service to the host of each request, over real sockets.
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { after, before, describe, it } from "node:test";
import { ANY_PORT, ask, endAll, event, reply, Served, TestHost } from "./http_support.js";

const STREAM = { "Content-Type": "text/event-stream" };
let service: Served;
let url = "";

before(async () => {
  service = new Served(ANY_PORT);
  url = await service.url();
});
after(endAll);

async function output(tool: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await ask(url, `/tools/${tool}/execute`, { headers, body: { input: {} } });
  const result = (await answer.json()) as { output: unknown };
  assert.equal(answer.status, 200, JSON.stringify(result));
  return result.output;
}

/** What the tool `nested` makes of this answer to its call. */
async function nested(answer: (response: ServerResponse) => void): Promise<Record<string, unknown>> {
  const host = await TestHost.start({ "request.tool_execute": ({ response }) => void answer(response) });
  return (await output("nested", host.headers())) as Record<string, unknown>;
}

const errorOf = ({ error }: Record<string, unknown>): unknown[] => {
  const { code, data } = error as { code: number; data: Record<string, unknown> };
  return [code, data["kind"], data["partial"]];
};

describe("a call", () => {
  it("goes to the callback of its request, with its token and _meta (HTP-061, HTP-064)", async () => {
    const answer = { success: true, output: 5 };
    const hosts = await Promise.all([1, 2].map(() => TestHost.start({ "request.tool_execute": () => answer })));
    const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await Promise.all(
      hosts.map(async (host, n) => {
        const meta = { "Amplifier-Session": `s${n}`, "Amplifier-Depth": "2", traceparent: trace };
        const headers = { ...host.headers(meta), "Amplifier-Token": `token-${n}` };
        assert.deepEqual(await output("nested", headers), { output: 5, seen: [] });
      }),
    );
    const ids = new Set<unknown>();
    for (const [n, { calls }] of hosts.entries()) {
      const [call, ...more] = calls;
      assert.deepEqual([call?.body, more], [{ name: "inner", input: {} }, []]);
      const told = ["token", "session", "depth"].map((name) => call?.headers[`amplifier-${name}`]);
      assert.deepEqual([...told, call?.headers["traceparent"]], [`token-${n}`, `s${n}`, "3", trace]);
      ids.add(call?.headers["amplifier-request"]);
    }
    assert.equal(ids.size, 2);
  });

  it("may be answered by a stream (HTP-045, HTP-065)", async () => {
    const host = await TestHost.start();
    const answer = output("nested", host.headers());
    const { headers, response } = await host.called("request.tool_execute");
    assert.match(headers.accept ?? "", /text\/event-stream/);
    response.writeHead(200, STREAM);
    response.write(`: hello\n\nid: 1\nretry: 5\n${event("$/progress", { progress: 1 })}`);
    response.write(event("of.tomorrow", {}) + event("stream.tool.output", { channel: "stdout", text: "a" }));
    response.end(event("result", { success: true, output: 6 }));
    assert.deepEqual(await answer, {
      output: 6,
      seen: [
        ["$/progress", { progress: 1 }],
        ["stream.tool.output", { channel: "stdout", text: "a" }],
      ],
    });
  });

  it("fails as the host says (HTP-030, HTP-032)", async () => {
    const problem = { status: 403, detail: "no", kind: "permission_denied", code: -32003 };
    const denied = [-32003, "permission_denied", undefined];
    assert.deepEqual(errorOf(await nested((response) => reply(response, 403, problem))), denied);
    const streamed = await nested((response) => response.writeHead(200, STREAM).end(event("error", problem)));
    assert.deepEqual(errorOf(streamed), denied);
    assert.deepEqual(errorOf(await nested((response) => response.writeHead(403).end("no"))), denied);
    const gone = [-32002, "service_unavailable", undefined];
    assert.deepEqual(errorOf(await nested((response) => response.writeHead(302, { Location: "/" }).end())), gone);
    assert.deepEqual(errorOf(await nested((response) => response.writeHead(204).end())), gone);
    assert.deepEqual(errorOf(await nested((response) => void response.destroy())), gone);
    const half = (response: ServerResponse): void => {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100" }).write("{");
      response.destroy();
    };
    assert.deepEqual(errorOf(await nested(half)), gone);
    const long = JSON.stringify({ success: true, output: "x".repeat(1024 * 1024) });
    const tooLong = await nested((response) =>
      response.writeHead(200, { "Content-Type": "application/json" }).end(long),
    );
    assert.deepEqual(errorOf(tooLong), [-32006, "message_too_large", undefined]);
  });

  it("whose stream breaks off has the text so far (HTP-044)", async () => {
    const tokens = ["Hel", "lo"].map((text) => event("stream.provider.token", { index: 0, text })).join("");
    const partial = [-32002, "service_unavailable", "Hello"];
    const ended = await nested((response) => response.writeHead(200, STREAM).end(tokens));
    assert.deepEqual(errorOf(ended), partial);
    const cut = (response: ServerResponse): void => {
      response.writeHead(200, STREAM).write(`${tokens}event: result\ndata: {"suc`, () => response.destroy());
    };
    assert.deepEqual(errorOf(await nested(cut)), partial);
  });

  it("fails without a callback that can be called (HTP-067)", async () => {
    const gone = [-32002, "service_unavailable", undefined];
    const { base } = await TestHost.start();
    for (const callback of [undefined, "/s/relative", "ftp://127.0.0.1/", `${base}/?query`, "http://127.0.0.1:1"]) {
      const headers: Record<string, string> = callback === undefined ? {} : { "Amplifier-Callback": callback };
      assert.deepEqual(errorOf((await output("nested", headers)) as Record<string, unknown>), gone, callback);
    }
    const turn = { prompt: "hi", system_prompt: "", tools: [], hooks: [], providers: [], agents: [], config: {} };
    const streamed = await ask(url, "/orchestrator/execute", { body: turn });
    const [name, problem] = (await streamed.events()).at(-1) ?? [];
    assert.deepEqual([name, (problem as { kind: string }).kind], ["error", "service_unavailable"]);
  });
});

describe("what is told the host", () => {
  it("comes in order, before later calls and before the answer (RPC-054)", async () => {
    const host = await TestHost.start({ "state.get": () => ({ value: 1 }) });
    assert.equal(await output("talks", host.headers({ "Amplifier-Session": "s1" })), "told");
    const order = host.calls.map(({ method, body }) => [method, body["data"] ?? body["message"] ?? body["key"]]);
    assert.deepEqual(order, [
      ...[1, 2, 3].map((n) => ["channel.publish", n]),
      ...[
        ["display.show", "done"],
        ["state.get", "k"],
        ["display.show", "bye"],
      ],
    ]);
    for (const { headers } of host.calls) {
      assert.deepEqual([headers["amplifier-token"], headers["amplifier-session"]], ["t-0ken", "s1"]);
    }
  });

  it("because of a notification goes to the callback of that", async () => {
    const host = await TestHost.start();
    const body = { sender: "s", data: "it rains" };
    assert.equal((await ask(url, "/channels/news", { headers: host.headers(), body })).status, 204);
    assert.equal((await host.called("display.show")).body["message"], "heard it rains");
  });

  it("and is not taken in, is told on stderr, without the token (HTP-068)", async () => {
    const headers = { "Amplifier-Callback": "http://127.0.0.1:1", "Amplifier-Token": "t-0ken" };
    const answer = await ask(url, "/tools/talks/execute", { headers, body: { input: {} } });
    const problem = await answer.text();
    assert.equal(answer.status, 503, problem);
    await service.says("channel.publish was not taken: The host cannot be reached: ");
    assert.doesNotMatch(service.stdout + service.stderr + problem, /t-0ken|token-/);
  });
});
