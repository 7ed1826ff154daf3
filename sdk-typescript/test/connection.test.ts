import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { ProtocolError } from "../src/errors.js";
import { Connection } from "../src/rpc/connection.js";
import type { Handler } from "../src/rpc/handler.js";
import type { IncomingCall } from "../src/rpc/incoming.js";
import { LineLink } from "../src/rpc/lines.js";
import { memoryPipe } from "../src/testing/index.js";
import type { JsonObject } from "../src/wire/message.js";
import { appears, FIXTURE } from "./support.js";

/** A host, and a service whose handlers are ended by hand. */
class Pair {
  readonly host: Connection;
  readonly service: Connection;
  readonly calls: { call: IncomingCall; resolve(result: unknown): void; reject(error: unknown): void }[] = [];
  #came: () => void = () => {};

  constructor(maxConcurrency?: number) {
    const [left, right] = memoryPipe();
    const nothing: Handler = { request: () => Promise.resolve({}), notification: () => {} };
    const handler: Handler = {
      request: (call) =>
        new Promise((resolve, reject) => {
          this.calls.push({ call, resolve, reject });
          this.#came();
        }),
      notification: () => {},
    };
    this.host = new Connection(new LineLink(left), nothing, { side: "host" });
    this.service = new Connection(new LineLink(right), handler, { side: "service", maxConcurrency });
  }

  /** Resolves when so many calls have come in all. */
  async came(count: number): Promise<void> {
    while (this.calls.length < count) await new Promise<void>((resolve) => (this.#came = resolve));
  }

  at(index: number): Pair["calls"][number] {
    const entry = this.calls[index];
    assert.ok(entry !== undefined);
    return entry;
  }
}

async function kindOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    (result) => assert.fail(`answered ${JSON.stringify(result)}`),
    (error: unknown) => (error instanceof ProtocolError ? error.kind : String(error)),
  );
}

describe("a connection", () => {
  it("takes members of _meta of the wrong type as absent: not seen, not passed on (RPC-060)", async () => {
    const pair = new Pair();
    const wrong = { traceparent: 1, session_id: null, turn_id: "t", deadline_ms: "1", depth: -1, own: [1] };
    for (const _meta of [wrong, "none", [1]]) pair.host.call("tool.execute", { _meta, name: "x" }).catch(() => {});
    await pair.came(3);
    assert.deepEqual(
      pair.calls.map(({ call }) => call.params),
      [{ _meta: { turn_id: "t", own: [1] }, name: "x" }, { name: "x" }, { name: "x" }],
    );
    for (const { resolve } of pair.calls) resolve({});
  });

  it("refuses calls above its concurrency, ping and hooks aside", async () => {
    const pair = new Pair(2);
    const calls = [pair.host.call("tool.execute", {}), pair.host.call("tool.execute", {})];
    assert.equal(await kindOf(pair.host.call("tool.execute", {})), "overloaded");
    const hook = pair.host.call("hook.emit", {});
    await pair.came(3);
    for (const { resolve } of pair.calls) resolve({ ok: true });
    assert.deepEqual(await Promise.all([...calls, hook]), [{ ok: true }, { ok: true }, { ok: true }]);
    const next = pair.host.call("tool.execute", {});
    await pair.came(4);
    pair.at(3).resolve(1);
    assert.equal(await next, 1);
  });

  it("tells a gentle cancel from a hard one", async () => {
    const pair = new Pair();
    const call = pair.host.call("orchestrator.execute", {});
    await pair.came(1);
    const { call: incoming, resolve } = pair.at(0);
    const stopping = once(incoming.stopping, "abort");
    pair.host.notify("$/cancel", { id: "h-1", mode: "graceful" });
    await stopping;
    assert.equal(incoming.signal.aborted, false);
    const aborted = once(incoming.signal, "abort");
    pair.host.notify("$/cancel", { id: "h-1" });
    await aborted;
    resolve({ status: "cancelled" });
    assert.deepEqual(await call, { status: "cancelled" });
  });

  it("answers for a handler that takes no notice of a cancel", async (test) => {
    test.mock.timers.enable({ apis: ["setTimeout"] });
    const pair = new Pair();
    const call = pair.host.call("tool.execute", {});
    await pair.came(1);
    const cancelled = once(pair.at(0).call.signal, "abort");
    pair.host.notify("$/cancel", { id: "h-1", reason: "enough" });
    await cancelled;
    test.mock.timers.tick(5000);
    assert.equal(await kindOf(call), "cancelled");
  });

  it("answers at the deadline, and a late handler does not answer for a reused id", async () => {
    const [left, right] = memoryPipe();
    const lines: JsonObject[] = [];
    const entries: { resolve(result: unknown): void }[] = [];
    let now = 0;
    const handler: Handler = {
      request: () => new Promise((resolve) => entries.push({ resolve })),
      notification: () => {},
    };
    let wake: () => void = () => {};
    left.start(
      (chunk) => {
        lines.push(JSON.parse(Buffer.from(chunk).toString()) as JsonObject);
        wake();
      },
      () => {},
    );
    const answers = async (count: number): Promise<void> => {
      while (lines.length < count) await new Promise<void>((resolve) => (wake = resolve));
    };
    const service = new Connection(new LineLink(right), handler, { side: "service", now: () => now });
    const send = (meta: JsonObject): void => {
      left.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tool.execute", params: { _meta: meta } })}\n`);
    };
    send({ deadline_ms: 10 });
    left.write('{"jsonrpc":"2.0","id":"p","method":"ping"}\n');
    while (entries.length < 2) await new Promise((resolve) => setImmediate(resolve));
    now = 10;
    await answers(1);
    assert.match(JSON.stringify(lines[0]), /"code":-32001/);
    send({});
    while (entries.length < 3) await new Promise((resolve) => setImmediate(resolve));
    entries[0]?.resolve("too late");
    await new Promise((resolve) => setImmediate(resolve));
    entries[2]?.resolve("in time");
    await answers(2);
    assert.deepEqual(lines[1], { jsonrpc: "2.0", id: 1, result: "in time" });
    service.close();
  });

  it("fails its calls when the other side ends", async () => {
    const pair = new Pair();
    const call = kindOf(pair.host.call("tool.execute", {}));
    await pair.came(1);
    pair.service.close();
    assert.equal(await call, "service_unavailable");
    assert.equal(await kindOf(pair.host.call("ping", {})), "service_unavailable");
  });
});

const WIRINGS: Record<string, [string, string[]]> = {
  sockets: [process.execPath, [FIXTURE]],
  pipes: ["bash", ["-c", 'set -o pipefail; cat | node "$1" | cat', "bash", FIXTURE]],
};

for (const [wiring, [program, args]] of Object.entries(WIRINGS)) {
  it(`goes on reading while nobody reads what it writes (${wiring})`, async () => {
    const child = spawn(program, args, { stdio: "pipe" });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const call = (id: number, name: string, input: JsonObject): string =>
      `${JSON.stringify({ jsonrpc: "2.0", id, method: "tool.execute", params: { name, input } })}\n`;
    child.stdin.write('{"jsonrpc":"2.0","id":0,"method":"describe"}\n');
    child.stdin.write(call(1, "big", { bytes: 20_000_000 }));
    child.stdin.write(call(2, "floats", {}));
    await appears(child.stderr, () => errors, "thrown in a callback");
    child.stdout.resume();
    child.stdin.end();
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });
}
