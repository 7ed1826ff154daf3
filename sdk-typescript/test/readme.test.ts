// The programs of the README: each is type-checked as it stands there, and those that can run do.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ProtocolError } from "../src/errors.js";
import type { Message } from "../src/generated/index.js";
import { type FakeHost, type SpawnOptions, TestBench } from "../src/testing/index.js";
import { ANY_PORT, ask, endAll, Served } from "./http_support.js";
import { ROOT, temporaryFolder } from "./support.js";

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

const README = readFileSync(join(SDK, "README.md"), "utf8");

/** Each program by its name, which its first line tells. */
const programs = new Map(
  [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => {
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

after(endAll);

function run(program: string, options: SpawnOptions = {}): Promise<TestBench> {
  return TestBench.spawn([process.execPath, join(FOLDER, program)], options);
}

it("there is a program for each thing that the README shows", () => {
  const names = ["words.mjs", "kinds.ts", "settings.ts", "download.ts", "remember.ts"];
  const http = ["notes.ts", "server.ts"];
  const tested = ["greet.test.ts", "conformance.test.ts", "tested.ts"];
  assert.deepEqual([...programs.keys()], [...names, ...http, ...tested]);
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

/** A program of the README over HTTP. */
function serve(program: string): Served {
  return new Served(ANY_PORT, {}, join(FOLDER, program));
}

it("the quick start works over HTTP as written", async () => {
  const [, input] = /execute --json '(.*)'\n/.exec(README) ?? [];
  assert.ok(input !== undefined);
  const url = await serve("words.mjs").url();
  const answer = await ask(url, "/tools/word_count/execute", { body: JSON.parse(input) as object });
  assert.deepEqual(await answer.json(), { success: true, output: 2 });
  for (const target of ["/describe", "/openapi.json"]) assert.equal((await ask(url, target)).status, 200);
});

it("sessions are kept apart as written", async () => {
  const url = await serve("notes.js").url();
  const note = async (session: string, text: string): Promise<unknown> => {
    const headers = { "Amplifier-Session": session };
    return (await (await ask(url, "/tools/note/execute", { headers, body: { input: { text } } })).json())["output"];
  };
  assert.deepEqual(await note("a", "one"), ["one"]);
  assert.deepEqual(await note("b", "two"), ["two"]);
  assert.deepEqual(await note("a", "three"), ["one", "three"]);
});

it("a server of one's own works as written", async () => {
  const served = new Served([], { PORT: "0", SHOUTS_TOKEN: "s3cret" }, join(FOLDER, "server.js"));
  await served.says("}");
  const url = `http://127.0.0.1:${/port: (\d+)/.exec(served.stderr)?.[1]}`;
  assert.equal(await (await ask(url, "/metrics")).text(), "up 1\n");
  const body = { input: {} };
  assert.equal((await ask(url, "/tools/shout/execute", { body })).status, 401);
  const headers = { Authorization: "Bearer s3cret" };
  assert.equal((await (await ask(url, "/tools/shout/execute", { headers, body })).json())["output"], "HELLO");
  served.child.kill();
  assert.deepEqual(await served.ended, [0, null]);
});

/** Runs a test of the README; returns what the runner reports. */
function runTest(name: string, more: NodeJS.ProcessEnv = {}): string {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { cwd: FOLDER, encoding: "utf8" as const, env: { ...env, ...more } };
  const { status, stdout } = spawnSync(process.execPath, ["--test", name], options);
  assert.equal(status, 0, stdout);
  return stdout;
}

it("the test works as written", () => {
  assert.match(runTest("greet.test.js"), /^# pass 2$/m);
});

it("the suite is asked as written", () => {
  const told = [...["check", "--execute", 'word_count={"text":"one two"}'], ...["--", process.execPath, "words.mjs"]];
  const suite = join(temporaryFolder(), "suite");
  const check = `require("node:assert").deepEqual(process.argv.slice(2), ${JSON.stringify(told)})`;
  writeFileSync(suite, `#!${process.execPath}\n${check};\n`, { mode: 0o755 });
  assert.match(runTest("conformance.test.js", { AMPLIFIER_CONFORMANCE: suite }), /^# pass 1$/m);
});

it("the fixture is offered where it is asked for", async () => {
  const offered = async (...args: string[]): Promise<string[] | undefined> => {
    const bench = await TestBench.spawn([process.execPath, join(FOLDER, "tested.js"), ...args]);
    await bench.close();
    return bench.description.capabilities.tools?.map(({ name }) => name);
  };
  assert.deepEqual(await offered("--under-test"), ["conformance.fixture"]);
  assert.equal(await offered(), undefined);
});
