import { ConfigurationError } from "@amplifier-ipc/sdk";
import type { Config } from "./config.js";

export const NAME = "azure_openai";
export const DISPLAY_NAME = "Azure OpenAI";
export const KEY = "AZURE_OPENAI_API_KEY";
export const ENDPOINT = "AZURE_OPENAI_ENDPOINT";
export const DEPLOYMENT = "AZURE_OPENAI_DEPLOYMENT";
export const VERSION = "AZURE_OPENAI_API_VERSION";

type Env = NodeJS.ProcessEnv;

/** The address of the resource, without a path of the API. Throws `configuration` when nobody says it. */
export function endpointOf({ base_url }: Pick<Config, "base_url">, env: Env = process.env): string {
  const given = base_url ?? named(ENDPOINT, env);
  if (given === undefined) {
    const text = `${ENDPOINT} is not set: the endpoint of your resource, such as https://NAME.openai.azure.com`;
    throw new ConfigurationError(text, { provider: NAME });
  }
  // People copy more than the endpoint: the path of the API, or of one deployment, and its version.
  const bare = given.replace(/[?#].*$/, "").replace(/\/openai(\/(v1|deployments)(\/.*)?)?\/*$/, "");
  return bare.replace(/\/+$/, "");
}

/** The date of the API's version; undefined = the undated API v1. Throws `configuration` for what is neither. */
export function datedVersion({ api_version }: Pick<Config, "api_version">, env: Env = process.env): string | undefined {
  const version = api_version ?? named(VERSION, env) ?? "v1";
  if (/^(v1|preview|latest)$/.test(version)) return undefined;
  if (/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(version)) return version;
  const text = `${VERSION} is ${JSON.stringify(version)}: it must be v1 or a date such as 2024-10-21 or 2025-04-01-preview`;
  throw new ConfigurationError(text, { provider: NAME });
}

/** The deployment where no model is named. Throws `configuration` when nobody says it. */
export function defaultDeployment({ deployment }: Pick<Config, "deployment">, env: Env = process.env): string {
  const found = deployment ?? named(DEPLOYMENT, env);
  if (found !== undefined) return found;
  const text = `No deployment is named: set ${DEPLOYMENT}, or the setting deployment, to one of your resource`;
  throw new ConfigurationError(text, { provider: NAME });
}

/** The deployment that serves a model. */
export function deploymentOf(model: string, config: Pick<Config, "deployment" | "deployments" | "model">): string {
  const mapped = config.deployments?.[model];
  if (mapped !== undefined) return mapped;
  return model === config.model && config.deployment !== undefined ? config.deployment : model;
}

function named(name: string, env: Env): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? undefined : value;
}
