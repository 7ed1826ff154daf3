import { isObject, type JsonObject, type ToolSpec } from "@amplifier-ipc/sdk";
import type { Tool, ToolChoice } from "@anthropic-ai/sdk/resources/messages/messages";
import type { AnthropicCall as Call, Told } from "./config.js";

/** The tools of a request as the vendor takes them. */
export function toolsOf({ request, toolName }: Call, told: Told): Tool[] {
  return (request.tools ?? []).map((spec) => ({
    name: toolName(spec.name),
    ...(spec.description === "" ? {} : { description: spec.description }),
    input_schema: inputSchema(spec, told),
  }));
}

/** Which of the tools must be called; undefined = the model decides, which is the vendor's own default. */
export function choiceOf(call: Call, tools: readonly Tool[], told: Told): ToolChoice | undefined {
  const { tool_choice: wanted } = call.request;
  if (wanted === undefined || wanted === "auto") return undefined;
  if (tools.length === 0) {
    if (wanted !== "none") told.degrade("a tool call", "a free answer", "the request has no tools");
    return undefined;
  }
  if (wanted === "none") return { type: "none" };
  const choice = forcedChoice(call, wanted, told);
  if (choice === undefined || call.facts?.forced_tools !== false) return choice;
  told.degrade("a forced tool call", "a free choice", `${call.model} takes no tool_choice that forces a call`);
  return undefined;
}

function forcedChoice(
  call: Call,
  wanted: NonNullable<Call["request"]["tool_choice"]>,
  told: Told,
): ToolChoice | undefined {
  if (wanted === "required" || wanted === "any") return { type: "any" };
  const name = typeof wanted === "string" ? wanted : wanted.name;
  const known = (call.request.tools ?? []).some((each) => each.name === name);
  if (known || typeof wanted !== "string") return { type: "tool", name: call.toolName(name) };
  told.degrade(`tool_choice ${name}`, "auto", "there is neither such a choice nor such a tool");
  return undefined;
}

const UNIONS = ["anyOf", "oneOf", "allOf"] as const;

/** A schema as the vendor takes it: of an object, and without a union at its top. */
function inputSchema({ name, input_schema: schema }: ToolSpec, told: Told): Tool.InputSchema {
  const whole = UNIONS.some((union) => Array.isArray(schema[union])) ? flattened(schema) : schema;
  if (whole !== schema) {
    told.note(`The alternatives at the top of the input schema of ${name} were joined: Anthropic takes none there.`);
  }
  const properties = isObject(whole["properties"]) ? {} : { properties: {} };
  return { ...whole, ...properties, type: "object" };
}

/** All properties of the alternatives; required is only what all of them need. */
function flattened(schema: JsonObject): JsonObject {
  const { anyOf, oneOf, allOf, ...rest } = schema;
  const [one, all] = [[...objects(anyOf), ...objects(oneOf)], objects(allOf)];
  const of = (each: JsonObject): JsonObject => (isObject(each["properties"]) ? each["properties"] : {});
  const properties = Object.assign({}, ...[...one, ...all].map(of), of(rest)) as JsonObject;
  const required = [...new Set([...names(rest["required"]), ...all.flatMap((each) => names(each["required"]))])];
  return { ...rest, properties, ...(required.length === 0 ? {} : { required }) };
}

function objects(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
