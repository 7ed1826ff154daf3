// The shared vectors of framing and messages.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import { decode, decodeText, judgeOversized } from "../src/wire/decode.js";
import { encodeText } from "../src/wire/encode.js";
import type { Decoded, Message } from "../src/wire/message.js";
import { LineSplitter } from "../src/wire/splitter.js";
import { chunkings, type Part, toBytes, vectors } from "./support.js";

type Verdict = { refuse: { code?: number; id: unknown } } | { drop: { id: unknown } } | { [kind: string]: unknown };
type Expected = Exclude<Part, string> | { oversized: Verdict };

interface FramingCase {
  id: string;
  max_message_bytes?: number;
  input: Part[];
  records: Expected[];
}

interface MessageCase {
  id: string;
  line?: string;
  line_hex?: string;
  line_parts?: Part[];
  verdict: Verdict;
}

describe("framing", () => {
  for (const test of vectors<FramingCase>("framing")) {
    it(test.id, () => {
      const input = toBytes(test.input);
      const expected = test.records.map(expectedRecord);
      for (const chunks of chunkings(input)) assert.deepEqual(split(chunks, test.max_message_bytes), expected);
    });
  }
});

describe("messages", () => {
  for (const test of vectors<MessageCase>("messages")) {
    it(test.id, () => {
      const decoded = test.line === undefined ? decode(lineBytes(test)) : decodeText(test.line);
      assert.deepEqual(verdict(decoded), withDefaults(test.verdict));
      if (isMessage(decoded)) assert.deepEqual(verdict(decodeText(encodeText(decoded).trimEnd())), verdict(decoded));
    });
  }
});

function lineBytes(test: MessageCase): Buffer {
  return test.line_hex === undefined ? toBytes(test.line_parts ?? []) : Buffer.from(test.line_hex, "hex");
}

function isMessage(decoded: Decoded): decoded is Message {
  return decoded.kind !== "refusal" && decoded.kind !== "dropped";
}

function verdict(decoded: Decoded): unknown {
  switch (decoded.kind) {
    case "request":
      return { request: { id: decoded.id, method: decoded.method, params: decoded.params } };
    case "notification":
      return { notification: { method: decoded.method, params: decoded.params } };
    case "response": {
      const { id, error, result } = decoded;
      return { response: error === undefined ? { id, result } : { id, error } };
    }
    case "refusal":
      return { refuse: { code: decoded.code, id: decoded.id } };
    case "dropped":
      return { drop: { id: decoded.id } };
  }
}

/** Params that are absent in a verdict are `{}`. */
function withDefaults(expected: Verdict): unknown {
  const entries = Object.entries(expected).map(([kind, body]) => {
    if (kind !== "request" && kind !== "notification") return [kind, body];
    return [kind, { params: {}, ...(body as object) }];
  });
  return Object.fromEntries(entries);
}

function expectedRecord(record: Expected): unknown {
  if ("oversized" in record) return { oversized: record.oversized };
  return { line: toBytes([record]).toString("hex") };
}

function split(chunks: Iterable<Buffer>, max?: number): unknown[] {
  const splitter = new LineSplitter(max);
  const records: unknown[] = [];
  for (const chunk of chunks) {
    for (const record of splitter.feed(chunk)) {
      if (record.kind === "line") records.push({ line: record.bytes.toString("hex") });
      else records.push({ oversized: oversized(record.head) });
    }
  }
  return records;
}

function oversized(head: Buffer): unknown {
  const judged = judgeOversized(head);
  return judged.kind === "refusal" ? { refuse: { id: judged.id } } : { drop: { id: judged.id } };
}
