import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { z } from "zod";
import { deny, injectContext, modify, ProtocolError, Service, type StandardSchema } from "../src/index.js";
import { SDK_INFO } from "../src/service/version.js";
import { TestBench } from "../src/testing/index.js";
import { ROOT } from "./support.js";

const about = { description: "x" };

describe("declaring", () => {
  it("reports faults where the component is declared", () => {
    const service = new Service("s");
    assert.throws(() => service.tool("1st", about, () => 1), /tool "1st": the name must match/);
    assert.throws(
      () => service.tool("t", { ...about, input: { type: "string" } }, () => 1),
      /tool "t", input: .*object/,
    );
    service.tool("t", about, () => 1);
    assert.throws(() => service.tool("t", about, () => 1), /tool "t" is declared twice/);
    assert.throws(() => service.hook([], {}, () => undefined), /at least one event/);
    const old: StandardSchema = { "~standard": { version: 1, vendor: "old", validate: (value) => ({ value }) } };
    assert.throws(() => service.tool("o", { ...about, input: old }, () => 1), /this version of old .* use zod 4\.2/);
  });

  it("describes what it offers, and nothing that it does not", async () => {
    const service = new Service("s", { version: "1.0.0", description: "d", requires: ["hook.emit"] });
    const input = z.object({ text: z.string().describe("The text.") });
    service.tool(
      "t",
      { ...about, readOnly: true, parallelSafe: false, input, config: z.object({ n: z.int() }) },
      () => 1,
    );
    service.hook(["tool:pre", "x:*"], { name: "h", priority: 5, onError: "deny" }, () => undefined);
    const bench = await TestBench.start(service, { config: { t: { n: 1 } } });
    const text = { type: "string", description: "The text." };
    assert.deepEqual(bench.description, {
      protocol_version: "1.0",
      name: "s",
      version: "1.0.0",
      description: "d",
      sdk: SDK_INFO,
      limits: { max_message_bytes: 67_108_864, max_concurrency: 64 },
      requires: ["hook.emit"],
      config_schema: {
        t: {
          type: "object",
          properties: { n: { type: "integer", minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991 } },
          required: ["n"],
        },
      },
      capabilities: {
        tools: [
          {
            name: "t",
            description: "x",
            input_schema: { type: "object", properties: { text }, required: ["text"] },
            annotations: { read_only: true, parallel_safe: false },
          },
        ],
        hooks: [{ name: "h", events: ["tool:pre", "x:*"], priority: 5, timeout_ms: 10_000, on_error: "deny" }],
      },
    });
    const file = JSON.parse(readFileSync(join(ROOT, "sdk-typescript", "package.json"), "utf8")) as { version: string };
    assert.equal(SDK_INFO.version, file.version);
  });
});

describe("configuring", () => {
  const config = z.object({ greeting: z.string().default("hello") });
  const greeter = (): Service =>
    new Service("s").tool("greet", { ...about, config }, (_, context) => [
      context.config.greeting,
      context.session.cwd,
    ]);

  it("hands the validated settings and the session to handlers", async () => {
    const session = { id: "s1", cwd: "/somewhere" };
    const bench = await TestBench.start(greeter(), { config: { greet: { greeting: "hi" } }, session });
    assert.deepEqual((await bench.callTool("greet")).output, ["hi", "/somewhere"]);
    await bench.request("configure", { config: {} });
    assert.deepEqual((await bench.callTool("greet")).output, ["hello", null]);
  });

  it("is not ready after a refused one, until a good one comes", async () => {
    const bench = await TestBench.start(greeter());
    const refused = bench.request("configure", { config: { greet: { greeting: 5 } } });
    const after = bench.callTool("greet");
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof ProtocolError && error.code === -32602);
      const faults = error.data["errors"] as { path: string }[];
      assert.deepEqual(
        faults.map(({ path }) => path),
        ["/config/greet/greeting"],
      );
      return true;
    });
    await assert.rejects(after, { kind: "not_ready", code: -32007 });
    assert.deepEqual(await bench.request("ping", {}), {});
    await bench.request("configure", { config: {} });
    assert.equal((await bench.callTool("greet")).success, true);
  });

  it("tells every unknown member at its own pointer", async () => {
    const strict = z.strictObject({ deep: z.strictObject({}).optional() });
    const service = new Service("s").tool("t", { ...about, config: strict }, () => 1);
    const config = { t: { deep: { x: 1 }, a: 1, "b/c": 2 } };
    await assert.rejects(TestBench.start(service, { config }), (error: ProtocolError) => {
      const paths = (error.data["errors"] as { path: string }[]).map(({ path }) => path);
      assert.deepEqual(paths.sort(), ["/config/t/a", "/config/t/b~1c", "/config/t/deep/x"]);
      return true;
    });
  });

  it("refuses a host that speaks other versions only", async () => {
    const bench = await TestBench.start(greeter());
    const call = bench.request("describe", { protocol_versions: ["2.0"] });
    await assert.rejects(call, { code: -32008, data: { supported: ["1.0"] } });
  });
});

