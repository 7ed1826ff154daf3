import type { JsonObject, JsonSchema } from "@amplifier-ipc/sdk";
import type { Adapter, CommonConfig } from "./adapter.js";

const COMMON: JsonObject = {
  model: { type: "string", minLength: 1, description: "The model; a * stands for anything, the newest is taken." },
  max_tokens: {
    type: "integer",
    minimum: 1,
    default: 16_384,
    description: "The most tokens to write, where the request does not say.",
  },
  temperature: { type: "number", minimum: 0, description: "Sampling temperature; absent = the vendor's own." },
  timeout: {
    type: "number",
    exclusiveMinimum: 0,
    default: 600,
    description: "Seconds for a whole call, with its retries.",
  },
  idle_timeout: {
    type: "number",
    exclusiveMinimum: 0,
    default: 180,
    description: "Seconds of silence in a stream that has begun, until it counts as broken.",
  },
  base_url: { type: "string", format: "uri", description: "Where the vendor's API is." },
  extra_headers: {
    type: "object",
    additionalProperties: { type: "string" },
    description:
      "Headers of each request; a variable's name in $ and braces is replaced by what the service sees of it.",
  },
  proxy: {
    type: "string",
    format: "uri",
    description: "URL of a proxy; absent = HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as the service sees them.",
  },
  max_retries: {
    type: "integer",
    minimum: 0,
    maximum: 20,
    default: 3,
    description: "Tries after the first one, where another may help.",
  },
  models: {
    type: "object",
    additionalProperties: { type: "object" },
    description: "By id, what is known of models: context_window, max_output_tokens, capabilities, price.",
  },
  thinking: {
    type: ["boolean", "integer"],
    minimum: 0,
    description: "Whether the model should think, or for how many tokens; 0 = not at all.",
  },
  debug: { type: "boolean", default: false, description: "Write requests and answers into the log." },
  api_key_env: {
    type: "string",
    pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
    description: "The environment variable that holds the key, where it is not the usual one.",
  },
};

/** The whole configuration of an adapter. Keys never stand in it: only the names of variables. */
export function configSchema<C extends CommonConfig>(adapter: Adapter<C>): JsonSchema {
  const own = (adapter.config["properties"] ?? {}) as JsonObject;
  const common = adapter.keys.length > 0 ? COMMON : without(COMMON, "api_key_env");
  return { ...adapter.config, type: "object", additionalProperties: false, properties: { ...common, ...own } };
}

function without({ ...members }: JsonObject, name: string): JsonObject {
  delete members[name];
  return members;
}
