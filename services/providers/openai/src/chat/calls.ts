import { type Answer, member, type ToolCallBlock } from "@amplifier-ipc/provider-kit";
import { InvalidToolCallError } from "@amplifier-ipc/sdk";

interface Growing {
  index: unknown;
  id: string;
  block: ToolCallBlock | undefined;
  /** Arguments that came before the name. */
  waiting: string;
}

/**
 * Tool calls while they come. As OpenAI documents it, a call's first piece has its index, id and name, and further ones only the
 * index. Compatible servers leave out the index, repeat id and name, or give each call whole under index 0.
 */
export class GrowingCalls {
  readonly #answer: Answer;
  readonly #calls: Growing[] = [];

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  /** A piece of `delta.tool_calls`, or a whole call of a message. */
  take(piece: unknown): void {
    const said = member(piece, "function") ?? member(piece, "custom");
    const name = text(member(said, "name"));
    if (isEmpty(piece, said)) return;
    const call = this.#callOf(piece, name);
    if (call.block === undefined && name !== "") {
      call.block = this.#answer.toolCall(call.id, name);
      call.block.write(call.waiting);
    }
    this.#write(call, member(said, "arguments") ?? member(said, "input"));
  }

  /** There is no more of them. Throws invalid_tool_call for a call that never got a name. */
  end(): void {
    const nameless = this.#calls.find(({ block }) => block === undefined);
    if (nameless === undefined) return;
    const options = { toolName: "", rawArguments: nameless.waiting };
    throw new InvalidToolCallError("The model called a tool without saying which.", options);
  }

  #write(call: Growing, said: unknown): void {
    if (typeof said === "object" && said !== null) call.block?.input(said);
    else if (call.block === undefined) call.waiting += text(said);
    else call.block.write(text(said));
  }

  #callOf(piece: unknown, name: string): Growing {
    const [index, id] = [member(piece, "index"), text(member(piece, "id"))];
    const known = this.#known(index, id, name);
    if (known !== undefined) {
      if (known.id === "") known.id = id;
      return known;
    }
    const call: Growing = { index, id, block: undefined, waiting: "" };
    this.#calls.push(call);
    return call;
  }

  /** The call that a piece goes on with; undefined = it begins one. */
  #known(index: unknown, id: string, name: string): Growing | undefined {
    const same = id === "" ? undefined : this.#calls.findLast((call) => call.id === id);
    if (same !== undefined) return same;
    const there = typeof index === "number" ? this.#calls.findLast((call) => call.index === index) : this.#calls.at(-1);
    if (there === undefined) return undefined;
    if (there.block === undefined) return there;
    const another = id !== "" && there.id !== "" && name !== "";
    const unnumbered = typeof index !== "number" && name !== "";
    return another || unnumbered ? undefined : there;
  }
}

/** Some servers end with a piece that says nothing. */
function isEmpty(piece: unknown, said: unknown): boolean {
  const whole = [member(piece, "id"), member(said, "name"), member(said, "arguments") ?? member(said, "input")];
  return whole.every((each) => each === undefined || each === null || each === "");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
