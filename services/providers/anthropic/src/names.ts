export const NAME = "anthropic";
export const KEY = "ANTHROPIC_API_KEY";
/** For gateways that take a bearer token instead of the vendor's key. */
export const TOKEN = "ANTHROPIC_AUTH_TOKEN";
export const BASE_URL = "https://api.anthropic.com";
export const BASE_URL_VARIABLE = "ANTHROPIC_BASE_URL";
