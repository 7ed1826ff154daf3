import type { Config } from "./config.js";

export const NAME = "openai";
export const KEY = "OPENAI_API_KEY";
export const BASE_URL = "https://api.openai.com/v1";
export const BASE_URL_VARIABLE = "OPENAI_BASE_URL";

/** Where the API is: the setting, else the environment, else OpenAI. */
export function baseUrlOf({ base_url }: Pick<Config, "base_url">, env: NodeJS.ProcessEnv = process.env): string {
  const named = env[BASE_URL_VARIABLE]?.trim();
  return base_url ?? (named === undefined || named === "" ? BASE_URL : named);
}

/** Whether it is OpenAI itself, and no server that is compatible with it. */
export function isOpenAI(baseUrl: string): boolean {
  return /^https:\/\/([a-z0-9-]+\.)*openai\.com(\/|:|$)/i.test(baseUrl);
}
