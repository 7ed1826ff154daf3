import type { Id } from "../wire/message.js";

/** Deadlines of incoming requests, and time-outs of our calls. */
export type ExpiryList = "incoming" | "outgoing";

interface Entry {
  list: ExpiryList;
  id: Id;
  at: number;
  /** Entries that expire together come out in the order in which they were added. */
  order: number;
}

/** What will expire, when. Few entries at a time, so a plain map does. */
export class Expiries {
  readonly #entries = new Map<string, Entry>();
  #order = 0;
  #next: number | null = null;

  /** Adds an entry, or moves the one of that id. */
  add(list: ExpiryList, id: Id, at: number): void {
    this.#entries.set(key(list, id), { list, id, at, order: this.#order++ });
    if (this.#next === null || at < this.#next) this.#next = at;
  }

  remove(list: ExpiryList, id: Id): void {
    if (this.#entries.size > 0) this.#entries.delete(key(list, id));
    if (this.#entries.size === 0) this.#next = null;
  }

  /** Takes out what has expired by `now`, earliest first. */
  due(now: number): Entry[] {
    if (this.#next === null || this.#next > now) return [];
    const due = [...this.#entries.values()].filter((entry) => entry.at <= now);
    for (const { list, id } of due) this.#entries.delete(key(list, id));
    const left = [...this.#entries.values()].map((entry) => entry.at);
    this.#next = left.length === 0 ? null : Math.min(...left);
    return due.sort((a, b) => a.at - b.at || a.order - b.order);
  }

  /** The earliest time that may be due (never later than the true one). */
  get next(): number | null {
    return this.#next;
  }
}

function key(list: ExpiryList, id: Id): string {
  return `${list}:${typeof id}:${id}`;
}
