import type { Config } from "./config.js";

export const NAME = "github_copilot";
export const DISPLAY_NAME = "GitHub Copilot";
/** The variables that may hold a token of GitHub, the first that is set wins. */
export const KEYS: readonly string[] = ["GITHUB_TOKEN", "GH_TOKEN"];
export const BASE_URL_VARIABLE = "GITHUB_COPILOT_BASE_URL";
export const API_URL_VARIABLE = "GITHUB_API_URL";
/** Where Copilot answers whoever was not told otherwise with the token. */
export const BASE_URL = "https://api.githubcopilot.com";
const API_URL = "https://api.github.com";

/** GitHub's API: the setting, else the environment, else github.com; without a slash at its end. */
export function apiUrlOf({ github_api_url }: Pick<Config, "github_api_url">, env: NodeJS.ProcessEnv): string {
  return (github_api_url ?? named(env, API_URL_VARIABLE) ?? API_URL).replace(/\/+$/, "");
}

/** Copilot's API: the setting, else the environment, else what came with the token. */
export function baseUrlOf(
  { base_url }: Pick<Config, "base_url">,
  told: string | undefined,
  env: NodeJS.ProcessEnv,
): string {
  return base_url ?? named(env, BASE_URL_VARIABLE) ?? told ?? BASE_URL;
}

/**
 * The host for which `gh` is asked; undefined = the one that it takes by itself. `https://HOST/api/v3` is GitHub Enterprise
 * Server, `https://api.NAME.ghe.com` GitHub Enterprise Cloud with data residency.
 */
export function hostOf(apiUrl: string): string | undefined {
  if (apiUrl === API_URL || !URL.canParse(apiUrl)) return undefined;
  const { hostname, pathname } = new URL(apiUrl);
  if (pathname.startsWith("/api/v3")) return hostname;
  return /^api\.[^.]+\.ghe\.com$/.test(hostname) ? hostname.slice("api.".length) : undefined;
}

function named(env: NodeJS.ProcessEnv, variable: string): string | undefined {
  const value = env[variable]?.trim();
  return value === "" ? undefined : value;
}
