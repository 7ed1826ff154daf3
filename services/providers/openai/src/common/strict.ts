import { isObject, type JsonObject } from "@amplifier-ipc/sdk";

/** Keywords that structured outputs refuse. */
const REFUSED = [
  "allOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "propertyNames",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contains",
  "prefixItems",
  "uniqueItems",
];

/** One of these says what a schema is about. */
const SAYING = ["type", "$ref", "enum", "const", "anyOf"];

/** Why strict structured outputs would refuse a schema, or undefined when they take it. */
export function unstrict(schema: unknown): string | undefined {
  if (isObject(schema) && schema["anyOf"] !== undefined) return "its root has anyOf";
  return fault(schema, "its root");
}

function fault(schema: unknown, where: string): string | undefined {
  if (!isObject(schema)) return `${where} is no schema`;
  const refused = REFUSED.find((keyword) => schema[keyword] !== undefined);
  if (refused !== undefined) return `${where} has ${refused}`;
  if (isOpen(schema)) return `${where} takes further members, or some of its members are optional`;
  if (!SAYING.some((keyword) => schema[keyword] !== undefined)) return `${where} takes anything`;
  return firstFault(schema, where);
}

/** Whether an object leaves out `additionalProperties: false`, or a property from `required`. */
function isOpen(schema: JsonObject): boolean {
  const properties = schema["properties"];
  const types: unknown[] = [schema["type"]].flat();
  if (!types.includes("object") && !isObject(properties)) return false;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const names = isObject(properties) ? Object.keys(properties) : [];
  return schema["additionalProperties"] !== false || names.some((name) => !required.includes(name));
}

function firstFault(schema: JsonObject, where: string): string | undefined {
  const named = [schema["properties"], schema["$defs"], schema["definitions"]].filter(isObject).flatMap(Object.entries);
  const listed = Array.isArray(schema["anyOf"]) ? schema["anyOf"].map((each) => ["anyOf", each] as const) : [];
  const items = schema["items"] === undefined ? [] : [["items", schema["items"]] as const];
  for (const [name, inner] of [...named, ...listed, ...items]) {
    const found = fault(inner, `${where}.${name}`.replace("its root.", ""));
    if (found !== undefined) return found;
  }
  return undefined;
}
