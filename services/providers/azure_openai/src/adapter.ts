import type { Adapter, Answer, ListContext, ListedModel, ModelsFile } from "@amplifier-ipc/provider-kit";
import { cacheKey, exchange } from "@amplifier-ipc/provider-openai/api";
import { chatRequest } from "@amplifier-ipc/provider-openai/chat";
import { responsesRequest } from "@amplifier-ipc/provider-openai/responses";
import models from "../models.json" with { type: "json" };
import { type AzureCall, type Config, PROPERTIES } from "./config.js";
import { DISPLAY_NAME, defaultDeployment, deploymentOf, ENDPOINT, KEY, NAME } from "./where.js";

/** The most characters of a tool's description that Azure takes. */
const LONGEST_DESCRIPTION = 1024;

/** OpenAI's models on Azure: a model is the name of a deployment. */
export const azureOpenAI: Adapter<Config> = {
  name: NAME,
  displayName: DISPLAY_NAME,
  config: { type: "object", properties: PROPERTIES },
  models: models as ModelsFile,
  keys: [KEY],
  keyless: true,
  baseUrlVariable: ENDPOINT,
  info: {
    capabilities: ["streaming", "tools", "vision", "thinking", "json_mode"],
    credential_env_vars: [
      KEY,
      "AZURE_CLIENT_SECRET",
      "AZURE_CLIENT_CERTIFICATE_PASSWORD",
      "IDENTITY_HEADER",
      "MSI_SECRET",
    ],
  },
  attempt,
  listModels,
  defaultModel: async ({ config }) => defaultDeployment(config),
};

async function attempt(call: AzureCall, answer: Answer): Promise<void> {
  const { clientOf } = await import("./client.js");
  await exchange(await clientOf(call.config, call.signal), paramsOf(call, answer), call, answer);
}

/** The body of a request. */
export function paramsOf(call: AzureCall, answer: Answer): ReturnType<typeof chatRequest | typeof responsesRequest> {
  const { api, store, reasoning_summary: summary, native_apply_patch: native = false } = call.config;
  const common = {
    model: deploymentOf(call.model, call.config),
    cacheKey: cacheKey(call.session),
    longestDescription: LONGEST_DESCRIPTION,
  };
  if (api === "chat") {
    return chatRequest(call, { ...common, limit: "max_completion_tokens", developer: "developer" }, answer);
  }
  return responsesRequest(call, { ...common, provider: NAME, store, summary, nativeApplyPatch: native }, answer);
}

/** The deployments of the settings; without any the models of the resource, since no key may list its deployments. */
async function listModels(context: ListContext<Config>): Promise<ListedModel[]> {
  const { deployment, deployments = {} } = context.config;
  const ids = [...(deployment === undefined ? [] : [deployment]), ...Object.keys(deployments)];
  if (ids.length > 0) return [...new Set(ids)].map((id) => ({ id }));
  const [{ clientOf }, { listed }] = await Promise.all([
    import("./client.js"),
    import("@amplifier-ipc/provider-openai/api"),
  ]);
  return listed(await clientOf(context.config, context.signal), context);
}
