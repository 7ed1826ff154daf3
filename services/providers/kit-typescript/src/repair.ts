import type { Part, Said, ToolResultPart } from "./conversation.js";

type ToolCallPart = Extract<Part, { type: "tool_call" }>;

/** A tool call that got a result made up for it, as in `provider:tool_sequence_repaired`. */
export interface Repaired {
  id: string;
  name: string;
}

/** What stands for a result that is not there. */
export const MISSING = "No result: the call was not carried out, or its result was lost.";

/**
 * A conversation in which all results of an assistant's tool calls follow it as one message: a missing one is made up as
 * a failure, and a result without its call becomes a text of the user behind them. Calls of one message that share an id
 * get ids of their own: by nothing else would a vendor know whose a result is. Nothing is left out (PRV-010).
 */
export function repair(said: readonly Said[]): { said: Said[]; repaired: Repaired[] } {
  const out: Said[] = [];
  const repaired: Repaired[] = [];
  let open = new OpenCalls({ role: "user", parts: [] });
  const settle = (): void => {
    repaired.push(...open.missing());
    out.push(...open.settled());
  };
  for (const each of said) {
    if (each.role === "tool") {
      open.take(each.parts);
      continue;
    }
    settle();
    open = new OpenCalls(each);
    out.push(open.said);
  }
  settle();
  return { said: out, repaired };
}

/** A call; `asked` is the id that its result refers to. */
interface OpenCall {
  id: string;
  asked: string;
  name: string;
}

/** The calls of one message, and what came back since. */
class OpenCalls {
  /** The message, its calls with ids of their own. */
  readonly said: Said;
  readonly #calls: OpenCall[] = [];
  readonly #results: ToolResultPart[] = [];
  readonly #strays: Part[] = [];

  constructor(said: Said) {
    this.said = said;
    if (said.role !== "assistant") return;
    const taken = new Set(said.parts.map((part) => (part.type === "tool_call" ? part.id : "")));
    const parts = said.parts.map((part) => (part.type === "tool_call" ? this.#opened(part, taken) : part));
    this.said = { ...said, parts };
  }

  #opened(part: ToolCallPart, taken: Set<string>): ToolCallPart {
    const again = this.#calls.some(({ asked }) => asked === part.id);
    const id = again ? freeId(part.id, taken) : part.id;
    taken.add(id);
    this.#calls.push({ id, asked: part.id, name: part.name });
    return again ? { ...part, id } : part;
  }

  take(parts: readonly Part[]): void {
    for (const part of parts) {
      const call = part.type === "tool_result" ? this.#waiting().find(({ asked }) => asked === part.id) : undefined;
      if (part.type !== "tool_result") this.#strays.push(part);
      else if (call === undefined) this.#strays.push(...strayParts(part));
      else this.#results.push({ ...part, id: call.id, name: part.name || call.name });
    }
  }

  missing(): Repaired[] {
    return this.#waiting().map(({ id, name }) => ({ id, name }));
  }

  #waiting(): OpenCall[] {
    return this.#calls.filter((call) => !this.#results.some(({ id }) => id === call.id));
  }

  settled(): Said[] {
    const results = [...this.#results, ...this.missing().map(madeUp)];
    const out: Said[] = results.length === 0 ? [] : [{ role: "tool", parts: results }];
    return this.#strays.length === 0 ? out : [...out, { role: "user", parts: this.#strays }];
  }
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let number = 2;
  while (taken.has(`${id}_${number}`)) number++;
  return `${id}_${number}`;
}

function strayParts({ name, id, text, images }: ToolResultPart): Part[] {
  const call = id === "" ? "a call" : `a call ${id}`;
  const note = `[Result of ${name || "a tool"}, of ${call} that is not in this conversation]\n${text}`;
  return [{ type: "text", text: note }, ...images.map((source) => ({ type: "image" as const, source }))];
}

function madeUp({ id, name }: Repaired): ToolResultPart {
  return { type: "tool_result", id, name, text: MISSING, isError: true, images: [] };
}
