import { CompletionStream } from "./completion.js";
import { ProtocolError } from "./errors.js";
import {
  type ApprovalRequest,
  type ApprovalResult,
  type CapabilityInfo,
  type ChatRequest,
  type ChatResponse,
  type ContentReadResult,
  type ContextGetMessagesParams,
  decode,
  type HookResult,
  METHODS,
  type Message,
  type ModelInfo,
  type Notifications,
  type ProviderInfo,
  type RequestChannelCollectResult,
  type RequestSessionResult,
  type RequestSessionSpawnParams,
  type Requests,
  type ToolResult,
  type Types,
  ValidationError,
} from "./generated/index.js";
import type { IncomingCall } from "./rpc/incoming.js";
import type { JsonObject } from "./wire/message.js";

/** How a call to the host is made. */
export interface HostCallOptions {
  /** Gives the call up and tells the host so. (A cancel of the request that is being answered travels by itself.) */
  signal?: AbortSignal | undefined;
  /** Milliseconds of silence until the call is given up; what is streamed about it renews them. */
  timeoutMs?: number | undefined;
  /** Gets `stream.*` and `$/progress` about this call, in order, before its result. */
  onStream?: ((method: string, params: JsonObject) => void) | undefined;
}

/**
 * The services of the host: typed calls back, on behalf of the request that is being answered. Each rejects with a
 * ProtocolError; without the grant that is `permission_denied`.
 */
export class Host {
  readonly #line: Pick<IncomingCall, "call" | "publish">;

  constructor(call: Pick<IncomingCall, "call" | "publish">) {
    this.#line = call;
  }

