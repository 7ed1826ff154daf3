import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import { EncodeError } from "../src/wire/encode.js";
import { decode, decodeText, encodeText, judgeOversized, type Message } from "../src/wire/index.js";
import { LineSplitter } from "../src/wire/splitter.js";

const request = (params: unknown): string => `{"jsonrpc":"2.0","id":1,"method":"m","params":${params}}`;

describe("JSON traps", () => {
  it("refuses lone surrogates, also those that a later duplicate hides, and takes pairs", () => {
    const refused = [
      '{"a":"\\ud800"}',
      '{"a":"\\udc00\\ud800"}',
      '{"a":"\\uD800x"}',
      '{"\\udfff":1}',
      '{"a":"\\ud800","a":1}',
    ];
    for (const params of refused) {
      const { kind, ...rest } = decodeText(request(params));
      assert.equal(kind, "refusal", params);
      assert.deepEqual({ ...rest, reason: "" }, { code: -32700, id: 1, reason: "" });
    }
    for (const params of ['{"a":"\\ud83d\\ude00"}', '{"a":"\\\\ud800"}', '{"a":"\\\\\\ud83d\\ude00"}']) {
      assert.equal(decodeText(request(params)).kind, "request", params);
    }
  });

  it("takes the last of duplicate members", () => {
    const message = decodeText('{"jsonrpc":"2.0","id":1,"id":2,"method":"m","params":{"a":1,"a":2}}');
    assert.deepEqual(message, { kind: "request", id: 2, method: "m", params: { a: 2 } });
  });

  it("keeps a __proto__ member as a member", () => {
    const message = decodeText(request('{"__proto__":{"polluted":true}}')) as Message & { params: object };
    assert.deepEqual(Object.keys(message.params), ["__proto__"]);
    assert.equal("polluted" in message.params, false);
    assert.match(encodeText(message), /"params":\{"__proto__":\{"polluted":true\}\}/);
  });

  it("never loses a message to a big number", () => {
    const message = decodeText(request('{"n":123456789012345678901234567890,"m":1e400}'));
    assert.equal(message.kind, "request");
  });

  it("counts depth: 128 is read, 129 refused", () => {
    const nested = (levels: number): string => request(`{"a":${"[".repeat(levels - 2)}${"]".repeat(levels - 2)}}`);
    assert.equal(decodeText(nested(128)).kind, "request");
    assert.deepEqual({ ...decodeText(nested(129)), reason: "" }, { kind: "refusal", code: -32600, id: 1, reason: "" });
    assert.equal(decodeText(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`).kind, "refusal");
  });

  it("refuses what is not UTF-8, and a BOM", () => {
    for (const line of [Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from(`\ufeff${request("{}")}`)]) {
      assert.equal((decode(line) as { code?: number }).code, -32700);
    }
  });
});

describe("encoding", () => {
  it("writes envelope and params in their order", () => {
    const params = { input: { a: 1 }, name: "t", _meta: { depth: 1 } };
    const text = encodeText({ kind: "request", id: "s-1", method: "m", params });
    const expected = '{"_meta":{"depth":1},"name":"t","input":{"a":1}}';
    assert.equal(text, `{"jsonrpc":"2.0","id":"s-1","method":"m","params":${expected}}\n`);
  });

  it("replaces lone surrogates, which the other side would refuse", () => {
    const text = encodeText({ kind: "response", id: 1, result: ["\ud800", "\\ud800", "😀"] });
    assert.equal(text, '{"jsonrpc":"2.0","id":1,"result":["\\ufffd","\\\\ud800","😀"]}\n');
    assert.equal(decodeText(text.trim()).kind, "response");
  });

  it("refuses what is no JSON", () => {
    const circular: unknown[] = [];
    circular.push(circular);
    for (const result of [circular, 1n]) {
      assert.throws(() => encodeText({ kind: "response", id: 1, result }), EncodeError);
    }
  });
});

describe("the splitter", () => {
  it("holds a long line in constant memory, keeps its head, and goes on", () => {
    const splitter = new LineSplitter(1024);
    const head = '{"jsonrpc":"2.0","id":"long","method":"m","params":{"a":"';
    let records = splitter.feed(Buffer.from(head));
    for (let count = 0; count < 1000; count++) records = records.concat(splitter.feed(Buffer.alloc(1000, "x")));
    records = records.concat(splitter.feed(Buffer.from('"}}\n{}\n')));
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ["oversized", "line"],
    );
    const long = records[0];
    assert.ok(long?.kind === "oversized" && long.head.length === 4096);
    assert.deepEqual(
      { ...judgeOversized(long.head), reason: "" },
      { kind: "refusal", code: -32006, id: "long", reason: "" },
    );
  });

  it("puts a line together that comes byte by byte, or in pieces of any size", () => {
    const line = Buffer.from(`{"text":"${"0123456789".repeat(30_000)}"}`);
    for (const size of [1, 7, 4096, 65_536, 100_000, line.length]) {
      const splitter = new LineSplitter();
      for (let at = 0; at < line.length; at += size) {
        assert.deepEqual(splitter.feed(Buffer.from(line.subarray(at, at + size))), []);
      }
      const [record] = splitter.feed(Buffer.from("\n"));
      assert.ok(record?.kind === "line" && record.bytes.equals(line), `pieces of ${size}`);
    }
  });
});
