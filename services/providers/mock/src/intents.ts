import type { ScriptedToolCall } from "./turn.js";

/** What the default model wants to do about a prompt. */
export interface Plan {
  /** What it is, after "I cannot". */
  what: string;
  /** What is said beside the calls. */
  say: string;
  calls: ScriptedToolCall[];
  /** Tools that it could use later; told if one of those in `calls` is missing. */
  later?: string[];
}

/** More files than these are not read for one prompt. */
const MOST_FILES = 4;

/** The first that fits is taken: what changes something stands before what looks. */
const INTENTS: readonly ((prompt: string) => Plan | undefined)[] = [replace, write, run, search, note, read, list];

/** What a prompt asks for that tools can do, by its words; undefined = nothing. */
export function planFor(prompt: string): Plan | undefined {
  for (const intent of INTENTS) {
    const plan = intent(prompt);
    if (plan !== undefined) return plan;
  }
  return undefined;
}

const FILE = '[`"]?((?:[\\w.~-]*\\/)*[\\w.-]*\\.[A-Za-z]\\w*|(?:[\\w.~-]*\\/)+[\\w-]+)[`"]?';
const QUOTED = '(?:`([^`]+)`|"([^"]+)"|“([^”]+)”)';

/** replace `a` with `b` in FILE */
function replace(prompt: string): Plan | undefined {
  const found = match(
    prompt,
    `\\b(?:replace|change)\\s+${QUOTED}\\s+(?:with|by|to|into)\\s+${QUOTED}\\s+in\\s+${FILE}`,
  );
  const [old_string, new_string, file_path] = found;
  if (old_string === undefined || new_string === undefined || file_path === undefined) return undefined;
  const call = { name: "edit_file", input: { file_path, old_string, new_string } };
  return { what: "edit files", say: `I change ${file_path}.`, calls: [call] };
}

/** write `text` to FILE; create FILE with `text` */
function write(prompt: string): Plan | undefined {
  const [first, second] = match(prompt, `\\b(?:write|put)\\s+${QUOTED}\\s+(?:in)?to\\s+(?:the\\s+file\\s+)?${FILE}`);
  const named = match(
    prompt,
    `\\b(?:write|create|make)\\s+(?:a\\s+|the\\s+)?(?:file\\s+)?${FILE}\\s+(?:with|containing|saying)\\s+(?:the\\s+text\\s+)?${QUOTED}`,
  );
  const file_path = second ?? named[0];
  const content = first ?? named[1];
  if (file_path === undefined || content === undefined) return undefined;
  const call = { name: "write_file", input: { file_path, content } };
  return { what: "write files", say: `I write ${file_path}.`, calls: [call] };
}

/** run `command`; run the command "command"; a line that begins with "$ " */
function run(prompt: string): Plan | undefined {
  const [command] = [
    ...match(prompt, "\\b(?:run|execute)\\b[^`.\\n]*`([^`]+)`"),
    ...match(prompt, `\\b(?:run|execute)\\s+(?:the\\s+)?(?:shell\\s+)?(?:command\\s+)?${QUOTED}`),
    ...match(prompt, "^\\s*\\$ (.+)$"),
  ];
  if (command === undefined) return undefined;
  return { what: "run commands", say: "I run it.", calls: [{ name: "bash", input: { command } }] };
}

/** search for `words`; grep word; where is `name`? */
function search(prompt: string): Plan | undefined {
  const [pattern] = [
    ...match(
      prompt,
      `\\b(?:search(?:\\s+for)?|grep(?:\\s+for)?|look\\s+for|find|where\\s+is)\\s+(?:the\\s+)?(?:word\\s+|text\\s+)?${QUOTED}`,
    ),
    ...match(prompt, "\\b(?:search\\s+for|grep(?:\\s+for)?)\\s+(?:the\\s+)?(?:word\\s+|text\\s+)?([\\w-]+)"),
  ];
  if (pattern === undefined) return undefined;
  const call = { name: "grep", input: { pattern, output_mode: "content" } };
  return { what: "search", say: `I search for ${JSON.stringify(pattern)}.`, calls: [call] };
}

/** plan: a, b, c; todo: and a list below */
function note(prompt: string): Plan | undefined {
  const [items] = match(prompt, "\\b(?:plan|to-?dos?|todo\\s+list|steps?)\\b[^:\\n]*:\\s*([\\s\\S]+)");
  const steps = (items ?? "").split(/[\n;,]/).map((step) => step.replace(/^\s*(?:[-*•]|\d+[.)])\s*/, "").trim());
  const todos = steps
    .filter((step) => step !== "")
    .map((content, at) => ({
      content,
      activeForm: content,
      status: at === 0 ? "in_progress" : "pending",
    }));
  if (todos.length === 0) return undefined;
  const call = { name: "todo", input: { action: "create", todos } };
  return { what: "keep a list", say: "I put that on the list.", calls: [call] };
}

/** read FILE and FILE */
function read(prompt: string): Plan | undefined {
  if (!/\b(?:read|open|show|print|cat|sum up|summari[sz]e|explain|what is in|what does)\b/i.test(prompt))
    return undefined;
  const files = [...prompt.matchAll(new RegExp(FILE, "g"))].flatMap(([, file]) => (file === undefined ? [] : [file]));
  const calls = [...new Set(files)]
    .slice(0, MOST_FILES)
    .map((file_path) => ({ name: "read_file", input: { file_path } }));
  return calls.length === 0 ? undefined : { what: "read files", say: "Let me read.", calls };
}

const ASKS_ABOUT_FILES = /\b(files?|folders?|director(?:y|ies)|repo(?:sitory)?|project|here|readme|ls|dir)\b/i;

/** Which files are here? Which *.py files? */
function list(prompt: string): Plan | undefined {
  const pattern = /(?:^|[\s`"])([\w./-]*\*[\w.*/{},-]*)/.exec(prompt)?.[1];
  if (pattern === undefined && !ASKS_ABOUT_FILES.test(prompt)) return undefined;
  const call = { name: "glob", input: { pattern: pattern ?? "*" } };
  return { what: "look at the files here", say: "Let me look.", calls: [call], later: pattern ? [] : ["read_file"] };
}

/** The groups of a match that took part, in order. */
function match(prompt: string, expression: string): string[] {
  const found = new RegExp(expression, "im").exec(prompt);
  return (found ?? []).slice(1).filter((group) => group !== undefined);
}
