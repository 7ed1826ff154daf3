import { ConfigurationError } from "@amplifier-ipc/sdk";
import type { CommonConfig } from "./adapter.js";

/** Node's fetch gives up after five minutes without headers, or of silence; here the clock of the call decides. */
const PATIENT = { headersTimeout: 0, bodyTimeout: 0 };

/**
 * The fetch that an SDK is given: through the configured proxy, or that of the environment. It follows no redirect: a key
 * in a header of the vendor's own would go along, to any host.
 */
export async function vendorFetch(
  config: Pick<CommonConfig, "proxy">,
  env: NodeJS.ProcessEnv = process.env,
): Promise<typeof fetch> {
  const named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some((name) => (env[name] ?? "") !== "");
  const send = config.proxy === undefined && !named ? direct : await through(config.proxy);
  return (input, init) => send(input, { ...init, redirect: "manual" });
}

const direct: typeof fetch = (input, init) => fetch(input, { ...init, dispatcher: OF_NODE } as RequestInit);

/** Behind a proxy each request has its own connection: nothing else ends one that is not answered yet (PRV-018). */
async function through(proxy: string | undefined): Promise<typeof fetch> {
  // Loaded only where there is a proxy: it is larger than most adapters.
  // Its names lie in `default`: a bundle gives a package of CommonJS that is loaded so no others.
  const { EnvHttpProxyAgent, fetch: send, Pool, ProxyAgent } = (await import("undici")).default;
  const settings = { ...PATIENT, factory: (origin: string | URL, options: object) => new Pool(origin, once(options)) };
  const alone = async (input: never, init: object = {}): Promise<unknown> => {
    const dispatcher =
      proxy === undefined ? new EnvHttpProxyAgent(settings) : new ProxyAgent({ uri: proxy, ...settings });
    try {
      const response = await send(input, { ...init, dispatcher });
      void dispatcher.close(); // once the answer is read
      return response;
    } catch (error) {
      void dispatcher.destroy();
      throw error;
    }
  };
  return alone as unknown as typeof fetch;
}

type Connected = (error: Error | null, socket: unknown) => void;
type Connect = (options: object, connected: Connected) => void;

/** A proxy that closes the connection instead of an answer has failed; undici would connect anew without end. */
function once(options: { connect?: unknown }): object {
  if (typeof options.connect !== "function") return options;
  const connect = options.connect as Connect;
  const told: Connect = (target, connected) =>
    connect(target, (error, socket) => connected(error === null ? null : final(error), socket));
  return { ...options, connect: told };
}

function final(error: Error): Error {
  return Object.assign(new Error(error.message, { cause: error }), { code: "ECONNRESET" });
}

interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
}

/** The dispatcher of Node's own fetch, but for its patience. */
const OF_NODE: Dispatcher = {
  dispatch(options, handler) {
    const node = (globalThis as unknown as Record<symbol, Dispatcher>)[Symbol.for("undici.globalDispatcher.1")];
    if (node === undefined) throw new Error("This version of Node has no dispatcher for fetch.");
    return node.dispatch({ ...options, ...PATIENT }, handler);
  },
};

/** The headers of the setting `extra_headers`, with `${NAME}` filled in. Throws `configuration` for what is not set. */
export function extraHeaders(
  { extra_headers: given = {} }: Pick<CommonConfig, "extra_headers">,
  provider: string,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const filled = (header: string, value: string): string =>
    value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = env[name];
      if (found !== undefined) return found;
      throw new ConfigurationError(`${name}, which the header ${header} of ${provider} needs, is not set.`, {
        provider,
      });
    });
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(name, value)]));
}
