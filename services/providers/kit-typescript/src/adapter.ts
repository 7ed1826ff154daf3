import type { CallContext, ChatRequest, JsonObject, JsonSchema, ModelInfo, ProviderInfo } from "@amplifier-ipc/sdk";
import type { Answer } from "./answer.js";
import type { Said } from "./conversation.js";
import type { Fault } from "./fault.js";
import type { ModelFacts, ModelsFile } from "./models.js";

/** The settings that every adapter has; an adapter adds its own. */
export interface CommonConfig {
  /** The model where the request names none. A `*` stands for anything: the newest that fits is taken. */
  model?: string;
  /** The most tokens to write, where the request does not say. */
  max_tokens: number;
  /** Sampling temperature, where the request does not say; absent = the vendor's own. */
  temperature?: number;
  /** Seconds for a whole call, retries among them. */
  timeout: number;
  /** Seconds of silence in a stream that has begun, until it counts as broken. */
  idle_timeout: number;
  base_url?: string;
  /** Headers of each request to the vendor; `${NAME}` in a value is an environment variable. */
  extra_headers?: Record<string, string>;
  /** The URL of a proxy; absent = HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
  proxy?: string;
  /** Tries after the first one. */
  max_retries: number;
  /** What is known of models beyond models.json, by id. */
  models?: Record<string, Partial<Omit<ModelFacts, "id">>>;
  /** Whether the model should think, or for how many tokens (0 = not at all). */
  thinking?: boolean | number;
  /** Whether requests and answers go to the log. */
  debug?: boolean;
  /** The environment variable that holds the key, where it is not the usual one. */
  api_key_env?: string;
}

/** What is the same in each try of one `provider.complete`. */
export interface Call<Config extends CommonConfig = CommonConfig> {
  readonly request: ChatRequest;
  /** `request.system`, and the system messages that stand before all others. */
  readonly system: readonly string[];
  /** The messages after these, in one shape, repaired: each tool call has its result right after it. */
  readonly conversation: readonly Said[];
  readonly model: string;
  /** What models.json and the setting `models` know of the model. */
  readonly facts: ModelFacts | undefined;
  readonly config: Config;
  /** The most tokens to write: request, else config, at most what the model can. */
  readonly maxTokens: number;
  /** The temperature of request or config; undefined = leave it to the vendor. */
  readonly temperature: number | undefined;
  /** The session that asks, if it is known: a vendor finds its prompt cache by it. */
  readonly session: string | undefined;
  /** Whether the caller wants a stream: else one plain request will do. */
  readonly stream: boolean;
  /** Aborts on cancel, at the deadline, on a time-out. Give it to the SDK. */
  readonly signal: AbortSignal;
  /** Milliseconds left for the call: the SDK's time-out. */
  timeLeftMs(): number;
  /** Something came from the vendor: the idle time begins anew. */
  alive(): void;
  /** The name that a tool has at the vendor: letters, digits, `_` and `-`, at most 64. */
  toolName(name: string): string;
  /** A line of the host's log, only with the setting `debug`; keys are masked. */
  debug(what: string, data: unknown): void;
}

/** What an adapter tells the kit of its vendor, and what it does with one request. */
export interface Adapter<Config extends CommonConfig = CommonConfig> {
  /** The provider's name, as in `data.provider`. */
  readonly name: string;
  /** The vendor's name for people. */
  readonly displayName: string;
  /** Properties of the configuration besides the common ones. */
  readonly config: JsonSchema;
  /** models.json. */
  readonly models: ModelsFile;
  /** The variables that may hold the key, the first that is set wins; empty = none is needed. */
  readonly keys: readonly string[];
  /** Whether it can do without a key of `keys` (it finds another way, or none is asked for). */
  readonly keyless?: boolean;
  /** Secrets that it learned since it started (a token that was fetched): they are not told either. */
  secrets?(): readonly string[];
  /** The base URL's environment variable. */
  readonly baseUrlVariable?: string;
  /** Where the vendor is, without configuration; absent = the SDK knows. */
  readonly baseUrl?: string;
  info: Pick<ProviderInfo, "capabilities"> & Partial<ProviderInfo>;
  /** One try. What comes goes to `answer`; it returns when the vendor said that this was all. Throws what the SDK throws. */
  attempt(call: Call<Config>, answer: Answer): Promise<void>;
  /** The vendor's list; what it does not say of a model is taken from models.json, which is also the fallback when the vendor
   * cannot be reached. Throws what the SDK throws. */
  listModels?(context: ListContext<Config>): Promise<ListedModel[]>;
  /** The model without configuration; absent = the default of models.json. */
  defaultModel?(context: ListContext<Config>): Promise<string>;
  /** What an error of the SDK says, where it is not `status`, `headers`, `error`, `message`; undefined = read it as usual. */
  fault?(error: unknown): Fault | undefined;
}

/** A model as far as the vendor's list tells of it. */
export type ListedModel = Partial<ModelInfo> & Pick<ModelInfo, "id">;

/** What `listModels` may use. */
export interface ListContext<Config extends CommonConfig = CommonConfig> {
  readonly config: Config;
  readonly signal: AbortSignal;
  timeLeftMs(): number;
}

/** How a service sees its call. */
export type Context<Config extends CommonConfig> = CallContext<Config>;
export type { JsonObject };
