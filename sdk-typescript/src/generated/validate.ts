/**
 * Checks and reads wire values by the schemas in `bundle.ts`; written by hand, without dependencies.
 *
 * It understands exactly the keywords that the generator writes (decisions/0001). `validate` lists
 * every fault with its JSON Pointer; `decode` drops the nulls of optional members and fills in
 * defaults, as the protocol asks of readers, and keeps members that it does not know.
 */
import { SCHEMAS } from "./bundle.js";
import { METHODS } from "./methods.js";
import type { Fault, Types } from "./types.js";

type Kind = "string" | "integer" | "number" | "boolean" | "object" | "array" | "null";

/** A JSON Schema, as far as the bundle uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: Kind | readonly Kind[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly allOf?: readonly Schema[];
  readonly default?: string | number | boolean;
}

/** A value that does not fit; `faults` lists everything that is wrong with it. */
export class ValidationError extends Error {
  override readonly name: string = "ValidationError";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "));
    this.faults = faults;
  }
}

/** Returns every fault of a value that should be of the named type. */
export function validate(type: keyof Types, value: unknown): Fault[] {
  const faults: Fault[] = [];
  check(SCHEMAS[type], value, undefined, faults);
  return faults;
}

/** Returns every fault of the params of a method; unknown methods have none. */
export function validateParams(method: string, params: unknown): Fault[] {
  return Object.hasOwn(METHODS, method) ? validate(METHODS[method as keyof typeof METHODS].params, params) : [];
}

/** Reads a value of the named type. Throws a ValidationError with every fault. */
export function decode<T extends keyof Types>(type: T, value: unknown): Types[T] {
  const faults = validate(type, value);
  if (faults.length > 0) throw new ValidationError(faults);
  return read(SCHEMAS[type], value) as Types[T];
}

// -- checking --------------------------------------------------------------------------------------

/** A place in the value; only a fault turns it into a pointer. */
interface Place {
  readonly up: Place | undefined;
  readonly step: string | number;
}

function check(schema: Schema, value: unknown, at: Place | undefined, faults: Fault[]): void {
  if (schema.$ref !== undefined) check(resolve(schema.$ref), value, at, faults);
  const wrong = wrongValue(schema, value);
  if (wrong !== undefined) {
    faults.push({ path: pointer(at), message: wrong });
    return;
  }
  if (isObject(value)) checkMembers(schema, value, at, faults);
  if (schema.items !== undefined && Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) check(schema.items, value[index], { up: at, step: index }, faults);
  }
  if (schema.allOf !== undefined) for (const part of schema.allOf) check(part, value, at, faults);
  const branch = chosenBranch(schema, value);
  if (branch !== undefined) check(branch, value, at, faults);
}

function checkMembers(schema: Schema, value: Record<string, unknown>, at: Place | undefined, faults: Fault[]): void {
  for (const name of schema.required ?? []) {
    if (!has(value, name)) faults.push({ path: pointer({ up: at, step: name }), message: "is required" });
  }
  for (const name in schema.properties) {
    const member = schema.properties[name];
    if (member !== undefined && has(value, name)) check(member, value[name], { up: at, step: name }, faults);
  }
}

/** Says what is wrong with a value itself, its members and items aside. */
function wrongValue(schema: Schema, value: unknown): string | undefined {
  if (schema.type !== undefined && !isOfType(schema.type, value)) {
    return `must be ${[schema.type].flat().join(" or ")}, is ${kindOf(value)}`;
  }
  if (schema.const !== undefined && value !== schema.const) return `must be ${JSON.stringify(schema.const)}`;
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) {
    return `must be one of ${schema.enum.join(", ")}, is ${JSON.stringify(value)}`;
  }
  if (schema.not !== undefined && holds(schema.not, value)) return `must not be ${JSON.stringify(value)} here`;
  if (typeof value === "number") return wrongNumber(schema, value);
  if (schema.pattern !== undefined && typeof value === "string" && !regExp(schema.pattern).test(value)) {
    return `must match ${schema.pattern}, is ${JSON.stringify(value)}`;
  }
  return undefined;
}

function wrongNumber(schema: Schema, value: number): string | undefined {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  if (value >= minimum && value <= maximum) return undefined;
  return `must be between ${minimum} and ${maximum}, is ${value}`;
}

function chosenBranch(schema: Schema, value: unknown): Schema | undefined {
  if (schema.if === undefined) return undefined;
  return holds(schema.if, value) ? schema.then : schema.else;
}

/** Tells whether a condition holds: the kinds, constants and members that `if` and `not` ask for. */
function holds(schema: Schema, value: unknown): boolean {
  if (schema.type !== undefined && !isOfType(schema.type, value)) return false;
  if (schema.const !== undefined && value !== schema.const) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value as string)) return false;
  if (!isObject(value)) return true;
  for (const name of schema.required ?? []) if (!has(value, name)) return false;
  for (const name in schema.properties) {
    const member = schema.properties[name];
    if (member !== undefined && has(value, name) && !holds(member, value[name])) return false;
  }
  return true;
}

// -- reading ---------------------------------------------------------------------------------------

/** Returns the value with nulls of optional members dropped and defaults filled in; copies what it changes. */
function read(schema: Schema, value: unknown): unknown {
  const target = settle(schema, value);
  if (Array.isArray(value)) {
    const { items } = target;
    return items === undefined || isScalar(items) ? value : value.map((item) => read(items, item));
  }
  return isObject(value) && target.properties !== undefined ? readMembers(target, target.properties, value) : value;
}

function readMembers(schema: Schema, members: NonNullable<Schema["properties"]>, value: Record<string, unknown>): unknown {
  const result = { ...value };
  for (const name in members) {
    const member = members[name];
    if (member === undefined) continue;
    const given = has(value, name) ? value[name] : undefined;
    if (given === undefined || (given === null && !schema.required?.includes(name))) {
      if (member.default !== undefined) result[name] = member.default;
      else if (given === null) delete result[name];
    } else if (typeof given === "object") {
      result[name] = read(member.else ?? member, given);
    }
  }
  return result;
}

/** Follows references and branches to the schema that describes this value. */
function settle(schema: Schema, value: unknown): Schema {
  if (schema.$ref !== undefined) return settle(resolve(schema.$ref), value);
  for (const part of schema.allOf ?? []) {
    const branch = chosenBranch(part, value);
    if (branch !== undefined) return settle(branch, value);
  }
  return schema;
}

function isScalar(schema: Schema): boolean {
  return schema.$ref === undefined && schema.items === undefined;
}

// -- helpers ---------------------------------------------------------------------------------------

const patterns = new Map<string, RegExp>();

function regExp(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, "u");
  patterns.set(pattern, known);
  return known;
}

const references = new Map<string, Schema>();

function resolve(ref: string): Schema {
  const known = references.get(ref) ?? SCHEMAS[ref.slice("#/$defs/".length) as keyof Types];
  references.set(ref, known);
  return known;
}

function has(value: Record<string, unknown>, name: string): boolean {
  return Object.hasOwn(value, name) && value[name] !== undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOfType(type: Kind | readonly Kind[], value: unknown): boolean {
  return typeof type === "string" ? isKind(type, value) : type.some((kind) => isKind(kind, value));
}

function isKind(kind: Kind, value: unknown): boolean {
  return kind === "integer" ? Number.isInteger(value) : kindOf(value) === kind;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function pointer(at: Place | undefined): string {
  if (at === undefined) return "";
  return `${pointer(at.up)}/${String(at.step).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
