import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { FIXTURE, temporaryFolder } from "./support.js";

const INPUT = [
  { jsonrpc: "2.0", id: 1, method: "describe", params: {} },
  { jsonrpc: "2.0", id: 2, method: "tool.execute", params: { name: "print", input: {} } },
]
  .map((message) => `${JSON.stringify(message)}\n`)
  .join("");

const PRINTED = [
  "printed by console.log",
  "printed by process.stdout",
  "printed by fd 1",
  "printed by a child",
  "cleaned up",
];

/** Runs the fixture under bash; `node "$1"` is the service, in "$2" there is room for files. */
function bash(script: string): { status: number | null; lines: string[]; folder: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "in"), INPUT);
  const options = { encoding: "utf8" as const, cwd: folder };
  const { status, stdout } = spawnSync("bash", ["-c", `set -o pipefail; ${script}`, "bash", FIXTURE], options);
  return { status, lines: stdout.trim().split("\n"), folder };
}

function assertClean(lines: string[]): void {
  const ids = lines.map((line) => (JSON.parse(line) as { id: number }).id);
  assert.deepEqual(ids, [1, 2]);
}

describe("the guarded descriptors", () => {
  it("pipes, stderr a file: every print is in it, in order", () => {
    const { status, lines, folder } = bash('cat in | node "$1" 2>err | cat');
    assert.equal(status, 0);
    assertClean(lines);
    assert.deepEqual(readFileSync(join(folder, "err"), "utf8").trim().split("\n"), PRINTED);
  });

  it("pipes, stderr a pipe", () => {
    const { status, lines, folder } = bash('cat in | node "$1" 2> >(cat >err) | cat');
    assert.equal(status, 0);
    assertClean(lines);
    assert.match(readFileSync(join(folder, "err"), "utf8"), /printed by a child/);
  });

  it("pipes, stderr closed", () => {
    const { status, lines } = bash('cat in | node "$1" 2>&- | cat');
    assert.equal(status, 0);
    assertClean(lines);
  });

  it("files for stdin and stdout", () => {
    const { status, folder } = bash('node "$1" <in >out 2>err');
    assert.equal(status, 0);
    assertClean(readFileSync(join(folder, "out"), "utf8").trim().split("\n"));
  });

  it("a file that holds something already: it is appended to", () => {
    const { status, folder } = bash('echo "{\\"id\\":0}" >out; node "$1" <in >>out 2>err');
    assert.equal(status, 0);
    const [before, ...lines] = readFileSync(join(folder, "out"), "utf8").trim().split("\n");
    assert.equal(before, '{"id":0}');
    assertClean(lines);
  });

  it("a file that others write before and after: everything is there, in order", () => {
    const { status, folder } = bash('(echo "{\\"id\\":0}"; node "$1" <in 2>err && echo "{\\"id\\":9}") >out');
    assert.equal(status, 0);
    const lines = readFileSync(join(folder, "out"), "utf8").trim().split("\n");
    assert.deepEqual([lines[0], lines[3], lines.length], ['{"id":0}', '{"id":9}', 4]);
    assertClean(lines.slice(1, 3));
  });

  it("one file for stdout and stderr: nothing is lost or overwritten", () => {
    const { status, folder } = bash('node "$1" <in >out 2>&1');
    assert.equal(status, 0);
    const lines = readFileSync(join(folder, "out"), "utf8").trim().split("\n");
    assertClean(lines.filter((line) => line.startsWith("{")));
    const printed = lines.filter((line) => !line.startsWith("{"));
    assert.deepEqual(printed, PRINTED);
  });

  it("a file for an answer of many bytes: it is whole when the process ends", () => {
    const bytes = 4 * 1_048_576;
    const call = { jsonrpc: "2.0", id: 3, method: "tool.execute", params: { name: "big", input: { bytes } } };
    const { status, folder } = bash(`(cat in; echo '${JSON.stringify(call)}') | node "$1" >out 2>err`);
    assert.equal(status, 0);
    const lines = readFileSync(join(folder, "out"), "utf8").trim().split("\n");
    const answer = lines.find((line) => line.includes('"id":3')) ?? "{}";
    const { result } = JSON.parse(answer) as { result: { output: string } };
    assert.equal(result.output.length, bytes);
    assertClean(lines.filter((line) => line !== answer));
  });

  it("a pipe, a file, and a socket for stderr", () => {
    const child = spawnSync("bash", ["-c", `printf %s "$2" | node "$1" | cat`, "bash", FIXTURE, INPUT], {
      encoding: "utf8",
    });
    assert.equal(child.status, 0);
    assertClean(child.stdout.trim().split("\n"));
    for (const text of PRINTED) assert.ok(child.stderr.includes(text), text);
  });

  it("/dev/null for stdin: the end at once", () => {
    assert.equal(bash('node "$1" </dev/null').status, 0);
  });
});
