import { isObject, type JsonObject } from "@amplifier-ipc/sdk";
import { transformJSONSchema } from "@anthropic-ai/sdk/lib/transform-json-schema";
import type { JSONOutputFormat } from "@anthropic-ai/sdk/resources/messages/messages";
import type { AnthropicCall, Told } from "./config.js";
import { takesSchema } from "./model.js";

/** The form of the answer: what the vendor enforces, or an instruction that stands at the end of the system prompt. */
export interface FormatPlan {
  format?: JSONOutputFormat;
  instruction?: string;
}

const ONLY_JSON = "Answer with one JSON value and nothing else: no text before or after it, and no code fences.";

/** What the request's `response_format` becomes; what the vendor cannot enforce is asked for in words, and told. */
export function formatOf(call: AnthropicCall, told: Told): FormatPlan {
  const wanted = call.request.response_format;
  if (wanted === undefined || wanted.type === "text") return {};
  if (wanted.type === "json") {
    told.degrade("response_format json", "an instruction", "Anthropic enforces JSON only with a schema");
    return { instruction: ONLY_JSON };
  }
  const enforced = takesSchema(call) ? closed(wanted.schema) : `${call.model} cannot be held to a schema`;
  if (typeof enforced !== "string") return { format: { type: "json_schema", schema: enforced } };
  told.degrade("response_format json_schema", "an instruction", enforced);
  return { instruction: `${ONLY_JSON} It must fit this JSON Schema:\n${JSON.stringify(wanted.schema)}` };
}

/**
 * The schema as the vendor enforces it, made by its SDK: bounds and patterns, which it does not check, move into the
 * descriptions. A text is the reason why it cannot: the SDK would silently make another schema of it.
 */
function closed(schema: JsonObject): JsonObject | string {
  const why = unfit(schema, schema, []);
  if (why !== undefined) return why;
  try {
    return transformJSONSchema(schema) as JsonObject;
  } catch {
    return "a part of the schema has no type";
  }
}

/** Why a part of a schema cannot be enforced. `within`: the references that were followed on the way. */
function unfit(part: unknown, root: JsonObject, within: readonly string[]): string | undefined {
  if (Array.isArray(part)) return first(part, (each) => unfit(each, root, within));
  if (!isObject(part))
    return part === true || part === false ? "a part of the schema is only true or false" : undefined;
  const reference = part["$ref"];
  if (typeof reference === "string") return unfitReference(reference, root, within);
  const { type } = part;
  if (Array.isArray(type) && type.some((each) => each === "object" || each === "array")) {
    return "a part of the schema has several types";
  }
  if (type === "object" && hasFreeNames(part)) return "an object of the schema has members of any name";
  const { properties, items, anyOf, oneOf, allOf } = part;
  const inner = [...(isObject(properties) ? Object.values(properties) : []), items, anyOf, oneOf, allOf];
  return first(inner, (each) => unfit(each, root, within));
}

function unfitReference(reference: string, root: JsonObject, within: readonly string[]): string | undefined {
  if (within.includes(reference)) return "the schema contains itself";
  const name = /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1];
  const target = name === undefined || !isObject(root["$defs"]) ? undefined : root["$defs"][name];
  if (target === undefined) return `the schema refers to ${reference}: only #/$defs/NAME is followed`;
  return unfit(target, root, [...within, reference]);
}

function hasFreeNames({ properties, additionalProperties, patternProperties }: JsonObject): boolean {
  if (patternProperties !== undefined) return true;
  if (additionalProperties === undefined) return !isObject(properties) || Object.keys(properties).length === 0;
  return additionalProperties !== false;
}

function first<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
