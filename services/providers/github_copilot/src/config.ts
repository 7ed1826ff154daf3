import type { Call, CommonConfig } from "@amplifier-ipc/provider-kit";
import type { JsonObject } from "@amplifier-ipc/sdk";

export interface Config extends CommonConfig {
  /** Where GitHub's API is, which gives a token for Copilot; absent = GITHUB_API_URL, else github.com. */
  github_api_url?: string;
  /** The endpoint of the answers; auto = the one that the model has. */
  api: "auto" | "chat" | "responses";
  editor_version: string;
  editor_plugin_version: string;
  integration_id: string;
  /** Members of each request's body; null takes one away. */
  extra_body?: JsonObject;
}

export type CopilotCall = Call<Config>;

/** An editor, as `name/version`. */
const VERSION = { type: "string", pattern: "^[^/\\s]+/[^/\\s]+$" };

export const PROPERTIES: JsonObject = {
  github_api_url: {
    type: "string",
    format: "uri",
    description: "GitHub's API, which gives a token for Copilot; absent = GITHUB_API_URL, else https://api.github.com.",
  },
  api: {
    enum: ["auto", "chat", "responses"],
    default: "auto",
    description: "Chat completions, or the Responses API that some models want; auto = the one that the model has.",
  },
  editor_version: {
    ...VERSION,
    default: "vscode/1.107.0",
    description: "The header Editor-Version: Copilot answers only editors that it knows.",
  },
  editor_plugin_version: {
    ...VERSION,
    default: "copilot-chat/0.35.0",
    description: "The header Editor-Plugin-Version.",
  },
  integration_id: {
    type: "string",
    minLength: 1,
    default: "vscode-chat",
    description: "The header Copilot-Integration-Id: one that is registered at GitHub.",
  },
  extra_body: {
    type: "object",
    description: "Members of each request's body, such as thinking_budget; null takes one away.",
  },
};
