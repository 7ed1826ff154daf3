import { type Call, fittingId, noted, type Part, type Said, type ToolResultPart } from "@amplifier-ipc/provider-kit";
import type OpenAI from "openai";
import { effortOf } from "../common/effort.js";
import { type Format, formatOf } from "../common/format.js";
import { type Notes, refusesSampling } from "../common/model.js";
import { imageUrl, resultText } from "../common/parts.js";
import { samplingOf } from "../common/sampling.js";
import { choiceOf, functionOf, longDescriptions } from "../common/tools.js";

type Params = OpenAI.ChatCompletionCreateParams;
type Message = OpenAI.ChatCompletionMessageParam;
type ContentPart = OpenAI.ChatCompletionContentPart;

/** What differs between the servers that speak chat completions. */
export interface ChatDialect {
  /** The member that limits what is written: reasoning models of OpenAI want the first, older servers know only the second. */
  limit: "max_completion_tokens" | "max_tokens";
  /** The role of developer messages: servers that lack `developer` take them as `system`. */
  developer: "developer" | "system";
  /** Whether `reasoning_effort` may be sent; absent = yes. */
  effort?: boolean;
  /** Whether `stop` is sent to reasoning models too; absent = no: those of OpenAI refuse it. */
  stopWhileReasoning?: boolean;
  /** Whether to ask for the usage at the end of a stream; absent = yes. */
  streamUsage?: boolean;
  /** The key by which the vendor finds its prompt cache again; absent = none is sent. */
  cacheKey?: string | undefined;
  /** The longest id of a tool call; absent = 40. */
  longestId?: number;
  /** The most characters of a tool's description; what is longer goes into the system prompt. */
  longestDescription?: number;
  /** The model to name in the request; absent = that of the call. */
  model?: string;
}

/** The most texts of `stop`. */
const STOPS = 4;

/** A call as the body of POST /chat/completions. What cannot be done as asked is told to `notes`. */
export function chatRequest(call: Call, dialect: ChatDialect, notes: Notes): Params {
  const format = formatOf(call, notes, call.system);
  const effort = effortOf(call, notes);
  const params = {
    model: dialect.model ?? call.model,
    messages: messagesOf(call, dialect, format?.instruction),
    [dialect.limit]: call.maxTokens,
    ...samplingOf(call, notes),
    ...toolsOf(call, dialect, notes),
    ...stopOf(call, dialect, notes),
    ...(effort === undefined || dialect.effort === false ? {} : { reasoning_effort: effort }),
    ...(format === undefined ? {} : responseFormat(format)),
    ...(dialect.cacheKey === undefined ? {} : { prompt_cache_key: dialect.cacheKey }),
    ...streaming(call, dialect),
  };
  return params as Params;
}

function streaming(call: Call, { streamUsage = true }: ChatDialect): object {
  if (!call.stream) return {};
  return { stream: true, ...(streamUsage ? { stream_options: { include_usage: true } } : {}) };
}

function toolsOf(call: Call, { longestDescription }: ChatDialect, notes: Notes): object {
  const tools = (call.request.tools ?? []).map((tool) => ({
    type: "function",
    function: functionOf(tool, call, longestDescription),
  }));
  const choice = choiceOf(call, notes);
  const named = typeof choice === "object" ? { type: "function", function: choice } : choice;
  return { ...(tools.length === 0 ? {} : { tools }), ...(named === undefined ? {} : { tool_choice: named }) };
}

function stopOf(call: Call, dialect: ChatDialect, notes: Notes): object {
  const stop = call.request.stop ?? [];
  if (stop.length === 0) return {};
  if (refusesSampling(call) && dialect.stopWhileReasoning !== true) {
    notes.degrade("stop", "none", `${call.model} is a reasoning model, which knows no stop texts`);
    return {};
  }
  if (stop.length > STOPS) notes.degrade(`${stop.length} stop texts`, `the first ${STOPS}`, `no more are taken`);
  return { stop: stop.slice(0, STOPS) };
}

function responseFormat(format: Format): object {
  if (format.type === "text") return {};
  if (format.type === "json_object") return { response_format: { type: "json_object" } };
  const { name, schema, strict } = format;
  return { response_format: { type: "json_schema", json_schema: { name, schema, strict } } };
}

function messagesOf(call: Call, dialect: ChatDialect, instruction: string | undefined): Message[] {
  // One system message: the templates of many open models take no second one.
  const told = [
    ...longDescriptions(call, dialect.longestDescription),
    ...(instruction === undefined ? [] : [instruction]),
  ];
  const system = [...call.system, ...told].join("\n\n");
  const first: Message[] = system === "" ? [] : [{ role: "system", content: system }];
  return [...first, ...call.conversation.flatMap((said) => messageOf(said, call, dialect))];
}

function messageOf(said: Said, call: Call, dialect: ChatDialect): Message[] {
  switch (said.role) {
    case "tool":
      return resultMessages(said.parts, dialect);
    case "assistant":
      return [assistantMessage(said.parts, call, dialect)];
    case "user":
      return [{ role: "user", content: content(said.parts) }];
    default:
      return [{ role: said.role === "developer" ? dialect.developer : "system", content: words(said.parts) }];
  }
}

/** A text as a string, since some servers take nothing else; with images as parts. */
function content(parts: readonly Part[]): string | ContentPart[] {
  if (parts.every((part) => part.type !== "image")) return words(parts);
  return parts.map((part) =>
    part.type === "image"
      ? { type: "image_url", image_url: { url: imageUrl(part.source) } }
      : { type: "text", text: noted(part) },
  );
}

function words(parts: readonly Part[]): string {
  return parts
    .map(noted)
    .filter((text) => text !== "")
    .join("\n\n");
}

/** Its thoughts stay away: this API has no place for them. */
function assistantMessage(parts: readonly Part[], call: Call, dialect: ChatDialect): Message {
  const calls = parts.flatMap((part) => (part.type === "tool_call" ? [part] : []));
  const text = words(parts.filter((part) => part.type !== "tool_call"));
  if (calls.length === 0) return { role: "assistant", content: text };
  const tool_calls = calls.map(({ id, name, input }) => ({
    type: "function" as const,
    id: idOf(id, dialect),
    function: { name: call.toolName(name), arguments: JSON.stringify(input) },
  }));
  return { role: "assistant", content: text === "" ? null : text, tool_calls };
}

/** The results, then their images as a message of the user: those of a tool can only be text. */
function resultMessages(parts: readonly Part[], dialect: ChatDialect): Message[] {
  const results = parts.filter((part): part is ToolResultPart => part.type === "tool_result");
  const shown = results.filter(({ images }) => images.length > 0);
  const messages: Message[] = results.map((result) => ({
    role: "tool",
    tool_call_id: idOf(result.id, dialect),
    content: resultText(result),
  }));
  if (shown.length === 0) return messages;
  return [...messages, { role: "user", content: shown.flatMap(shownImages) }];
}

function shownImages({ name, id, images }: ToolResultPart): ContentPart[] {
  const text = `[Images of the result of ${name || "the tool"}, call ${id}]`;
  return [
    { type: "text", text },
    ...images.map((source) => ({ type: "image_url" as const, image_url: { url: imageUrl(source) } })),
  ];
}

function idOf(id: string, { longestId = 40 }: ChatDialect): string {
  return fittingId(id, longestId);
}
