import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, it } from "node:test";
import { MAIN, temporaryFolder } from "./support.js";

const REQUEST = JSON.stringify({ request: { messages: [{ role: "user", content: "hi" }] } });
const running: ChildProcess[] = [];
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

it("the bundle over HTTP: a turn as a stream, scripted errors by session, exit code 0", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "s.yaml"), "turns: [{text: at last, error: {name: network, times: 1}}]");
  const AMPLIFIER_CONFIG = JSON.stringify({ mock: { script: join(cwd, "s.yaml") } });
  const env = { ...process.env, AMPLIFIER_CONFIG };
  const child = spawn(process.execPath, [MAIN, "--http", "127.0.0.1:0"], { env, stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const ask = (session: string, how: "complete" | "stream"): Promise<Response> => {
    const headers = { "Content-Type": "application/json", "Amplifier-Session": session };
    return fetch(`${url}/providers/mock/${how}`, { method: "POST", headers, body: REQUEST });
  };
  assert.equal((await ask("a", "complete")).status, 502);
  assert.equal((await ask("b", "complete")).status, 502);
  const text = await (await ask("a", "stream")).text();
  assert.match(text, /^event: stream\.provider\.token\ndata: \{"index":0,"text":"at "\}$/m);
  assert.match(text, /\nevent: result\ndata: \{.*"at last".*\}\n\n$/);
  child.kill();
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
