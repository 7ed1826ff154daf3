import { type ListContext, type ListedModel, member } from "@amplifier-ipc/provider-kit";
import type { ModelInfo } from "@amplifier-ipc/sdk";
import { clientOf } from "./client.js";
import type { Config } from "./config.js";

/** As many as a page can hold. */
const PAGE = 1000;

/** By the name of the protocol: where the vendor's list says it. */
const ABILITIES = { vision: "image_input", thinking: "thinking", json_mode: "structured_outputs" } as const;

/** The vendor's models, of all pages. Throws what the SDK throws. */
export async function list(context: ListContext<Config>): Promise<ListedModel[]> {
  const client = await clientOf(context.config);
  const options = { signal: context.signal, timeout: context.timeLeftMs() };
  const models: ListedModel[] = [];
  for await (const model of client.models.list({ limit: PAGE }, options)) models.push(...listedModel(model));
  return models;
}

/** A model of the vendor's list; windows and abilities that it does not tell are left to models.json. */
export function listedModel(model: unknown): ListedModel[] {
  const id = member(model, "id");
  if (typeof id !== "string" || id === "") return [];
  const name = member(model, "display_name");
  const told = {
    id,
    ...(typeof name === "string" && name !== "" && { display_name: name }),
    ...tokens("context_window", member(model, "max_input_tokens")),
    ...tokens("max_output_tokens", member(model, "max_tokens")),
    ...abilities(member(model, "capabilities")),
  };
  return [told];
}

function tokens(name: "context_window" | "max_output_tokens", value: unknown): Partial<ModelInfo> {
  return typeof value === "number" && value > 0 ? { [name]: value } : {};
}

/** All models of the vendor stream and call tools. */
function abilities(told: unknown): Partial<ModelInfo> {
  if (typeof told !== "object" || told === null) return {};
  const has = Object.entries(ABILITIES).filter(([, theirs]) => member(member(told, theirs), "supported") === true);
  return { capabilities: ["streaming", "tools", ...has.map(([ours]) => ours)] };
}
