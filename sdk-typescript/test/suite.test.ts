// checkConformance: which command it runs, and what becomes of the exit codes.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterEach, it } from "node:test";
import { checkConformance } from "../src/testing/index.js";
import { temporaryFolder } from "./support.js";

const OVERRIDE = "AMPLIFIER_CONFORMANCE";
const { PATH = "" } = process.env;

afterEach(() => {
  delete process.env[OVERRIDE];
  process.env["PATH"] = PATH;
});

/** A suite that ends with a code; returns its path, and what it was told. */
function suite(code: number): { path: string; told: () => unknown } {
  const folder = temporaryFolder();
  const told = join(folder, "told.json");
  const path = join(folder, "amplifier-conformance");
  const program = `#!${process.execPath}
require("node:fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.argv.slice(2)));
console.log("the report");
console.error("a warning");
process.exit(${code});
`;
  writeFileSync(path, program, { mode: 0o755 });
  return { path, told: () => JSON.parse(readFileSync(told, "utf8")) as unknown };
}

/** The same, as the environment names it. */
function named(code: number): () => unknown {
  const { path, told } = suite(code);
  process.env[OVERRIDE] = path;
  return told;
}

it("a command is checked", async () => {
  const told = named(0);
  await checkConformance(["./service", "-v"]);
  assert.deepEqual(told(), ["check", "--", "./service", "-v"]);
});

it("every option is passed on", async () => {
  const told = named(0);
  await checkConformance(["./service"], {
    only: ["framing", "RPC-012"],
    skip: ["fuzz"],
    allowEffects: true,
    execute: { greet: { name: "Ö" }, stop: {} },
  });
  const areas = ["check", "--only", "framing", "--only", "RPC-012", "--skip", "fuzz", "--allow-effects"];
  const tools = ["--execute", 'greet={"name":"Ö"}', "--execute", "stop={}"];
  assert.deepEqual(told(), [...areas, ...tools, "--", "./service"]);
});

it("a service that does not conform fails with the report", async () => {
  named(1);
  await assert.rejects(checkConformance(["./service"]), {
    name: "AssertionError",
    message: "the service does not conform:\nthe report",
  });
});

it("a run that proves nothing is no pass", async () => {
  for (const [code, says] of [
    [2, "usage"],
    [3, "could verify nothing"],
    [9, "exit code 9"],
  ] as const) {
    named(code);
    await assert.rejects(checkConformance(["./service"]), ({ name, message }: Error) => {
      assert.equal(name, "Error");
      assert.match(message, new RegExp(`${says}.*:\nthe report\na warning$`));
      return true;
    });
  }
});

it("the suite is found in PATH", async () => {
  const { path, told } = suite(0);
  process.env["PATH"] = join(path, "..") + delimiter + PATH;
  await checkConformance(["./service"]);
  assert.deepEqual(told(), ["check", "--", "./service"]);
});

it("a suite that is missing says how to install it", async () => {
  process.env["PATH"] = temporaryFolder();
  await assert.rejects(checkConformance(["./service"]), /pip install amplifier-ipc-conformance/);
  process.env[OVERRIDE] = "nowhere/suite";
  await assert.rejects(checkConformance(["./service"]), /no command 'nowhere\/suite': pip install/);
});
