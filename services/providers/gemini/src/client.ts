import { extraHeaders, vendorFetch } from "@amplifier-ipc/provider-kit";
import type { GoogleGenAI } from "@google/genai/web";
import type { Config } from "./config.js";
import type { Wire } from "./wire.js";

export const BASE_URL_VARIABLE = "GOOGLE_GEMINI_BASE_URL";
/** What the adapter is written for; the SDKs differ in what they take by themselves. */
const API_VERSION = "v1beta";
/** The SDK's time-out is only the last resort: the call's own clock ends it before, and knows why. */
const GRACE_MS = 1000;

export interface ClientOptions {
  key: string;
  config: Config;
  timeLeftMs: number;
  wire: Wire;
}

/**
 * The SDK for one request. Everything that it would find in the environment is said here, so that another key, another
 * address or Vertex are never taken. It tries nothing again by itself (`retryOptions` is absent).
 */
export async function clientOf({ key, config, timeLeftMs, wire }: ClientOptions): Promise<GoogleGenAI> {
  const [{ GoogleGenAI }, through] = await Promise.all([import("@google/genai/web"), vendorFetch(config)]);
  const { baseUrl, apiVersion } = addressOf(config);
  return new GoogleGenAI({
    apiKey: key,
    vertexai: false,
    httpOptions: {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      apiVersion,
      headers: extraHeaders(config, "gemini"),
      timeout: timeLeftMs + GRACE_MS,
      fetch: wire.watching(through),
    },
  });
}

/** Base URL and version; a version at the end of the base URL is one, too. */
export function addressOf(
  config: Pick<Config, "base_url" | "api_version">,
  env: NodeJS.ProcessEnv = process.env,
): { baseUrl: string | undefined; apiVersion: string } {
  const given = config.base_url ?? (env[BASE_URL_VARIABLE] || undefined);
  const [, base = given, version] = /^(.*?)(?:\/(v\d\w*))?\/*$/.exec(given ?? "") ?? [];
  return { baseUrl: given === undefined ? undefined : base, apiVersion: config.api_version ?? version ?? API_VERSION };
}
