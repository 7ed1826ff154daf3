import type { Usage } from "@amplifier-ipc/sdk";

/** Prices in US dollars a million tokens, decimal strings. */
export interface Rates {
  input: string;
  output: string;
  /** Absent = as `input`. */
  cache_read?: string;
  cache_write?: string;
}

/** The price of a model; `above`: other rates for requests that read more than so many tokens. */
export interface Price extends Rates {
  above?: (Partial<Rates> & { input_tokens: number })[];
  /** The last day of these rates (UTC); then those of `afterwards`, or none that is known. */
  until?: string;
  afterwards?: Rates;
}

/** Digits behind the point that a rate may have. */
const DIGITS = 8;
/** A rate is dollars a million tokens: so many digits behind the point has the cost of one token. */
const SCALE = DIGITS + 6;

/** The usage with `cost_usd`, exact, where a price is known. */
export function priced(usage: Usage, price: Price | undefined, today: Date = new Date()): Usage {
  const valid = validOn(today, price);
  return valid === undefined ? usage : { ...usage, cost_usd: costOf(usage, valid) };
}

function validOn(today: Date, price: Price | undefined): Price | undefined {
  if (price?.until === undefined) return price;
  return today.toISOString().slice(0, "2026-12-31".length) <= price.until ? price : price.afterwards;
}

/** What tokens cost, as a decimal string without superfluous zeros. */
export function costOf(usage: Usage, price: Price): string {
  const rates = ratesFor(usage.input_tokens, price);
  const read = usage.cache_read_tokens ?? 0;
  const written = usage.cache_write_tokens ?? 0;
  const plain = Math.max(0, usage.input_tokens - read - written);
  const sum =
    BigInt(plain) * scaled(rates.input) +
    BigInt(read) * scaled(rates.cache_read ?? rates.input) +
    BigInt(written) * scaled(rates.cache_write ?? rates.input) +
    BigInt(usage.output_tokens) * scaled(rates.output);
  return decimal(sum);
}

function ratesFor(inputTokens: number, price: Price): Rates {
  const reached = (price.above ?? []).filter((tier) => inputTokens > tier.input_tokens);
  const highest = reached.sort((a, b) => b.input_tokens - a.input_tokens)[0];
  return { ...price, ...highest };
}

function scaled(rate: string): bigint {
  const [whole = "0", fraction = ""] = rate.split(".");
  return BigInt(whole) * 10n ** BigInt(DIGITS) + BigInt(fraction.padEnd(DIGITS, "0").slice(0, DIGITS));
}

function decimal(value: bigint): string {
  const digits = value.toString().padStart(SCALE + 1, "0");
  const fraction = digits.slice(-SCALE).replace(/0+$/, "");
  const whole = digits.slice(0, -SCALE);
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
