// Each kind of component beside tools and hooks, in memory.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import {
  type ApprovalRequest,
  type ChannelMessageParams,
  type CompletionPiece,
  type Message,
  type OrchestratorOptions,
  ProtocolError,
  Service,
} from "../src/index.js";
import { type FakeHost, TestBench } from "../src/testing/index.js";
import { later } from "./support.js";

const user = (content: string): Message => ({ role: "user", content });

/** Keeps what it is told; each addition takes its time. */
class Slow {
  readonly gates: (() => void)[] = [];
  messages: Message[] = [];

  async addMessage(message: Message): Promise<void> {
    await new Promise<void>((resolve) => this.gates.push(resolve));
    this.messages.push(message);
  }

  getMessages(): Message[] {
    return [...this.messages];
  }

  setMessages(messages: Message[]): void {
    this.messages = messages;
  }

  clear(): void {
    this.messages = [];
  }
}

describe("a context manager", () => {
  it("adds, gives, sets and clears; `this` is the author's", async () => {
    const slow = new Slow();
    const bench = await TestBench.start(new Service("s").contextManager("memory", slow));
    assert.deepEqual(bench.description.capabilities.context_managers, [{ name: "memory" }]);
    const odd = { ...user("b"), unknown: null };
    await bench.setMessages([user("a"), odd]);
    assert.deepEqual(await bench.getMessages({ token_budget: 5 }), [user("a"), odd]);
    await bench.clearMessages();
    assert.deepEqual(await bench.getMessages(), []);
  });

  it("takes its calls in the order of their lines, also while one of them or the setup waits (CTX-007)", async () => {
    const slow = new Slow();
    const setup = later();
    const manager = Object.assign(slow, { setup: () => setup.promise });
    const bench = await TestBench.start(new Service("s").contextManager("memory", manager));
    const added = bench.addMessage(user("a"));
    const seen = bench.getMessages();
    const set = bench.setMessages([user("b")]);
    const after = bench.getMessages();
    await bench.request("ping", {});
    assert.equal(slow.gates.length, 0, "the setup is not over");
    setup.resolve();
    while (slow.gates.length === 0) await bench.request("ping", {});
    slow.gates[0]?.();
    assert.deepEqual(await seen, [user("a")]);
    assert.deepEqual(await after, [user("b")]);
    await Promise.all([added, set]);
  });

  it("is not held up by a call that was cancelled", async () => {
    const bench = await TestBench.start(new Service("s").contextManager("memory", new Slow()));
    const cancel = new AbortController();
    const hangs = bench.request("context.add_message", { message: user("a") }, { signal: cancel.signal });
    const waits = bench.getMessages();
    cancel.abort();
    await assert.rejects(hangs, { kind: "cancelled" });
    assert.deepEqual(await waits, []);
  });
});

const REQUEST = { messages: [{ role: "user" as const, content: "hi" }] };
const PIECES: CompletionPiece[] = ["a", "b"].map((text, index) => ({
  method: "stream.provider.token",
  params: { index, text },
}));

function orchestrated(execute: OrchestratorOptions["execute"], host: FakeHost): Promise<TestBench> {
  const service = new Service("s", { requires: ["provider.complete"] });
  return TestBench.start(service.orchestrator("once", { description: "One call.", execute }), { host });
}

