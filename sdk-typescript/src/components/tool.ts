import type { CallContext } from "../context.js";
import { invalidParams } from "../errors.js";
import type { ContentBlock, ToolAnnotations, ToolExecuteParams, ToolResult, ToolSpec } from "../generated/index.js";
import { type AnySchema, type CompiledSchema, compileSchema, type Infer, type JsonSchema } from "../schema/schema.js";
import { isObject } from "../wire/decode.js";
import type { JsonObject } from "../wire/message.js";

const TOOL_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const NO_INPUT: JsonSchema = { type: "object", properties: {}, additionalProperties: false };

/** How a tool is declared. */
export interface ToolOptions<Input extends AnySchema = AnySchema, Config extends AnySchema = AnySchema> {
  /** What it does, for the model. */
  description: string;
  /** The form of its input: a zod object (or another Standard Schema), or a JSON Schema. Absent = no input. */
  input?: Input;
  /** The form of its successful output. */
  output?: JsonSchema;
  /** The form of its configuration; the validated one is `context.config`. */
  config?: Config;
  readOnly?: boolean;
  destructive?: boolean;
  idempotent?: boolean;
  openWorld?: boolean;
  parallelSafe?: boolean;
}

/** The author's code: returns a value, a ToolResult, or nothing. */
export type ToolHandler<Input = JsonObject, Config = JsonObject> = (
  input: Input,
  context: CallContext<Config>,
) => unknown;

/** A declared tool. */
export interface Tool {
  readonly spec: ToolSpec;
  readonly config: CompiledSchema | undefined;
  execute(params: ToolExecuteParams, context: CallContext<never>): Promise<ToolResult>;
}

/** Reads a declaration; throws a TypeError that says what is wrong with it. */
export function defineTool<I extends AnySchema, C extends AnySchema>(
  name: string,
  options: ToolOptions<I, C>,
  handler: ToolHandler<Infer<I>, Infer<C>>,
): Tool {
  if (!TOOL_NAME.test(name)) throw new TypeError(`tool "${name}": the name must match ${TOOL_NAME.source}`);
  const input = compileSchema(options.input ?? NO_INPUT, `tool "${name}", input`);
  const config = options.config === undefined ? undefined : compileSchema(options.config, `tool "${name}", config`);
  return {
    spec: toolSpec(name, options, input.json),
    config,
    execute: async (params, context) => {
      const checked = await input.check(params.input, "/input");
      if (checked.faults !== undefined) throw invalidParams(checked.faults);
      return toToolResult(await handler(checked.value as Infer<I>, context as CallContext<Infer<C>>));
    },
  };
}

/** A tool that ran and failed: the model sees it. `output` is the message again, because models read the output. */
export function failed(
  message: string,
  options: { kind?: string; details?: unknown; output?: unknown } = {},
): ToolResult {
  const { output, ...rest } = options;
  return { success: false, output: output ?? message, error: { message, ...rest } };
}

/** A tool's result with more than its output: blocks to show the model, metadata. */
export function succeeded(
  output: unknown,
  options: { content?: ContentBlock[]; metadata?: JsonObject } = {},
): ToolResult {
  return { success: true, output, ...options };
}

/** What a handler returned as a ToolResult. An object with a boolean `success` and an `output` is one already. */
export function toToolResult(value: unknown): ToolResult {
  if (isObject(value) && typeof value["success"] === "boolean" && Object.hasOwn(value, "output")) {
    return value as unknown as ToolResult;
  }
  return { success: true, output: value === undefined ? null : value };
}

function toolSpec(name: string, options: ToolOptions, inputSchema: JsonSchema): ToolSpec {
  const spec: ToolSpec = { name, description: options.description, input_schema: inputSchema };
  if (options.output !== undefined) spec.output_schema = options.output;
  const annotations: ToolAnnotations = {};
  if (options.readOnly !== undefined) annotations.read_only = options.readOnly;
  if (options.destructive !== undefined) annotations.destructive = options.destructive;
  if (options.idempotent !== undefined) annotations.idempotent = options.idempotent;
  if (options.openWorld !== undefined) annotations.open_world = options.openWorld;
  if (options.parallelSafe !== undefined) annotations.parallel_safe = options.parallelSafe;
  if (Object.keys(annotations).length > 0) spec.annotations = annotations;
  return spec;
}
