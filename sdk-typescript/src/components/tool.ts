import type { CallContext } from "../context.js";
import { invalidParams } from "../errors.js";
import type { ContentBlock, ToolAnnotations, ToolExecuteParams, ToolResult, ToolSpec } from "../generated/index.js";
import {
  type AnySchema,
  compileSchema,
  type Infer,
  type JsonSchema,
  outputSchema,
  type StandardSchema,
} from "../schema/schema.js";
import { isObject } from "../wire/decode.js";
import type { JsonObject } from "../wire/message.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";

const TOOL_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const NO_INPUT: JsonSchema = { type: "object", properties: {}, additionalProperties: false };

/** How a tool is declared. */
export interface ToolOptions<
  Input extends AnySchema = AnySchema,
  Config extends AnySchema = AnySchema,
  Output extends AnySchema = AnySchema,
> extends ComponentOptions<Config> {
  /** What it does, for the model. */
  description: string;
  /** The form of its input: a zod object (or another Standard Schema), or a JSON Schema. Absent = no input. */
  input?: Input;
  /** The form of its successful output: a Standard Schema, or a JSON Schema. */
  output?: Output;
  readOnly?: boolean;
  destructive?: boolean;
  idempotent?: boolean;
  openWorld?: boolean;
  parallelSafe?: boolean;
}

/** What a tool with this output schema may return; with a JSON Schema, or without any, that is not checked. */
export type ToolOutput<Output extends AnySchema> = Output extends StandardSchema
  ? Infer<Output> | ToolResult | Promise<Infer<Output> | ToolResult>
  : unknown;

/** The author's code: returns a value, a ToolResult, or nothing. */
export type ToolHandler<Input = JsonObject, Config = JsonObject, Output = unknown> = (
  input: Input,
  context: CallContext<Config>,
) => Output;

/** A declared tool. */
export interface Tool extends Component {
  readonly spec: ToolSpec;
  /** `begins` is called when the input has been found to fit, before the author's code. */
  execute(params: ToolExecuteParams, context: CallContext<never>, begins: () => void): Promise<ToolResult>;
}

/** Reads a declaration; throws a TypeError that says what is wrong with it. */
export function defineTool<I extends AnySchema, C extends AnySchema, O extends AnySchema>(
  name: string,
  options: ToolOptions<I, C, O>,
  handler: ToolHandler<Infer<I>, Infer<C>, ToolOutput<O>>,
): Tool {
  if (!TOOL_NAME.test(name)) throw new TypeError(`tool "${name}": the name must match ${TOOL_NAME.source}`);
  const input = compileSchema(options.input ?? NO_INPUT, `tool "${name}", input`);
  return {
    ...defineComponent("tool", name, options),
    spec: toolSpec(name, options, input.json),
    execute: async (params, context, begins) => {
      const checking = input.check(params.input, "/input");
      const checked = checking instanceof Promise ? await checking : checking;
      if (checked.faults !== undefined) throw invalidParams(checked.faults);
      begins();
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

function toolSpec<I extends AnySchema, C extends AnySchema, O extends AnySchema>(
  name: string,
  options: ToolOptions<I, C, O>,
  inputSchema: JsonSchema,
): ToolSpec {
  const spec: ToolSpec = { name, description: options.description, input_schema: inputSchema };
  if (options.output !== undefined) spec.output_schema = outputSchema(options.output, `tool "${name}", output`);
  const annotations: ToolAnnotations = {};
  if (options.readOnly !== undefined) annotations.read_only = options.readOnly;
  if (options.destructive !== undefined) annotations.destructive = options.destructive;
  if (options.idempotent !== undefined) annotations.idempotent = options.idempotent;
  if (options.openWorld !== undefined) annotations.open_world = options.openWorld;
  if (options.parallelSafe !== undefined) annotations.parallel_safe = options.parallelSafe;
  if (Object.keys(annotations).length > 0) spec.annotations = annotations;
  return spec;
}
