import type { Adapter, Answer, ListContext, ListedModel, ModelsFile } from "@amplifier-ipc/provider-kit";
import { member } from "@amplifier-ipc/provider-kit";
import models from "../models.json" with { type: "json" };
import { type ChatDialect, chatRequest } from "./chat/index.js";
import { cacheKey } from "./common/cache.js";
import { knowsApplyPatch } from "./common/model.js";
import { type Config, type OpenAICall, PROPERTIES } from "./config.js";
import { type ResponsesDialect, responsesRequest } from "./responses/index.js";
import { BASE_URL, BASE_URL_VARIABLE, baseUrlOf, isOpenAI, KEY, NAME } from "./where.js";

/** OpenAI, and servers that are compatible with it. */
export const openai: Adapter<Config> = {
  name: NAME,
  displayName: "OpenAI",
  config: { type: "object", properties: PROPERTIES },
  models: models as ModelsFile,
  keys: [KEY],
  baseUrl: BASE_URL,
  baseUrlVariable: BASE_URL_VARIABLE,
  info: { capabilities: ["streaming", "tools", "vision", "thinking", "json_mode"] },
  attempt,
  listModels,
};

async function attempt(call: OpenAICall, answer: Answer): Promise<void> {
  const vendors = isOpenAI(baseUrlOf(call.config));
  const params =
    call.config.api === "chat"
      ? chatRequest(call, chatDialect(call, vendors), answer)
      : responsesRequest(call, responsesDialect(call), answer);
  const [{ clientOf }, { exchange }] = await Promise.all([import("./client.js"), import("./exchange.js")]);
  try {
    await exchange(await clientOf(call.config), params, call, answer);
  } catch (error) {
    throw call.config.api === "responses" && !vendors ? withHint(error) : error;
  }
}

function chatDialect({ config, session }: OpenAICall, vendors: boolean): ChatDialect {
  return {
    limit: config.token_limit,
    developer: config.developer_role ?? (vendors ? "developer" : "system"),
    cacheKey: vendors ? cacheKey(session) : undefined,
  };
}

function responsesDialect(call: OpenAICall): ResponsesDialect {
  const { store, reasoning_summary: summary, native_apply_patch: native } = call.config;
  const nativeApplyPatch = native ?? knowsApplyPatch(call);
  return { provider: NAME, store, summary, nativeApplyPatch, cacheKey: cacheKey(call.session) };
}

async function listModels(context: ListContext<Config>): Promise<ListedModel[]> {
  const [{ clientOf }, { listed }] = await Promise.all([import("./client.js"), import("./listing.js")]);
  return listed(await clientOf(context.config), context);
}

/** A 404 of a compatible server that is about no model may mean that it lacks the Responses API. */
function withHint(error: unknown): unknown {
  const body = member(error, "error");
  const said = String(member(body, "message") ?? (typeof body === "string" ? body : ""));
  if (member(error, "status") !== 404 || /model/i.test(`${said} ${member(body, "code")}`)) return error;
  const message = `${said || "not found"}; a server without the Responses API needs the setting api: chat`;
  return Object.assign(error as object, { error: { message } });
}
