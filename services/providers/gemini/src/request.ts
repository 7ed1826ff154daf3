import type { ChatRequest, ToolSpec } from "@amplifier-ipc/sdk";
import type {
  Content,
  FunctionCallingConfigMode,
  FunctionDeclaration,
  GenerateContentConfig,
  GenerateContentParameters,
  ToolConfig,
} from "@google/genai/web";
import type { GeminiCall, Told } from "./config.js";
import { contentsOf } from "./contents.js";
import { isThirdGeneration } from "./manner.js";
import { geminiSchema } from "./schema.js";
import { thinkingOf } from "./thinking.js";

const MOST_STOPS = 5;
const GO_ON = "[Go on from where your last message ends.]";

/** A call as a request to Gemini; what has to be done in another way than asked is told. */
export function requestOf(call: GeminiCall, told: Told): GenerateContentParameters {
  const { request } = call;
  const format = formatOf(call, told);
  const instructions = [...call.system, ...(format.instruction === undefined ? [] : [format.instruction])];
  const contents = ended(contentsOf(call), call, told);
  const config: GenerateContentConfig = { ...samplingOf(call, told), ...format.config, ...toolsOf(call, told) };
  const thinkingConfig = thinkingOf(call, told);
  if (thinkingConfig !== undefined) config.thinkingConfig = thinkingConfig;
  if (call.config.safety_settings !== undefined) config.safetySettings = call.config.safety_settings;
  if (request.conversation_id !== undefined) told.note("Gemini keeps no conversations: conversation_id has no effect.");
  // An instruction alone is no request for the API: then it is what the user says.
  if (contents.length === 0) contents.push({ role: "user", parts: instructions.map((text) => ({ text })) });
  else if (instructions.length > 0) config.systemInstruction = { parts: instructions.map((text) => ({ text })) };
  return { model: call.model, contents, config };
}

/** A conversation that ends with the model is an answer to go on with, which later models refuse. */
function ended(contents: Content[], call: GeminiCall, told: Told): Content[] {
  if (contents.at(-1)?.role !== "model" || !isThirdGeneration(call)) return contents;
  told.degrade("to go on with the assistant's last message", "a user turn that asks for it", "the model takes none");
  return [...contents, { role: "user", parts: [{ text: GO_ON }] }];
}

function samplingOf(call: GeminiCall, told: Told): GenerateContentConfig {
  const { request, temperature, maxTokens, facts, model } = call;
  const config: GenerateContentConfig = { maxOutputTokens: maxTokens };
  const fixed = facts?.temperature === false;
  if (fixed && (temperature ?? request.top_p) !== undefined) {
    told.degrade("temperature or top_p", "the model's own", `${model} takes neither`);
  }
  if (!fixed && temperature !== undefined) config.temperature = temperature;
  if (!fixed && request.top_p !== undefined) config.topP = request.top_p;
  const stops = (request.stop ?? []).filter((text) => text !== "");
  if (stops.length > MOST_STOPS) {
    told.degrade(`${stops.length} stop sequences`, `the first ${MOST_STOPS}`, `Gemini takes at most ${MOST_STOPS}`);
  }
  if (stops.length > 0) config.stopSequences = stops.slice(0, MOST_STOPS);
  return config;
}

/** The form of the answer. Before Gemini 3 the API refuses JSON output beside functions: then the form is asked for in words. */
function formatOf(call: GeminiCall, told: Told): { config?: GenerateContentConfig; instruction?: string } {
  const { response_format: format, tools = [] } = call.request;
  if (format === undefined || (format.type !== "json" && format.type !== "json_schema")) return {};
  if (tools.length > 0 && !isThirdGeneration(call)) {
    const reason = `${call.model} takes no response format together with tools`;
    told.degrade(`response_format ${format.type} with tools`, "asked for in the instructions", reason);
    return { instruction: inWords(format) };
  }
  const config: GenerateContentConfig = { responseMimeType: "application/json" };
  if (format.type === "json") return { config };
  const dialect = call.config.schema_dialect;
  const { schema, lost } = geminiSchema(format.schema, dialect);
  if (lost.length > 0) {
    told.degrade(
      "response_format json_schema",
      `the schema without ${lost.join(", ")}`,
      "Gemini knows a part of JSON Schema",
    );
  }
  if (dialect === "openapi") config.responseSchema = schema;
  else config.responseJsonSchema = schema;
  return { config };
}

function inWords(format: NonNullable<ChatRequest["response_format"]>): string {
  if (format.type !== "json_schema") return "Give your final answer as JSON, and nothing besides.";
  return `Give your final answer as JSON that fits this JSON Schema, and nothing besides:\n${JSON.stringify(format.schema)}`;
}

function toolsOf(call: GeminiCall, told: Told): GenerateContentConfig {
  const { tools = [], tool_choice: choice } = call.request;
  if (tools.length === 0) return {};
  const functionDeclarations = tools.map((tool) => declarationOf(tool, call, told));
  const toolConfig = choiceOf(choice, call.toolName);
  return { tools: [{ functionDeclarations }], ...(toolConfig === undefined ? {} : { toolConfig }) };
}

function declarationOf(tool: ToolSpec, call: GeminiCall, told: Told): FunctionDeclaration {
  const dialect = call.config.schema_dialect;
  const { schema, lost } = geminiSchema(tool.input_schema, dialect);
  if (lost.length > 0) told.note(`${tool.name}: Gemini is told its schema without ${lost.join(", ")}.`);
  const declaration: FunctionDeclaration = { name: call.toolName(tool.name), description: tool.description };
  const { properties = {}, anyOf } = schema;
  // An object without members is refused; a function without parameters has no schema.
  if (Object.keys(properties as object).length === 0 && anyOf === undefined) return declaration;
  if (dialect === "openapi") declaration.parameters = { ...schema, type: "OBJECT" } as object;
  else declaration.parametersJsonSchema = { ...schema, type: "object" };
  return declaration;
}

function choiceOf(
  choice: GeminiCall["request"]["tool_choice"],
  toolName: GeminiCall["toolName"],
): ToolConfig | undefined {
  if (choice === undefined) return undefined;
  if (typeof choice === "object") {
    return { functionCallingConfig: { mode: mode("ANY"), allowedFunctionNames: [toolName(choice.name)] } };
  }
  if (choice === "none") return { functionCallingConfig: { mode: mode("NONE") } };
  if (choice === "required" || choice === "any") return { functionCallingConfig: { mode: mode("ANY") } };
  return { functionCallingConfig: { mode: mode("AUTO") } };
}

/** The SDK's enumerations are values: a type alone does not load it. */
function mode(name: string): FunctionCallingConfigMode {
  return name as FunctionCallingConfigMode;
}
