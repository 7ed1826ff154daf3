// The tool conformance.fixture, member by member, as conformance/FIXTURE.md says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";
import { ProtocolError, Service } from "../src/index.js";
import type { Handler, OutgoingOptions } from "../src/rpc/handler.js";
import { conformanceFixture, type FakeHost, TestBench } from "../src/testing/index.js";
import type { JsonObject } from "../src/wire/message.js";
import { CONFORMANCE, killAll, later, ROOT, type Started, start, type Wiring } from "./support.js";

const NAME = "conformance.fixture";
const LONG = 600_000;
const OUTPUT = "stream.tool.output";

function bench(host: FakeHost = {}): Promise<TestBench> {
  return TestBench.start(conformanceFixture(new Service("s")), { host });
}

/** The output for an input, in memory. */
async function output(input: JsonObject, host: FakeHost = {}): Promise<unknown> {
  return (await (await bench(host)).callTool(NAME, input)).output;
}

/** The service as a process, described. */
async function ready(handler: Partial<Handler> = {}, wiring: Wiring = "pipes"): Promise<Started> {
  const started = start(handler, wiring, {}, CONFORMANCE);
  await started.host.call("describe", {});
  return started;
}

function ask(service: Started, input: JsonObject, options: OutgoingOptions = {}): Promise<unknown> {
  return service.host.call("tool.execute", { name: NAME, input }, options);
}

/** Resolves when the call has told its first progress, with its id on the wire. */
function underWay(service: Started, input: JsonObject): Promise<{ answer: Promise<unknown>; id: unknown }> {
  return new Promise((resolve) => {
    const onStream = (_: string, params: JsonObject): void => resolve({ answer, id: params["request_id"] });
    const answer = ask(service, { progress: 1, ...input }, { onStream });
  });
}

function references(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([word, value]) => (word === "$ref" ? [value as string] : references(value)));
}

afterEach(killAll);

describe("the declaration", () => {
  it("is what the schema says, with its references within it", async () => {
    const file = readFileSync(join(ROOT, "schemas", "fixture.schema.json"), "utf8");
    const published = (JSON.parse(file) as { $defs: Record<string, { properties: object }> }).$defs;
    const [spec] = (await bench()).description.capabilities.tools ?? [];
    assert.ok(spec?.output_schema !== undefined);
    assert.equal(spec.name, NAME);
    assert.deepEqual(spec.annotations, { read_only: true });
    for (const [schema, name] of [
      [spec.input_schema, "FixtureInput"],
      [spec.output_schema, "FixtureOutput"],
    ] as const) {
      assert.equal(schema["type"], "object");
      assert.deepEqual(Object.keys(schema["properties"] as object), Object.keys(published[name]?.properties ?? {}));
      const own = Object.keys(schema["$defs"] as object).map((type) => `#/$defs/${type}`);
      assert.deepEqual(new Set(references(schema)), new Set(own));
    }
    const { progress } = spec.input_schema["properties"] as JsonObject;
    assert.deepEqual(progress, { type: "integer", minimum: 0, maximum: 1_000_000 });
  });

  it("refuses what it does not allow, all faults at once", async () => {
    const wrong = { progress: -1, stream: "a", calls: [{}], crash: "all", log: null };
    const error: unknown = await output(wrong).catch((reason: unknown) => reason);
    assert.ok(error instanceof ProtocolError);
    const places = (error.data["errors"] as { path: string }[]).map(({ path }) => path).sort();
    const members = ["calls/0/method", "crash", "log", "progress", "stream"];
    assert.deepEqual(
      places,
      members.map((member) => `/input/${member}`),
    );
  });
});

