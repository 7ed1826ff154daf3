import { openMembers } from "../components/hook.js";
import { type FoldHandler, foldHooks } from "../components/hook_fold.js";
import { type ProviderOptions, ProviderStream, toolCallsOf } from "../components/provider.js";
import { CallContext, type SessionInfo } from "../context.js";
import { invalidParams, notFound, ProtocolError } from "../errors.js";
import {
  type DescribeParams,
  type DescribeResult,
  decode,
  type HookEmitParams,
  type HookResult,
  METHODS,
  type MethodName,
  type Requests,
  ValidationError,
} from "../generated/index.js";
import type { Handler } from "../rpc/connection.js";
import type { IncomingCall } from "../rpc/incoming.js";
import { DEFAULT_MAX_MESSAGE_BYTES } from "../wire/splitter.js";
import { type Components, capabilities, configSchemas } from "./components.js";
import { Configuration } from "./configuration.js";
import type { ServiceOptions } from "./service.js";
import { SDK_INFO } from "./version.js";

export const PROTOCOL_VERSION = "1.0";
const DEFAULT_CONCURRENCY = 64;
/** What is answered whatever the configuration. */
const LIFECYCLE: ReadonlySet<string> = new Set(["describe", "configure", "ping"]);

export interface ServiceDescription extends ServiceOptions {
  name: string;
  version: string;
}

type Answer<M extends keyof Requests> = (
  params: Requests[M]["params"],
  call: IncomingCall,
) => Requests[M]["result"] | Promise<Requests[M]["result"]>;

type Answers = { [M in keyof Requests]?: Answer<M> };

/** From a request to the component that answers it: describe, configure, the contracts. Knows no transport. */
export class Dispatcher implements Handler {
  readonly about: ServiceDescription;
  /** Told when describe says how long the host's lines may be. */
  onHostLimit: (maxMessageBytes: number) => void = () => {};
  readonly #components: Components;
  readonly #configuration: Configuration;
  readonly #answers: Answers;
  #described = false;

