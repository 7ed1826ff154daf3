import { Buffer } from "node:buffer";
import { ProtocolError } from "../errors.js";
import type {
  ApprovalRequest,
  ApprovalResult,
  ChatRequest,
  ChatResponse,
  ContentReadResult,
  ContextGetMessagesParams,
  DescribeResult,
  HookResult,
  Message,
  Notifications,
  OrchestratorExecuteResult,
  Requests,
  ToolResult,
} from "../generated/index.js";
import { Connection } from "../rpc/connection.js";
import type { Handler, OutgoingOptions } from "../rpc/handler.js";
import type { IncomingCall } from "../rpc/incoming.js";
import { LineLink, type Transport } from "../rpc/lines.js";
import type { Service } from "../service/service.js";
import type { JsonObject } from "../wire/message.js";

/** What the fake host answers, by method; a throw becomes the error of that call. Anything else is permission_denied. */
export type FakeHost = {
  [M in keyof Requests]?: (
    params: Requests[M]["params"],
    call: IncomingCall,
  ) => Requests[M]["result"] | Promise<Requests[M]["result"]>;
};

export interface TestOptions {
  /** Component name → its settings, as `configure` sends them. */
  config?: JsonObject;
  session?: { id: string; cwd: string };
  host?: FakeHost;
  /** As in `AMPLIFIER_COMPONENTS`. */
  components?: string;
}

export interface SpawnOptions extends Omit<TestOptions, "components"> {
  cwd?: string;
  /** Added to our own environment. */
  env?: Record<string, string>;
}

/** A notification that belonged to no call. */
export interface Notification {
  method: string;
  params: JsonObject;
}

const EMPTY_TURN = { system_prompt: "", tools: [], hooks: [], providers: [], agents: [], config: {} };

type Ending = () => Promise<number | null>;

/** A service under test: described, configured, ready. */
export class TestBench {
  /** What the service said of itself. */
  readonly description: DescribeResult;
  /** Every notification that belonged to no call (`$/log`, `display.show`, …), in order. */
  readonly notifications: readonly Notification[];
  readonly #host: Connection;
  readonly #end: () => Promise<number | null>;

  private constructor(host: Connection, description: DescribeResult, notifications: Notification[], end: Ending) {
    this.#host = host;
    this.#end = end;
    this.description = description;
    this.notifications = notifications;
  }

