import type { ChatRequest, JsonObject } from "@amplifier-ipc/sdk";
import { lastPrompt, outcomes, type ToolOutcome } from "./conversation.js";
import type { Turn } from "./turn.js";

const ASKS_ABOUT_FILES = /\b(files?|folders?|director(?:y|ies)|repo(?:sitory)?|project|here|readme|ls|dir)\b/i;
const README = /^readme(\.\w+)?$/i;

/**
 * What the model says without a script. Asked about files it really calls `glob`, then `read_file` of a README if there
 * is one, and sums up what came back; what is missing or failed it says.
 */
export function defaultTurn(request: ChatRequest): Turn {
  const done = outcomes(request);
  const tools = new Set((request.tools ?? []).map(({ name }) => name));
  if (done.length > 0) return readmeCall(done, tools) ?? { text: summary(done, tools) };
  const prompt = lastPrompt(request);
  if (!ASKS_ABOUT_FILES.test(prompt)) return { text: smallTalk(prompt) };
  if (!tools.has("glob")) return { text: missing(tools) };
  return { text: "Let me look.", tool_calls: [{ name: "glob", input: { pattern: "*" } }] };
}

function readmeCall(done: ToolOutcome[], tools: ReadonlySet<string>): Turn | undefined {
  if (!tools.has("read_file") || done.some(({ name }) => name === "read_file")) return undefined;
  const readme = globbed(done)?.find((path) => README.test(baseName(path)));
  return readme === undefined ? undefined : { tool_calls: [{ name: "read_file", input: { file_path: readme } }] };
}

function summary(done: ToolOutcome[], tools: ReadonlySet<string>): string {
  const failures = done.filter(({ failed }) => failed).map(failureSentence);
  const paths = globbed(done);
  const read = done.find(({ name, failed }) => name === "read_file" && !failed);
  const parts = [
    paths === undefined ? otherSummary(done) : fileList(paths),
    read === undefined ? "" : readSummary(read),
  ];
  if (paths?.some((path) => README.test(baseName(path))) && !tools.has("read_file")) {
    parts.push("I could not read the README: the tool `read_file` is missing.");
  }
  return [...parts, ...failures].filter((part) => part !== "").join("\n\n");
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

/** Tools that this model did not choose itself (a client may have run them): their outputs, shortened. */
function otherSummary(done: ToolOutcome[]): string {
  return done
    .filter(({ failed }) => !failed)
    .map(({ name, output }) => `${name} gave: ${shorten(contentOf(output))}`)
    .join("\n\n");
}

function failureSentence({ name, output }: ToolOutcome): string {
  return `The tool \`${name}\` failed: ${shorten(contentOf(output)).replaceAll(/\s*\n\s*/g, " ")}`;
}

function missing(tools: ReadonlySet<string>): string {
  const lacking = ["glob", "read_file"].filter((name) => !tools.has(name)).map((name) => `\`${name}\``);
  const what =
    lacking.length === 1 ? `the tool ${lacking[0]} is missing` : `the tools ${lacking.join(" and ")} are missing`;
  return `I cannot look at the files here: ${what}.`;
}

function smallTalk(prompt: string): string {
  return `I am the mock model; I need no key. You said: "${shorten(prompt)}". Ask me which files are here, or give me a script.`;
}

/** The paths of a successful glob, or undefined when there was none. */
function globbed(done: ToolOutcome[]): string[] | undefined {
  const glob = done.find(({ name, failed }) => name === "glob" && !failed);
  if (glob === undefined) return undefined;
  const output = glob.output as JsonObject | unknown[] | string | null;
  const matches = Array.isArray(output) ? output : typeof output === "object" ? output?.["matches"] : undefined;
  if (!Array.isArray(matches))
    return contentOf(output)
      .split("\n")
      .filter((line) => line.trim() !== "");
  return matches.map((match: unknown) => (isPathObject(match) ? match.path : String(match)));
}

function isPathObject(value: unknown): value is { path: string } {
  return typeof value === "object" && value !== null && typeof (value as JsonObject)["path"] === "string";
}

function contentOf(output: unknown): string {
  if (typeof output === "string") return output;
  const content = typeof output === "object" && output !== null ? (output as JsonObject)["content"] : undefined;
  return typeof content === "string" ? content : JSON.stringify(output);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function shorten(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 500)}…`;
}
