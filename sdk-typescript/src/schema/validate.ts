import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { Fault } from "../generated/index.js";
import type { Checked, JsonSchema } from "./schema.js";

interface Compiled {
  validate: ValidateFunction;
  /** Whether it may fill in defaults. */
  fillsIn: boolean;
}

const compiled = new WeakMap<JsonSchema, Compiled>();
const compilers = new Map<boolean, Ajv2020>();

/**
 * The value with the defaults of missing members filled in, or every fault with JSON Pointers that begin at `base`. The
 * given value stays as it is. (This module is loaded at the first call: it is the only one that needs ajv.)
 */
export function validateJson(schema: JsonSchema, given: unknown, base: string): Checked {
  const { validate, fillsIn } = compile(schema);
  const value: unknown = fillsIn ? structuredClone(given) : given;
  if (validate(value)) return { value };
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== "if");
  return { faults: errors.map((error) => toFault(error, base)) };
}

function compile(schema: JsonSchema): Compiled {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  const made = { validate: compilerFor(text).compile(schema), fillsIn: text.includes('"default"') };
  compiled.set(schema, made);
  return made;
}

/** The schema of schemas is only read for schemas that refer to it: with it a first call takes twice as long. */
function compilerFor(schema: string): Ajv2020 {
  const meta = schema.includes('"$ref":"https://json-schema.org/');
  const known = compilers.get(meta);
  if (known !== undefined) return known;
  const made = new Ajv2020({
    allErrors: true,
    strict: false,
    useDefaults: true,
    validateFormats: false,
    ownProperties: true,
    meta,
    validateSchema: meta,
    // Shortening code takes longer than it will ever save: most of it runs a few times.
    code: { optimize: false },
  });
  compilers.set(meta, made);
  return made;
}

function toFault(error: ErrorObject, base: string): Fault {
  const path = base + error.instancePath;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "required":
      return { path: `${path}/${escapePart(params["missingProperty"])}`, message: "is required" };
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name = params["additionalProperty"] ?? params["unevaluatedProperty"];
      return { path: `${path}/${escapePart(name)}`, message: "is not a known member" };
    }
    case "enum":
      return { path, message: `must be one of ${(params["allowedValues"] as unknown[]).join(", ")}` };
    case "const":
      return { path, message: `must be ${JSON.stringify(params["allowedValue"])}` };
    default:
      return { path, message: error.message ?? error.keyword };
  }
}

function escapePart(name: unknown): string {
  return String(name).replaceAll("~", "~0").replaceAll("/", "~1");
}
