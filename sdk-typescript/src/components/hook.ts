import type { CallContext } from "../context.js";
import { EVENTS, type Events, type HookResult, type HookSpec } from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import type { JsonObject } from "../wire/message.js";
import { type Component, type ComponentOptions, defineComponent } from "./component.js";
import { matchesEvent } from "./hook_fold.js";

const DEFAULT_PRIORITY = 100;
const DEFAULT_TIMEOUT_MS = 10_000;

/** How a hook is declared. */
export interface HookOptions<Config extends AnySchema = AnySchema> extends ComponentOptions<Config> {
  /** Its name; absent = the handler's function name, or the events. */
  name?: string;
  /** Lower is asked earlier (100). */
  priority?: number;
  /** Milliseconds after which it counts as failed (10 000). */
  timeoutMs?: number;
  /** What a failure means: "continue" skips it, "deny" closes the gate. */
  onError?: "continue" | "deny";
}

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;
type CamelMembers<T> = { [K in keyof T as K extends string ? Camel<K> : never]: T[K] };
type DataOf<E extends string> = E extends keyof Events ? Events[E] : JsonObject;

/** An event as a handler sees it: the members of its data in camelCase, its name, and the data as it came. */
export type HookEvent<E extends string = string> = Readonly<CamelMembers<DataOf<E>>> & {
  readonly event: E extends keyof Events ? E : string;
  readonly data: Readonly<DataOf<E>>;
};

/** The author's code: a HookResult (deny, modify, injectContext, askUser), or nothing to let it go on. */
export type HookHandler<E extends string = string, Config = JsonObject> = (
  event: HookEvent<E>,
  context: CallContext<Config>,
) => HookAnswer | Promise<HookAnswer>;

// biome-ignore lint/suspicious/noConfusingVoidType: a handler without a return statement is typed void
type HookAnswer = HookResult | undefined | void;

/** A declared hook. */
export interface Hook extends Component {
  readonly spec: Required<HookSpec>;
  matches(event: string): boolean;
  handle(event: string, data: JsonObject, context: CallContext<never>): Promise<HookResult>;
}

/** Reads a declaration. */
export function defineHook<E extends string, C extends AnySchema>(
  events: E | readonly E[],
  options: HookOptions<C>,
  handler: HookHandler<E, Infer<C>>,
): Hook {
  const list: string[] = typeof events === "string" ? [events] : [...events];
  if (list.length === 0) throw new TypeError("a hook must name at least one event");
  const name = options.name ?? (handler.name === "" ? list.join("+") : handler.name);
  return {
    ...defineComponent("hook", name, options),
    spec: {
      name,
      events: list,
      priority: options.priority ?? DEFAULT_PRIORITY,
      timeout_ms: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      on_error: options.onError ?? "continue",
    },
    matches: (event) => list.some((pattern) => matchesEvent(pattern, event)),
    handle: async (event, data, context) => {
      const result = await handler(toEvent(event as E, data), context as CallContext<Infer<C>>);
      return result ?? { action: "continue" };
    },
  };
}

/** The members of data that an event opens to patches; null = all (events outside the list). */
export function openMembers(event: string): readonly string[] | null {
  return Object.hasOwn(EVENTS, event) ? EVENTS[event as keyof typeof EVENTS].modify : null;
}

function toEvent<E extends string>(event: E, data: JsonObject): HookEvent<E> {
  const members = Object.entries(data).map(([name, value]) => [camel(name), value] as const);
  return Object.fromEntries([...members, ["event", event], ["data", data]]) as HookEvent<E>;
}

function camel(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
