import type { CallContext } from "../context.js";
import type { Grant } from "../generated/index.js";
import { type AnySchema, type CompiledSchema, compileSchema, type Infer } from "../schema/schema.js";

/** What every kind of component may say of itself. */
export interface ComponentOptions<Config extends AnySchema = AnySchema> {
  /** The form of its configuration; the validated one is `context.config`. */
  config?: Config;
  /** The grants that it needs. */
  requires?: readonly Grant[];
  /** Runs before the first call, and again before the first one after each configure. */
  setup?(context: CallContext<Infer<Config>>): void | Promise<void>;
  /** Runs on the way out, if the component was used. */
  cleanup?(): void | Promise<void>;
}

/** What the service needs of any declared component. */
export interface Component {
  readonly name: string;
  readonly config: CompiledSchema | undefined;
  readonly requires: readonly Grant[];
  readonly setup: ((context: CallContext<never>) => void | Promise<void>) | undefined;
  readonly cleanup: (() => void | Promise<void>) | undefined;
}

/** Reads what all kinds have in common; `kind` is for messages. The author's methods keep their `this`. */
export function defineComponent<C extends AnySchema>(
  kind: string,
  name: string,
  author: ComponentOptions<C>,
): Component {
  if (name === "") throw new TypeError(`a ${kind} needs a name`);
  const { config, requires } = author;
  return {
    name,
    config: config === undefined ? undefined : compileSchema(config, `${kind} "${name}", config`),
    requires: requires ?? [],
    setup: author.setup === undefined ? undefined : (context) => author.setup?.(context as CallContext<Infer<C>>),
    cleanup: author.cleanup === undefined ? undefined : () => author.cleanup?.(),
  };
}
