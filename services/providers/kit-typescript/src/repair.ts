import type { Part, Said, ToolResultPart } from "./conversation.js";

/** A tool call that got a result made up for it, as in `provider:tool_sequence_repaired`. */
export interface Repaired {
  id: string;
  name: string;
}

/** What stands for a result that is not there. */
export const MISSING = "No result: the call was not carried out, or its result was lost.";

/**
 * A conversation in which all results of an assistant's tool calls follow it as one message: a missing one is made up as
 * a failure, and a result without its call becomes a text of the user behind them. Nothing is left out (PRV-010).
 */
export function repair(said: readonly Said[]): { said: Said[]; repaired: Repaired[] } {
  const out: Said[] = [];
  const repaired: Repaired[] = [];
  let open = new OpenCalls();
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
    out.push(each);
    open = new OpenCalls(each);
  }
  settle();
  return { said: out, repaired };
}

/** The calls of one message, and what came back since. */
class OpenCalls {
  readonly #names: Map<string, string>;
  readonly #results: ToolResultPart[] = [];
  readonly #strays: Part[] = [];

  constructor(said?: Said) {
    const parts = said?.role === "assistant" ? said.parts : [];
    this.#names = new Map(parts.flatMap((part) => (part.type === "tool_call" ? [[part.id, part.name] as const] : [])));
  }

  take(parts: readonly Part[]): void {
    for (const part of parts) {
      const name = part.type === "tool_result" ? this.#names.get(part.id) : undefined;
      const again = part.type === "tool_result" && this.#results.some(({ id }) => id === part.id);
      if (part.type !== "tool_result") this.#strays.push(part);
      else if (name === undefined || again) this.#strays.push(...strayParts(part));
      else this.#results.push({ ...part, name: part.name || name });
    }
  }

  missing(): Repaired[] {
    const answered = new Set(this.#results.map(({ id }) => id));
    return [...this.#names].flatMap(([id, name]) => (answered.has(id) ? [] : [{ id, name }]));
  }

  settled(): Said[] {
    const results = [...this.#results, ...this.missing().map(madeUp)];
    const out: Said[] = results.length === 0 ? [] : [{ role: "tool", parts: results }];
    return this.#strays.length === 0 ? out : [...out, { role: "user", parts: this.#strays }];
  }
}

function strayParts({ name, id, text, images }: ToolResultPart): Part[] {
  const call = id === "" ? "a call" : `a call ${id}`;
  const note = `[Result of ${name || "a tool"}, of ${call} that is not in this conversation]\n${text}`;
  return [{ type: "text", text: note }, ...images.map((source) => ({ type: "image" as const, source }))];
}

function madeUp({ id, name }: Repaired): ToolResultPart {
  return { type: "tool_result", id, name, text: MISSING, isError: true, images: [] };
}
