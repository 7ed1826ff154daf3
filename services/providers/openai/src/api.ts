/** What another adapter needs that asks by the SDK of OpenAI: settings, the exchange itself, lists of models. */
export { cacheKey } from "./common/cache.js";
export { API_PROPERTIES, type ApiConfig } from "./config.js";
export { type Client, exchange, withErrorMember } from "./exchange.js";
export { listed } from "./listing.js";