  /** Any request of the method table, checked by its result's schema. */
  async call<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    options: HostCallOptions = {},
  ): Promise<Requests[M]["result"]> {
    const result = await this.callRaw(method, params as JsonObject, options);
    return readResult(method, result) as Requests[M]["result"];
  }

  /** Any request, untyped: the result is what came. */
  callRaw(method: string, params: JsonObject = {}, options: HostCallOptions = {}): Promise<unknown> {
    return this.#line.call(method, params, options);
  }

  /** Any notification of the method table. */
  notify<M extends keyof Notifications>(method: M, params: Notifications[M]): void {
    this.#line.publish(method, params as unknown as JsonObject);
  }

  /** Runs a tool of any service. Grant: tool.execute. */
  executeTool(
    name: string,
    input: JsonObject,
    options: HostCallOptions & { callId?: string } = {},
  ): Promise<ToolResult> {
    const callId = options.callId === undefined ? {} : { call_id: options.callId };
    return this.call("request.tool_execute", { name, ...callId, input }, options);
  }

  /** Asks the hooks; the answer is the fold over all of them. Grant: hook.emit. */
  emitHook(event: string, data: JsonObject, options: HostCallOptions = {}): Promise<HookResult> {
    return this.call("request.hook_emit", { event, data }, options);
  }

  /** Asks a model; with `onStream` the answer is streamed. Grant: provider.complete. */
  complete(
    request: ChatRequest,
    options: HostCallOptions & { provider?: string; stream?: boolean } = {},
  ): Promise<ChatResponse> {
    const stream = options.stream ?? options.onStream !== undefined;
    return this.call("request.provider_complete", { ...provider(options), stream, request }, options);
  }

  /** Asks a model, and gives the pieces of its answer as they come. Grant: provider.complete. */
  streamComplete(request: ChatRequest, options: HostCallOptions & { provider?: string } = {}): CompletionStream {
    return new CompletionStream(options.signal, (signal, onStream) =>
      this.complete(request, { ...options, signal, onStream }),
    );
  }

  /** Grant: provider.complete. */
  providerInfo(options: HostCallOptions & { provider?: string } = {}): Promise<ProviderInfo> {
    return this.call("request.provider_info", provider(options), options);
  }

  /** Grant: provider.complete. */
  async listModels(options: HostCallOptions & { provider?: string } = {}): Promise<ModelInfo[]> {
    return (await this.call("request.provider_list_models", provider(options), options)).models;
  }

  /** Grant: context. */
  async addMessage(message: Message, options: HostCallOptions = {}): Promise<void> {
    await this.call("request.context_add_message", { message }, options);
  }

  /** The history, or with provider info and a budget what of it to send to the model. Grant: context. */
  async getMessages(params: ContextGetMessagesParams = {}, options: HostCallOptions = {}): Promise<Message[]> {
    return (await this.call("request.context_get_messages", params, options)).messages;
  }

  /** Grant: context. */
  async setMessages(messages: Message[], options: HostCallOptions = {}): Promise<void> {
    await this.call("request.context_set_messages", { messages }, options);
  }

  /** Grant: context. */
  async clearMessages(options: HostCallOptions = {}): Promise<void> {
    await this.call("request.context_clear", {}, options);
  }

  /** A value of the session's state; null when unset. */
  async getState(key: string, options: HostCallOptions = {}): Promise<unknown> {
    return (await this.call("state.get", { key }, options)).value;
  }

  /** Sets a value of the session's state; null deletes it. Once this resolves, everybody sees it. */
  async setState(key: string, value: unknown, options: HostCallOptions = {}): Promise<void> {
    await this.call("state.set", { key, value }, options);
  }

  /** Asks the approval provider or the user. Grant: approval. */
  requestApproval(
    request: ApprovalRequest & { provider?: string },
    options: HostCallOptions = {},
  ): Promise<ApprovalResult> {
    return this.call("request.approval", request, options);
  }

  /** Runs a turn in a new child session. Grant: session.spawn. */
  spawnSession(params: RequestSessionSpawnParams, options: HostCallOptions = {}): Promise<RequestSessionResult> {
    return this.call("request.session_spawn", params, options);
  }

  /** Runs one more turn in a child session. Grant: session.spawn. */
  resumeSession(sessionId: string, instruction: string, options: HostCallOptions = {}): Promise<RequestSessionResult> {
    return this.call("request.session_resume", { session_id: sessionId, instruction }, options);
  }

  /** Grant: content.read. */
  readContent(path: string, options: HostCallOptions & { service?: string } = {}): Promise<ContentReadResult> {
    return this.call("request.content_read", { ...service(options), path }, options);
  }

  /** Grant: content.read. */
  async listContent(options: HostCallOptions & { service?: string; prefix?: string } = {}): Promise<string[]> {
    const prefix = options.prefix === undefined ? {} : { prefix: options.prefix };
    return (await this.call("request.content_list", { ...service(options), ...prefix }, options)).paths;
  }

  /** Grant: capability.call. */
  async callCapability(name: string, input: unknown, options: HostCallOptions = {}): Promise<unknown> {
    return (await this.call("request.capability_call", { name, input }, options)).output;
  }

  getCapability(name: string, options: HostCallOptions = {}): Promise<CapabilityInfo> {
    return this.call("capability.get", { name }, options);
  }

  async listCapabilities(options: HostCallOptions = {}): Promise<CapabilityInfo[]> {
    return (await this.call("capability.list", {}, options)).capabilities;
  }

  /** Grant: channel.collect. */
  async collectChannel(
    channel: string,
    options: HostCallOptions = {},
  ): Promise<RequestChannelCollectResult["contributions"]> {
    return (await this.call("request.channel_collect", { channel }, options)).contributions;
  }

  publish(channel: string, data: unknown): void {
    this.notify("channel.publish", { channel, data });
  }

  /** Shows the user a message. */
  show(message: string, level: "info" | "warning" | "error" = "info", source?: string): void {
    this.notify("display.show", source === undefined ? { message, level } : { message, level, source });
  }
}

function provider(options: { provider?: string }): { provider?: string } {
  return options.provider === undefined ? {} : { provider: options.provider };
}

function service(options: { service?: string }): { service?: string } {
  return options.service === undefined ? {} : { service: options.service };
}

/** A result as its schema says; one that does not fit is the answering side's fault: internal_error. */
function readResult(method: keyof Requests, result: unknown): unknown {
  const type: keyof Types | null = METHODS[method].result;
  if (type === null) return result;
  try {
    return decode(type, result);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new ProtocolError(
      "internal_error",
      `The answer to ${method} is not what the protocol says: ${error.message}`,
    );
  }
}
