import { createHash } from "node:crypto";

const LONGEST = 64;
const FITTING = /^[A-Za-z0-9_-]{1,64}$/;

/** A tool-call id that every vendor takes: itself if it fits, else always the same one made of it. */
export function fittingId(id: string, longest: number = LONGEST): string {
  return FITTING.test(id) && id.length <= longest ? id : `call_${digest(id).slice(0, 24)}`;
}

/** Tools' names as vendors take them (letters, digits, `_`, `-`, at most 64), and back. */
export class ToolNames {
  readonly #vendor = new Map<string, string>();
  readonly #own = new Map<string, string>();

  constructor(names: Iterable<string>) {
    for (const name of names) if (FITTING.test(name)) this.#add(name, name);
    for (const name of names) this.toVendor(name);
  }

  toVendor(name: string): string {
    const known = this.#vendor.get(name);
    if (known !== undefined) return known;
    const plain = name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, LONGEST);
    const free = plain !== "" && !this.#own.has(plain);
    return this.#add(name, free ? plain : `${plain.slice(0, LONGEST - 9)}_${digest(name).slice(0, 8)}`);
  }

  toOwn(vendorName: string): string {
    return this.#own.get(vendorName) ?? vendorName;
  }

  #add(name: string, vendorName: string): string {
    this.#vendor.set(name, vendorName);
    this.#own.set(vendorName, name);
    return vendorName;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