  constructor(about: ServiceDescription, components: Components) {
    this.about = about;
    this.#components = components;
    this.#configuration = new Configuration(configSchemas(components));
    this.#answers = {
      ...this.#lifecycle(),
      ...this.#toolAnswers(),
      ...this.#hookAnswers(),
      ...this.#providerAnswers(),
    };
  }

  async request(call: IncomingCall): Promise<unknown> {
    const answer = Object.hasOwn(this.#answers, call.method) ? this.#answers[call.method as keyof Requests] : undefined;
    if (!this.#described && call.method !== "describe" && call.method !== "ping") throw notDescribed(call.method);
    if (answer === undefined) throw methodNotFound(call.method);
    if (!LIFECYCLE.has(call.method)) {
      const settled = this.#configuration.settle();
      if (settled !== undefined) await settled;
      this.#configuration.assertUsable();
    }
    const params = readParams(call.method as MethodName, call.params);
    return (answer as (params: unknown, call: IncomingCall) => unknown)(params, call);
  }

  /** Nothing that a service has to hear of yet: channels come with their component. */
  notification(): void {}

  #lifecycle(): Answers {
    return {
      describe: (params) => this.#describe(params),
      configure: (params) => this.#configuration.replace(params),
      ping: () => ({}),
    };
  }

  #toolAnswers(): Answers {
    const { tools } = this.#components;
    if (tools.size === 0) return {};
    return {
      "tool.execute": (params, call) => {
        const tool = tools.get(params.name);
        if (tool === undefined) throw notFound("tool", params.name, tools.keys());
        return tool.execute(params, this.#context(call, params.name));
      },
    };
  }

  #hookAnswers(): Answers {
    if (this.#components.hooks.size === 0) return {};
    return { "hook.emit": (params, call) => this.#emit(params, call) };
  }

  #providerAnswers(): Answers {
    if (this.#components.providers.size === 0) return {};
    return {
      "provider.complete": (params, call) => {
        const { author, context } = this.#provider(params.provider, call);
        return author.complete(params.request, context, new ProviderStream(context, params.stream ?? false));
      },
      "provider.info": (params, call) => {
        const { author, context } = this.#provider(params.provider, call);
        return author.info(context);
      },
      "provider.list_models": async (params, call) => {
        const { author, context } = this.#provider(params.provider, call);
        return { models: (await author.listModels?.(context)) ?? [] };
      },
      "provider.parse_tool_calls": async (params, call) => {
        const { author, context } = this.#provider(params.provider, call);
        const calls = await (author.parseToolCalls?.(params.response, context) ?? toolCallsOf(params.response));
        return { tool_calls: calls };
      },
    };
  }

  #describe(params: DescribeParams): DescribeResult {
    const versions = params.protocol_versions;
    if (versions !== undefined && !versions.includes(PROTOCOL_VERSION)) {
      const text = `This service speaks protocol ${PROTOCOL_VERSION}, the host ${versions.join(", ") || "none"}.`;
      throw new ProtocolError("unsupported_version", text, { supported: [PROTOCOL_VERSION] });
    }
    if (params.limits?.max_message_bytes !== undefined) this.onHostLimit(params.limits.max_message_bytes);
    this.#described = true;
    return this.description();
  }

  /** The answer to describe. */
  description(): DescribeResult {
    const { name, version, description, requires, maxMessageBytes, maxConcurrency } = this.about;
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
      ...(requires === undefined ? {} : { requires }),
      ...(Object.keys(schemas).length === 0 ? {} : { config_schema: schemas }),
      capabilities: capabilities(this.#components),
    };
  }

  async #emit(params: HookEmitParams, call: IncomingCall): Promise<HookResult> {
    const { hooks } = this.#components;
    const { event, hook: name, data } = params;
    if (name !== undefined) {
      const hook = hooks.get(name);
      if (hook === undefined) throw notFound("hook", name, hooks.keys());
      return hook.handle(event, data, this.#context(call, name));
    }
    const handlers = [...hooks.values()]
      .filter((hook) => hook.matches(event))
      .sort((a, b) => a.spec.priority - b.spec.priority)
      .map(
        (hook): FoldHandler => ({
          name: hook.spec.name,
          onError: hook.spec.on_error,
          answer: (patched) =>
            within(hook.spec.timeout_ms, hook.handle(event, patched, this.#context(call, hook.spec.name))),
        }),
      );
    return foldHooks(handlers, data, openMembers(event), (handler, error) => {
      call.publish("$/log", { level: "warning", message: `hook "${handler.name}" failed: ${String(error)}` });
    });
  }

  /** The named provider; without a name the only one, or the first declared. */
  #provider(name: string | undefined, call: IncomingCall): { author: ProviderOptions; context: CallContext<never> } {
    const { providers } = this.#components;
    const chosen = name ?? [...providers.keys()][0] ?? "";
    const provider = providers.get(chosen);
    if (provider === undefined) throw notFound("provider", chosen, providers.keys());
    return { author: provider.author, context: this.#context(call, chosen) };
  }

  #context(call: IncomingCall, component: string): CallContext<never> {
    const session: SessionInfo = this.#configuration.session;
    return new CallContext(call, this.#configuration.of(component) as never, session);
  }
}

function readParams(method: MethodName, params: unknown): unknown {
  try {
    return decode(METHODS[method].params, params);
  } catch (error) {
    if (error instanceof ValidationError) throw invalidParams(error.faults);
    throw error;
  }
}

/** Rejects when the answer takes longer than `ms`. */
function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function notDescribed(method: string): ProtocolError {
  return new ProtocolError("not_ready", `${method} came before describe; send describe first.`);
}

function methodNotFound(method: string): ProtocolError {
  const why = Object.hasOwn(METHODS, method) ? "this service does not offer that contract" : "there is no such method";
  return new ProtocolError("method_not_found", `${method}: ${why}.`);
}
