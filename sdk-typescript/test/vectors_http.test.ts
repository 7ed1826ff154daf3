// The shared vectors of the HTTP binding: requests as a service reads them, answers and streams as a caller does.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { describe, it } from "node:test";
import { headersOfMeta } from "../src/http/meta.js";
import { Refused, readAnswer } from "../src/http/problems.js";
import { readRequest, readsQuery, wantsStream } from "../src/http/requests.js";
import { findRoute } from "../src/http/routes.js";
import { EventParser, formatEvent, type ServerSentEvent } from "../src/http/sse.js";
import type { ErrorBody, JsonObject } from "../src/wire/message.js";
import { chunkings, type Part, toBytes, vectors } from "./support.js";

interface RequestCase {
  id: string;
  way: "both" | "read" | "write";
  method: string;
  params: JsonObject;
  http: { method: string; target: string; headers: Record<string, string>; body: unknown };
  stream?: boolean;
  refused?: { status: number; kind: string; allow?: string[] };
}

interface AnswerCase {
  id: string;
  status: number;
  content_type: string | null;
  body: string;
  result?: unknown;
  error?: ErrorBody;
}

interface EventCase {
  id: string;
  input: Part[];
  events: [string, Part][];
}

describe("requests, as a service reads them", () => {
  for (const test of vectors<RequestCase>("http_requests")) {
    if (test.way === "write") continue; // these are no requests that a service gets
    it(test.id, () => {
      if (test.refused === undefined) assert.deepEqual(read(test), wanted(test));
      else assert.throws(() => read(test), isRefused(test.refused));
    });
  }
});

describe("_meta, as headers", () => {
  for (const test of vectors<RequestCase>("http_requests")) {
    if (test.way === "read") continue; // nobody writes it so
    it(test.id, () => {
      const { Accept: _, "Amplifier-Protocol": __, ...expected } = test.http.headers;
      assert.deepEqual(headersOfMeta(test.params["_meta"] as JsonObject | undefined), expected);
    });
  }
});

describe("answers", () => {
  for (const test of vectors<AnswerCase>("http_answers")) {
    it(test.id, () => {
      const { result, error } = readAnswer(test.status, test.content_type ?? undefined, Buffer.from(test.body));
      if (test.error === undefined) assert.deepEqual({ result, error }, { result: test.result, error: undefined });
      else {
        const { message = error?.message, code, data } = test.error;
        const some = Object.fromEntries(Object.keys(data ?? {}).map((name) => [name, error?.data?.[name]]));
        assert.deepEqual({ ...error, data: some }, { code, message, data });
      }
    });
  }
});

describe("events", () => {
  for (const test of vectors<EventCase>("server_sent_events")) {
    it(test.id, () => {
      const expected = test.events.map(([name, data]) => [name, toBytes([data]).toString()]);
      for (const chunks of chunkings(toBytes(test.input))) {
        const parser = new EventParser();
        assert.deepEqual(
          chunks.flatMap((chunk): ServerSentEvent[] => parser.feed(chunk)),
          expected,
        );
      }
    });
  }

  it("that are written are read", () => {
    const data = { text: "a\n\r\u2028é🙂: b", "": [null, 1.5] };
    const events = new EventParser().feed(Buffer.from(formatEvent("stream.token", data)));
    assert.deepEqual(
      events.map(([name, text]) => [name, JSON.parse(text)]),
      [["stream.token", data]],
    );
  });
});

function read({ http }: RequestCase): unknown {
  const headers = Object.fromEntries(Object.entries(http.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const route = findRoute(http.method, http.target, () => true);
  const body = Buffer.from(http.body === null ? "" : JSON.stringify(http.body));
  assert.ok(http.body === null || !readsQuery(route), "a query and a body");
  return { method: route.method, params: readRequest(route, headers, body), stream: wantsStream(route, headers) };
}

function wanted({ method, params, stream = false }: RequestCase): unknown {
  return { method, params, stream };
}

function isRefused({ status, kind, allow }: NonNullable<RequestCase["refused"]>): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual([error.status, error.kind, error.headers["Allow"]], [status, kind, allow?.join(", ")]);
    return true;
  };
}
