// Both sides with JSON.parse and JSON.stringify over Node's own pipes, and nothing else: no check, no schema, one line a
// message. What the engine leaves to any SDK. With arguments: the calling side, which starts them as the service.
import { spawn } from "node:child_process";
import { drive } from "./driving.mjs";

/** Calls `take` with each message. */
function read(input, take) {
  let parts = [];
  input.on("data", (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      take(JSON.parse(Buffer.concat(parts).toString()));
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  });
}

const write = (output, message) => output.write(`${JSON.stringify(message)}\n`);

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  read(process.stdin, ({ id, params }) => write(process.stdout, { id, result: { output: params.input.text } }));
} else {
  const service = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  let last = 0;
  read(service.stdout, ({ id, result }) => {
    waiting.get(id)(result.output);
    waiting.delete(id);
  });
  await drive((text) => {
    const answer = new Promise((resolve) => waiting.set(++last, resolve));
    write(service.stdin, { id: last, method: "tool.execute", params: { name: "echo", input: { text } } });
    return answer;
  });
  service.stdin.end();
}