describe("hooks", () => {
  it("shows events in camelCase, and folds all handlers when none is named", async () => {
    const service = new Service("s");
    const seen: unknown[] = [];
    service.hook("tool:pre", { name: "second", priority: 20 }, (event) => {
      seen.push(event.toolInput);
      return injectContext("note");
    });
    service.hook("*", { name: "first", priority: 10 }, () =>
      modify({ tool_input: { safe: true }, tool_name: "other" }),
    );
    service.hook("tool:*", { name: "broken", priority: 15 }, () => {
      throw new Error("broken");
    });
    const bench = await TestBench.start(service);
    const result = await bench.emitHook("tool:pre", { tool_name: "bash", tool_input: {} });
    assert.deepEqual(seen, [{ safe: true }]);
    assert.deepEqual(result, {
      action: "inject_context",
      data: { tool_input: { safe: true } },
      context_injection: "note",
    });
    await assert.rejects(bench.emitHook("tool:pre", { tool_name: "bash", tool_input: {} }, "frist"), {
      kind: "not_found",
      data: { what: "hook", name: "frist", did_you_mean: "first" },
    });
  });

  it("fails closed where it says so", async () => {
    const gate = new Service("s").hook("tool:pre", { name: "gate", onError: "deny" }, () => {
      throw new Error("no rules");
    });
    const bench = await TestBench.start(gate);
    const result = await bench.emitHook("tool:pre", { tool_name: "bash", tool_input: {} });
    assert.equal(result.action, "deny");
    assert.equal(result.reason, "no rules");
  });

  it("passes a result on as it is when the handler is named", async () => {
    const bench = await TestBench.start(new Service("s").hook("x:y", { name: "h" }, () => deny("no")));
    assert.deepEqual(await bench.emitHook("x:y", {}, "h"), { action: "deny", reason: "no" });
  });
});

describe("the host's services", () => {
  it("reads and writes state, streams a model's answer, and hears a refusal", async () => {
    const service = new Service("s").tool("use", about, async (_, { host }) => {
      await host.setState("use.n", 1);
      const tokens: unknown[] = [];
      const request = { messages: [{ role: "user" as const, content: "hi" }] };
      const onStream = (_method: string, params: Record<string, unknown>): void => void tokens.push(params["text"]);
      const response = await host.complete(request, { onStream });
      host.show("done");
      const refused = await host.executeTool("bash", {}).catch((error: ProtocolError) => error.kind);
      return { state: await host.getState("use.n"), tokens, content: response.content, refused };
    });
    const state = new Map<string, unknown>();
    const bench = await TestBench.start(service, {
      host: {
        "state.set": ({ key, value }) => {
          state.set(key, value);
          return {};
        },
        "state.get": ({ key }) => ({ value: state.get(key) ?? null }),
        "request.provider_complete": ({ stream }, call) => {
          assert.equal(stream, true);
          call.notify("stream.provider.token", { index: 0, text: "a" });
          call.notify("stream.provider.token", { index: 0, text: "b" });
          return { content: [{ type: "text", text: "ab" }] };
        },
      },
    });
    assert.deepEqual((await bench.callTool("use")).output, {
      state: 1,
      tokens: ["a", "b"],
      content: [{ type: "text", text: "ab" }],
      refused: "permission_denied",
    });
    const expected = { method: "display.show", params: { message: "done", level: "info" } };
    assert.deepEqual(bench.notifications, [expected]);
    assert.equal(await bench.close(), 0);
  });
});
