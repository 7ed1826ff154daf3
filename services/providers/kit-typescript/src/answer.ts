import {
  type ChatResponse,
  type ContentBlock,
  InvalidToolCallError,
  isObject,
  type JsonObject,
  type ProviderStream,
  StreamError,
  type ToolCall,
} from "@amplifier-ipc/sdk";
import { type Price, priced } from "./cost.js";
import { countUsage, type UsageCounts } from "./usage.js";

/** What an answer is told of its call. */
export interface AnswerOptions {
  provider: string;
  model: string;
  stream: Pick<
    ProviderStream,
    "blockStart" | "token" | "thinking" | "blockDelta" | "toolCallStart" | "blockEnd" | "usage"
  >;
  price?: Price | undefined;
  /** The own name of a tool that the vendor knows by another. */
  ownName?: (vendorName: string) => string;
  /** Called for everything that comes: the idle time begins anew. */
  alive?: () => void;
}

/**
 * An answer while it comes. Each block gets its place when its first piece comes, so that the index of the stream is the
 * place in the content (PRV-033); blocks may grow side by side. An answer that nobody said to be complete is none:
 * {@link Answer.response} then throws stream_error with the text so far (PRV-034).
 */
export class Answer {
  readonly #options: AnswerOptions;
  readonly #blocks: Block[] = [];
  #model: string | undefined;
  #counts: UsageCounts = {};
  #finish: string | undefined;
  #degradation: ChatResponse["degradation"];
  #notes: string[] = [];
  #metadata: JsonObject = {};
  #over = false;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  /** Whether a piece has gone out: from then on nothing is tried again. */
  get begun(): boolean {
    return this.#blocks.length > 0;
  }

  /** The text so far. */
  get partial(): string {
    return this.#blocks.map((block) => (block instanceof TextBlock ? block.text : "")).join("");
  }

