import type { ModelInfo } from "@amplifier-ipc/sdk";
import type { Price } from "./cost.js";

/** What is known of a model without asking its vendor. */
export interface ModelFacts {
  id: string;
  display_name?: string;
  /** Tokens. */
  context_window?: number;
  /** Tokens. */
  max_output_tokens?: number;
  capabilities?: string[];
  defaults?: Record<string, unknown>;
  price?: Price;
  /** How it is told to think. */
  thinking?: "budget" | "effort" | "adaptive" | "none";
  /** Its thinking cannot be switched off. */
  always_thinks?: boolean;
  /** false: it refuses temperature, top_p and top_k. */
  temperature?: boolean;
  /** false: it refuses a tool choice that forces a call. */
  forced_tools?: boolean;
}

/** models.json of an adapter (../models.schema.json). */
export interface ModelsFile {
  date: string;
  sources: string[];
  default: string;
  models: ModelFacts[];
}

type Configured = Record<string, Partial<Omit<ModelFacts, "id">>> | undefined;

/** The facts of a model: those of its id, or of the longest id of which it is a dated or tagged form; settings win. */
export function factsOf(id: string, file: ModelsFile, configured?: Configured): ModelFacts | undefined {
  const known = nearest(id, file.models);
  const settings = Object.entries(configured ?? {}).map(([name, facts]) => ({ ...facts, id: name }));
  // What is set for a model is not meant for another one whose name only begins like it.
  const own = nearest(
    id,
    settings.filter((each) => each.id.length >= (known?.id.length ?? 0)),
  );
  return known === undefined && own === undefined ? undefined : { ...known, ...own, id };
}

/** What makes an id one of a certain day, issue or tag of the same model. */
const SNAPSHOT = /^(:.*|[-@](latest|v?\d+([-:.]\d+)*))$/;

function nearest(id: string, models: readonly ModelFacts[]): ModelFacts | undefined {
  const fitting = models.filter((each) => id === each.id || new RegExp(`^${escaped(each.id)}[-@:]`).test(id));
  const found = fitting.sort((a, b) => b.id.length - a.id.length)[0];
  if (found === undefined || id === found.id || SNAPSHOT.test(id.slice(found.id.length))) return found;
  const { price, ...facts } = found; // another model, whose price nobody told
  return facts;
}

/** A model as `provider.list_models` tells it: what the vendor said, then what is known. */
export function modelInfo(said: Partial<ModelInfo> & { id: string }, facts: ModelFacts | undefined): ModelInfo {
  return {
    ...said,
    display_name: said.display_name ?? facts?.display_name ?? said.id,
    context_window: said.context_window ?? facts?.context_window ?? 0,
    max_output_tokens: said.max_output_tokens ?? facts?.max_output_tokens ?? 0,
    capabilities: said.capabilities ?? facts?.capabilities ?? [],
    defaults: said.defaults ?? facts?.defaults ?? {},
  };
}

/** The models of the file, as they would be listed. */
export function listed(file: ModelsFile, configured?: Configured): ModelInfo[] {
  const own = Object.keys(configured ?? {}).filter((id) => !file.models.some((each) => each.id === id));
  return [...file.models.map(({ id }) => id), ...own].map((id) => modelInfo({ id }, factsOf(id, file, configured)));
}

/** Whether a model's name is a pattern. */
export function isPattern(model: string): boolean {
  return model.includes("*");
}

const DATE = /[-@](\d{8}|\d{4}-\d{2}-\d{2})(?!\d)/;

/** Of the ids that fit a pattern the newest: stable before preview, then by the numbers in them, dates counting last. */
export function newest(pattern: string, ids: readonly string[]): string | undefined {
  const expression = new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`);
  return ids.filter((id) => expression.test(id)).sort((a, b) => byAge(b, a))[0];
}

function byAge(a: string, b: string): number {
  const stable = Number(isStable(a)) - Number(isStable(b));
  if (stable !== 0) return stable;
  return byNumbers(a.replace(DATE, ""), b.replace(DATE, "")) || byNumbers(a, b);
}

function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function isStable(id: string): boolean {
  return !/preview|beta|alpha|exp(erimental)?\b|-rc/i.test(id);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
