import type { CallContext } from "../context.js";
import type {
  ChatRequest,
  ChatResponse,
  ModelInfo,
  ProviderInfo,
  ProviderSpec,
  ToolCall,
  Usage,
} from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import type { JsonObject } from "../wire/message.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";

/** The author's provider. `this` is kept, so that a class instance will do as well as an object. */
export interface ProviderOptions<Config extends AnySchema = AnySchema> extends ComponentOptions<Config> {
  displayName?: string;
  /** Asks the model. What it says on the way goes to `stream`; the response holds the whole result. */
  complete(
    request: ChatRequest,
    context: CallContext<Infer<Config>>,
    stream: ProviderStream,
  ): ChatResponse | Promise<ChatResponse>;
  /** What it is; absent = its name, and nothing to configure. */
  info?(context: CallContext<Infer<Config>>): ProviderInfo | Promise<ProviderInfo>;
  listModels?(context: CallContext<Infer<Config>>): ModelInfo[] | Promise<ModelInfo[]>;
  /** The tool calls of a response; absent = its `tool_calls`, or its tool_call blocks. */
  parseToolCalls?(response: ChatResponse, context: CallContext<Infer<Config>>): ToolCall[] | Promise<ToolCall[]>;
}

/** A declared provider. */
export interface Provider extends Component {
  readonly spec: ProviderSpec;
  readonly author: ProviderOptions;
}

export function defineProvider<C extends AnySchema>(name: string, author: ProviderOptions<C>): Provider {
  const spec: ProviderSpec = { name };
  if (author.displayName !== undefined) spec.display_name = author.displayName;
  return { ...defineComponent("provider", name, author), spec, author: author as unknown as ProviderOptions };
}

/** What a provider is that does not say it itself. */
export function plainInfo({ name, display_name }: ProviderSpec): ProviderInfo {
  const nothing = { credential_env_vars: [], capabilities: [], defaults: {}, config_fields: [] };
  return { id: name, display_name: display_name ?? name, ...nothing };
}

/** The tool calls that a response names: `tool_calls`, or else its tool_call blocks. */
export function toolCallsOf(response: ChatResponse): ToolCall[] {
  if (response.tool_calls !== undefined) return response.tool_calls;
  return response.content.flatMap((block) =>
    block.type === "tool_call" ? [{ id: block.id, name: block.name, arguments: block.input }] : [],
  );
}

/**
 * `stream.provider.*` while `complete` runs; nothing is sent when the caller does not want a stream. The joined tokens of
 * a block must equal that text block of the response.
 */
export class ProviderStream {
  /** Whether the caller listens. */
  readonly wanted: boolean;
  readonly #context: CallContext<never>;

  constructor(context: CallContext<never>, wanted: boolean) {
    this.#context = context;
    this.wanted = wanted;
  }

  blockStart(type: string, index: number): void {
    this.#send("content_block_start", { type, index });
  }

  token(index: number, text: string): void {
    this.#send("token", { index, text });
  }

  thinking(index: number, text: string): void {
    this.#send("thinking", { index, text });
  }

  /** A piece of a block that is neither text nor thinking, such as the arguments of a tool call. */
  blockDelta(index: number, delta: unknown): void {
    this.#send("content_block_delta", { index, delta });
  }

  toolCallStart(id: string, name: string, input?: JsonObject): void {
    this.#send("tool_call_start", input === undefined ? { id, name } : { id, name, input });
  }

  blockEnd(type: string, index: number): void {
    this.#send("content_block_end", { type, index });
  }

  usage(usage: Usage): void {
    this.#send("usage", { usage });
  }

  #send(name: string, params: JsonObject): void {
    if (this.wanted) this.#context.stream(`stream.provider.${name}`, params);
  }
}
