import { extraHeaders, proxiedFetch } from "@amplifier-ipc/provider-kit";
import type { GoogleGenAI } from "@google/genai/web";
import type { Config } from "./config.js";
import type { Wire } from "./wire.js";

export const BASE_URL_VARIABLE = "GOOGLE_GEMINI_BASE_URL";
/** What the adapter is written for; the SDKs differ in what they take by themselves. */
const API_VERSION = "v1beta";
/** The SDK's time-out is only the last resort: the call's own clock ends it before, and knows why. */
const GRACE_MS = 1000;
const NODE_DISPATCHER = Symbol.for("undici.globalDispatcher.1");

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
  const [{ GoogleGenAI }, through] = await Promise.all([import("@google/genai/web"), fetchFor(config)]);
  const { baseUrl, apiVersion } = addressOf(config);
  return new GoogleGenAI({
    apiKey: key,
    vertexai: false,
    apiVersion,
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

const fetches = new WeakMap<Config, Promise<typeof fetch>>();

/** One for each configuration, so that a proxy's connections are used again. */
function fetchFor(config: Config): Promise<typeof fetch> {
  const known = fetches.get(config) ?? proxiedFetch(config).then((proxied) => proxied ?? patient);
  fetches.set(config, known);
  return known;
}

/** Node's fetch gives up after five minutes without headers, or of silence: here the settings of the adapter decide. */
const patient: typeof fetch = (input, init) => fetch(input, { ...init, dispatcher: DISPATCHER } as RequestInit);

interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
}

const DISPATCHER: Dispatcher = {
  dispatch(options, handler) {
    const node = (globalThis as unknown as Record<symbol, Dispatcher>)[NODE_DISPATCHER];
    if (node === undefined) throw new Error("This version of Node has no dispatcher for fetch.");
    return node.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler);
  },
};
