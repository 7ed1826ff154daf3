import type { Call } from "@amplifier-ipc/provider-kit";
import { isObject, type JsonObject, type ToolSpec } from "@amplifier-ipc/sdk";
import type { Notes } from "./model.js";

/** A tool as both APIs describe it. */
export interface FunctionSpec {
  name: string;
  description: string;
  parameters: JsonObject;
}

const COMBINED = ["oneOf", "anyOf", "allOf"] as const;
/** What the root of a function's schema may not have. */
const REFUSED_AT_ROOT = [...COMBINED, "enum", "not", "if", "then", "else", "const"];

/** A tool for the vendor; of a description that is too long its beginning. */
export function functionOf(tool: ToolSpec, call: Pick<Call, "toolName">, longest?: number): FunctionSpec {
  return {
    name: call.toolName(tool.name),
    description: shortened(tool, longest),
    parameters: functionSchema(tool.input_schema),
  };
}

/** The descriptions that a tool has no room for, for the system prompt. */
export function longDescriptions(
  { request, toolName }: Pick<Call, "request" | "toolName">,
  longest?: number,
): string[] {
  const long = (request.tools ?? []).filter((tool) => isLong(tool, longest));
  return long.map(({ name, description }) => `The tool ${toolName(name)}:\n${description}`);
}

function shortened(tool: ToolSpec, longest = Number.POSITIVE_INFINITY): string {
  return isLong(tool, longest) ? tool.description.slice(0, longest - MORE.length) + MORE : tool.description;
}

const MORE = "… (in full in the system prompt)";

function isLong({ description }: ToolSpec, longest = Number.POSITIVE_INFINITY): boolean {
  return description.length > longest;
}

/**
 * A tool's schema as the vendor takes it: an object with `properties`, and nothing at its root that combines schemas.
 * What a combination allows is joined: the tool itself checks its input anyway.
 */
export function functionSchema(schema: JsonObject): JsonObject {
  const combined = COMBINED.filter((keyword) => Array.isArray(schema[keyword]));
  const rest = Object.entries(schema).filter(([name]) => !REFUSED_AT_ROOT.includes(name));
  const joined = combined.reduce((root, keyword) => joinedWith(root, schema[keyword] as unknown[], keyword), {
    ...Object.fromEntries(rest),
    properties: isObject(schema["properties"]) ? schema["properties"] : {},
  } as JsonObject);
  return { ...joined, type: "object" };
}

function joinedWith(root: JsonObject, branches: unknown[], keyword: (typeof COMBINED)[number]): JsonObject {
  const schemas = branches.filter(isObject);
  const properties = schemas.map((each) => (isObject(each["properties"]) ? each["properties"] : {}));
  const required = schemas.map((each) => (Array.isArray(each["required"]) ? (each["required"] as unknown[]) : []));
  const everywhere = (required[0] ?? []).filter((name) => required.every((names) => names.includes(name)));
  const further = keyword === "allOf" ? required.flat() : everywhere;
  const own = Array.isArray(root["required"]) ? (root["required"] as unknown[]) : [];
  const all = [...new Set([...own, ...further])];
  return {
    ...root,
    properties: Object.assign({}, ...properties, root["properties"]) as JsonObject,
    ...(all.length === 0 ? {} : { required: all }),
  };
}

/** `tool_choice`: a mode, or the one tool; undefined = none was asked for, or there is no tool to choose. */
export function choiceOf(call: Call, notes: Notes): "auto" | "none" | "required" | { name: string } | undefined {
  const { tool_choice: choice, tools = [] } = call.request;
  if (choice === undefined) return undefined;
  const asked = typeof choice === "string" ? choice : choice.name;
  if (tools.length === 0) {
    if (asked !== "none" && asked !== "auto") notes.degrade(`tool_choice ${asked}`, "none", "there are no tools");
    return undefined;
  }
  if (typeof choice !== "string") return { name: call.toolName(choice.name) };
  if (choice === "auto" || choice === "none" || choice === "required") return choice;
  if (choice === "any") return "required";
  if (tools.some(({ name }) => name === choice)) return { name: call.toolName(choice) };
  notes.degrade(`tool_choice ${choice}`, "auto", "it is neither a mode nor a tool of the request");
  return "auto";
}
