import { errorOf, member, sentence } from "@amplifier-ipc/provider-kit";
import {
  AccessDeniedError,
  AuthenticationError,
  isObject,
  type LLMError,
  ProviderUnavailableError,
} from "@amplifier-ipc/sdk";
import { API_URL_VARIABLE, NAME } from "./where.js";

/** What GitHub gave for its own token: the way to Copilot, for a while. */
export interface Pass {
  token: string;
  /** Where Copilot is for this account, if GitHub told. */
  baseUrl: string | undefined;
  /** From then on it is got anew; milliseconds since 1970. */
  refreshAt: number;
}

/** An answer of `/copilot_internal/v2/token`. */
export interface Exchanged {
  status: number;
  headers: Headers;
  text: string;
}

/** A token of GitHub, and where it was found: "GITHUB_TOKEN". */
export interface GithubToken {
  token: string;
  place: string;
}

/** Seconds before its end at which a token is got anew. */
const EARLY = 60;
/** Seconds that a token lasts, where GitHub does not say. */
const LIFETIME = 25 * 60;

/** The pass in an answer. `now`: milliseconds since 1970. Throws what the answer says instead. */
export function passOf(answer: Exchanged, given: GithubToken, now: number): Pass {
  const body = parsed(answer.text);
  if (answer.status < 200 || answer.status > 299) throw refusal(answer, body, given);
  const token = member(body, "token");
  if (typeof token !== "string" || token === "") {
    const text = `GitHub's token exchange answered without a token (HTTP ${answer.status}).`;
    throw new ProviderUnavailableError(text, { provider: NAME, statusCode: answer.status });
  }
  const api = member(member(body, "endpoints"), "api");
  const baseUrl = typeof api === "string" && /^https?:/.test(api) && URL.canParse(api) ? api : undefined;
  return { token, baseUrl, refreshAt: refreshAt(member(body, "expires_at"), member(body, "refresh_in"), now) };
}

/** `refresh_in` is heeded also where the clocks differ; `expires_at` only if it lies ahead. */
function refreshAt(expiresAt: unknown, refreshIn: unknown, now: number): number {
  const wanted = typeof refreshIn === "number" && refreshIn > 0 ? now + refreshIn * 1000 : undefined;
  const end = typeof expiresAt === "number" ? (expiresAt - EARLY) * 1000 : undefined;
  if (end === undefined) return wanted ?? now + (LIFETIME - EARLY) * 1000;
  if (wanted === undefined) return end;
  return end > now ? Math.min(end, wanted) : wanted;
}

function refusal({ status, headers, text }: Exchanged, body: unknown, { token, place }: GithubToken): LLMError {
  const about = { provider: NAME, displayName: "GitHub", secrets: [token] };
  const limited = limitOf(headers, said(body, text));
  if (status === 403 && limited) return errorOf({ status: 429, headers: limited, body: body ?? text }, about);
  const options = { provider: NAME, statusCode: status };
  const why = sentence(said(body, text), about.secrets);
  const because = `(HTTP ${status})${why === "" ? "" : `: ${why}`}`;
  if (status === 401) return new AuthenticationError(`GitHub refused the token in ${place} ${because}`, options);
  if (status === 403)
    return new AccessDeniedError(`GitHub gives no Copilot for the token in ${place} ${because}`, options);
  if (status === 404) {
    const hint = `it must be of an account with Copilot, as gh auth login gets it; for GitHub Enterprise set ${API_URL_VARIABLE}`;
    return new AccessDeniedError(`GitHub gives no Copilot for the token in ${place} ${because}; ${hint}`, options);
  }
  return errorOf({ status, headers, body: body ?? text }, about);
}

/** What GitHub tells in words: of a plan without Copilot in `error_details`. A page says nothing. */
function said(body: unknown, text: string): string {
  const found = member(member(body, "error_details"), "message") ?? member(body, "message");
  if (typeof found === "string") return found;
  return body === undefined && !text.trimStart().startsWith("<") ? text : "";
}

/** GitHub tells limits of its API by status 403 too; when they end, in seconds since 1970. */
function limitOf(headers: Headers, message: string): Headers | undefined {
  const empty = headers.get("x-ratelimit-remaining") === "0";
  if (!empty && headers.get("retry-after") === null && !/rate limit/i.test(message)) return undefined;
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  const asked = new Headers(headers);
  if (empty && !headers.has("retry-after") && reset > 0) asked.set("retry-after", new Date(reset * 1000).toUTCString());
  return asked;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
