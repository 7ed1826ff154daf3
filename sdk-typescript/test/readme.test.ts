import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { TestBench } from "../src/testing.js";
import { ROOT } from "./support.js";

it("the quick start of the README works as written", async () => {
  const readme = readFileSync(join(ROOT, "sdk-typescript", "README.md"), "utf8");
  const code = /```ts\n(\/\/ words\.mjs\n.*?)```/s.exec(readme)?.[1] ?? "";
  const folder = join(dirname(fileURLToPath(import.meta.url)), "readme");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "words.mjs"), code);
  const bench = await TestBench.spawn([process.execPath, join(folder, "words.mjs")]);
  assert.equal((await bench.callTool("word_count", { text: "one two  three" })).output, 3);
  assert.equal(
    (await bench.emitHook("tool:pre", { tool_name: "bash", tool_input: { command: "rm -rf /" } })).action,
    "deny",
  );
  assert.equal((await bench.emitHook("tool:pre", { tool_name: "glob", tool_input: {} })).action, "continue");
  assert.equal(await bench.close(), 0);
});