describe("an orchestrator", () => {
  it("runs a turn: a bare text is a completed one", async () => {
    const bench = await orchestrated(({ prompt }) => prompt.toUpperCase(), {});
    assert.deepEqual(bench.description.capabilities.orchestrators, [{ name: "once", description: "One call." }]);
    assert.deepEqual(await bench.execute("once", "hi"), { response: "HI", status: "completed" });
    await assert.rejects(bench.execute("onec", "hi"), {
      kind: "not_found",
      data: { what: "orchestrator", name: "onec", did_you_mean: "once" },
    });
  });

  it("gets the pieces of an answer, then the whole of it, and streams them on", async () => {
    const streamed: unknown[] = [];
    const pieces: CompletionPiece[] = [];
    const bench = await orchestrated(
      async (_, context) => {
        const stream = context.host.streamComplete(REQUEST);
        for await (const piece of stream) {
          pieces.push(piece);
          context.token(0, String(piece.params["text"]));
        }
        const { content } = await stream.response;
        return { response: JSON.stringify(content), status: "completed", turn_count: 1 };
      },
      {
        "request.provider_complete": ({ stream }, call) => {
          assert.equal(stream, true);
          for (const { method, params } of PIECES) call.notify(method, params);
          return { content: [] };
        },
      },
    );
    const onStream = (method: string, params: unknown): void => void streamed.push([method, params]);
    const result = await bench.execute("once", "hi", { onStream });
    assert.deepEqual(result, { response: "[]", status: "completed", turn_count: 1 });
    assert.deepEqual(pieces, PIECES);
    assert.deepEqual(
      streamed.map((piece) => (piece as [string, { text: string }])[1].text),
      ["a", "b"],
    );
  });

  it("cancels the call when the loop is left", async () => {
    const cancelled = later();
    const bench = await orchestrated(
      async (_, { host }) => {
        const stream = host.streamComplete(REQUEST);
        for await (const { params } of stream) {
          if (params["text"] === "a") break;
        }
        const kind = await stream.response.catch((error: ProtocolError) => error.kind);
        return String(kind);
      },
      {
        "request.provider_complete": (_, call) => {
          for (const { method, params } of PIECES) call.notify(method, params);
          call.signal.addEventListener("abort", () => cancelled.resolve());
          return new Promise(() => {});
        },
      },
    );
    assert.equal((await bench.execute("once", "hi")).response, "cancelled");
    await cancelled.promise;
  });

  it("throws an error of the call where the pieces end", async () => {
    const bench = await orchestrated(
      async (_, { host }) => {
        const texts: unknown[] = [];
        try {
          for await (const { params } of host.streamComplete(REQUEST)) texts.push(params["text"]);
        } catch (error) {
          texts.push((error as ProtocolError).kind);
        }
        return texts.join();
      },
      {
        "request.provider_complete": (_, call) => {
          call.notify("stream.provider.token", { index: 0, text: "a" });
          throw new ProtocolError("overloaded", "busy");
        },
      },
    );
    assert.equal((await bench.execute("once", "hi")).response, "a,overloaded");
  });
});

describe("a provider", () => {
  const content = [{ type: "text" as const, text: "hi" }];

  it("needs no more than complete", async () => {
    const service = new Service("s").provider("parrot", {
      displayName: "Parrot",
      complete: (_request, _context, stream) => {
        stream.token(0, "hi");
        return { content };
      },
    });
    const bench = await TestBench.start(service);
    assert.deepEqual(await bench.request("provider.info", { provider: "parrot" }), {
      id: "parrot",
      display_name: "Parrot",
      credential_env_vars: [],
      capabilities: [],
      defaults: {},
      config_fields: [],
    });
    assert.deepEqual(await bench.request("provider.list_models", {}), { models: [] });
    const pieces: string[] = [];
    const response = await bench.complete("parrot", REQUEST, (method) => pieces.push(method));
    assert.deepEqual([response, pieces], [{ content }, ["stream.provider.token"]]);
    const call = { type: "tool_call" as const, id: "1", name: "t", input: { a: 1 } };
    const parsed = await bench.request("provider.parse_tool_calls", { response: { content: [call] } });
    assert.deepEqual(parsed, { tool_calls: [{ id: "1", name: "t", arguments: { a: 1 } }] });
  });
});

describe("an approval provider", () => {
  it("answers with a whole result, or a bare yes or no", async () => {
    const answers = { low: true, medium: { approved: true, reason: "fine" }, high: false } as const;
    const service = new Service("s").approvalProvider("by_risk", {
      requestApproval: ({ risk_level: risk }) => answers[risk as keyof typeof answers],
    });
    const bench = await TestBench.start(service);
    assert.deepEqual(bench.description.capabilities.approval_providers, [{ name: "by_risk" }]);
    const ask = (risk: "low" | "medium" | "high"): ReturnType<TestBench["requestApproval"]> => {
      const request: ApprovalRequest = { tool_name: "t", action: "run", details: {}, risk_level: risk };
      return bench.requestApproval("by_risk", request);
    };
    assert.deepEqual(await ask("low"), { approved: true });
    assert.deepEqual(await ask("medium"), { approved: true, reason: "fine" });
    assert.deepEqual(await ask("high"), { approved: false });
  });
});

