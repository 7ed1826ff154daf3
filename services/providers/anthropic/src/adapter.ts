import type { Adapter, ModelsFile } from "@amplifier-ipc/provider-kit";
import models from "../models.json" with { type: "json" };
import type { Config } from "./config.js";
import { BASE_URL, BASE_URL_VARIABLE, KEY, NAME, TOKEN } from "./names.js";

/** Anthropic's Messages API. */
export const anthropic: Adapter<Config> = {
  name: NAME,
  displayName: "Anthropic",
  config: {
    type: "object",
    properties: {
      betas: {
        type: "array",
        items: { type: "string", minLength: 1 },
        description: "Features that Anthropic calls beta: the header anthropic-beta.",
      },
    },
  },
  models: models as ModelsFile,
  keys: [KEY, TOKEN],
  baseUrl: BASE_URL,
  baseUrlVariable: BASE_URL_VARIABLE,
  info: { capabilities: ["streaming", "tools", "vision", "thinking", "json_mode"] },
  // The SDK is loaded with the first request: describe must not wait for it.
  attempt: async (call, answer) => (await import("./exchange.js")).exchange(call, answer),
  listModels: async (context) => (await import("./listing.js")).list(context),
};
