import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { Fault } from "../generated/index.js";
import type { JsonSchema } from "./schema.js";

const compiled = new WeakMap<JsonSchema, ValidateFunction>();
let ajv: Ajv2020 | undefined;

/**
 * Every fault of a value, with JSON Pointers that begin at `base`. Fills in the defaults of missing members in place.
 * (This module is loaded at the first call: it is the only one that needs ajv.)
 */
export function validateJson(schema: JsonSchema, value: unknown, base: string): Fault[] {
  const validate = compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).filter((error) => error.keyword !== "if").map((error) => toFault(error, base));
}

function compile(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  ajv ??= new Ajv2020({
    allErrors: true,
    strict: false,
    useDefaults: true,
    validateFormats: false,
    ownProperties: true,
  });
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
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