describe("a capability", () => {
  const input = z.strictObject({ text: z.string(), n: z.int().default(2) });
  const service = new Service("s")
    .capability("repeat", { description: "Repeat.", input }, ({ text, n }) => text.repeat(n))
    .capability("echo", {}, (value) => value);

  it("takes and gives any JSON", async () => {
    const bench = await TestBench.start(service);
    assert.deepEqual(
      bench.description.capabilities.exports?.map(({ name, description }) => [name, description]),
      [
        ["repeat", "Repeat."],
        ["echo", undefined],
      ],
    );
    assert.equal(await bench.callCapability("repeat", { text: "a" }), "aa");
    for (const value of [null, 1, "a", [null], { a: null }]) {
      assert.deepEqual(await bench.callCapability("echo", value), value);
    }
  });

  it("tells all faults of its input under /input (CHN-002), and a name that is not there", async () => {
    const bench = await TestBench.start(service);
    await assert.rejects(bench.callCapability("repeat", { n: 1.5, x: 1, "y/z": 2 }), (error: ProtocolError) => {
      const paths = (error.data["errors"] as { path: string }[]).map(({ path }) => path);
      assert.equal(error.code, -32602);
      assert.deepEqual(paths.sort(), ["/input/n", "/input/text", "/input/x", "/input/y~1z"]);
      return true;
    });
    await assert.rejects(bench.callCapability("repaet", {}), {
      code: -32004,
      data: { what: "capability", name: "repaet", did_you_mean: "repeat" },
    });
  });
});

describe("a channel", () => {
  it("contributes and subscribes by what it has", async () => {
    const none = new Service("s");
    assert.throws(() => none.channel("none", {}), /channel "none": it has neither collect nor receive/);
    const service = new Service("s").channel("out", { collect: () => undefined }).channel("in", { receive: () => {} });
    const bench = await TestBench.start(service);
    assert.deepEqual(bench.description.capabilities.channels, [
      { name: "out", contributes: true, subscribes: false },
      { name: "in", contributes: false, subscribes: true },
    ]);
    assert.equal(await bench.collectChannel("out"), null);
    await assert.rejects(bench.collectChannel("in"), { code: -32004, data: { what: "channel", name: "in" } });
  });

  it("receives in the order of the lines, also while it is set up (RPC-054)", async () => {
    const received: unknown[] = [];
    const setup = later();
    const done = later();
    const service = new Service("s").channel("news", {
      setup: () => setup.promise,
      receive: async ({ sender, data }: ChannelMessageParams) => {
        for (let turns = Number(data); turns > 0; turns--) await Promise.resolve();
        received.push([sender, data]);
        if (data === 0) done.resolve();
      },
    });
    const bench = await TestBench.start(service);
    for (const n of [9, 4]) bench.publish("news", n, "a");
    await bench.request("ping", {});
    setup.resolve();
    await bench.request("ping", {});
    bench.publish("else", 5);
    bench.publish("news", 0, "b");
    await done.promise;
    assert.deepEqual(received, [
      ["a", 9],
      ["a", 4],
      ["b", 0],
    ]);
  });

  it("has received what came before a call", async () => {
    let last: unknown = null;
    const service = new Service("s")
      .channel("news", {
        receive: ({ data }) => {
          last = data;
        },
      })
      .tool("last", { description: "The last news." }, () => last);
    const bench = await TestBench.start(service);
    const before = bench.callTool("last");
    bench.publish("news", 1);
    const after = bench.callTool("last");
    bench.publish("news", 2);
    assert.equal((await before).output, null);
    assert.equal((await after).output, 1);
  });

  it("tells the host's log what a receiver throws", async () => {
    const service = new Service("s").channel("news", {
      receive: () => {
        throw new Error("no");
      },
    });
    const bench = await TestBench.start(service);
    bench.publish("news", 1);
    await bench.request("ping", {});
    await bench.request("ping", {});
    assert.deepEqual(bench.notifications, [
      { method: "$/log", params: { level: "warning", message: "channel.message failed: Error: no" } },
    ]);
  });
});
