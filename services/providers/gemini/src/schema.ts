import type { JsonObject } from "@amplifier-ipc/sdk";

/** What the API takes of JSON Schema, as the documentation of `responseJsonSchema` lists it; without references. */
const JSON_SCHEMA = new Set(
  "type format title description enum items prefixItems minItems maxItems minimum maximum anyOf properties additionalProperties required propertyOrdering".split(
    " ",
  ),
);
/** What the API takes in the older form, the message `Schema`: anything else is refused. */
const OPENAPI = new Set(
  "type format title description nullable enum items minItems maxItems minimum maximum minLength maxLength pattern anyOf properties minProperties maxProperties required propertyOrdering default".split(
    " ",
  ),
);
/** What is told to the model in words, where it cannot be said otherwise. */
const IN_WORDS = new Set(
  "pattern minLength maxLength multipleOf uniqueItems minProperties maxProperties contentEncoding contentMediaType".split(
    " ",
  ),
);
/** So many schemas are written; then references are cut: a few that name each other would grow without bound. */
const MOST = 2000;

/** How schemas are written at the API. */
export type Dialect = "json_schema" | "openapi";

/** A schema as Gemini takes it, and what was lost on the way, in words. */
export interface Converted {
  schema: JsonObject;
  lost: string[];
}

/**
 * A JSON Schema in the part of it that Gemini knows: references are written out, a reference to what is around it becomes an
 * object without properties, `const` a list of one, `oneOf` the same as `anyOf`, `allOf` one schema; what is left over goes.
 */
export function geminiSchema(schema: unknown, dialect: Dialect = "json_schema"): Converted {
  const writer = new Writer(schema, dialect);
  return { schema: writer.write(schema, []), lost: [...writer.lost] };
}

class Writer {
  readonly lost = new Set<string>();
  readonly #root: unknown;
  readonly #dialect: Dialect;
  #written = 0;

  constructor(root: unknown, dialect: Dialect) {
    this.#root = root;
    this.#dialect = dialect;
  }

  /** `around`: the references that are being written out. */
  write(schema: unknown, around: readonly string[]): JsonObject {
    this.#written++;
    if (!isObject(schema)) return {}; // true, and what is no schema: anything goes
    const { $ref: reference, ...rest } = schema;
    if (typeof reference === "string") return this.#spelled(reference, rest, around);
    const flat = this.#merged(schema, around);
    const plain = this.#members(withNarrowed(flat), around);
    return this.#dialect === "openapi" ? openapi(plain) : plain;
  }

  /** What a reference stands for, with what stands beside it. */
  #spelled(reference: string, beside: JsonObject, around: readonly string[]): JsonObject {
    if (around.includes(reference) || this.#written > MOST) {
      this.lost.add(`what repeats itself in ${reference}`);
      const description =
        typeof beside["description"] === "string" ? beside["description"] : `The same as ${reference}`;
      return this.write({ type: "object", description }, around);
    }
    const found = pointed(this.#root, reference);
    if (found === undefined) this.lost.add(`the reference ${reference}`);
    return this.write({ ...(isObject(found) ? found : {}), ...beside }, [...around, reference]);
  }

  /** `allOf` and the schema around it as one. */
  #merged({ allOf, ...schema }: JsonObject, around: readonly string[]): JsonObject {
    if (!Array.isArray(allOf)) return schema;
    const parts = allOf.map((each) => this.#resolved(each, around)).filter(isObject);
    return [...parts, schema].reduce(joined, {});
  }

  #resolved(schema: unknown, around: readonly string[]): unknown {
    if (!isObject(schema)) return schema;
    const { $ref: reference, ...rest } = schema;
    if (typeof reference !== "string") return this.#merged(schema, around);
    if (around.includes(reference)) return rest;
    const found = pointed(this.#root, reference);
    return this.#resolved({ ...(isObject(found) ? found : {}), ...rest }, [...around, reference]);
  }

