import type { CallContext } from "../context.js";
import { invalidParams } from "../errors.js";
import type { ExportSpec } from "../generated/index.js";
import { type AnySchema, compileAnySchema, type Infer } from "../schema/schema.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";

/** How a capability is declared. */
export interface CapabilityOptions<Input extends AnySchema = AnySchema, Config extends AnySchema = AnySchema>
  extends ComponentOptions<Config> {
  description?: string;
  /** The form of its input, which may be any JSON; absent = whatever comes. */
  input?: Input;
}

/** The author's code: what it returns is the output as it is. */
export type CapabilityHandler<Input = unknown, Config = unknown> = (
  input: Input,
  context: CallContext<Config>,
) => unknown;

/** A declared capability; describe lists it under `exports`. */
export interface Capability extends Component {
  readonly spec: ExportSpec;
  call(input: unknown, context: CallContext<never>): Promise<{ output: unknown }>;
}

export function defineCapability<I extends AnySchema, C extends AnySchema>(
  name: string,
  options: CapabilityOptions<I, C>,
  handler: CapabilityHandler<Infer<I>, Infer<C>>,
): Capability {
  const input =
    options.input === undefined ? undefined : compileAnySchema(options.input, `capability "${name}", input`);
  const spec: ExportSpec = { name };
  if (options.description !== undefined) spec.description = options.description;
  if (input !== undefined) spec.input_schema = input.json;
  return {
    ...defineComponent("capability", name, options),
    spec,
    call: async (given, context) => {
      const checking = input === undefined ? { value: given } : input.check(given, "/input");
      const checked = checking instanceof Promise ? await checking : checking;
      if (checked.faults !== undefined) throw invalidParams(checked.faults);
      const output = await handler(checked.value as Infer<I>, context as CallContext<Infer<C>>);
      return { output: output === undefined ? null : output };
    },
  };
}
