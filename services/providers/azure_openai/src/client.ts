import { extraHeaders, keyOf, vendorFetch } from "@amplifier-ipc/provider-kit";
import { withErrorMember } from "@amplifier-ipc/provider-openai/api";
import OpenAI, { AzureOpenAI } from "openai";
import type { Config } from "./config.js";
import { Tokens } from "./entra.js";
import { datedVersion, endpointOf, KEY, NAME } from "./where.js";

const tokens = new Tokens();

/**
 * The SDK's client: of the API v1, or of a dated version. Throws `configuration` without an endpoint or any credential,
 * `authentication` when Microsoft Entra ID refuses it.
 */
export async function clientOf(config: Config, signal: AbortSignal, env = process.env): Promise<OpenAI> {
  const endpoint = endpointOf(config, env);
  const version = datedVersion(config, env);
  const authorization = await shown(config, signal, env);
  const options = {
    apiKey: "in the headers",
    maxRetries: 0,
    logLevel: "off" as const, // it would write what it cannot read to the console
    fetch: withErrorMember(await vendorFetch(config, env)),
    defaultHeaders: { ...authorization, ...extraHeaders(config, NAME, env) },
    organization: null,
    project: null,
  };
  if (version !== undefined) return new AzureOpenAI({ ...options, apiVersion: version, baseURL: `${endpoint}/openai` });
  return new OpenAI({ ...options, adminAPIKey: null, webhookSecret: null, baseURL: `${endpoint}/openai/v1` });
}

/** The header with the key, or with a token; the other one is taken away. */
async function shown(
  config: Config,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, string | null>> {
  const { credential, scope, api_key_env: named } = config;
  const hasKey = named !== undefined || (env[KEY]?.trim() ?? "") !== "";
  if (credential === "key" || (credential === "auto" && hasKey)) {
    return { "api-key": keyOf({ name: NAME, keys: [KEY] }, config, env), Authorization: null };
  }
  return { Authorization: `Bearer ${await tokens.get(scope, signal)}`, "api-key": null };
}