describe("the answer", () => {
  it("is empty when nothing is asked for", async () => {
    assert.deepEqual(await (await bench()).callTool(NAME), { success: true, output: {} });
  });

  it("has the echo as it is, null too (TOL-013)", async () => {
    for (const echo of [null, 0, "", [], { a: null }, 1.5, 2 ** 53, false]) {
      assert.deepEqual(await output({ echo }), { echo });
    }
  });

  it("has so many letters", async () => {
    assert.deepEqual(await output({ output_bytes: 0 }), { text: "" });
    assert.deepEqual(await output({ output_bytes: 70_000 }), { text: "x".repeat(70_000) });
  });

  it("is a failure without output", async () => {
    const failed = { success: false, output: null, error: { message: "as you wish" } };
    assert.deepEqual(await (await bench()).callTool(NAME, { fail: "as you wish", echo: 1 }), failed);
  });

  it("is internal_error of that call alone when the handler crashes", async () => {
    const one = await bench();
    await assert.rejects(one.callTool(NAME, { crash: "handler", fail: "never" }), {
      kind: "internal_error",
      data: { exception: "Error" },
    });
    assert.deepEqual((await one.callTool(NAME)).output, {});
  });

  it("has what the calls gave, in their order, an error too", async () => {
    const asked: JsonObject[] = [];
    const request = async (call: { method: string; params: JsonObject }): Promise<unknown> => {
      asked.push({ method: call.method, ...call.params });
      if (call.method === "state.get") return { value: null, odd: null };
      throw new ProtocolError("method_not_found", "no", { x: 1 });
    };
    const service = await ready({ request });
    const calls = [{ method: "state.get", params: { key: "k" } }, { method: "no.such" }];
    const params = { _meta: { depth: 1, traceparent: "t" }, name: NAME, input: { calls, echo: 1 } };
    const error = { code: -32601, message: "no", data: { kind: "method_not_found", x: 1 } };
    assert.deepEqual(await service.host.call("tool.execute", params), {
      success: true,
      output: { calls: [{ result: { value: null, odd: null } }, { error }], echo: 1 },
    });
    const _meta = { depth: 2, traceparent: "t" };
    assert.deepEqual(asked, [
      { method: "state.get", key: "k", _meta },
      { method: "no.such", _meta },
    ]);
    assert.deepEqual(await ask(service, { calls: [] }), { success: true, output: { calls: [] } });
  });
});

describe("on the way", () => {
  it("logs, prints, tells its progress and streams, in this order", async () => {
    const seen: [string, JsonObject][] = [];
    const see = (method: string, params: JsonObject): void => void seen.push([method, params]);
    const service = await ready({ notification: see });
    const input = { stream: ["a", ""], progress: 2, print: "printed", log: "logged" };
    assert.deepEqual(await ask(service, input, { onStream: see }), { success: true, output: {} });
    const request_id = seen[1]?.[1]["request_id"];
    assert.deepEqual(seen, [
      ["$/log", { level: "info", message: "logged" }],
      ["$/progress", { request_id, progress: 1, total: 2 }],
      ["$/progress", { request_id, progress: 2, total: 2 }],
      [OUTPUT, { request_id, channel: "stdout", text: "a" }],
      [OUTPUT, { request_id, channel: "stdout", text: "" }],
    ]);
    assert.equal(await service.end(), 0);
    assert.equal(service.stderr(), "printed\n");
  });

  it("waits, and no longer than it is told", async () => {
    assert.deepEqual(await output({ delay_ms: 1, echo: 1 }), { echo: 1 });
  });

  it("ends the wait at a graceful cancel, and tells it; other calls run side by side", async () => {
    const service = await ready();
    const { answer, id } = await underWay(service, { delay_ms: LONG, output_bytes: 2 });
    assert.deepEqual(await ask(service, { echo: 2 }), { success: true, output: { echo: 2 } });
    service.host.notify("$/cancel", { id, mode: "graceful" });
    assert.deepEqual(await answer, { success: true, output: { cancelled: "graceful", text: "xx" } });
  });

  it("ends the call at an immediate cancel", async () => {
    const service = await ready();
    const { answer, id } = await underWay(service, { delay_ms: LONG });
    service.host.notify("$/cancel", { id });
    await assert.rejects(answer, { kind: "cancelled", code: -32_800 });
  });

  it("ends a call to the host at an immediate cancel, too", async () => {
    const calls = [{ method: "state.get", params: { key: "k" } }];
    const asked = later();
    const travelled = later();
    const request: Handler["request"] = (call) => {
      call.signal.addEventListener("abort", travelled.resolve);
      asked.resolve();
      return new Promise(() => {});
    };
    const service = await ready({ request });
    const { answer, id } = await underWay(service, { calls });
    await asked.promise;
    service.host.notify("$/cancel", { id });
    await assert.rejects(answer, { kind: "cancelled" });
    await travelled.promise;
  });

  it("ends at the deadline", async () => {
    const service = await ready();
    const params = { _meta: { deadline_ms: 1 }, name: NAME, input: { delay_ms: LONG } };
    await assert.rejects(service.host.call("tool.execute", params), { kind: "deadline_exceeded" });
  });
});

for (const wiring of ["pipes", "sockets"] as Wiring[]) {
  it(`a process that crashes is gone with 70, and what it said before is told (${wiring})`, async () => {
    const service = await ready({}, wiring);
    const last = later();
    const onStream = (_: string, { progress, total }: JsonObject): void => {
      if (progress === total) last.resolve();
    };
    const input = { progress: 2500, print: "last words", crash: "process" };
    const gone = assert.rejects(ask(service, input, { onStream }), { kind: "service_unavailable" });
    await last.promise;
    assert.equal(await service.end(), 70);
    await gone;
    assert.equal(service.stderr(), "last words\n");
  });
}
