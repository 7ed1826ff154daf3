import { ConfigurationError } from "@amplifier-ipc/sdk";
import type { Adapter, CommonConfig } from "./adapter.js";
import type { About } from "./fault.js";

/** The variable that holds the key: that of the settings, or the first of the adapter's that is set, or its first. */
export function keyVariable<C extends CommonConfig>(
  { keys }: Pick<Adapter<C>, "keys">,
  config: Pick<CommonConfig, "api_key_env">,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return config.api_key_env ?? keys.find((name) => (env[name] ?? "") !== "") ?? keys[0];
}

/** The key; throws `configuration` with the variable's name and the command that sets it. */
export function keyOf<C extends CommonConfig>(
  adapter: Pick<Adapter<C>, "keys" | "name">,
  config: Pick<CommonConfig, "api_key_env">,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const variable = keyVariable(adapter, config, env);
  const key = variable === undefined ? undefined : env[variable]?.trim();
  if (key !== undefined && key !== "") return key;
  const named = config.api_key_env ?? adapter.keys.join(" or ");
  throw new ConfigurationError(`${named} is not set: amplifier-ipc provider set-key ${adapter.name}`, {
    provider: adapter.name,
  });
}

/** All secrets that this process sees for an adapter: none of them may be told. */
export function secretsOf<C extends CommonConfig>(
  adapter: Pick<Adapter<C>, "keys" | "secrets">,
  config: Pick<CommonConfig, "api_key_env" | "extra_headers">,
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  const inHeaders = Object.values(config.extra_headers ?? {}).flatMap((value) =>
    [...value.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = ""]) => name),
  );
  const names = [...adapter.keys, ...inHeaders, ...(config.api_key_env === undefined ? [] : [config.api_key_env])];
  const given = names.map((name) => env[name]?.trim() ?? "");
  return [...given, ...(adapter.secrets?.() ?? [])].filter((value) => value !== "");
}

/** Whom errors are about: the adapter with its configuration, and the model once it is known. */
export function aboutOf<C extends CommonConfig>(adapter: Adapter<C>, config: C, model?: string): About {
  return {
    provider: adapter.name,
    displayName: adapter.displayName,
    variable: keyVariable(adapter, config),
    ...(model === undefined ? {} : { model }),
    get secrets() {
      return secretsOf(adapter, config); // some are learned on the way
    },
  };
}
