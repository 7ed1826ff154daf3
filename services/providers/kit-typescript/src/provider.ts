import {
  type ChatRequest,
  type ChatResponse,
  type JsonSchema,
  LLMError,
  type ModelInfo,
  type ProviderInfo,
  type ProviderOptions,
  type ProviderStream,
} from "@amplifier-ipc/sdk";
import type { Adapter, CommonConfig, Context } from "./adapter.js";
import { Breaker } from "./breaker.js";
import { CallClock, unlessAborted } from "./clock.js";
import { Completion } from "./completion.js";
import { configSchema } from "./config.js";
import { failureOf } from "./failure.js";
import { aboutOf } from "./keys.js";
import { factsOf, isPattern, listed, modelInfo, newest } from "./models.js";

/** Seconds for a list of models. */
const LIST_TIMEOUT = 30;
/** Errors at which the list of models.json is of no use: the user has something to mend. */
const TO_MEND: ReadonlySet<string> = new Set(["authentication", "access_denied", "configuration"]);

/** An adapter as a provider: with everything that is the same for all vendors around it. */
export function vendorProvider<C extends CommonConfig>(adapter: Adapter<C>): ProviderOptions<JsonSchema> {
  const provider = new VendorProvider(adapter);
  return {
    displayName: adapter.displayName,
    config: configSchema(adapter),
    requires: ["hook.emit"],
    info: () => infoOf(adapter),
    listModels: (context) => provider.listModels(context as unknown as Context<C>),
    complete: (request, context, stream) => provider.complete(request, context as unknown as Context<C>, stream),
  };
}

class VendorProvider<C extends CommonConfig> {
  readonly #adapter: Adapter<C>;
  /** One for each place, way and account: a later `configure` may name others (LIF-034). */
  readonly #breakers = new Map<string, Breaker>();
  /** By settings and pattern, or "" for none: what `*` or the default stands for. */
  readonly #chosen = new Map<string, string>();

  constructor(adapter: Adapter<C>) {
    this.#adapter = adapter;
  }

  #breakerOf({ base_url, proxy, api_key_env }: C): Breaker {
    const key = JSON.stringify([base_url, proxy, api_key_env]);
    const { name: provider, displayName } = this.#adapter;
    const breaker = this.#breakers.get(key) ?? new Breaker({ provider, displayName });
    this.#breakers.set(key, breaker);
    return breaker;
  }

  async complete(request: ChatRequest, context: Context<C>, stream: ProviderStream): Promise<ChatResponse> {
    const config = context.config;
    const timeout = Math.min(config.timeout, request.timeout ?? Number.POSITIVE_INFINITY);
    const clock = this.#clock(context, timeout, config.idle_timeout);
    try {
      const model = await this.#model(request, context, clock);
      const breaker = this.#breakerOf(config);
      return await new Completion(this.#adapter, breaker, { request, context, stream, model, clock }).run();
    } finally {
      clock.stop();
    }
  }

  async listModels(context: Context<C>): Promise<ModelInfo[]> {
    const clock = this.#clock(context, Math.min(LIST_TIMEOUT, context.config.timeout), LIST_TIMEOUT);
    try {
      return await this.#list(context, clock);
    } finally {
      clock.stop();
    }
  }

  /** The time for a request of the caller's; both limits in seconds. */
  #clock({ signal, timeLeftMs }: Context<C>, timeout: number, idleTimeout: number): CallClock {
    const { name: provider, displayName } = this.#adapter;
    return new CallClock({ provider, displayName, timeout, idleTimeout, signal, deadlineMs: timeLeftMs });
  }

  /** The vendor's list; where the vendor cannot be reached, that of models.json, and a line in the log. */
  async #list(context: Context<C>, clock: CallClock): Promise<ModelInfo[]> {
    const { listModels, models } = this.#adapter;
    const configured = context.config.models;
    if (listModels === undefined) return listed(models, configured);
    try {
      const found = await this.#asked(context, clock, (list) => listModels.call(this.#adapter, list));
      return found.map((each) => modelInfo(each, factsOf(each.id, models, configured)));
    } catch (error) {
      if (!(error instanceof LLMError) || TO_MEND.has(error.llmError) || models.models.length === 0) throw error;
      context.log("warning", `${error.message}; the models are those known on ${models.date}`);
      return listed(models, configured);
    }
  }

  /** The model of the request, of the configuration, or the default; a pattern stands for the newest that fits. */
  async #model(request: ChatRequest, context: Context<C>, clock: CallClock): Promise<string> {
    const wanted = request.model ?? context.config.model ?? "";
    if (wanted !== "" && !isPattern(wanted)) return wanted;
    const key = JSON.stringify([wanted, context.config]);
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    const found = wanted === "" ? await this.#default(context, clock) : await this.#newest(wanted, context, clock);
    this.#chosen.set(key, found);
    return found;
  }

  #default(context: Context<C>, clock: CallClock): Promise<string> {
    const { defaultModel, models } = this.#adapter;
    if (defaultModel === undefined) return Promise.resolve(models.default);
    return this.#asked(context, clock, (list) => defaultModel.call(this.#adapter, list));
  }

  async #newest(pattern: string, context: Context<C>, clock: CallClock): Promise<string> {
    const ids = (await this.#list(context, clock)).map(({ id }) => id);
    const found = newest(pattern, ids);
    if (found !== undefined) return found;
    const { name, displayName } = this.#adapter;
    const text = `${displayName} has no model that fits ${pattern}: amplifier-ipc provider models ${name}`;
    throw failureOf(
      Object.assign(new Error(text), { status: 404, error: { message: text } }),
      aboutOf(this.#adapter, context.config),
      {
        answering: false,
      },
    );
  }

  async #asked<T>(
    context: Context<C>,
    clock: CallClock,
    ask: (list: { config: C; signal: AbortSignal; timeLeftMs(): number }) => Promise<T>,
  ): Promise<T> {
    const list = { config: context.config, signal: clock.signal, timeLeftMs: () => clock.timeLeftMs() };
    try {
      return await unlessAborted(ask(list), clock.signal);
    } catch (error) {
      if (context.signal.aborted) throw context.signal.reason;
      throw failureOf(error, aboutOf(this.#adapter, context.config), { answering: false, fault: this.#adapter.fault });
    }
  }
}

function infoOf<C extends CommonConfig>(adapter: Adapter<C>): ProviderInfo {
  const { info, keys, models, name, displayName, baseUrlVariable, baseUrl } = adapter;
  const key = keys[0];
  const secret = {
    id: "api_key",
    display_name: "Key",
    field_type: "secret" as const,
    prompt: `Key for ${displayName}`,
    required: adapter.keyless !== true,
  };
  const address = {
    id: "base_url",
    display_name: "Base URL",
    field_type: "text" as const,
    prompt: "Where the API is (leave empty for the vendor's own)",
    required: false,
    ...(baseUrlVariable === undefined ? {} : { env_var: baseUrlVariable }),
    ...(baseUrl === undefined ? {} : { default: baseUrl }),
  };
  return {
    id: name,
    display_name: displayName,
    credential_env_vars: [...keys],
    defaults: models.default === "" ? {} : { model: models.default },
    config_fields: [...(key === undefined ? [] : [{ ...secret, env_var: key }]), address],
    ...info,
  };
}
