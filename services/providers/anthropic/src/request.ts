import type { MessageCreateParams, OutputConfig, TextBlockParam } from "@anthropic-ai/sdk/resources/messages/messages";
import type { AnthropicCall, Told } from "./config.js";
import { formatOf } from "./format.js";
import { cached, marked, type Turn, turnsOf } from "./messages.js";
import { mannerOf, takesSampling } from "./model.js";
import { type ThinkingPlan, thinkingOf } from "./thinking.js";
import { choiceOf, toolsOf } from "./tools.js";

/** The body of a request. The SDK's types no longer have the sampling parameters; models before 4.7 take them, by the API's earlier version. */
export type Body = MessageCreateParams & { temperature?: number; top_p?: number };

/** What the vendor writes in ten minutes, by its SDK's reckoning: longer answers must be streamed. */
const LONGEST_UNSTREAMED = 21_333;

/** The request of a call. What is done in another way than it was asked for goes to `told` (PRV-011). */
export function requestOf(call: AnthropicCall, told: Told): Body {
  const tools = toolsOf(call, told);
  const choice = choiceOf(call, tools, told);
  const plan = thinkingOf(call, choice?.type === "any" || choice?.type === "tool", told);
  const { format, instruction } = formatOf(call, told);
  const system = systemOf([...call.system, ...(instruction === undefined ? [] : [instruction])]);
  const turns = ended(
    turnsOf(call, told),
    mannerOf(call) !== "adaptive" && !thinks(plan) && format === undefined,
    told,
  );
  cached(turns);
  if (call.request.conversation_id !== undefined) told.note("conversation_id: Anthropic keeps no conversations.");
  return {
    model: call.model,
    max_tokens: plan.maxTokens,
    messages: turns,
    stream: call.stream || plan.maxTokens > LONGEST_UNSTREAMED,
    ...(system.length === 0 ? {} : { system }),
    ...(tools.length === 0 ? {} : { tools: [...tools.slice(0, -1), ...tools.slice(-1).map(marked)] }),
    ...(choice === undefined ? {} : { tool_choice: choice }),
    ...(plan.thinking === undefined ? {} : { thinking: plan.thinking }),
    ...outputOf({ ...(plan.effort && { effort: plan.effort }), ...(format && { format }) }),
    ...samplingOf(call, thinks(plan), told),
    ...stopOf(call, told),
  };
}

function thinks({ thinking }: ThinkingPlan): boolean {
  return thinking !== undefined && thinking.type !== "disabled";
}

function outputOf(output: OutputConfig): Pick<Body, "output_config"> {
  return Object.keys(output).length === 0 ? {} : { output_config: output };
}

function systemOf(texts: readonly string[]): TextBlockParam[] {
  const blocks = texts.filter((text) => text.trim() !== "").map((text) => ({ type: "text" as const, text }));
  return [...blocks.slice(0, -1), ...blocks.slice(-1).map(marked)];
}

/** A conversation that ends with the assistant is an answer to go on with: not with every model, and not with white space. */
function ended(turns: Turn[], takesPrefill: boolean, told: Told): Turn[] {
  const last = turns.at(-1);
  if (last?.role !== "assistant") return turns;
  if (!takesPrefill) {
    told.degrade("to go on with the assistant's last message", "a user turn that asks for it", "the model takes none");
    const ask = { type: "text" as const, text: "[Go on from where your last message ends.]" };
    return [...turns, { role: "user", content: [ask] }];
  }
  const block = last.content.at(-1);
  if (block?.type === "text") block.text = block.text.trimEnd();
  return turns;
}

function samplingOf(call: AnthropicCall, thinking: boolean, told: Told): Pick<Body, "temperature" | "top_p"> {
  const { temperature, model } = call;
  const { top_p } = call.request;
  if (temperature === undefined && top_p === undefined) return {};
  if (thinking || !takesSampling(call)) {
    if (temperature === 1 && top_p === undefined) return {}; // what they sample with anyway
    const why = thinking ? "a model that thinks takes none" : `${model} takes none`;
    told.degrade(temperature === undefined ? "top_p" : "temperature", "the vendor's own sampling", why);
    return {};
  }
  if (temperature === undefined) return top_p === undefined ? {} : { top_p };
  if (top_p !== undefined) told.note("top_p was left out: Anthropic takes either temperature or top_p.");
  if (temperature > 1) told.degrade(`temperature ${temperature}`, "temperature 1", "Anthropic takes 0 to 1");
  return { temperature: Math.min(temperature, 1) };
}

function stopOf({ request }: AnthropicCall, told: Told): Pick<Body, "stop_sequences"> {
  const wanted = request.stop ?? [];
  const taken = wanted.filter((text) => text.trim() !== "");
  if (taken.length < wanted.length)
    told.note("Stops of nothing but white space were left out: Anthropic refuses them.");
  return taken.length === 0 ? {} : { stop_sequences: taken };
}
