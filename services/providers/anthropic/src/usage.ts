import { member, type UsageCounts } from "@amplifier-ipc/provider-kit";

const NAMES = ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens"] as const;

/** The tokens of a message. Each report is a sum so far, and tells only some of the numbers: none of them can fall. */
export class UsageSum {
  readonly #sums = new Map<string, number>();

  add(usage: unknown): void {
    for (const name of NAMES) this.#raise(name, member(usage, name));
    this.#raise("thinking_tokens", member(member(usage, "output_tokens_details"), "thinking_tokens"));
  }

  /** What the vendor counts side by side: its `input_tokens` are only those that have to do with no cache. */
  counts(): UsageCounts {
    const [fresh, cacheWrite, cacheRead, output] = NAMES.map((name) => this.#sums.get(name));
    const told = fresh !== undefined || cacheWrite !== undefined || cacheRead !== undefined;
    const input = told ? (fresh ?? 0) + (cacheWrite ?? 0) + (cacheRead ?? 0) : undefined;
    return { input, output, cacheRead, cacheWrite, reasoning: this.#sums.get("thinking_tokens") };
  }

  #raise(name: string, value: unknown): void {
    if (typeof value === "number") this.#sums.set(name, Math.max(value, this.#sums.get(name) ?? 0));
  }
}
