import type { Answer, TextBlock, ThinkingBlock, ToolCallBlock } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject } from "@amplifier-ipc/sdk";

/** A block of the answer as it grows. */
export interface OpenBlock {
  /** A piece of it. One that does not belong to such a block is passed over. */
  take(delta: JsonObject): void;
  end(): void;
}

/** A block as the vendor begins it, or the whole of it. */
export function openBlock(block: JsonObject, answer: Answer): OpenBlock {
  switch (block["type"]) {
    case "text":
      return new GrowingText(answer.text(), block, answer);
    case "thinking":
      return new GrowingThoughts(answer.thinking(), block);
    case "tool_use":
      return new GrowingCall(answer.toolCall(textOf(block["id"]), textOf(block["name"])), block["input"]);
    default:
      return new Kept(block, answer);
  }
}

class GrowingText implements OpenBlock {
  readonly #text: TextBlock;
  readonly #answer: Answer;

  constructor(text: TextBlock, block: JsonObject, answer: Answer) {
    this.#text = text;
    this.#answer = answer;
    text.write(textOf(block["text"]));
    this.#sources(Array.isArray(block["citations"]) && block["citations"].length > 0);
  }

  take(delta: JsonObject): void {
    this.#text.write(textOf(delta["text"]));
    this.#sources(delta["type"] === "citations_delta");
  }

  end(): void {
    this.#text.end();
  }

  #sources(there: boolean): void {
    if (there) this.#answer.note("Citations were left out: a text block has no place for them.");
  }
}

class GrowingThoughts implements OpenBlock {
  readonly #thoughts: ThinkingBlock;

  constructor(thoughts: ThinkingBlock, block: JsonObject) {
    this.#thoughts = thoughts;
    this.take(block);
  }

  take(delta: JsonObject): void {
    this.#thoughts.write(textOf(delta["thinking"]));
    this.#thoughts.sign(textOf(delta["signature"]));
  }

  end(): void {
    this.#thoughts.end();
  }
}

/** A tool call: its arguments come in pieces, or as a whole when it begins. */
class GrowingCall implements OpenBlock {
  readonly #call: ToolCallBlock;
  readonly #whole: unknown;

  constructor(call: ToolCallBlock, input: unknown) {
    this.#call = call;
    this.#whole = isObject(input) && Object.keys(input).length === 0 ? undefined : input;
  }

  take(delta: JsonObject): void {
    this.#call.write(textOf(delta["partial_json"]));
  }

  end(): void {
    if (this.#call.json === "" && this.#whole !== undefined && this.#whole !== null) this.#call.input(this.#whole);
    this.#call.end();
  }
}

/** A block that the protocol has no other name for: it is kept as it came, with the pieces of it that are understood. */
class Kept implements OpenBlock {
  readonly #block: JsonObject;
  readonly #answer: Answer;
  #json = "";

  constructor(block: JsonObject, answer: Answer) {
    this.#block = { ...block };
    this.#answer = answer;
  }

  take({ type, ...delta }: JsonObject): void {
    if (type === "input_json_delta") {
      this.#json += textOf(delta["partial_json"]);
      return;
    }
    for (const [name, value] of Object.entries(delta)) {
      const before = this.#block[name];
      this.#block[name] = typeof before === "string" && typeof value === "string" ? before + value : value;
    }
  }

  end(): void {
    const input = this.#json === "" ? undefined : parsed(this.#json);
    this.#answer.block(input === undefined ? this.#block : { ...this.#block, input });
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
