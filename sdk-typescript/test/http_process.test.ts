// A service over HTTP as a process: how it is started, what it may say, whom it lets in, how it ends; and without one.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, it } from "node:test";
import { parseAddress, urlOf } from "../src/http/address.js";
import { requestHandler } from "../src/http/index.js";
import { HttpService } from "../src/http/server.js";
import { Service } from "../src/index.js";
import { ANY_PORT, ask, begin, endAll, reply, Served, TestHost } from "./http_support.js";

afterEach(endAll);

const EMPTY = { body: { input: {} } };

/** Resolves when nobody listens there any more. */
async function isClosed(url: string): Promise<void> {
  for (;;) {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const [error] = (await Promise.race([once(socket, "connect"), once(socket, "close")]).catch((e) => [e])) as [
      Error?,
    ];
    socket.destroy();
    if (error instanceof Error) return;
  }
}

describe("the start", () => {
  it("is by option or environment (HTP-070)", async () => {
    const env = { AMPLIFIER_TRANSPORT: "http", AMPLIFIER_HTTP_ADDRESS: ":0" };
    const ways: [string[], NodeJS.ProcessEnv][] = [
      [["--http", "127.0.0.1:0"], {}],
      [["--other", "--http=0"], { AMPLIFIER_TRANSPORT: "stdio" }],
      [[], env],
    ];
    for (const [args, more] of ways) {
      const url = await new Served(args, more).url();
      assert.match(url, /^http:\/\/127\.0\.0\.1:[1-9][0-9]*$/);
      assert.equal((await ask(url, "/healthz")).status, 200);
    }
  });

  it("fails where it cannot be served", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const ways: [string[], NodeJS.ProcessEnv, RegExp][] = [
      [["--http", "nowhere"], {}, /"nowhere" is no address/],
      [["--http"], {}, /--http needs an address/],
      [["--http", `${port}`], {}, /cannot listen on http:\/\/127\.0\.0\.1:\d+: .*EADDRINUSE/],
      [[], { AMPLIFIER_TRANSPORT: "pigeon" }, /AMPLIFIER_TRANSPORT is stdio or http, not "pigeon"/],
    ];
    for (const [args, env, why] of ways) {
      const served = new Served(args, env);
      const [code] = await served.ended;
      assert.notEqual(code, 0);
      assert.match(served.stderr, why);
      assert.equal(served.stdout, "");
    }
    taken.close();
  });

  it("an address is host:port, :port or port (HTP-070)", () => {
    const cases: [string, string, number][] = [
      ["0.0.0.0:80", "0.0.0.0", 80],
      [":8080", "127.0.0.1", 8080],
      ["8080", "127.0.0.1", 8080],
      ["[::1]:0", "::1", 0],
      ["localhost:65535", "localhost", 65_535],
    ];
    for (const [text, host, port] of cases) assert.deepEqual(parseAddress(text), { host, port });
    for (const wrong of ["", ":", "host", "host:", "1:2:3", ":65536", ":-1", "http://x:1"]) {
      assert.throws(() => parseAddress(wrong), TypeError, wrong);
    }
    assert.equal(urlOf({ host: "::1", port: 5 }), "http://[::1]:5");
  });

  it("takes settings from AMPLIFIER_CONFIG, or ends (HTP-077)", async () => {
    const config = JSON.stringify({ greet: { greeting: "Hi" } });
    const url = await new Served(ANY_PORT, { AMPLIFIER_CONFIG: config }).url();
    const said = await ask(url, "/tools/greet/execute", { body: { input: { name: "Ada" } } });
    assert.equal((await said.json())["output"], "Hi, Ada!");
    const faults: [string, RegExp][] = [
      ['{"greet":{"greting":1},"gret":{}}', /\/config\/gret: .*; \/config\/greet\/greting: is not a known member/],
      ["{", /AMPLIFIER_CONFIG is not JSON/],
      ["[]", /\/config: /],
    ];
    for (const [wrong, why] of faults) {
      const served = new Served(ANY_PORT, { AMPLIFIER_CONFIG: wrong });
      const [code] = await served.ended;
      assert.ok(code !== 0 && code !== null);
      assert.match(served.stderr, why);
      assert.equal(served.stdout, "");
    }
  });
});

