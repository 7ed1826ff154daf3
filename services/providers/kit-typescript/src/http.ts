import { ConfigurationError } from "@amplifier-ipc/sdk";
import type { Dispatcher } from "undici";
import type { CommonConfig } from "./adapter.js";

/** The fetch that an SDK is given: through the configured proxy, or that of the environment; undefined = the usual one. */
export async function proxiedFetch(
  config: Pick<CommonConfig, "proxy">,
  env: NodeJS.ProcessEnv = process.env,
): Promise<typeof fetch | undefined> {
  const named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some((name) => (env[name] ?? "") !== "");
  if (config.proxy === undefined && !named) return undefined;
  // Loaded only where there is a proxy: it is larger than most adapters.
  // Its names lie in `default`: a bundle gives a package of CommonJS that is loaded so no others.
  const { EnvHttpProxyAgent, fetch: through, ProxyAgent } = (await import("undici")).default;
  const agent = (): Dispatcher => (config.proxy === undefined ? new EnvHttpProxyAgent() : new ProxyAgent(config.proxy));
  // One for each request: nothing but its end closes a connection whose proxy has not answered yet (PRV-018).
  const alone = async (input: never, init: object = {}): Promise<unknown> => {
    const dispatcher = agent();
    try {
      const response = await through(input, { ...init, dispatcher });
      void dispatcher.close(); // once the answer is read
      return response;
    } catch (error) {
      void dispatcher.destroy();
      throw error;
    }
  };
  return alone as unknown as typeof fetch;
}

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
