import type { Fault } from "../generated/index.js";
import { isObject } from "../wire/decode.js";
import type { JsonObject } from "../wire/message.js";

/** A JSON Schema (2020-12) as a plain object. */
export type JsonSchema = JsonObject;

/** The part of Standard Schema (standardschema.dev) that the SDK uses; zod 4.2 and later have it. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema?: {
      readonly input: (options: { target: "draft-2020-12" }) => Record<string, unknown>;
      readonly output: (options: { target: "draft-2020-12" }) => Record<string, unknown>;
    };
  };
}

export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** zod: what kind of issue it is. */
  readonly code?: unknown;
  /** zod, of `unrecognized_keys`: the members that nobody knows. */
  readonly keys?: unknown;
}

/** What declares the form of an input: a Standard Schema (such as a zod object) or a plain JSON Schema. */
export type AnySchema = StandardSchema | JsonSchema;

/** What the author's code gets for a schema: the schema's output type, or a free object for plain JSON Schema. */
export type Infer<S> = S extends { readonly "~standard": { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer Output }
    ? Output
    : JsonObject
  : JsonObject;

/** A schema as the service uses it. */
export interface CompiledSchema {
  readonly json: JsonSchema;
  /** The value for the author's code, or every fault; paths begin at `base`. At once wherever that is possible. */
  check(value: unknown, base: string): Checked | Promise<Checked>;
}

/** Reads a declaration. Throws a TypeError that names `where` when it is no usable schema of an object. */
export function compileSchema(schema: AnySchema, where: string): CompiledSchema {
  const compiled = compileAnySchema(schema, where);
  if (compiled.json["type"] !== "object") {
    const says = typeText(compiled.json);
    throw new TypeError(`${where}: the schema must describe an object ("type": "object"), it says ${says}`);
  }
  return compiled;
}

/** The JSON Schema of what is returned. Throws a TypeError that names `where`. */
export function outputSchema(schema: AnySchema, where: string): JsonSchema {
  return isStandard(schema) ? toJsonSchema(schema, where, "output") : schema;
}

/** Like {@link compileSchema}, of a value of any type. */
export function compileAnySchema(schema: AnySchema, where: string): CompiledSchema {
  const standard = isStandard(schema) ? schema : undefined;
  const json = standard === undefined ? (schema as JsonSchema) : toJsonSchema(standard, where, "input");
  if (standard !== undefined) return { json, check: (value, base) => checkStandard(standard, value, base) };
  return { json, check: (value, base) => checkJson(json, value, base) };
}

/** A value that fits, or what is wrong with it. */
export type Checked = { value: unknown; faults?: never } | { faults: Fault[]; value?: never };

let validator: typeof import("./validate.js") | undefined;

/** Against a plain JSON Schema, with ajv, which is loaded when a value is first more than an allowed `{}`. */
function checkJson(json: JsonSchema, value: unknown, base: string): Checked | Promise<Checked> {
  const empty = isObject(value) && Object.keys(value).length === 0 ? whenEmpty(json) : undefined;
  if (empty !== undefined) return { value: empty };
  if (validator !== undefined) return validator.validateJson(json, value, base);
  return import("./validate.js").then((loaded) => {
    validator = loaded;
    return loaded.validateJson(json, value, base);
  });
}

/** Keywords that say nothing about `{}`. */
const SILENT_KEYWORDS: ReadonlySet<string> = new Set([
  "type",
  "properties",
  "additionalProperties",
  "title",
  "description",
]);

/** What `{}` becomes: its defaults, as long as they are no objects (which have defaults of their own); else undefined. */
function whenEmpty(json: JsonSchema): JsonObject | undefined {
  if (!Object.keys(json).every((keyword) => SILENT_KEYWORDS.has(keyword))) return undefined;
  const members = Object.entries(json["properties"] ?? {}).filter(([, member]) => hasDefault(member));
  const defaults = members.map(([name, member]): [string, unknown] => [name, (member as JsonObject)["default"]]);
  return defaults.every(([, value]) => typeof value !== "object") ? Object.fromEntries(defaults) : undefined;
}

function hasDefault(member: unknown): boolean {
  return isObject(member) && Object.hasOwn(member, "default");
}

function checkStandard(schema: StandardSchema, value: unknown, base: string): Checked | Promise<Checked> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then((late) => verdict(late, base)) : verdict(result, base);
}

function verdict(result: StandardResult<unknown>, base: string): Checked {
  if (result.issues === undefined) return { value: result.value };
  return { faults: result.issues.flatMap((issue) => toFaults(issue, base)) };
}

/** One fault an issue, but unknown members, which zod tells at once, are one each. */
function toFaults(issue: StandardIssue, base: string): Fault[] {
  const path = base + pointer(issue.path ?? []);
  if (issue.code !== "unrecognized_keys" || !Array.isArray(issue.keys)) return [{ path, message: issue.message }];
  return issue.keys.map((key: PropertyKey) => ({ path: path + pointer([key]), message: "is not a known member" }));
}

function isStandard(schema: AnySchema): schema is StandardSchema {
  const standard: unknown = (schema as Partial<StandardSchema>)["~standard"];
  return typeof standard === "object" && standard !== null;
}

function toJsonSchema(schema: StandardSchema, where: string, side: "input" | "output"): JsonSchema {
  const converter = schema["~standard"].jsonSchema;
  if (converter === undefined) {
    const vendor = schema["~standard"].vendor;
    throw new TypeError(
      `${where}: this version of ${vendor} cannot turn its schemas into JSON Schema; use zod 4.2 or later, or pass a JSON Schema`,
    );
  }
  const { $schema: _, ...json } = converter[side]({ target: "draft-2020-12" });
  return json;
}

function pointer(path: NonNullable<StandardIssue["path"]>): string {
  return path
    .map((part) => (typeof part === "object" ? part.key : part))
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

function typeText(json: JsonSchema): string {
  return json["type"] === undefined ? "no type" : JSON.stringify(json["type"]);
}
