import type { Component } from "../components/component.js";
import { CallContext, type SessionInfo } from "../context.js";
import { invalidParams, ProtocolError } from "../errors.js";
import {
  type ChannelMessageParams,
  type ConfigureParams,
  type DescribeParams,
  type DescribeResult,
  decode,
  METHODS,
  type MethodName,
  type Requests,
  ValidationError,
} from "../generated/index.js";
import type { Handler } from "../rpc/handler.js";
import type { IncomingCall } from "../rpc/incoming.js";
import { metaOf } from "../rpc/meta.js";
import type { JsonObject } from "../wire/message.js";
import { DEFAULT_MAX_MESSAGE_BYTES } from "../wire/splitter.js";
import { type Answers, contractAnswers, type Ready } from "./answers.js";
import { type Components, capabilities, configSchemas, requiredGrants } from "./components.js";
import { Configuration } from "./configuration.js";
import { Lifecycle } from "./lifecycle.js";
import type { ServiceOptions } from "./service.js";
import { SDK_INFO } from "./version.js";

export const PROTOCOL_VERSION = "1.0";
const DEFAULT_CONCURRENCY = 64;
/** What is answered whatever the configuration. */
const LIFECYCLE: ReadonlySet<string> = new Set(["describe", "configure", "ping"]);
/** What is answered at any time: before describe, and while the service ends. */
const ALWAYS: ReadonlySet<string> = new Set(["describe", "ping"]);

export interface ServiceDescription extends ServiceOptions {
  name: string;
  version: string;
}

/** From a request to the component that answers it: describe, configure, the contracts. Knows no transport. */
export class Dispatcher implements Handler {
  readonly about: ServiceDescription;
  /** Told when describe says how long the host's lines may be. */
  onHostLimit: (maxMessageBytes: number) => void = () => {};
  readonly #components: Components;
  readonly #configuration: Configuration;
  readonly #answers: Answers;
  readonly #lifecycles = new Lifecycle();
  #described = false;
  /** Whether it serves many sessions at once, with an order for each. */
  #isOpen = false;
  #ending = false;

