import { NO_KEY } from "./client.js";
import type { Config } from "./config.js";
import { BASE_URL } from "./names.js";
import type { Body } from "./request.js";

/** The last version of the API in which a request may have a temperature or top_p: the SDK's own refuses them. */
const WITH_SAMPLING = "2023-06-01";

/**
 * The headers of the version that a request needs; none for most, which have the SDK's, nor where the settings name one.
 * The vendor documents that version with the key in `x-api-key`, and tokens alone in `authorization`.
 */
export function versionHeaders(
  { temperature, top_p }: Pick<Body, "temperature" | "top_p">,
  { extra_headers = {} }: Pick<Config, "extra_headers">,
  { apiKey, baseURL }: { apiKey: string | null; baseURL: string },
): Record<string, string | null> {
  const named = Object.keys(extra_headers).some((name) => name.toLowerCase() === "anthropic-version");
  const sampled = temperature !== undefined || top_p !== undefined;
  if (!sampled || named) return {};
  const keyed = baseURL === BASE_URL && apiKey !== null && apiKey !== NO_KEY;
  return { "anthropic-version": WITH_SAMPLING, ...(keyed ? { "x-api-key": apiKey, authorization: null } : {}) };
}
