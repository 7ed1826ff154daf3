import { fittingId } from "@amplifier-ipc/provider-kit";

/** The ids of tool calls as the vendor takes them: of few characters, and none twice in a conversation. */
export class CallIds {
  readonly #used = new Set<string>();
  readonly #now = new Map<string, string>();

  /** The id of a call. One that an earlier message had is another from here on. */
  ofCall(id: string): string {
    let fitting = fittingId(id);
    for (let again = 2; this.#used.has(fitting); again++) fitting = fittingId(`${id}_${again}`);
    this.#used.add(fitting);
    this.#now.set(id, fitting);
    return fitting;
  }

  /** The id of the call that a result belongs to. */
  ofResult(id: string): string {
    return this.#now.get(id) ?? fittingId(id);
  }
}