describe("a process", () => {
  it("writes one line to stdout, whatever its components print (HTP-071), and lives on without stdin (HTP-076)", async () => {
    const served = new Served(ANY_PORT, { AMPLIFIER_HTTP_TOKEN: "s3cret" });
    const url = await served.url();
    served.child.stdin?.end();
    const answer = await ask(url, "/tools/print/execute", { ...EMPTY, headers: { Authorization: "Bearer s3cret" } });
    assert.equal((await answer.json())["output"], "printed");
    await served.says("printed by console.log\n");
    await served.says("printed by a child\ntoken=\n"); // what a tool runs does not get the token
    served.child.kill();
    assert.deepEqual(await served.ended, [0, null]);
    assert.equal(served.stdout, `{"url":"${url}"}\n`);
  });

  it("lets in who has the token (HTP-072)", async () => {
    const url = await new Served(ANY_PORT, { AMPLIFIER_HTTP_TOKEN: "s3cret" }).url();
    for (const authorization of [undefined, "Bearer s3cre", "Bearer s3crett", "Basic s3cret", "s3cret", "Bearer"]) {
      const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
      for (const target of ["/describe", "/nothing", "/openapi.json"]) {
        const answer = await ask(url, target, { headers });
        assert.deepEqual([answer.status, answer.header("www-authenticate")], [401, "Bearer"], authorization);
        assert.deepEqual((await answer.json())["kind"], "permission_denied");
      }
      assert.equal((await ask(url, "/healthz", { headers })).status, 200);
    }
    for (const authorization of ["Bearer s3cret", "bearer s3cret"]) {
      assert.equal((await ask(url, "/describe", { headers: { Authorization: authorization } })).status, 200);
    }
  });

  it("lets what is under way finish on SIGTERM, and ends with 0 (HTP-075)", async () => {
    const host = await TestHost.start();
    const served = new Served(ANY_PORT);
    const url = await served.url();
    const answer = ask(url, "/tools/nested/execute", { ...EMPTY, headers: host.headers() });
    const inner = await host.called("request.tool_execute");
    served.child.kill();
    await isClosed(url);
    reply(inner.response, 200, { success: true, output: "late" });
    const whole = await answer;
    assert.deepEqual([whole.status, whole.header("connection")], [200, "close"]);
    assert.deepEqual((await whole.json())["output"], { output: "late", seen: [] });
    assert.deepEqual(await served.ended, [0, null]);
    assert.match(served.stderr, /cleaned up/);
  });

  it("cancels on SIGTERM what does not finish in time", async () => {
    const host = await TestHost.start();
    const served = new Served(ANY_PORT, { GRACE_MS: "1100" });
    const headers = host.headers({ Accept: "text/event-stream" });
    const answer = await ask(await served.url(), "/tools/wait/execute", { ...EMPTY, headers });
    await host.called("display.show");
    served.child.kill();
    const [name, problem] = (await answer.events()).at(-1) ?? [];
    assert.deepEqual([name, (problem as { kind: string }).kind], ["error", "cancelled"]);
    assert.deepEqual(await served.ended, [0, null]);
  });

  it("ends on SIGTERM though callers keep connections", async () => {
    const served = new Served(ANY_PORT);
    const idle = connect(Number(new URL(await served.url()).port), "127.0.0.1");
    await once(idle, "connect");
    served.child.kill();
    assert.deepEqual(await served.ended, [0, null]);
    idle.destroy();
  });
});

describe("a handler of requests", () => {
  const service = (): Service => new Service("s").tool("t", { description: "x" }, () => 1);

  it("serves in somebody's own server, and ends with its work", async () => {
    const cleaned: string[] = [];
    const own = service().cleanup(() => void cleaned.push("cleaned up"));
    const handler = await requestHandler(own, { token: "s3cret" });
    const server = createServer((request, response) => {
      if (request.url === "/mine") response.end("mine");
      else handler(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = urlOf({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
    assert.equal(await (await ask(url, "/mine")).text(), "mine");
    const headers = { Authorization: "Bearer s3cret" };
    assert.equal((await (await ask(url, "/tools/t/execute", { ...EMPTY, headers })).json())["output"], 1);
    assert.equal((await ask(url, "/describe")).status, 401);
    await handler.close();
    assert.deepEqual(cleaned, ["cleaned up"]);
    const late = await ask(url, "/tools/t/execute", { ...EMPTY, headers });
    assert.deepEqual([late.status, (await late.json())["kind"]], [503, "service_unavailable"]);
    server.close();
  });

  it("refuses settings that do not fit", async () => {
    await assert.rejects(requestHandler(service(), { config: { u: {} } }), { kind: "invalid_params" });
  });

  it("shows that a silent stream is alive (HTP-047)", async () => {
    let finish = (): void => {};
    const wait = (): Promise<void> => new Promise((resolve) => (finish = resolve));
    const dispatcher = new Service("s").tool("t", { description: "x" }, wait).dispatcher();
    const served = new HttpService(dispatcher, { silenceMs: 1 });
    const server = createServer((request, response) => void served.handle(request, response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = urlOf({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
    const asked = begin(url, "/tools/t/execute", { ...EMPTY, headers: { Accept: "text/event-stream" } });
    const text = (await asked.answer).text((soFar) => {
      if (soFar.includes("\n:")) finish();
    });
    assert.match(await text, /^(:\n\n){2,}event: result\ndata: \{"success":true,"output":null\}\n\n$/);
    server.close();
  });
});
