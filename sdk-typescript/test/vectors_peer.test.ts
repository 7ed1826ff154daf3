// The shared vectors of the peer: each input is followed at once by all that it leads to.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Peer } from "../src/rpc/peer.js";
import type { CancelMode, Output, PeerLimits, Side } from "../src/rpc/types.js";
import { decodeText } from "../src/wire/decode.js";
import { encodeText } from "../src/wire/encode.js";
import type { ErrorBody, Id, JsonObject } from "../src/wire/message.js";
import { vectors } from "./support.js";

interface Step {
  at?: number;
  receive?: JsonObject;
  receive_text?: string;
  call?: { method: string; params?: JsonObject; parent?: Id; timeout_ms?: number };
  notify?: { method: string; params?: JsonObject };
  answer?: { id: Id; result: unknown };
  fail?: { id: Id; error: ErrorBody };
  cancel?: { id: Id; mode?: CancelMode; reason?: string };
  lost?: true;
  send?: JsonObject;
  event?: unknown[];
}

interface PeerCase {
  id: string;
  side: Side;
  limits?: PeerLimits;
  steps: Step[];
}

describe("peer", () => {
  for (const test of vectors<PeerCase>("peer")) {
    it(test.id, () => {
      const peer = new Peer(test.side, test.limits);
      let now = 0;
      let outputs: Output[] = [];
      for (const [index, step] of test.steps.entries()) {
        const where = `step ${index} ${JSON.stringify(step)}`;
        if (step.send !== undefined || step.event !== undefined) {
          const output = outputs.shift();
          assert.ok(output !== undefined, `${where}: nothing came`);
          assert.deepEqual(shown(output), expected(step), where);
          continue;
        }
        assert.deepEqual(outputs.map(shown), [], `${where}: more came than was expected`);
        now = step.at ?? now;
        outputs = input(peer, step, now);
      }
      assert.deepEqual(outputs.map(shown), [], "more came than was expected");
    });
  }
});

function input(peer: Peer, step: Step, now: number): Output[] {
  if (step.receive !== undefined) return peer.receive(decodeText(JSON.stringify(step.receive)), now);
  if (step.receive_text !== undefined) return peer.receive(decodeText(step.receive_text), now);
  if (step.call !== undefined) {
    const { method, params, parent, timeout_ms: timeoutMs } = step.call;
    return peer.call(method, params ?? {}, { parent, timeoutMs }, now).outputs;
  }
  if (step.notify !== undefined) return peer.notify(step.notify.method, step.notify.params ?? {});
  if (step.answer !== undefined) return peer.answer(step.answer.id, step.answer.result);
  if (step.fail !== undefined) return peer.fail(step.fail.id, step.fail.error);
  if (step.cancel !== undefined) return peer.cancel(step.cancel.id, step.cancel.mode, step.cancel.reason);
  if (step.lost === true) return peer.lost();
  return peer.at(now);
}

/** What came, as a vector shows it; `error.message` is not compared. */
function shown(output: Output): unknown {
  if (output.send !== undefined) return { send: comparable(JSON.parse(encodeText(output.send)) as JsonObject) };
  const { event } = output;
  switch (event.kind) {
    case "request":
      return { event: ["request", event.id, event.method] };
    case "notification":
      return { event: ["notification", event.method] };
    case "stream":
      return { event: ["stream", event.requestId, event.method] };
    case "error":
      return { event: ["error", event.id, event.error.code] };
    case "cancelled":
      return { event: ["cancelled", event.id, event.mode] };
    default:
      return { event: [event.kind, event.id] };
  }
}

function expected(step: Step): unknown {
  return step.send === undefined ? { event: step.event } : { send: comparable(step.send) };
}

function comparable(message: JsonObject): JsonObject {
  const error = message["error"] as JsonObject | undefined;
  if (error === undefined) return message;
  const { message: _, ...rest } = error;
  return { ...message, error: rest };
}
