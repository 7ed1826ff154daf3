import { readFile } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { ConfigurationError, compileSchema } from "@amplifier-ipc/sdk";
import schema from "../script.schema.json" with { type: "json" };
import type { Turn } from "./turn.js";

/** Reads a YAML script. Whatever is wrong with it is llm_error `configuration`, with every fault and its place. */
export async function readScript(path: string, cwd: string): Promise<Turn[]> {
  const file = isAbsolute(path) ? path : resolve(cwd, path);
  return parseScript(await readText(file), file);
}

/** The turns of a script's text; `file` is for messages. */
export async function parseScript(text: string, file: string): Promise<Turn[]> {
  const { parse } = await import("yaml");
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ConfigurationError(`The script ${file} is not YAML: ${(error as Error).message}`, { provider: "mock" });
  }
  const checked = await compileSchema(schema, `script ${file}`).check(value, "");
  const faults = checked.faults ?? chunkFaults((checked.value as { turns: Turn[] }).turns);
  if (faults.length === 0) return (checked.value as { turns: Turn[] }).turns;
  const list = faults.map(({ path, message }) => `${path === "" ? "it" : path} ${message}`).join("; ");
  throw new ConfigurationError(`The script ${file} is wrong: ${list}`, { provider: "mock" });
}

/** What the schema cannot say: chunks in a list are the text, cut. */
function chunkFaults(turns: Turn[]): { path: string; message: string }[] {
  return turns.flatMap(({ text, chunks }, index) => {
    if (!Array.isArray(chunks) || text === undefined || chunks.join("") === text) return [];
    return [{ path: `/turns/${index}/chunks`, message: "must together be the text" }];
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new ConfigurationError(`The script ${file} cannot be read: ${(error as Error).message}`, {
      provider: "mock",
    });
  }
}
