import { Buffer, isUtf8 } from "node:buffer";
import type { Id } from "./message.js";

/** What the beginning of a line says about the message, also when the rest is broken or missing. */
export interface Head {
  /** The legal top-level id that stands before `params`, else null. */
  id: Id | null;
  hasMethod: boolean;
  /** Whether a top-level `result` or `error` was seen. */
  hasOutcome: boolean;
}

/**
 * Reads the top-level members of a line up to `params` or the first fault. Answers to broken lines carry the id that
 * stands there, and a broken response is never answered (spec: refusals). Bytes may be no UTF-8 elsewhere.
 */
export function readHead(line: string | Buffer): Head {
  // In Latin-1 each byte is a character, so that what is no UTF-8 does not disturb the rest.
  const text = typeof line === "string" ? line : line.toString("latin1");
  const value = typeof line === "string" ? parse : parseBytes;
  const head: Head = { id: null, hasMethod: false, hasOutcome: false };
  let at = skipSpace(text, 0);
  if (text[at] !== "{") return head;
  at = skipSpace(text, at + 1);
  let beforeParams = true;
  while (text[at] === '"') {
    const nameEnd = skipString(text, at);
    if (nameEnd === -1) break;
    const name = parse(text.slice(at, nameEnd));
    at = skipSpace(text, nameEnd);
    if (text[at] !== ":") break;
    at = skipSpace(text, at + 1);
    if (name === "params") beforeParams = false;
    noteName(head, name);
    const valueEnd = skipValue(text, at);
    if (valueEnd === -1) break;
    if (name === "id" && beforeParams) head.id = legalId(value(text.slice(at, valueEnd)));
    at = skipSpace(text, valueEnd);
    if (text[at] !== ",") break;
    at = skipSpace(text, at + 1);
  }
  return head;
}

/** A string without lone surrogates, or an integer that a double holds exactly; anything else is no id. */
export function legalId(value: unknown): Id | null {
  if (typeof value === "string") return value.isWellFormed() ? value : null;
  return Number.isSafeInteger(value) ? (value as number) : null;
}

function noteName(head: Head, name: unknown): void {
  if (name === "method") head.hasMethod = true;
  else if (name === "result" || name === "error") head.hasOutcome = true;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value of bytes that were read as Latin-1. */
function parseBytes(text: string): unknown {
  const bytes = Buffer.from(text, "latin1");
  return isUtf8(bytes) ? parse(bytes.toString()) : undefined;
}

function skipSpace(text: string, at: number): number {
  let next = at;
  while (text[next] === " " || text[next] === "\t" || text[next] === "\r") next++;
  return next;
}

/** The index after the string that begins at `at`, or -1 when it does not end. */
function skipString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return -1;
}

/** The index after the value that begins at `at`, or -1 when it does not end. Brackets are counted, not matched. */
function skipValue(text: string, at: number): number {
  let depth = 0;
  for (let next = at; next < text.length; ) {
    const char = text[next];
    if (char === '"') {
      next = skipString(text, next);
      if (next === -1) return -1;
      if (depth === 0) return next;
      continue;
    }
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      if (depth === 0) return next;
      depth--;
      if (depth === 0) return next + 1;
    } else if (depth === 0 && (char === "," || skipSpace(text, next) > next)) return next;
    next++;
  }
  return -1;
}
