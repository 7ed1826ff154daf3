import type { ChatRequest } from "@amplifier-ipc/sdk";
import { lastPrompt, outcomes, picturesOf, type ToolOutcome } from "./conversation.js";
import { type Plan, planFor } from "./intents.js";
import { baseName, globbed, README, shorten, summary } from "./summary.js";
import type { Turn } from "./turn.js";

/**
 * What the model says without a script: it does by tools what a prompt asks for in plain words (intents.ts), one step at a
 * time, and sums up what came back. It calls no tool that the request does not offer; what is missing or failed it says.
 */
export function defaultTurn(request: ChatRequest): Turn {
  const done = outcomes(request);
  const tools = new Set((request.tools ?? []).map(({ name }) => name));
  const prompt = lastPrompt(request);
  const plan = planFor(prompt);
  return { ...thoughts(request, prompt, plan, done), ...answer(request, prompt, plan, done, tools) };
}

function answer(
  request: ChatRequest,
  prompt: string,
  plan: Plan | undefined,
  done: ToolOutcome[],
  tools: ReadonlySet<string>,
): Turn {
  if (done.length > 0) return readmeCall(done, tools) ?? { text: summary(done, tools) };
  if (plan === undefined) return { text: smallTalk(prompt, picturesOf(request)) };
  const missing = plan.calls.some(({ name }) => !tools.has(name));
  return missing ? { text: lacking(plan, tools) } : { text: plan.say, tool_calls: plan.calls };
}

/** Asked to think, it tells what it has decided. */
function thoughts(request: ChatRequest, prompt: string, plan: Plan | undefined, done: ToolOutcome[]): Turn {
  const wanted = (request.reasoning_effort ?? "none") !== "none" || /\bthink\b/i.test(prompt);
  if (!wanted) return {};
  if (done.length > 0) return { thinking: `I have ${done.length === 1 ? "one result" : `${done.length} results`}.` };
  return { thinking: plan === undefined ? "No tool is needed for that." : `For that I have to ${plan.what}.` };
}

/** Who looks at all files reads the README first. */
function readmeCall(done: ToolOutcome[], tools: ReadonlySet<string>): Turn | undefined {
  if (!tools.has("read_file") || done.some(({ name }) => name === "read_file")) return undefined;
  if (!done.some(({ name, input }) => name === "glob" && input["pattern"] === "*")) return undefined;
  const readme = globbed(done)?.find((path) => README.test(baseName(path)));
  return readme === undefined ? undefined : { tool_calls: [{ name: "read_file", input: { file_path: readme } }] };
}

function lacking({ what, calls, later }: Plan, tools: ReadonlySet<string>): string {
  const needed = [...new Set([...calls.map(({ name }) => name), ...(later ?? [])])];
  const names = needed.filter((name) => !tools.has(name)).map((name) => `\`${name}\``);
  const are = names.length === 1 ? `the tool ${names[0]} is missing` : `the tools ${names.join(" and ")} are missing`;
  return `I cannot ${what}: ${are}.`;
}

function smallTalk(prompt: string, pictures: number): string {
  const unseen = pictures === 0 ? "" : " I cannot look at pictures.";
  const said = `I am the mock model; I need no key. You said: "${shorten(prompt)}".${unseen}`;
  return `${said} Ask me which files are here, to read a file, to search for a word, to run a command in backquotes, or give me a script.`;
}
