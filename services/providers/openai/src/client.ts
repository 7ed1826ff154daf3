import { extraHeaders, keyOf, vendorFetch } from "@amplifier-ipc/provider-kit";
import OpenAI from "openai";
import type { Config } from "./config.js";
import { withErrorMember } from "./exchange.js";
import { baseUrlOf, isOpenAI, KEY, NAME } from "./where.js";

/** The SDK's client. Throws `configuration` when OpenAI is to be asked without a key. */
export async function clientOf(config: Config, env: NodeJS.ProcessEnv = process.env): Promise<OpenAI> {
  const baseURL = baseUrlOf(config, env);
  const key = keyFor(config, env);
  const headers = extraHeaders(config, NAME, env);
  const named = env["OPENAI_ORG_ID"]?.trim() || null;
  const project = env["OPENAI_PROJECT_ID"]?.trim() || null;
  return new OpenAI({
    baseURL,
    apiKey: key ?? "none",
    adminAPIKey: null,
    webhookSecret: null,
    organization: config.organization ?? named,
    project: config.project ?? project,
    maxRetries: 0,
    logLevel: "off", // it would write what it cannot read to the console
    fetch: withErrorMember(await vendorFetch(config, env)),
    defaultHeaders: { ...(key === undefined ? { Authorization: null } : {}), ...headers },
  });
}

/** The key; undefined for a compatible server of the settings that needs none. */
function keyFor(config: Config, env: NodeJS.ProcessEnv): string | undefined {
  const none = config.api_key_env === undefined && (env[KEY]?.trim() ?? "") === "";
  if (none && config.base_url !== undefined && !isOpenAI(config.base_url)) return undefined;
  return keyOf({ name: NAME, keys: [KEY] }, config, env);
}
