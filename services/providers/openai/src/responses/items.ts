import {
  type Answer,
  member,
  type ReasoningBlock,
  type TextBlock,
  type ToolCallBlock,
} from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import { customInput, ITEM } from "./input.js";

/** An item of the output while it comes. */
interface Growing {
  /** By content part. */
  texts: Map<unknown, TextBlock>;
  reasoning: ReasoningBlock | undefined;
  /** The part of the summary, or of the raw reasoning, that is being written. */
  thought: unknown;
  call: ToolCallBlock | undefined;
  /** `commentary` or `final_answer`. */
  phase: unknown;
  done: boolean;
}

/**
 * The output items of a response, from events of their growth and from the items as a whole: what did not come in pieces
 * is taken from the whole. Items are known by their place, since some servers change their ids on the way.
 */
export class Items {
  readonly #answer: Answer;
  readonly #items = new Map<unknown, Growing>();
  /** Of the items that are complete. */
  readonly #ids = new Set<unknown>();
  #annotations: unknown[] = [];
  refused = false;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** An event about an item; what is unknown is passed over. */
  take(event: unknown): void {
    const at = member(event, "output_index") ?? member(event, "item_id");
    const delta = text(member(event, "delta"));
    switch (member(event, "type")) {
      case "response.output_item.added":
        this.#added(member(event, "item"), at);
        break;
      case "response.output_item.done":
        this.done(member(event, "item"), at);
        break;
      case "response.output_text.delta":
        this.#text(at, member(event, "content_index")).write(delta);
        break;
      case "response.refusal.delta":
        this.#refusal(at, member(event, "content_index"), delta);
        break;
      case "response.reasoning_summary_text.delta":
        this.#thought(at, `summary ${member(event, "summary_index") ?? 0}`, delta);
        break;
      case "response.reasoning_text.delta":
        this.#thought(at, `content ${member(event, "content_index") ?? 0}`, delta);
        break;
      case "response.function_call_arguments.delta":
        this.#item(at).call?.write(delta);
        break;
      case "response.function_call_arguments.done":
        this.#arguments(at, member(event, "arguments"));
        break;
    }
  }

  /** An item that is complete; a second time is nothing. */
  done(item: unknown, at: unknown): void {
    const growing = this.#item(at);
    if (growing.done || !isObject(item)) return;
    growing.done = true;
    if (typeof item["id"] === "string") this.#ids.add(item["id"]);
    switch (item["type"]) {
      case "message":
        this.#message(item, at);
        break;
      case "reasoning":
        this.#reasoning(item, at);
        break;
      case "function_call":
        this.#functionCall(item, at);
        break;
      case "custom_tool_call":
        this.#customCall(item, growing);
        break;
      case "apply_patch_call":
        this.#applyPatch(item);
        break;
      default:
        if (typeof item["type"] === "string") this.#answer.block(item);
    }
  }

  /** The whole output, at the end: what did not come before. */
  all(output: readonly unknown[]): void {
    for (const [index, item] of output.entries()) {
      if (!this.#ids.has(member(item, "id"))) this.done(item, index);
    }
  }

  /** There are no more of them. */
  end(): void {
    if (this.#annotations.length > 0) this.#answer.metadata("annotations", this.#annotations);
  }

  #item(at: unknown): Growing {
    const known = this.#items.get(at);
    if (known !== undefined) return known;
    const item: Growing = {
      texts: new Map(),
      reasoning: undefined,
      thought: undefined,
      call: undefined,
      phase: undefined,
      done: false,
    };
    this.#items.set(at, item);
    return item;
  }

  #added(item: unknown, at: unknown): void {
    const growing = this.#item(at);
    growing.phase = member(item, "phase");
    if (member(item, "type") === "function_call") growing.call ??= this.#call(item);
  }

  #call(item: unknown): ToolCallBlock {
    return this.#answer.toolCall(text(member(item, "call_id")) || text(member(item, "id")), text(member(item, "name")));
  }

  #text(at: unknown, part: unknown): TextBlock {
    const item = this.#item(at);
    const known = item.texts.get(part ?? 0);
    if (known !== undefined) return known;
    const block = this.#answer.text();
    if (typeof item.phase === "string") block.keep("phase", item.phase);
    item.texts.set(part ?? 0, block);
    return block;
  }

  #refusal(at: unknown, part: unknown, piece: string): void {
    if (!this.refused) this.#answer.metadata("refusal", true);
    this.refused = true;
    this.#text(at, part).write(piece);
  }

  #thought(at: unknown, part: string, piece: string): void {
    const item = this.#item(at);
    if (piece === "") return;
    item.reasoning ??= this.#answer.reasoning();
    if (item.thought !== undefined && item.thought !== part) item.reasoning.write("\n\n");
    item.thought = part;
    item.reasoning.write(piece);
  }

  #arguments(at: unknown, whole: unknown): void {
    const { call } = this.#item(at);
    if (call !== undefined && call.json === "") call.write(text(whole));
  }

  #message(item: JsonObject, at: unknown): void {
    const growing = this.#item(at);
    growing.phase ??= item["phase"];
    list(item["content"]).forEach((part, index) => {
      const block = this.#text(at, index);
      const refusal = text(member(part, "refusal"));
      this.#annotations = [...this.#annotations, ...list(member(part, "annotations"))];
      if (block.text === "" && refusal !== "") this.#refusal(at, index, refusal);
      else if (block.text === "") block.write(text(member(part, "text")));
    });
    for (const block of growing.texts.values()) block.end();
  }

  /** What did not come in pieces is told now; then the item is kept, to be sent back. */
  #reasoning(item: JsonObject, at: unknown): void {
    const growing = this.#item(at);
    const summary = list(item["summary"]);
    const content = list(item["content"]);
    if (growing.reasoning === undefined) {
      const shown = summary.length > 0 ? summary : content;
      shown.forEach((part, index) => {
        this.#thought(at, `part ${index}`, text(member(part, "text")));
      });
    }
    growing.reasoning ??= this.#answer.reasoning();
    growing.reasoning.item({ ...item, content, summary });
    growing.reasoning.end();
  }

  #functionCall(item: JsonObject, at: unknown): void {
    const growing = this.#item(at);
    growing.call ??= this.#call(item);
    const whole = item["arguments"];
    if (isObject(whole)) growing.call.input(whole);
    else if (growing.call.json === "") growing.call.write(text(whole));
    growing.call.end();
  }

  #customCall(item: JsonObject, growing: Growing): void {
    const call = this.#call(item);
    growing.call = call;
    call.keep(ITEM, "custom_tool_call");
    call.input(customInput(text(item["name"]), text(item["input"])));
    call.end();
  }

  #applyPatch(item: JsonObject): void {
    const call = this.#answer.toolCall(text(item["call_id"]) || text(item["id"]), "apply_patch");
    call.keep(ITEM, "apply_patch_call");
    call.input(item["operation"]);
    call.end();
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
