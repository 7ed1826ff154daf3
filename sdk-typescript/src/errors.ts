import type { Fault } from "./generated/index.js";
import { KINDS, type KnownErrorKind } from "./generated/index.js";
import type { ErrorBody, JsonObject } from "./wire/message.js";

/** The kind of a provider's errors and the code of an error whose kind is unknown. */
const INTERNAL: KnownErrorKind = "internal_error";

/**
 * An error of the protocol: thrown by handlers to answer with it, and by calls to the host that were answered with one.
 * Programs test `kind`; an unknown kind is treated by its `code`.
 */
export class ProtocolError extends Error {
  override readonly name: string = "ProtocolError";
  readonly kind: string;
  readonly code: number;
  /** What programs need of it, `kind` aside. */
  readonly data: Readonly<JsonObject>;

  constructor(kind: string, message: string, data: JsonObject = {}, code: number = codeOf(kind)) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.data = data;
  }

  /** The `error` member of a response. */
  toBody(): ErrorBody {
    return { code: this.code, message: this.message, data: { kind: this.kind, ...this.data } };
  }
}

/** -32602: the params do not fit; tells every fault with its JSON Pointer relative to the params. */
export function invalidParams(faults: readonly Fault[]): ProtocolError {
  const text = faults.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
  return new ProtocolError("invalid_params", `The params do not fit: ${text}`, { errors: faults });
}

/** -32004: no such tool, hook, provider, …; names the nearest of the known names. */
export function notFound(what: string, name: string, known: Iterable<string>): ProtocolError {
  const nearest = nearestName(name, known);
  const hint = nearest === null ? "" : ` Did you mean "${nearest}"?`;
  const data = nearest === null ? { what, name } : { what, name, did_you_mean: nearest };
  return new ProtocolError("not_found", `There is no ${what} "${name}".${hint}`, data);
}

/** -32603: a handler broke. Only the type of the exception goes out, never its stack. */
export function internalError(error: unknown): ProtocolError {
  const exception = error instanceof Error ? error.name : typeof error;
  const message = error instanceof Error ? error.message : String(error);
  return new ProtocolError(INTERNAL, `The handler broke: ${exception}: ${message}`, { exception });
}

/** The code of a kind; an unknown kind counts as internal_error. */
export function codeOf(kind: string): number {
  return KINDS[Object.hasOwn(KINDS, kind) ? (kind as KnownErrorKind) : INTERNAL].code;
}

/** The kind of a code, for errors that came without one. */
export function kindOf(code: number): string {
  const found = Object.entries(KINDS).find(([, row]) => row.code === code);
  return found?.[0] ?? INTERNAL;
}

/** The known name that differs least, if it differs little (at most a third of its letters), else null. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  let nearest: string | null = null;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate, least);
    if (distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}

/** Levenshtein distance; `limit` when the lengths alone already differ by as much. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, a] of [...left].entries()) {
    const next = [i + 1];
    for (const [j, b] of [...right].entries()) {
      next.push(Math.min((row[j] ?? 0) + (a === b ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? limit;
}