  /** Starts a service in memory: setup, describe, configure. */
  static async start(service: Service, options: TestOptions = {}): Promise<TestBench> {
    const [hostEnd, serviceEnd] = memoryPipe();
    const dispatcher = service.dispatcher(options.components);
    const { maxMessageBytes, maxConcurrency } = dispatcher.about;
    const served = new Connection(new LineLink(serviceEnd, maxMessageBytes), dispatcher, {
      side: "service",
      maxMessageBytes,
      maxConcurrency,
    });
    await service.runSetup();
    return TestBench.#meet(hostEnd, options, async (host) => {
      await dispatcher.cleanUp();
      await service.runCleanup();
      host.close();
      served.close();
      return 0;
    });
  }

  /** Starts a service as a process, as a host does: spawn, describe, configure. Its stderr is ours. */
  static async spawn(command: readonly [string, ...string[]], options: SpawnOptions = {}): Promise<TestBench> {
    const { spawn } = await import("node:child_process");
    const { StreamTransport } = await import("../service/stream_transport.js");
    const [program, ...args] = command;
    const env = { ...process.env, ...options.env };
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], env, ...cwdOf(options) });
    const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
    return TestBench.#meet(new StreamTransport(child.stdout, child.stdin), options, (host) => {
      host.close();
      return exited;
    });
  }

  static async #meet(
    transport: Transport,
    options: TestOptions,
    end: (host: Connection) => Promise<number | null>,
  ): Promise<TestBench> {
    const notifications: Notification[] = [];
    const host = new Connection(new LineLink(transport), fakeHost(options.host ?? {}, notifications), { side: "host" });
    const versions = { protocol_versions: ["1.0"], host: { name: "test", version: "0" } };
    const description = (await host.call("describe", versions)) as DescribeResult;
    const session = options.session ?? { id: "test", cwd: process.cwd() };
    const bench = new TestBench(host, description, notifications, () => end(host));
    try {
      await host.call("configure", { config: options.config ?? {}, session });
    } catch (error) {
      await bench.close();
      throw error;
    }
    return bench;
  }

  /** Any request, as the host would send it. Rejects with a ProtocolError. */
  async request<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    options: OutgoingOptions = {},
  ): Promise<Requests[M]["result"]> {
    return (await this.#host.call(method, params as JsonObject, options)) as Requests[M]["result"];
  }

  /** Any notification, as the host would send it. */
  notify<M extends keyof Notifications>(method: M, params: Notifications[M]): void {
    this.#host.notify(method, params as unknown as JsonObject);
  }

  callTool(name: string, input: JsonObject = {}, options: OutgoingOptions = {}): Promise<ToolResult> {
    return this.request("tool.execute", { name, input }, options);
  }

  emitHook(event: string, data: JsonObject, hook?: string): Promise<HookResult> {
    return this.request("hook.emit", hook === undefined ? { event, data } : { event, hook, data });
  }

  /** Asks a provider; `streamed` gets what it streams on the way. */
  complete(
    provider: string,
    request: ChatRequest,
    streamed?: (method: string, params: JsonObject) => void,
  ): Promise<ChatResponse> {
    return this.request(
      "provider.complete",
      { provider, stream: streamed !== undefined, request },
      { onStream: streamed },
    );
  }

  /** Runs a turn of an orchestrator. */
  execute(orchestrator: string, prompt: string, options: OutgoingOptions = {}): Promise<OrchestratorExecuteResult> {
    return this.request("orchestrator.execute", { ...EMPTY_TURN, orchestrator, prompt }, options);
  }

  /** Asks an approval provider. */
  requestApproval(provider: string, request: ApprovalRequest): Promise<ApprovalResult> {
    return this.request("approval.request", { provider, ...request });
  }

  /** Calls a capability; resolves to its output. */
  async callCapability(name: string, input: unknown): Promise<unknown> {
    return (await this.request("capability.call", { name, input })).output;
  }

  /** What the service contributes to a channel. */
  async collectChannel(channel: string): Promise<unknown> {
    return (await this.request("channel.collect", { channel })).data;
  }

  /** Sends what somebody published on a channel. */
  publish(channel: string, data: unknown, sender: string = "test"): void {
    this.notify("channel.message", { channel, sender, data });
  }

  /** The paths of the content that begin with a prefix. */
  async listContent(prefix: string = ""): Promise<string[]> {
    return (await this.request("content.list", { prefix })).paths;
  }

  readContent(path: string): Promise<ContentReadResult> {
    return this.request("content.read", { path });
  }

  /** Adds a message to a context manager; the only one, or the first declared. */
  async addMessage(message: Message): Promise<void> {
    await this.request("context.add_message", { message });
  }

  /** What a context manager keeps; with a budget, what it would send to the model. */
  async getMessages(params: ContextGetMessagesParams = {}): Promise<Message[]> {
    return (await this.request("context.get_messages", params)).messages;
  }

  /** Replaces everything that a context manager keeps. */
  async setMessages(messages: Message[]): Promise<void> {
    await this.request("context.set_messages", { messages });
  }

  /** Empties a context manager. */
  async clearMessages(): Promise<void> {
    await this.request("context.clear", {});
  }

  /** Ends the service: cleanup runs. Resolves to the exit code of a process, else to 0. */
  close(): Promise<number | null> {
    return this.#end();
  }
}

function cwdOf(options: SpawnOptions): { cwd?: string } {
  return options.cwd === undefined ? {} : { cwd: options.cwd };
}

function fakeHost(answers: FakeHost, notifications: Notification[]): Handler {
  return {
    request: async (call) => {
      const answer = Object.hasOwn(answers, call.method) ? answers[call.method as keyof Requests] : undefined;
      if (answer === undefined) {
        throw new ProtocolError("permission_denied", `The test's host does not answer ${call.method}.`);
      }
      return (answer as (params: unknown, call: IncomingCall) => unknown)(call.params, call);
    },
    notification: (method, params) => notifications.push({ method, params }),
  };
}

/** Two transports: what one writes the other reads, in order, in a later turn of the event loop. */
export function memoryPipe(): [Transport, Transport] {
  const left = new MemoryTransport();
  const right = new MemoryTransport();
  left.other = right;
  right.other = left;
  return [left, right];
}

class MemoryTransport implements Transport {
  other: MemoryTransport | undefined;
  receive: (chunk: Uint8Array) => void = () => {};
  end: () => void = () => {};
  #closed = false;

  start(onData: (chunk: Uint8Array) => void, onEnd: () => void): void {
    this.receive = onData;
    this.end = onEnd;
  }

  write(text: string): void {
    setImmediate(() => {
      if (!this.#closed) this.other?.receive(Buffer.from(text));
    });
  }

  flush(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.other?.end();
  }
}
