import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { ConfigurationError, compileSchema } from "@amplifier-ipc/sdk";
import schema from "../script.schema.json" with { type: "json" };
import { readRecording } from "./recording.js";
import type { Turn } from "./turn.js";

/** Reads a script: YAML, or a recording (JSON lines). Whatever is wrong with it is llm_error `configuration`. */
export async function readScript(path: string, cwd: string): Promise<Turn[]> {
  const file = absolute(path, cwd);
  const text = await readText(file);
  return /\.jsonl$/.test(file) ? checkScript(readRecording(text, file), `recording ${file}`) : parseScript(text, file);
}

/** A path of the configuration: relative to the session's directory; `~/` is the user's home. */
export function absolute(path: string, cwd: string): string {
  if (path.startsWith("~/")) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : resolve(cwd, path);
}

/** The turns of a script's text; `file` is for messages. */
export async function parseScript(text: string, file: string): Promise<Turn[]> {
  const { parse } = await import("yaml");
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw wrong(`The script ${file} is not YAML: ${(error as Error).message}`);
  }
  return checkScript(value, `script ${file}`);
}

/** The turns of a script that was read: `{turns}`, or the list alone; a text is short for a turn that says it. */
export async function checkScript(value: unknown, what: string): Promise<Turn[]> {
  const script = Array.isArray(value) ? { turns: value as unknown[] } : value;
  const checked = await compileSchema(schema, what).check(script, "");
  if (checked.faults !== undefined) throw wrong(listed(what, checked.faults));
  const turns = (checked.value as { turns: (Turn | string)[] }).turns.map((turn) =>
    typeof turn === "string" ? { text: turn } : turn,
  );
  const faults = chunkFaults(turns);
  if (faults.length > 0) throw wrong(listed(what, faults));
  return turns;
}

/** What the schema cannot say: chunks in a list are the text, cut. */
function chunkFaults(turns: Turn[]): { path: string; message: string }[] {
  return turns.flatMap(({ text, chunks }, index) => {
    if (!Array.isArray(chunks) || text === undefined || chunks.join("") === text) return [];
    return [{ path: `/turns/${index}/chunks`, message: "must together be the text" }];
  });
}

function listed(what: string, faults: readonly { path: string; message: string }[]): string {
  const list = faults.map(({ path, message }) => `${path === "" ? "it" : path} ${message}`).join("; ");
  return `The ${what} is wrong: ${list}`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw wrong(`The script ${file} cannot be read: ${(error as Error).message}`);
  }
}

function wrong(text: string): ConfigurationError {
  return new ConfigurationError(text, { provider: "mock" });
}
