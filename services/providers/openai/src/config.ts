import type { Call, CommonConfig } from "@amplifier-ipc/provider-kit";
import type { JsonObject } from "@amplifier-ipc/sdk";

/** The settings of both APIs, besides the common ones: also those of Azure OpenAI. */
export interface ApiConfig extends CommonConfig {
  /** The Responses API, or chat completions. */
  api: "responses" | "chat";
  /** Whether the vendor keeps responses. */
  store: boolean;
  reasoning_summary: "auto" | "concise" | "detailed" | "none";
  /** Whether `apply_patch` is the vendor's own tool; absent = where the model is known to have it. */
  native_apply_patch?: boolean;
  /** Members of each request's body; null takes one away. */
  extra_body?: JsonObject;
}

export interface Config extends ApiConfig {
  organization?: string;
  project?: string;
  token_limit: "max_completion_tokens" | "max_tokens";
  /** Absent = `developer` at OpenAI, `system` at a compatible server. */
  developer_role?: "developer" | "system";
}

export type OpenAICall = Call<Config>;

/** The schema of {@link ApiConfig}. */
export const API_PROPERTIES: JsonObject = {
  api: {
    enum: ["responses", "chat"],
    default: "responses",
    description: "The Responses API, or chat completions for servers that know only these.",
  },
  store: {
    type: "boolean",
    default: false,
    description: "Whether the vendor keeps responses; then conversation_id goes on with one.",
  },
  reasoning_summary: {
    enum: ["auto", "concise", "detailed", "none"],
    default: "auto",
    description: "How reasoning is summed up (Responses API).",
  },
  native_apply_patch: {
    type: "boolean",
    description: "Whether apply_patch is the vendor's own tool (Responses API); absent = where the model has it.",
  },
  extra_body: {
    type: "object",
    description: "Members of each request's body, such as service_tier; null takes one away.",
  },
};

export const PROPERTIES: JsonObject = {
  ...API_PROPERTIES,
  organization: { type: "string", minLength: 1, description: "The organization; absent = OPENAI_ORG_ID." },
  project: { type: "string", minLength: 1, description: "The project; absent = OPENAI_PROJECT_ID." },
  token_limit: {
    enum: ["max_completion_tokens", "max_tokens"],
    default: "max_completion_tokens",
    description: "The member that limits the answer in chat completions; older servers know only max_tokens.",
  },
  developer_role: {
    enum: ["developer", "system"],
    description: "The role of developer messages in chat completions; absent = system where base_url is not OpenAI.",
  },
};
