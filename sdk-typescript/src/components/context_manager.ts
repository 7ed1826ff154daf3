import type { CallContext } from "../context.js";
import type { ContextGetMessagesParams, ContextManagerSpec, Message } from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";
import { Lanes } from "./turns.js";

/** The author's context manager. `this` is kept, so that a class instance will do as well as an object. */
export interface ContextManagerOptions<Config extends AnySchema = AnySchema> extends ComponentOptions<Config> {
  description?: string;
  addMessage(message: Message, context: CallContext<Infer<Config>>): void | Promise<void>;
  /** All messages; with `token_budget` those to send to the model, so many that they fit. */
  getMessages(params: ContextGetMessagesParams, context: CallContext<Infer<Config>>): Message[] | Promise<Message[]>;
  setMessages(messages: Message[], context: CallContext<Infer<Config>>): void | Promise<void>;
  clear(context: CallContext<Infer<Config>>): void | Promise<void>;
}

/** A declared context manager. */
export interface ContextManager extends Component {
  readonly spec: ContextManagerSpec;
  readonly author: ContextManagerOptions;
  /** Its calls take effect in the order of their lines (CTX-007); over HTTP, by session. */
  readonly turns: Lanes;
}

export function defineContextManager<C extends AnySchema>(
  name: string,
  author: ContextManagerOptions<C>,
): ContextManager {
  const spec: ContextManagerSpec = { name };
  if (author.description !== undefined) spec["description"] = author.description;
  return {
    ...defineComponent("context manager", name, author),
    spec,
    author: author as unknown as ContextManagerOptions,
    turns: new Lanes(),
  };
}
