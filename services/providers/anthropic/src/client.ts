import { extraHeaders, keyOf, keyVariable, vendorFetch } from "@amplifier-ipc/provider-kit";
import Anthropic from "@anthropic-ai/sdk";
import type { Config } from "./config.js";
import { BASE_URL, BASE_URL_VARIABLE, KEY, NAME, TOKEN } from "./names.js";

/** Stands for a key where none is sent. */
export const NO_KEY = "none";

/**
 * The vendor's SDK as `config` wants it; the connections are Node's, so that each call may have its own. Retries, logs, traces
 * and what the SDK reads from the environment by itself are off: this adapter says what it reads. Throws `configuration` for a
 * variable that is not set.
 */
export async function clientOf(config: Config): Promise<Anthropic> {
  const baseURL = baseUrlOf(config);
  const credential = credentialOf(config, baseURL !== BASE_URL && config.base_url !== undefined);
  const headers = { ...(baseURL === BASE_URL ? {} : forOthers(credential)), ...headersOf(config) };
  const fetch = await vendorFetch(config);
  delete process.env["ANTHROPIC_CUSTOM_HEADERS"];
  return new Anthropic({
    // Without any, the SDK would look for profiles on the disk; the header with this one is taken out again.
    ...(credential.apiKey === null && credential.authToken === null ? { apiKey: NO_KEY } : credential),
    baseURL,
    maxRetries: 0,
    logLevel: "off",
    openTelemetry: false,
    webhookKey: null,
    defaultHeaders: headers,
    fetch,
  });
}

interface Credential {
  apiKey: string | null;
  authToken: string | null;
}

/** Exactly one of both; none for a server of the settings, where no key is set: it needs none, or a header of the settings. */
function credentialOf(config: Config, needsNone: boolean): Credential {
  const keys = [KEY, TOKEN];
  const unset = config.api_key_env === undefined && keys.every((name) => (process.env[name]?.trim() ?? "") === "");
  if (needsNone && unset) return { apiKey: null, authToken: null };
  const variable = keyVariable({ keys }, config);
  const key = keyOf({ name: NAME, keys: [variable ?? KEY] }, config);
  return variable === TOKEN ? { apiKey: null, authToken: key } : { apiKey: key, authToken: null };
}

/** Gateways and servers of this dialect look for the key where it was until API version 2026-10-21, too. */
function forOthers({ apiKey, authToken }: Credential): Record<string, string | null> {
  if (apiKey !== null) return { "x-api-key": apiKey };
  return authToken === null ? { authorization: null } : {};
}

function headersOf(config: Config): Record<string, string> {
  const betas = config.betas ?? [];
  return { ...(betas.length === 0 ? {} : { "anthropic-beta": betas.join(",") }), ...extraHeaders(config, NAME) };
}

/** The SDK adds `/v1/…` itself; who writes it into the address means the same. */
function baseUrlOf(config: Config): string {
  const named = process.env[BASE_URL_VARIABLE]?.trim() ?? "";
  const url = config.base_url ?? (named === "" ? BASE_URL : named);
  return url.replace(/\/+$/, "").replace(/\/v1$/, "");
}
