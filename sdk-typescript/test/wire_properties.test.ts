import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Decoded, decode, encode, type LineRecord, LineSplitter, type Message } from "../src/wire/index.js";

/** Objects as JSON.parse makes them. */
const plain = { noNullPrototype: true } as const;
const text = fc.string({ unit: "binary", maxLength: 12 });
const id = fc.oneof(text, fc.maxSafeInteger());
const json = fc.jsonValue({ depthSize: "small", stringUnit: "binary" }).map(withoutMinusZero);
const name = fc.oneof(fc.constantFrom("input", "name", "_meta", "event", "path", "hook"), text);
const params = fc.dictionary(name, json, { maxKeys: 5, noNullPrototype: true });
const error = fc.record({ code: fc.maxSafeInteger(), message: text }, plain);
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: fc.constant("request" as const), id, method: text, params }, plain),
  fc.record({ kind: fc.constant("notification" as const), method: text, params }, plain),
  fc.record({ kind: fc.constant("response" as const), id, result: json as fc.Arbitrary<unknown> }, plain),
  fc.record({ kind: fc.constant("response" as const), id: fc.option(id), error }, plain),
);

/** Bytes that look like messages, so that more than the first check is reached; never an LF. */
const PIECES = ["{", "}", "[", "]", ":", ",", '"', "\\", "\\ud800", "\r", " ", "1e999", "NaN", "-0", "null", "\ufeff"];
const MEMBERS = ['"jsonrpc":"2.0"', '"id":1', '"id":null', '"method":"m"', '"params":{}', '"result":1', '"error":{}'];
const line: fc.Arbitrary<Buffer> = fc
  .oneof(
    fc.array(fc.constantFrom(...PIECES, ...MEMBERS), { maxLength: 20 }).map((parts) => Buffer.from(parts.join(""))),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  )
  .map((bytes) => bytes.filter((byte) => byte !== 0x0a))
  .map((bytes) => Buffer.from(bytes));

/** JSON.stringify writes -0 as 0, which is the same number. */
function withoutMinusZero<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A record, as one that outlives its chunk. */
function seen(records: LineRecord[]): string[] {
  return records.map((record) =>
    record.kind === "line" ? `line ${record.bytes.toString("latin1")}` : `oversized ${record.head.toString("latin1")}`,
  );
}

/** What the protocol says of one line: its head if it is too long, nothing if it is blank. */
function expected(bytes: Buffer, limit: number): string[] {
  const whole = bytes.toString("latin1");
  if (bytes.length > limit) return [`oversized ${whole.slice(0, 4096)}`];
  return /^[ \t\r]*$/.test(whole) ? [] : [`line ${whole.replace(/\r$/, "")}`];
}

function onlyLine(records: LineRecord[]): Decoded {
  const record = records.at(-1);
  assert.ok(record?.kind === "line");
  return decode(record.bytes);
}

describe("the wire layer, under anything that can come", () => {
  it("reads again what it wrote", () => {
    fc.assert(
      fc.property(message, (sent) => {
        const bytes = encode(sent);
        assert.equal(bytes.indexOf(0x0a), bytes.length - 1);
        assert.deepEqual(onlyLine(new LineSplitter().feed(bytes)), sent);
      }),
    );
  });

  it("writes members in their order", () => {
    fc.assert(
      fc.property(message, (sent) => {
        const written = JSON.parse(encode(sent).toString()) as { params?: object };
        const order = ["jsonrpc", "id", "method", "params", "result", "error"];
        assert.deepEqual(
          Object.keys(written),
          order.filter((member) => Object.hasOwn(written, member)),
        );
      }),
    );
  });

  it("does not care how the bytes are cut", () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), cuts, fc.integer({ min: 1, max: 60 }), (lines, at, limit) => {
        const data = Buffer.concat(lines.flatMap((bytes) => [bytes, Buffer.from("\n")]));
        const ends = [...at.map((cut) => Math.min(cut, data.length)), data.length].sort((a, b) => a - b);
        const splitter = new LineSplitter(limit);
        const records = ends.flatMap((end, index) => seen(splitter.feed(data.subarray(ends[index - 1] ?? 0, end))));
        assert.deepEqual(
          records,
          lines.flatMap((bytes) => expected(bytes, limit)),
        );
      }),
    );
  });

  it("gives any line one verdict, and never throws", () => {
    fc.assert(
      fc.property(line, (bytes) => {
        const verdict = decode(bytes);
        if (verdict.kind === "dropped") return;
        if (verdict.kind === "refusal") {
          assert.ok(verdict.code === -32700 || verdict.code === -32600);
          assert.notEqual(verdict.reason, "");
          return;
        }
        assert.equal(onlyLine(new LineSplitter().feed(encode(verdict))).kind, verdict.kind);
      }),
      { numRuns: 1000 },
    );
  });

  it("goes on reading after any line", () => {
    fc.assert(
      fc.property(line, message, (bytes, sent) => {
        const records = new LineSplitter().feed(Buffer.concat([bytes, Buffer.from("\n"), encode(sent)]));
        assert.deepEqual(onlyLine(records), sent);
      }),
    );
  });

  it("never refuses what looks like an answer", () => {
    fc.assert(
      fc.property(params, json, fc.constantFrom("result", "error"), (other, value, member) => {
        const bytes = Buffer.from(JSON.stringify({ ...other, [member]: value }));
        assert.notEqual(decode(bytes).kind, "refusal");
      }),
    );
  });
});
