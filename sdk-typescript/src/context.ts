import { Host } from "./host.js";
import type { IncomingCall } from "./rpc/incoming.js";
import type { Id, JsonObject } from "./wire/message.js";

export type LogLevel = "debug" | "info" | "warning" | "error";

/** How far a call is. All optional; `total` and `progress` have the same unit. */
export interface Progress {
  message?: string;
  progress?: number;
  total?: number;
  data?: unknown;
}

/** What `configure` said about the session. */
export interface SessionInfo {
  readonly id?: string | undefined;
  /** The working directory, absolute. */
  readonly cwd?: string | undefined;
  readonly parentId?: string | undefined;
}

/** What a handler knows of its call, besides its input. */
export class CallContext<Config = unknown> {
  /** The calls back to the host, on behalf of this call. */
  readonly host: Host;
  /** The component's configuration, validated, defaults filled in. */
  readonly config: Config;
  /** The session of the call; members are missing where neither the call nor configure told them. */
  readonly session: SessionInfo;
  /** The name of the component that runs. */
  readonly component: string;
  readonly #call: IncomingCall;
  readonly #deadline: number | undefined;

  constructor(call: IncomingCall, component: string, config: Config, session: SessionInfo) {
    this.#call = call;
    this.component = component;
    this.#deadline = call.timeLeftMs === undefined ? undefined : performance.now() + call.timeLeftMs;
    this.config = config;
    const meta = this.meta;
    this.session = sessionOf(meta, session);
    this.host = new Host(call);
  }

  /** The request's id on this connection. */
  get requestId(): Id {
    return this.#call.id;
  }

  /** tool.execute: the id that the model gave the call. */
  get callId(): string | undefined {
    return text(this.#call.params["call_id"]);
  }

  /** The session that the call belongs to. */
  get sessionId(): string | undefined {
    return this.session.id;
  }

  /** The turn that the call belongs to. */
  get turnId(): string | undefined {
    return text(this.meta["turn_id"]);
  }

  /** The W3C trace context of the call. */
  get traceparent(): string | undefined {
    return text(this.meta["traceparent"]);
  }

  /** The working directory of the session; where configure told none, of this process. */
  get cwd(): string {
    return this.session.cwd ?? process.cwd();
  }

  /** Aborts when the caller cancels and at the deadline. A handler that stops may throw whatever it likes. */
  get signal(): AbortSignal {
    return this.#call.signal;
  }

  /** Aborts also on a graceful cancel: finish what runs, start nothing new, and return what there is. */
  get stopping(): AbortSignal {
    return this.#call.stopping;
  }

  /** Milliseconds left until the deadline, or undefined when there is none. */
  get timeLeftMs(): number | undefined {
    return this.#deadline === undefined ? undefined : Math.max(0, this.#deadline - performance.now());
  }

  /** `_meta` as it came: trace ids, turn, depth. */
  get meta(): Readonly<JsonObject> {
    const meta = this.#call.params["_meta"];
    return typeof meta === "object" && meta !== null ? (meta as JsonObject) : {};
  }

  /** Tells the caller how far this call is; renews idle time-outs, never the deadline. */
  progress(progress: Progress): void {
    this.#call.notify("$/progress", { ...progress });
  }

  /** A structured line for the host's log. */
  log(level: LogLevel, message: string, data?: unknown): void {
    this.#call.publish("$/log", data === undefined ? { level, message } : { level, message, data });
  }

  /** Resolves when everything said so far has left: waits for a host that reads slowly. */
  flush(): Promise<void> {
    return this.#call.flush();
  }

  /** Sends a `stream.*` notification about this call, before its result. */
  stream(method: `stream.${string}`, params: JsonObject): void {
    this.#call.notify(method, params);
  }

  /** Streams a piece of the text of block `index`. */
  token(index: number, text: string): void {
    this.stream(`${this.#prefix}.token`, { index, text });
  }

  /** Streams a piece of the thinking of block `index`. */
  thinking(index: number, text: string): void {
    this.stream(`${this.#prefix}.thinking`, { index, text });
  }

  /** Streams that block `index` begins: "text", "thinking", "tool_call", … */
  blockStart(type: string, index: number): void {
    this.stream(`${this.#prefix}.content_block_start`, { type, index });
  }

  /** Streams that block `index` is complete. */
  blockEnd(type: string, index: number): void {
    this.stream(`${this.#prefix}.content_block_end`, { type, index });
  }

  get #prefix(): "stream" | "stream.provider" {
    return this.#call.method.startsWith("provider.") ? "stream.provider" : "stream";
  }

  /** `stream.tool.output`: what a running tool printed since the last time. */
  output(channel: "stdout" | "stderr", text: string): void {
    this.stream("stream.tool.output", { channel, text });
  }
}

/** The session that the call tells, with what configure said; what it said of another session's parent is not of this one. */
function sessionOf(meta: Readonly<JsonObject>, configured: SessionInfo): SessionInfo {
  const id = text(meta["session_id"]);
  if (id === undefined) return configured;
  const parentId = text(meta["parent_session_id"]) ?? (id === configured.id ? configured.parentId : undefined);
  return { ...configured, id, parentId };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
