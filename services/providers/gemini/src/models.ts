import { factsOf, type ListedModel, type ModelsFile } from "@amplifier-ipc/provider-kit";
import type { Model } from "@google/genai/web";
import models from "../models.json" with { type: "json" };

/** models.json, as its schema says. */
export const MODELS = models as ModelsFile;

/** A model of the vendor's list; undefined if it writes no text (embeddings, video). */
export function listed(model: Model): ListedModel | undefined {
  const { name, displayName, inputTokenLimit, outputTokenLimit, supportedActions } = model;
  if (name === undefined || supportedActions?.includes("generateContent") === false) return undefined;
  const id = name.replace(/^models\//, "");
  const found: ListedModel = { id };
  if (displayName !== undefined) found.display_name = displayName;
  if (inputTokenLimit !== undefined) found.context_window = inputTokenLimit;
  if (outputTokenLimit !== undefined) found.max_output_tokens = outputTokenLimit;
  if (factsOf(id, MODELS) === undefined) found.capabilities = capabilitiesOf(id, model.thinking === true);
  return found;
}

/** Of a model that models.json does not know. */
function capabilitiesOf(id: string, thinking: boolean): string[] {
  const gemini = id.startsWith("gemini-") ? ["tools", "vision", "json_mode"] : [];
  return ["streaming", ...gemini, ...(thinking ? ["thinking"] : [])];
}
