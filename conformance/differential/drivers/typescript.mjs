// Verdicts of the TypeScript SDK: a line in hex on stdin, its verdict in the form of vectors/messages.json on stdout.
import { Buffer } from "node:buffer";
import { createInterface } from "node:readline";
import { decode } from "../../../sdk-typescript/dist/wire/index.js";

function told(decoded) {
  const { id, method, params, code } = decoded;
  switch (decoded.kind) {
    case "request":
      return { request: { id, method, params } };
    case "notification":
      return { notification: { method, params } };
    case "response":
      return { response: decoded.error === undefined ? { id, result: decoded.result } : { id, error: decoded.error } };
    case "refusal":
      return { refuse: { code, id } };
    default:
      return { drop: { id } };
  }
}

/** A number beyond a double was read as infinite, which JSON cannot write. */
function finite(_name, value) {
  return Math.abs(value) === Number.POSITIVE_INFINITY ? Math.sign(value) * Number.MAX_VALUE : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(told(decode(Buffer.from(line, "hex"))), finite)}\n`);
}
