import assert from "node:assert/strict";
import { once } from "node:events";
import { afterEach, describe, it } from "node:test";
import { ProtocolError } from "../src/errors.js";
import { RateLimitError } from "../src/llm_errors.js";
import type { JsonObject } from "../src/wire/message.js";
import { appears, killAll, later, type Started, start, type Wiring } from "./support.js";

const TOOL = "tool.execute";
const LIMITS = { limits: { max_message_bytes: 1_048_576 } };

async function ready(...args: Parameters<typeof start>): Promise<Started> {
  const started = start(...args);
  await started.host.call("describe", LIMITS);
  return started;
}

function run(started: Started, name: string, input: JsonObject = {}, options = {}): Promise<{ output: unknown }> {
  return started.host.call(TOOL, { name, input }, options) as Promise<{ output: unknown }>;
}

async function failure(call: Promise<unknown>): Promise<ProtocolError> {
  const error = await call.then(
    (result) => assert.fail(`answered ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProtocolError);
  return error;
}

afterEach(killAll);

for (const wiring of ["pipes", "sockets"] as Wiring[]) {
  describe(`over stdio (${wiring})`, () => {
    it("answers 50 calls in reverse order, while another one is cancelled", async () => {
      const service = await ready({}, wiring);
      const order: number[] = [];
      const reversed = async (n: number): Promise<unknown> => {
        const { output } = await run(service, "reversed", { n, total: 50 });
        order.push(n);
        return output;
      };
      const numbers = Array.from({ length: 50 }, (_, n) => n);
      const early = numbers.slice(0, 49).map(reversed);
      const cancel = new AbortController();
      const options = { signal: cancel.signal, onStream: () => cancel.abort() };
      assert.equal((await failure(run(service, "wait", {}, options))).kind, "cancelled");
      assert.deepEqual(order, []);
      assert.deepEqual(await Promise.all([...early, reversed(49)]), numbers);
      assert.deepEqual(order, numbers.toReversed());
      assert.equal(await service.end(), 0);
    });

    it("keeps every print off the wire", async () => {
      const service = await ready({}, wiring);
      assert.deepEqual((await run(service, "print")).output, { status: 0 });
      await service.end();
      for (const line of service.lines()) assert.equal((JSON.parse(line) as JsonObject)["jsonrpc"], "2.0");
      for (const source of ["console.log", "process.stdout", "fd 1", "a child"]) {
        assert.ok(service.stderr().includes(`printed by ${source}`), source);
      }
    });

    it("ends with exit code 0 on EOF, after cleanup, with timers alive", async () => {
      const service = await ready({}, wiring, { GRACE_MS: "1500" });
      const calling = new Promise((resolve) => {
        run(service, "stubborn", {}, { onStream: resolve }).catch(() => {});
      });
      await calling;
      assert.equal(await service.end(), 0);
      assert.match(service.stderr(), /cleaned up/);
    });
  });
}

describe("calls within calls", () => {
  it("calls the host from a tool, with the depth raised and the meta passed on", async () => {
    const seen: JsonObject[] = [];
    const service = await ready({
      request: async (call) => {
        seen.push({ method: call.method, ...call.params });
        return { success: true, output: "from the host" };
      },
    });
    const meta = { traceparent: "00-trace", session_id: "s", depth: 2 };
    const result = await service.host.call(TOOL, { _meta: meta, name: "nested", input: { text: "hi" } });
    assert.deepEqual(result, { success: true, output: { inner: "from the host" } });
    const expected = { ...meta, depth: 3 };
    assert.deepEqual(seen, [{ method: "request.tool_execute", _meta: expected, name: "inner", input: { text: "hi" } }]);
    await service.end();
  });

  it("cancels the tool and its call to the host", async () => {
    const aborted: string[] = [];
    const service = await ready({
      request: (call) =>
        new Promise((_resolve, reject) => {
          call.signal.addEventListener("abort", () => {
            aborted.push(call.method);
            reject(new Error("stopped"));
          });
        }),
    });
    const abort = new AbortController();
    const call = run(service, "nested_wait", {}, { signal: abort.signal, onStream: () => abort.abort() });
    assert.equal((await failure(call)).kind, "cancelled");
    await appears(service.child.stdout as NodeJS.ReadableStream, () => service.lines().join(), '"code":-32800');
    assert.deepEqual(aborted, ["request.tool_execute"]);
    await service.end();
  });

  it("answers a cancelled handler's throw with -32800", async () => {
    const service = await ready();
    service.write('{"jsonrpc":"2.0","id":"x","method":"tool.execute","params":{"name":"wait","input":{}}}\n');
    await appears(service.child.stdout as NodeJS.ReadableStream, () => service.lines().join(), "waiting");
    service.write('{"jsonrpc":"2.0","method":"$/cancel","params":{"id":"x","reason":"enough"}}\n');
    await appears(service.child.stdout as NodeJS.ReadableStream, () => service.lines().join(), '"id":"x"');
    const answer = service.lines().find((line) => line.includes('"id":"x"')) ?? "";
    assert.deepEqual((JSON.parse(answer) as JsonObject)["error"], {
      code: -32800,
      message: "enough",
      data: { kind: "cancelled" },
    });
    await service.end();
  });
});

describe("faults", () => {
  it("answers an exception for its request alone", async () => {
    const service = await ready();
    const error = await failure(run(service, "throws"));
    assert.equal(error.code, -32603);
    assert.deepEqual(error.data, { exception: "RangeError" });
    assert.doesNotMatch(error.message, /\.js:/);
    assert.equal((await run(service, "floats")).output, "answered");
    await appears(service.child.stderr as NodeJS.ReadableStream, service.stderr, "thrown in a callback");
    assert.match(service.stderr(), /floating rejection/);
    assert.deepEqual(await service.host.call("ping", {}), {});
    assert.equal(await service.end(), 0);
  });

  it("tells all faults of an input at once, whatever declared it", async () => {
    const service = await ready();
    for (const name of ["strict", "plain"]) {
      const error = await failure(run(service, name, { count: "x", more: 1 }));
      assert.equal(error.code, -32602);
      const faults = error.data["errors"] as { path: string; message: string }[];
      const paths = faults.map(({ path }) => path).sort();
      assert.ok(paths.includes("/input/text") && paths.includes("/input/count"), `${name}: ${paths}`);
      assert.equal(paths.length, 3);
      assert.deepEqual((await run(service, name, { text: "a" })).output, { text: "a", count: 2 });
    }
    await service.end();
  });

  it("names the nearest tool, and refuses contracts that it lacks", async () => {
    const service = await ready();
    const unknown = await failure(run(service, "nestd"));
    assert.equal(unknown.code, -32004);
    assert.deepEqual(unknown.data, { what: "tool", name: "nestd", did_you_mean: "nested" });
    assert.equal((await failure(service.host.call("provider.info", {}))).code, -32601);
    assert.equal((await failure(service.host.call("no.such", {}))).code, -32601);
    await service.end();
  });

  it("is not ready before describe, but answers ping", async () => {
    const service = start();
    assert.equal((await failure(run(service, "strict", { text: "" }))).code, -32007);
    assert.deepEqual(await service.host.call("ping", {}), {});
    const description = (await service.host.call("describe", {})) as JsonObject;
    assert.equal(description["name"], "fixture");
    assert.equal((await run(service, "strict", { text: "" })).output !== undefined, true);
    await service.end();
  });

  it("answers junk and lives on", async () => {
    const service = await ready();
    service.write('junk\n[1]\n\n{"jsonrpc":"2.0","id":7,"method":5}\n');
    await service.host.call("ping", {});
    const errors = service.lines().flatMap((line) => {
      const { id, error } = JSON.parse(line) as { id: unknown; error?: { code: number } };
      return error === undefined ? [] : [[id, error.code]];
    });
    assert.deepEqual(errors, [
      [null, -32700],
      [null, -32600],
      [7, -32600],
    ]);
    await service.end();
  });

  it("answers -32001 at the deadline", async () => {
    const service = await ready();
    const started = performance.now();
    const call = service.host.call(TOOL, { _meta: { deadline_ms: 100 }, name: "wait", input: {} });
    const error = await failure(call);
    assert.equal(error.code, -32001);
    assert.ok(performance.now() - started >= 99);
    assert.equal(
      (await failure(service.host.call(TOOL, { _meta: { deadline_ms: 0 }, name: "wait", input: {} }))).code,
      -32001,
    );
    await service.end();
  });

  it("replaces a result beyond the host's limit by -32006", async () => {
    const service = await ready();
    assert.equal(((await run(service, "big", { bytes: 1_000_000 })).output as string).length, 1_000_000);
    const error = await failure(run(service, "big", { bytes: 1_048_576 }));
    assert.equal(error.code, -32006);
    assert.deepEqual(error.data, { limit: 1_048_576 });
    await service.end();
  });

  it("carries an LLM error as its class, and a failed tool as a result", async () => {
    const service = await ready();
    const error = await failure(run(service, "limited"));
    assert.ok(error instanceof RateLimitError);
    assert.equal(error.retryable, true);
    assert.equal(error.retryAfter, 2);
    const failed = await service.host.call(TOOL, { name: "fails", input: {} });
    const expected = { success: false, output: "no such file", error: { message: "no such file", kind: "not_found" } };
    assert.deepEqual(failed, expected);
    await service.end();
  });
});

describe("the end", () => {
  it("ends with exit code 0 on SIGTERM alone", async () => {
    const service = await ready({}, "sockets");
    const exit = once(service.child, "exit");
    service.child.kill("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
    assert.match(service.stderr(), /cleaned up/);
  });

  it("lets handlers finish after EOF, and writes what they answered", async () => {
    const service = await ready();
    const calls = [0, 1].map(
      (n) =>
        `{"jsonrpc":"2.0","id":${n},"method":"tool.execute","params":{"name":"reversed","input":{"n":${n},"total":2}}}\n`,
    );
    service.write(calls.join(""));
    assert.equal(await service.end(), 0);
    assert.equal(service.lines().filter((line) => line.includes('"output"')).length, 2);
  });

  it("refuses new requests while it ends, ping and describe aside, and lets the old ones finish (LIF-075)", async () => {
    const inner = later();
    const calling = later();
    const service = await ready({ request: () => inner.promise.then(() => ({ output: 1 })) }, "sockets");
    const exit = once(service.child, "exit");
    const nested = run(service, "nested_wait", {}, { onStream: calling.resolve });
    await calling.promise;
    service.child.kill("SIGTERM");
    let refused: ProtocolError | undefined;
    while (refused === undefined) {
      await run(service, "strict", { text: "" }).catch((error: ProtocolError) => {
        refused = error;
      });
    }
    assert.deepEqual([refused.code, refused.data["service"]], [-32002, "fixture"]);
    assert.deepEqual(await service.host.call("ping", {}), {});
    assert.equal(((await service.host.call("describe", LIMITS)) as JsonObject)["name"], "fixture");
    inner.resolve();
    assert.deepEqual(await nested, { success: true, output: null });
    assert.deepEqual(await exit, [0, null]);
  });

  it("serves only what AMPLIFIER_COMPONENTS names", async () => {
    const service = start({}, "pipes", { AMPLIFIER_COMPONENTS: "big,guard" });
    const description = (await service.host.call("describe", {})) as { capabilities: JsonObject };
    assert.deepEqual(Object.keys(description.capabilities).sort(), ["hooks", "tools"]);
    assert.equal((description.capabilities["tools"] as JsonObject[]).length, 1);
    assert.equal((await failure(run(service, "strict", { text: "" }))).code, -32004);
    await service.end();
  });
});
