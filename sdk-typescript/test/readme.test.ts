// The programs of the README: each is type-checked as it stands there, and those that can run do.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ProtocolError } from "../src/errors.js";
import type { Message } from "../src/generated/index.js";
import { type FakeHost, type SpawnOptions, TestBench } from "../src/testing.js";
import { ROOT } from "./support.js";

const SDK = join(ROOT, "sdk-typescript");
// Below the package, so that the programs import it by its name.
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "readme");
const TSC = join(ROOT, "node_modules", ".bin", "tsc");
const CONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2024"],
    types: ["node"],
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
  },
  include: ["*.ts", "*.mts"],
};

/** Each program by its name, which its first line tells. */
const programs = new Map(
  [...readFileSync(join(SDK, "README.md"), "utf8").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => {
    const name = /^\/\/ (\S+)\n/.exec(code)?.[1];
    assert.ok(name !== undefined, `a program of the README does not tell its name:\n${code}`);
    return [name, code];
  }),
);

before(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, code] of programs) writeFileSync(join(FOLDER, name), code);
  // The quick start is JavaScript; as TypeScript it is right, too.
  writeFileSync(join(FOLDER, "words_typed.mts"), programs.get("words.mjs") ?? "");
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(CONFIG));
  const { status, stdout } = spawnSync(TSC, ["-p", FOLDER], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

function run(program: string, options: SpawnOptions = {}): Promise<TestBench> {
  return TestBench.spawn([process.execPath, join(FOLDER, program)], options);
}

it("there is a program for each thing that the README shows", () => {
  const names = ["words.mjs", "kinds.ts", "settings.ts", "download.ts", "remember.ts", "greet.test.ts"];
  assert.deepEqual([...programs.keys()], names);
});

it("the quick start works as written", async () => {
  const bench = await run("words.mjs");
  assert.equal((await bench.callTool("word_count", { text: "one two  three" })).output, 3);
  const rm = { tool_name: "bash", tool_input: { command: "rm -rf /" } };
  assert.equal((await bench.emitHook("tool:pre", rm)).action, "deny");
  assert.equal((await bench.emitHook("tool:pre", { tool_name: "glob", tool_input: {} })).action, "continue");
  assert.equal(await bench.close(), 0);
});

it("every kind of component works as written", async () => {
  const messages: Message[] = [];
  const host: FakeHost = {
    "request.context_add_message": ({ message }) => {
      messages.push(message);
      return {};
    },
    "request.context_get_messages": () => ({ messages }),
    "request.provider_complete": ({ request }) => ({
      content: [{ type: "text", text: `${request.messages.length} heard` }],
    }),
  };
  const bench = await run("kinds.js", { host });
  const kinds = Object.keys(bench.description.capabilities).sort();
  const other = ["approval_providers", "channels", "content", "context_managers", "exports"];
  assert.deepEqual(kinds, [...other, "hooks", "orchestrators", "providers", "tools"]);
  assert.equal((await bench.callTool("shout", { text: "a" })).output, "A");
  assert.equal((await bench.emitHook("provider:request", { provider: "parrot" })).context_injection, "Be brief.");
  const said = { messages: [{ role: "user" as const, content: "hi" }] };
  assert.deepEqual((await bench.complete("parrot", said)).content, [{ type: "text", text: "hi" }]);
  await bench.addMessage({ role: "user", content: "hi" });
  assert.deepEqual(await bench.getMessages(), [{ role: "user", content: "hi" }]);
  assert.deepEqual(await bench.execute("once", "hi"), { response: "1 heard", status: "completed" });
  const request = { tool_name: "t", action: "run", details: {}, risk_level: "high" } as const;
  assert.deepEqual(await bench.requestApproval("by_risk", request), { approved: false });
  assert.deepEqual(await bench.callCapability("words.count", { text: "a b" }), { count: 2 });
  assert.deepEqual(await bench.collectChannel("news"), { headline: "all is well" });
  assert.equal((await bench.readContent("context/hello.md")).content, "Hello.\n");
  assert.equal(await bench.close(), 0);
});

it("settings work as written", async () => {
  const bench = await run("settings.js", { config: { greet: { greeting: "Hi" } } });
  assert.deepEqual((await bench.callTool("greet", { name: "Ada" })).output, { greeting: "Hi, Ada!" });
  assert.equal((await bench.callTool("lines", { text: "a\nb" })).output, 2);
  await assert.rejects(bench.request("configure", { config: { greet: { greting: 1 } } }), {
    data: { errors: [{ path: "/config/greet/greting", message: "is not a known member" }] },
  });
  await bench.close();
});

it("cancel and progress work as written", async () => {
  const bench = await run("download.js");
  const seen: string[] = [];
  const onStream = (method: string): void => void seen.push(method);
  const urls = ["data:,a", "data:,b"];
  assert.deepEqual((await bench.callTool("download", { urls }, { onStream })).output, urls);
  assert.deepEqual(seen, ["$/progress", "stream.tool.output", "$/progress", "stream.tool.output"]);
  await bench.close();
});

it("errors work as written", async () => {
  const refused = (): never => {
    throw new ProtocolError("permission_denied", "no");
  };
  const bench = await run("remember.js", {
    host: { "state.set": ({ key }) => (key === "secret" ? refused() : {}) },
  });
  const remember = (key: string): ReturnType<TestBench["callTool"]> => bench.callTool("remember", { key, value: "v" });
  assert.equal((await remember("a")).output, "remembered");
  assert.equal((await remember("secret")).output, "there is no state here");
  assert.equal((await remember("")).error?.["kind"], "invalid_key");
  await bench.close();
});

it("the test works as written", () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { cwd: FOLDER, encoding: "utf8" as const, env };
  const { status, stdout } = spawnSync(process.execPath, ["--test", "greet.test.js"], options);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /^# pass 2$/m);
});