  constructor(about: ServiceDescription, components: Components) {
    this.about = about;
    this.#components = components;
    this.#configuration = new Configuration(configSchemas(components));
    this.#answers = {
      ...this.#lifecycle(),
      ...contractAnswers(
        components,
        (component, call) => this.#enter(call, component),
        (call) => this.#lane(call),
      ),
    };
  }

  async request(call: IncomingCall): Promise<unknown> {
    const answer = Object.hasOwn(this.#answers, call.method) ? this.#answers[call.method as keyof Requests] : undefined;
    if (!ALWAYS.has(call.method)) this.#assertServing(call.method);
    if (!LIFECYCLE.has(call.method)) {
      const settled = this.#configuration.settle();
      if (settled !== undefined) await settled;
      this.#configuration.assertUsable();
    }
    if (answer === undefined) throw methodNotFound(call.method);
    const params = readParams(call.method as MethodName, call.params);
    return (answer as (params: unknown, call: IncomingCall) => unknown)(params, call);
  }

  /**
   * Serves whoever asks, as over HTTP: describe need not come before, since any of several replicas may answer; and each
   * session has an order of its own.
   */
  open(): void {
    this.#described = true;
    this.#isOpen = true;
  }

  /** Whether it answers a method: one of the contracts that it declares, or of every service. */
  serves(method: string): boolean {
    if (Object.hasOwn(this.#answers, method)) return true;
    if (method === "channel.message") return this.#components.channels.size > 0;
    return method === "$/cancel" && this.#components.orchestrators.size > 0;
  }

  /** Takes settings as `configure` sends them; rejects with invalid_params. */
  async configure(params: JsonObject): Promise<void> {
    await this.#configuration.replace(readParams("configure", params) as ConfigureParams);
  }

  /** From now on new requests are refused (LIF-075); those under way go on. */
  end(): void {
    this.#ending = true;
  }

  /** Only messages of channels concern a service; one that fails is told in the host's log. */
  notification(method: string, _params: JsonObject, call: IncomingCall): void {
    if (method !== "channel.message" || !this.#described) return;
    this.#receive(call).catch((error: unknown) => {
      call.publish("$/log", { level: "warning", message: `channel.message failed: ${String(error)}` });
    });
  }

  #assertServing(method: string): void {
    if (!this.#described) throw notDescribed(method);
    if (!this.#ending) return;
    const { name } = this.about;
    throw new ProtocolError("service_unavailable", `The service "${name}" is stopping.`, { service: name });
  }

  #lifecycle(): Answers {
    return {
      describe: (params) => this.#describe(params),
      configure: (params) => this.#configuration.replace(params),
      ping: () => ({}),
    };
  }

  #describe(params: DescribeParams): DescribeResult {
    const versions = params.protocol_versions;
    if (versions !== undefined && versions.length > 0 && !versions.includes(PROTOCOL_VERSION)) {
      const text = `This service speaks protocol ${PROTOCOL_VERSION}, the host ${versions.join(", ")}.`;
      throw new ProtocolError("unsupported_version", text, { supported: [PROTOCOL_VERSION] });
    }
    if (params.limits?.max_message_bytes !== undefined) this.onHostLimit(params.limits.max_message_bytes);
    this.#described = true;
    return this.description();
  }

  /** The answer to describe. */
  description(): DescribeResult {
    const { name, version, description, maxMessageBytes, maxConcurrency } = this.about;
    const requires = [...new Set([...(this.about.requires ?? []), ...requiredGrants(this.#components)])];
    const schemas = Object.fromEntries(
      [...configSchemas(this.#components)].flatMap(([key, s]) => (s ? [[key, s.json]] : [])),
    );
    return {
      protocol_version: PROTOCOL_VERSION,
      name,
      version,
      ...(description === undefined ? {} : { description }),
      sdk: SDK_INFO,
      limits: {
        max_message_bytes: maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES,
        max_concurrency: maxConcurrency ?? DEFAULT_CONCURRENCY,
      },
      ...(requires.length === 0 ? {} : { requires }),
      ...(Object.keys(schemas).length === 0 ? {} : { config_schema: schemas }),
      capabilities: capabilities(this.#components),
    };
  }

  /** The context of a call to a component; a promise where setup is under way. */
  #enter(call: IncomingCall, component: Component): Ready {
    const { name } = component;
    const { session, generation } = this.#configuration;
    const context = new CallContext(call, name, this.#configuration.of(name) as never, session as SessionInfo);
    return this.#lifecycles.ready(component, generation, context)?.then(() => context) ?? context;
  }

  #lane(call: IncomingCall): string {
    const session = this.#isOpen ? metaOf(call.params)?.["session_id"] : undefined;
    return typeof session === "string" ? session : "";
  }

  /** Hands on what was published on a channel that a component subscribes to. */
  async #receive(call: IncomingCall): Promise<void> {
    const channel = this.#components.channels.get(String(call.params["channel"]));
    if (channel?.author.receive === undefined) return;
    const message = readParams("channel.message", call.params) as ChannelMessageParams;
    const settled = this.#configuration.settle();
    if (settled !== undefined) await settled;
    this.#configuration.assertUsable();
    const ready = this.#enter(call, channel);
    await channel.turns.take(this.#lane(call), call.signal, async () => {
      await channel.author.receive?.(message, ready instanceof Promise ? await ready : ready);
    });
  }

  /** Runs the cleanup of every component that was set up. */
  cleanUp(): Promise<void> {
    return this.#lifecycles.cleanUp();
  }
}

/** Params as the schema of their method says; throws invalid_params. */
export function readParams(method: MethodName, params: unknown): unknown {
  try {
    return decode(METHODS[method].params, params);
  } catch (error) {
    if (error instanceof ValidationError) throw invalidParams(error.faults);
    throw error;
  }
}

function notDescribed(method: string): ProtocolError {
  return new ProtocolError("not_ready", `${method} came before describe; send describe first.`);
}

function methodNotFound(method: string): ProtocolError {
  const why = Object.hasOwn(METHODS, method) ? "this service does not offer that contract" : "there is no such method";
  return new ProtocolError("method_not_found", `${method}: ${why}.`);
}
