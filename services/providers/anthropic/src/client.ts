import { extraHeaders, keyOf, keyVariable, proxiedFetch } from "@amplifier-ipc/provider-kit";
import Anthropic from "@anthropic-ai/sdk";
import type { Config } from "./config.js";
import { BASE_URL, BASE_URL_VARIABLE, KEY, NAME, TOKEN } from "./names.js";

/**
 * The vendor's SDK as `config` wants it; the connections are Node's, so that each call may have its own. Retries, logs, traces
 * and what the SDK reads from the environment by itself are off: this adapter says what it reads. Throws `configuration` for a
 * variable that is not set.
 */
export async function clientOf(config: Config): Promise<Anthropic> {
  const credential = credentialOf(config);
  const baseURL = baseUrlOf(config);
  const headers = { ...(baseURL === BASE_URL ? {} : forOthers(credential)), ...headersOf(config) };
  const fetch = await proxiedFetch(config);
  delete process.env["ANTHROPIC_CUSTOM_HEADERS"];
  return new Anthropic({
    ...credential,
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
  apiKey?: string;
  authToken?: string;
}

function credentialOf(config: Config): Credential {
  const variable = keyVariable({ keys: [KEY, TOKEN] }, config);
  const key = keyOf({ name: NAME, keys: [variable ?? KEY] }, config);
  return variable === TOKEN ? { authToken: key } : { apiKey: key };
}

/** Gateways and servers of this dialect look for the key where it was until API version 2026-10-21, too. */
function forOthers({ apiKey }: Credential): Record<string, string> {
  return apiKey === undefined ? {} : { "x-api-key": apiKey };
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
