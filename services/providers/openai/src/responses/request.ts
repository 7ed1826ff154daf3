import type { Call } from "@amplifier-ipc/provider-kit";
import type OpenAI from "openai";
import { effortOf } from "../common/effort.js";
import { type Format, formatOf } from "../common/format.js";
import { type Notes, reasons } from "../common/model.js";
import { samplingOf } from "../common/sampling.js";
import { choiceOf, functionOf, longDescriptions } from "../common/tools.js";
import { inputOf } from "./input.js";

/** What a user of this module chooses. */
export interface ResponsesDialect {
  /** The provider's name: reasoning goes back only to the one that wrote it. */
  provider: string;
  /** Whether the vendor keeps the response: then it can be gone on with, and its reasoning comes unencrypted. */
  store: boolean;
  /** How reasoning is summed up; "none" = not at all. */
  summary: "auto" | "concise" | "detailed" | "none";
  /** Whether the tool `apply_patch` is the vendor's own. */
  nativeApplyPatch: boolean;
  /** The key by which the vendor finds its prompt cache again; absent = none is sent. */
  cacheKey?: string | undefined;
  /** The most characters of a tool's description; what is longer goes into the instructions. */
  longestDescription?: number;
  /** The model to name in the request; absent = that of the call. */
  model?: string;
}

export type ResponsesParams = OpenAI.Responses.ResponseCreateParams;

/** The tool that the vendor knows by itself. */
export const APPLY_PATCH = "apply_patch";
/** The fewest tokens that the vendor takes for a limit. */
const FEWEST = 16;

/** A call as the body of POST /responses. What cannot be done as asked is told to `notes`. */
export function responsesRequest(call: Call, dialect: ResponsesDialect, notes: Notes): ResponsesParams {
  const format = formatOf(call, notes);
  // The vendor looks for the word JSON in the input alone, not in the instructions.
  const told = format?.instruction === undefined ? [] : [{ role: "developer", content: format.instruction }];
  const instructions = [...call.system, ...longDescriptions(call, dialect.longestDescription)];
  const native = dialect.nativeApplyPatch && (call.request.tools ?? []).some(isApplyPatch);
  if ((call.request.stop ?? []).length > 0) notes.degrade("stop", "none", "the Responses API knows no stop texts");
  const params = {
    model: dialect.model ?? call.model,
    ...(instructions.length === 0 ? {} : { instructions: instructions.join("\n\n") }),
    input: [...told, ...inputOf(call, { ...dialect, native })],
    max_output_tokens: limitOf(call, notes),
    ...samplingOf(call, notes),
    ...toolsOf(call, dialect, native, notes),
    ...reasoningOf(call, dialect, notes),
    ...(format === undefined ? {} : textFormat(format)),
    ...storage(call, dialect, notes),
    ...(dialect.cacheKey === undefined ? {} : { prompt_cache_key: dialect.cacheKey }),
    ...(call.stream ? { stream: true } : {}),
  };
  return params as unknown as ResponsesParams;
}

function limitOf({ maxTokens, request }: Call, notes: Notes): number {
  if (maxTokens >= FEWEST) return maxTokens;
  if (request.max_output_tokens !== undefined) {
    notes.degrade(`max_output_tokens ${maxTokens}`, String(FEWEST), "the vendor takes no smaller limit");
  }
  return FEWEST;
}

/** Whether a tool takes what the vendor's own apply_patch gives: one operation of type, path and diff. */
function isApplyPatch({ name, input_schema }: { name: string; input_schema: Record<string, unknown> }): boolean {
  const text = JSON.stringify(input_schema);
  return name === APPLY_PATCH && ['"type"', '"path"', '"diff"', '"update_file"'].every((each) => text.includes(each));
}

function toolsOf(call: Call, { longestDescription }: ResponsesDialect, native: boolean, notes: Notes): object {
  const tools = (call.request.tools ?? []).map((tool) =>
    native && tool.name === APPLY_PATCH
      ? { type: APPLY_PATCH }
      : { type: "function", ...functionOf(tool, call, longestDescription), strict: false },
  );
  const choice = choiceOf(call, notes);
  return { ...(tools.length === 0 ? {} : { tools }), ...(choice === undefined ? {} : choiceMember(choice, native)) };
}

function choiceMember(choice: string | { name: string }, native: boolean): object {
  if (typeof choice === "string") return { tool_choice: choice };
  if (native && choice.name === APPLY_PATCH) return { tool_choice: { type: APPLY_PATCH } };
  return { tool_choice: { type: "function", name: choice.name } };
}

/** Only a model that reasons may be asked for summaries and encrypted reasoning: others refuse the request. */
function reasoningOf(call: Call, { summary, store }: ResponsesDialect, notes: Notes): object {
  const effort = effortOf(call, notes);
  const known = reasons(call) === true;
  const shown = known && summary !== "none" && effort !== "none" && call.config.thinking !== false;
  const reasoning = { ...(effort === undefined ? {} : { effort }), ...(shown ? { summary } : {}) };
  return {
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(known && !store ? { include: ["reasoning.encrypted_content"] } : {}),
  };
}

function textFormat(format: Format): object {
  if (format.type === "text") return {};
  if (format.type === "json_object") return { text: { format: { type: "json_object" } } };
  const { type, name, schema, strict } = format;
  return { text: { format: { type, name, schema, strict } } };
}

function storage({ request }: Call, { store }: ResponsesDialect, notes: Notes): object {
  const previous = request.conversation_id;
  if (previous === undefined) return { store };
  if (store) return { store, previous_response_id: previous };
  const reason = "the vendor keeps no conversation without the setting store";
  notes.degrade(`conversation_id ${previous}`, "the messages of the request alone", reason);
  return { store };
}
