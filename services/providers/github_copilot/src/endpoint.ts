import { member } from "@amplifier-ipc/provider-kit";
import type { Config } from "./config.js";
import type { Endpoint } from "./request.js";

/** OpenAI's models that Copilot offers by the Responses API only, by name: codex, and gpt-5.4 and later. */
const RESPONSES_ONLY = /codex|^gpt-(5\.([4-9]|\d\d)|[6-9]|\d\d)/i;

/** Which endpoint a model has: what Copilot said of it, else what its name tells. */
export class Endpoints {
  readonly #learned = new Map<string, Endpoint>();

  of(model: string, { api }: Pick<Config, "api">): Endpoint {
    if (api !== "auto") return api;
    return this.#learned.get(model) ?? (RESPONSES_ONLY.test(model) ? "responses" : "chat");
  }

  /** Copilot refused the model at this endpoint: whether there is another to try. */
  refused(model: string, endpoint: Endpoint, { api }: Pick<Config, "api">): boolean {
    if (api !== "auto" || this.#learned.has(model)) return false;
    this.#learned.set(model, endpoint === "chat" ? "responses" : "chat");
    return true;
  }
}

/** Whether an error says that the model is not to be had at the endpoint that was asked. */
export function isWrongEndpoint(error: unknown): boolean {
  const body = member(error, "error");
  const said = `${String(member(body, "code") ?? "")} ${String(member(body, "message") ?? "")}`;
  return member(error, "status") === 400 && /unsupported_api_for_model|not (accessible|supported) via the/i.test(said);
}
