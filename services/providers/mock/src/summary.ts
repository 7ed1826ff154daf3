import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import type { ToolOutcome } from "./conversation.js";

export const README = /^readme(\.\w+)?$/i;
/** More lines of a search are not told again. */
const MOST_LINES = 20;

/** What the tools gave, for the user. */
export function summary(done: ToolOutcome[], tools: ReadonlySet<string>): string {
  const paths = globbed(done);
  const parts = [
    paths === undefined ? "" : fileList(paths),
    ...done.map((outcome) => TELLING[outcome.name]?.(outcome) ?? other(outcome)),
  ];
  if (paths?.some((path) => README.test(baseName(path))) && !tools.has("read_file")) {
    parts.push("I could not read the README: the tool `read_file` is missing.");
  }
  return [...parts, ...done.map(failure)].filter((part) => part !== "").join("\n\n");
}

/** What is said of a tool's result; "" = it is said elsewhere. */
const TELLING: Readonly<Record<string, (outcome: ToolOutcome) => string>> = {
  glob: () => "",
  read_file: (outcome) => (outcome.failed ? "" : readSummary(outcome)),
  bash: ranSummary,
  grep: (outcome) => (outcome.failed ? "" : foundSummary(outcome)),
  edit_file: (outcome) => (outcome.failed ? "" : editSummary(outcome)),
  write_file: ({ input, failed }) => (failed ? "" : `I wrote ${String(input["file_path"] ?? "the file")}.`),
  todo: (outcome) => (outcome.failed ? "" : todoSummary(outcome)),
};

/** The paths of a successful glob, or undefined when there was none. */
export function globbed(done: ToolOutcome[]): string[] | undefined {
  const glob = done.find(({ name, failed }) => name === "glob" && !failed);
  if (glob === undefined) return undefined;
  const output = glob.output as JsonObject | unknown[] | string | null;
  const matches = Array.isArray(output) ? output : isObject(output) ? output["matches"] : undefined;
  if (!Array.isArray(matches)) {
    return contentOf(output)
      .split("\n")
      .filter((line) => line.trim() !== "");
  }
  return matches.map((match: unknown) => (isPathObject(match) ? match.path : String(match)));
}

function fileList(paths: string[]): string {
  if (paths.length === 0) return "There are no files here.";
  const noun = paths.length === 1 ? "There is 1 file here" : `There are ${paths.length} files here`;
  return `${noun}:\n${paths.map((path) => `- ${path}`).join("\n")}`;
}

function readSummary({ input, output }: ToolOutcome): string {
  const first = contentOf(output)
    .split("\n")
    .map((line) => line.replace(/^\s*\d+\t/, "").trim())
    .find((line) => line !== "");
  const file = String(input["file_path"] ?? "The file");
  return first === undefined ? `${file} is empty.` : `${file} begins: "${first}"`;
}

/** A command that ends with another code than 0 is a failure, and yet has said something. */
function ranSummary({ input, output }: ToolOutcome): string {
  if (!isRun(output)) return "";
  const said = [output.stdout, output.stderr].filter((text) => typeof text === "string" && text.trim() !== "");
  const block = said.length === 0 ? " It said nothing." : `\n\`\`\`\n${shorten(said.join("\n").trimEnd())}\n\`\`\``;
  return `\`${String(input["command"] ?? "the command")}\` ended with ${output.returncode}.${block}`;
}

function isRun(output: unknown): output is { returncode: number; stdout?: unknown; stderr?: unknown } {
  return isObject(output) && typeof output["returncode"] === "number";
}

function foundSummary({ input, output }: ToolOutcome): string {
  const results: unknown = isObject(output) ? output["results"] : undefined;
  const lines = Array.isArray(results) ? results.filter(isObject).map(lineOf) : contentOf(output).split("\n");
  const what = JSON.stringify(input["pattern"] ?? "");
  if (lines.every((line) => line.trim() === "")) return `Nothing here matches ${what}.`;
  const more = lines.length > MOST_LINES ? `\n… and ${lines.length - MOST_LINES} more` : "";
  return `${what} is in:\n${lines.slice(0, MOST_LINES).join("\n")}${more}`;
}

function lineOf(result: JsonObject): string {
  return `- ${String(result["file"])}:${String(result["line_number"])}: ${shorten(String(result["content"] ?? "").trim())}`;
}

function editSummary({ input, output }: ToolOutcome): string {
  const made: unknown = isObject(output) ? output["replacements_made"] : undefined;
  const times = typeof made === "number" && made !== 1 ? ` in ${made} places` : "";
  return `I changed ${String(input["file_path"] ?? "the file")}${times}.`;
}

function todoSummary({ output }: ToolOutcome): string {
  const todos: unknown = isObject(output) ? output["todos"] : undefined;
  if (!Array.isArray(todos)) return "That is on the list.";
  const lines = todos.filter(isObject).map((each) => `- ${String(each["content"])}`);
  return `On the list now:\n${lines.join("\n")}\n\nI am a mock: I keep the list, the work is yours.`;
}

/** Tools that this model did not choose itself (a client may have run them): their outputs, shortened. */
function other({ name, output, failed }: ToolOutcome): string {
  return failed ? "" : `${name} gave: ${shorten(contentOf(output))}`;
}

function failure({ name, output, failed }: ToolOutcome): string {
  if (!failed || (name === "bash" && isRun(output))) return "";
  return `The tool \`${name}\` failed: ${shorten(contentOf(output)).replaceAll(/\s*\n\s*/g, " ")}`;
}

function isPathObject(value: unknown): value is { path: string } {
  return isObject(value) && typeof value["path"] === "string";
}

function contentOf(output: unknown): string {
  if (typeof output === "string") return output;
  const content = isObject(output) ? output["content"] : undefined;
  return typeof content === "string" ? content : JSON.stringify(output);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

export function shorten(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 500)}…`;
}
