import type { CallContext } from "../context.js";
import type { ChannelMessageParams, ChannelSpec } from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";
import { Lanes } from "./turns.js";

/** The author's part in a channel: its methods tell whether it contributes and subscribes. */
export interface ChannelOptions<Config extends AnySchema = AnySchema> extends ComponentOptions<Config> {
  /** What the service contributes when somebody collects. */
  collect?(context: CallContext<Infer<Config>>): unknown;
  /** Takes what somebody published. */
  receive?(message: ChannelMessageParams, context: CallContext<Infer<Config>>): void | Promise<void>;
}

/** A declared part in a channel. */
export interface Channel extends Component {
  readonly spec: Required<ChannelSpec>;
  readonly author: ChannelOptions;
  /** Messages are received in the order of their lines (RPC-054); over HTTP, by session. */
  readonly turns: Lanes;
}

export function defineChannel<C extends AnySchema>(name: string, author: ChannelOptions<C>): Channel {
  const contributes = author.collect !== undefined;
  const subscribes = author.receive !== undefined;
  if (!contributes && !subscribes) {
    throw new TypeError(`channel "${name}": it has neither collect nor receive`);
  }
  return {
    ...defineComponent("channel", name, author),
    spec: { name, contributes, subscribes },
    author: author as unknown as ChannelOptions,
    turns: new Lanes(),
  };
}