  #members(schema: JsonObject, around: readonly string[]): JsonObject {
    const known = this.#dialect === "openapi" ? OPENAPI : JSON_SCHEMA;
    const out: JsonObject = {};
    const words: string[] = [];
    for (const [name, value] of Object.entries(schema)) {
      if (known.has(name)) out[name] = this.#member(name, value, around);
      else if (IN_WORDS.has(name)) words.push(`${name}: ${JSON.stringify(value)}`);
      else if (!isSilent(name)) this.lost.add(name);
    }
    // The API wants to be told what a list is of, and takes "anything" for it.
    if (isList(out["type"]) && out["prefixItems"] === undefined) out["items"] ??= {};
    if (words.length > 0) out["description"] = [out["description"], `(${words.join(", ")})`].filter(Boolean).join(" ");
    return out;
  }

  #member(name: string, value: unknown, around: readonly string[]): unknown {
    switch (name) {
      case "properties":
        return isObject(value) ? mapped(value, (each) => this.write(each, around)) : {};
      case "items":
        return this.write(value, around);
      case "prefixItems":
      case "anyOf":
        return Array.isArray(value) ? value.map((each) => this.write(each, around)) : [];
      case "additionalProperties":
        return typeof value === "boolean" ? value : this.write(value, around);
      default:
        return value;
    }
  }
}

/** Keywords that say nothing of values. */
function isSilent(name: string): boolean {
  return name.startsWith("$") || ["definitions", "default", "examples", "example", "deprecated"].includes(name);
}

/** `const`, `oneOf` and exclusive bounds by what Gemini knows. */
function withNarrowed(schema: JsonObject): JsonObject {
  const { const: only, oneOf, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  const out: JsonObject = { ...rest };
  if ("const" in schema) out["enum"] = [only];
  if ("const" in schema && out["type"] === undefined) out["type"] = typeOf(only);
  if (Array.isArray(oneOf)) out["anyOf"] = Array.isArray(out["anyOf"]) ? [{ anyOf: out["anyOf"] }, ...oneOf] : oneOf;
  // Of whole numbers the bound is the next one; of others the bound itself is let through.
  const step = out["type"] === "integer" ? 1 : 0;
  if (typeof exclusiveMinimum === "number") out["minimum"] ??= exclusiveMinimum + step;
  if (typeof exclusiveMaximum === "number") out["maximum"] ??= exclusiveMaximum - step;
  return out;
}

/** Two schemas that both hold, as far as one can say it. */
function joined(a: JsonObject, b: JsonObject): JsonObject {
  const out: JsonObject = { ...a, ...b };
  if (isObject(a["properties"]) && isObject(b["properties"])) {
    out["properties"] = { ...a["properties"], ...b["properties"] };
  }
  if (Array.isArray(a["required"]) && Array.isArray(b["required"])) {
    out["required"] = [...new Set([...a["required"], ...b["required"]])];
  }
  return out;
}

/** The older form: types in capitals, one to a schema; `null` is `nullable`; only texts are enumerated. */
function openapi({ type, anyOf, ...rest }: JsonObject): JsonObject {
  const out: JsonObject = { ...rest };
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === "string");
  const named = types.filter((each) => each !== "null").map((each) => each.toUpperCase());
  const choices = (Array.isArray(anyOf) ? anyOf : []).filter(isObject);
  const real = choices.filter((each) => each["type"] !== "NULL");
  if (types.includes("null") || real.length < choices.length) out["nullable"] = true;
  if (named.length > 1) out["anyOf"] = named.map((each) => ({ type: each }));
  else if (named[0] !== undefined) out["type"] = named[0];
  else if (types.length > 0) out["type"] = "NULL";
  if (real.length === 1) return { ...real[0], ...out };
  if (real.length > 1) out["anyOf"] = real;
  return enumerated(out);
}

function enumerated({ enum: values, ...rest }: JsonObject): JsonObject {
  if (!Array.isArray(values)) return rest;
  const texts = values.filter((each) => typeof each === "string");
  const nullable = values.includes(null) ? { nullable: true } : {};
  const others = values.filter((each) => typeof each !== "string" && each !== null);
  if (others.length > 0) return { ...rest, ...nullable, description: told(rest["description"], others) };
  return { type: "STRING", ...rest, ...nullable, ...(texts.length === 0 ? {} : { enum: texts }) };
}

function told(description: unknown, values: readonly unknown[]): string {
  const list = `One of ${values.map((each) => JSON.stringify(each)).join(", ")}.`;
  return typeof description === "string" ? `${description} ${list}` : list;
}

/** What a JSON pointer or an `$anchor` within the document points to. */
function pointed(root: unknown, reference: string): unknown {
  if (reference === "#") return root;
  if (!reference.startsWith("#/")) return undefined;
  const steps = decodeURIComponent(reference.slice(2)).split("/");
  return steps.reduce<unknown>((at, step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(at)) return at[Number(name)];
    return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, root);
}

function isList(type: unknown): boolean {
  return type === "array" || (Array.isArray(type) && type.includes("array"));
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function mapped(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