  /** A text block; it takes its place with its first piece that is not empty. */
  text(): TextBlock {
    return new TextBlock(this.#place);
  }

  /** A block of thoughts; it takes its place with its first piece, or with its signature. */
  thinking(): ThinkingBlock {
    return new ThinkingBlock(this.#place);
  }

  /** A vendor's reasoning item; it takes its place with its first piece, or with the item. */
  reasoning(): ReasoningBlock {
    return new ReasoningBlock(this.#place);
  }

  /** A tool call, by the name that the vendor knows. An empty id is made up. */
  toolCall(id: string, vendorName: string): ToolCallBlock {
    const name = this.#options.ownName?.(vendorName) ?? vendorName;
    return new ToolCallBlock(this.#place, id === "" ? madeUpId() : id, name, (raw) => this.#badCall(name, raw));
  }

  /** A whole block of another type, as it came: redacted_thinking, reasoning, what nobody knows. */
  block(content: ContentBlock | JsonObject): void {
    new WholeBlock(this.#place, content as ContentBlock).end();
  }

  /** The tokens so far, by what the vendor said of them; later numbers replace earlier ones. */
  usage(counts: UsageCounts): void {
    for (const [name, value] of Object.entries(counts)) {
      if (typeof value === "number") this.#counts = { ...this.#counts, [name]: value };
    }
    this.#options.alive?.();
  }

  /** The model that answers, as the vendor names it. */
  model(name: string): void {
    this.#model = name;
  }

  /** The vendor's terminal event: why it stopped. */
  finish(reason: string): void {
    this.#finish = reason;
    this.#options.alive?.();
  }

  /** Something that was asked for and done in another way (PRV-011); the first is told, the others become notes. */
  degrade(requested: string, actual: string, reason: string): void {
    if (this.#degradation === undefined) this.#degradation = { requested, actual, reason };
    else this.note(`${requested}: ${actual}: ${reason}`);
  }

  /** A line for `metadata.notes`. */
  note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes.push(text);
  }

  /** A member of `metadata`. */
  metadata(name: string, value: unknown): void {
    this.#metadata[name] = value;
  }

  /** The try has failed or was given up: whoever still writes is told so, and nothing more goes out. */
  abandon(): void {
    this.#over = true;
  }

  /** All of it. Throws stream_error if it is not complete, invalid_tool_call if a call's arguments cannot be read. */
  response(): ChatResponse {
    if (this.#finish === undefined) throw this.#broken();
    for (const block of this.#blocks) block.end();
    const content = this.#blocks.map((block) => block.content());
    const calls: ToolCall[] = content.flatMap((block) =>
      block.type === "tool_call" ? [{ id: block.id, name: block.name, arguments: block.input }] : [],
    );
    const response: ChatResponse = {
      content,
      finish_reason: calls.length > 0 && this.#finish === "stop" ? "tool_calls" : this.#finish,
      model: this.#model ?? this.#options.model,
    };
    if (calls.length > 0) response.tool_calls = calls;
    return { ...response, ...this.#rest() };
  }

  #rest(): Partial<ChatResponse> {
    const rest: Partial<ChatResponse> = {};
    const usage = countUsage(this.#counts);
    if (usage !== undefined) {
      rest.usage = priced(usage, this.#options.price);
      this.#options.stream.usage(rest.usage);
    }
    if (this.#degradation !== undefined) rest.degradation = this.#degradation;
    if (this.#notes.length > 0) this.#metadata["notes"] = this.#notes;
    if (Object.keys(this.#metadata).length > 0) rest.metadata = this.#metadata;
    return rest;
  }

  #place: Place = (block) => {
    if (this.#over) throw new Error("The call is over.");
    this.#options.alive?.();
    if (block === undefined) return { index: -1, stream: this.#options.stream };
    this.#blocks.push(block);
    return { index: this.#blocks.length - 1, stream: this.#options.stream };
  };

  #broken(): StreamError {
    const { provider, model } = this.#options;
    return new StreamError("The stream ended before the answer was complete.", { provider, model });
  }

  #badCall(toolName: string, rawArguments: string): InvalidToolCallError {
    const { provider, model } = this.#options;
    const why = this.#finish === "length" ? " They were cut off: the limit of tokens was reached." : "";
    const text = `The model called ${toolName} with arguments that are no JSON object.${why}`;
    return new InvalidToolCallError(text, { provider, model, toolName, rawArguments });
  }
}

type Stream = AnswerOptions["stream"];
/** Gives a block its place; without a block it only tells that something came. */
type Place = (block?: Block) => { index: number; stream: Stream };

abstract class Block {
  readonly #type: string;
  readonly #place: Place;
  #at: { index: number; stream: Stream } | undefined;
  #ended = false;

  constructor(type: string, place: Place) {
    this.#type = type;
    this.#place = place;
  }

  abstract content(): ContentBlock;

  /** The block is complete; a second time is nothing. */
  end(): void {
    if (this.#ended || this.#at === undefined) return;
    this.#ended = true;
    this.#at.stream.blockEnd(this.#type, this.#at.index);
  }

  protected at(): { index: number; stream: Stream } {
    if (this.#at === undefined) {
      this.#at = this.#place(this);
      this.#at.stream.blockStart(this.#type, this.#at.index);
    } else this.#place();
    return this.#at;
  }
}

/** A text as it grows. */
export class TextBlock extends Block {
  text = "";
  readonly #extra: JsonObject = {};

  constructor(place: Place) {
    super("text", place);
  }

  write(piece: string): void {
    if (piece === "") return;
    const { index, stream } = this.at();
    this.text += piece;
    stream.token(index, piece);
  }

  /** A further member of the block, to be kept with it: a vendor's signature. It is lost if the text stays empty. */
  keep(name: string, value: unknown): void {
    this.#extra[name] = value;
  }

  content(): ContentBlock {
    return { type: "text", text: this.text, ...this.#extra };
  }
}

/** Thoughts as they grow. */
export class ThinkingBlock extends Block {
  #thinking = "";
  #signature: string | undefined;

  constructor(place: Place) {
    super("thinking", place);
  }

  write(piece: string): void {
    if (piece === "") return;
    const { index, stream } = this.at();
    this.#thinking += piece;
    stream.thinking(index, piece);
  }

  /** The vendor's signature, whole or a further piece of it. */
  sign(signature: string): void {
    if (signature === "") return;
    this.at();
    this.#signature = (this.#signature ?? "") + signature;
  }

  content(): ContentBlock {
    const signature = this.#signature === undefined ? {} : { signature: this.#signature };
    return { type: "thinking", thinking: this.#thinking, ...signature };
  }
}

/** A reasoning item with all its members, to be sent back; what of it can be read is streamed as thoughts. */
export class ReasoningBlock extends Block {
  #summary = "";
  #item: JsonObject = {};

  constructor(place: Place) {
    super("reasoning", place);
  }

  /** What was streamed of its summary. */
  get summary(): string {
    return this.#summary;
  }

  write(piece: string): void {
    if (piece === "") return;
    const { index, stream } = this.at();
    this.#summary += piece;
    stream.thinking(index, piece);
  }

  /** The item as the vendor gives it in the end. */
  item(item: JsonObject): void {
    this.at();
    this.#item = item;
  }

  content(): ContentBlock {
    const summary = this.#summary === "" ? [] : [{ type: "summary_text", text: this.#summary }];
    return { content: [], summary, ...this.#item, type: "reasoning" };
  }
}

/** A tool call, its arguments as JSON in pieces or as a whole. */
export class ToolCallBlock extends Block {
  readonly id: string;
  readonly name: string;
  readonly #bad: (raw: string) => Error;
  readonly #extra: JsonObject = {};
  #json = "";
  #input: JsonObject | undefined;

  constructor(place: Place, id: string, name: string, bad: (raw: string) => Error) {
    super("tool_call", place);
    this.id = id;
    this.name = name;
    this.#bad = bad;
    this.at().stream.toolCallStart(id, name);
  }

  /** The arguments' JSON so far. */
  get json(): string {
    return this.#json;
  }

  /** A piece of the arguments' JSON. */
  write(piece: string): void {
    if (piece === "") return;
    const { index, stream } = this.at();
    this.#json += piece;
    stream.blockDelta(index, { partial_json: piece });
  }

  /** The arguments as an object, from a vendor that gives them so. */
  input(input: unknown): void {
    this.at();
    if (isObject(input)) this.#input = input;
    else this.#json = JSON.stringify(input) ?? "";
  }

  /** A further member of the block, to be kept with it: a vendor's signature. */
  keep(name: string, value: unknown): void {
    this.#extra[name] = value;
  }

  content(): ContentBlock {
    const input = this.#input ?? this.#parsed();
    return { type: "tool_call", id: this.id, name: this.name, input, ...this.#extra } as ContentBlock;
  }

  /** Throws invalid_tool_call for what is no JSON object (PRV-016); nothing at all means no arguments. */
  #parsed(): JsonObject {
    if (this.#json.trim() === "") return {};
    let value: unknown;
    try {
      value = JSON.parse(this.#json);
    } catch {
      value = undefined;
    }
    if (isObject(value)) return value;
    throw this.#bad(this.#json);
  }
}

class WholeBlock extends Block {
  readonly #content: ContentBlock;

  constructor(place: Place, content: ContentBlock) {
    super(content.type, place);
    this.#content = content;
    this.at();
  }

  content(): ContentBlock {
    return this.#content;
  }
}

function madeUpId(): string {
  return `call_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;
}
