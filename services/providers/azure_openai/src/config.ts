import type { Call } from "@amplifier-ipc/provider-kit";
import { API_PROPERTIES, type ApiConfig } from "@amplifier-ipc/provider-openai/api";
import type { JsonObject } from "@amplifier-ipc/sdk";

export interface Config extends ApiConfig {
  /** The deployment to ask, where the request names no model. */
  deployment?: string;
  /** By model, the deployment that serves it. */
  deployments?: Record<string, string>;
  /** A dated version of the API; absent = AZURE_OPENAI_API_VERSION, else `v1`. */
  api_version?: string;
  /** With what it shows itself: the key if there is one, only the key, or only Microsoft Entra ID. */
  credential: "auto" | "key" | "entra";
  /** What a token of Microsoft Entra ID is asked for. */
  scope: string;
}

export type AzureCall = Call<Config>;

export const SCOPE = "https://cognitiveservices.azure.com/.default";

export const PROPERTIES: JsonObject = {
  ...API_PROPERTIES,
  base_url: { type: "string", format: "uri", description: "The endpoint of the resource: AZURE_OPENAI_ENDPOINT." },
  deployment: {
    type: "string",
    minLength: 1,
    description: "The deployment to ask, where no model is named; absent = AZURE_OPENAI_DEPLOYMENT.",
  },
  deployments: {
    type: "object",
    additionalProperties: { type: "string", minLength: 1 },
    description: "By model, the name of its deployment; a model that is not here is the name of its deployment.",
  },
  api_version: {
    type: "string",
    pattern: "^(v1|preview|latest|\\d{4}-\\d{2}-\\d{2}(-preview)?)$",
    description:
      "The version of the API: v1, or a date for the older paths; absent = AZURE_OPENAI_API_VERSION, else v1.",
  },
  credential: {
    enum: ["auto", "key", "entra"],
    default: "auto",
    description: "auto = the key, and without one Microsoft Entra ID (DefaultAzureCredential).",
  },
  scope: {
    type: "string",
    format: "uri",
    default: SCOPE,
    description: "What a token of Microsoft Entra ID is for; other clouds than the public one have their own.",
  },
};
