import { type ListedModel, member } from "@amplifier-ipc/provider-kit";

/** The endpoints by which this adapter can ask a model. */
const ENDPOINTS = ["/chat/completions", "/responses"];
/** What a model supports, by the names of Copilot: on whichever of them it stands, the model can do it. */
const CAPABILITIES: readonly [capability: string, names: readonly string[]][] = [
  ["streaming", ["streaming"]],
  ["tools", ["tool_calls"]],
  ["vision", ["vision"]],
  ["thinking", ["reasoning_effort", "max_thinking_budget", "adaptive_thinking", "thinking"]],
  ["json_mode", ["structured_outputs"]],
];

/** The models of GET /models that a user of the plan can choose and that answer in a chat. */
export function listed(models: readonly unknown[]): ListedModel[] {
  const fitting = models.filter(isOffered).map(modelOf);
  return fitting.filter(({ id }, place) => id !== "" && fitting.findIndex((each) => each.id === id) === place);
}

function isOffered(model: unknown): boolean {
  const type = member(member(model, "capabilities"), "type");
  const endpoints = member(model, "supported_endpoints");
  const reachable = !Array.isArray(endpoints) || ENDPOINTS.some((each) => endpoints.includes(each));
  const allowed = member(member(model, "policy"), "state") !== "disabled";
  return member(model, "model_picker_enabled") !== false && (type ?? "chat") === "chat" && reachable && allowed;
}

function modelOf(model: unknown): ListedModel {
  const [id, name] = [member(model, "id"), member(model, "name")];
  const capabilities = member(model, "capabilities");
  const limits = member(capabilities, "limits");
  const window = count(limits, "max_context_window_tokens") ?? count(limits, "max_prompt_tokens");
  const most = count(limits, "max_output_tokens");
  const supports = member(capabilities, "supports");
  return {
    id: typeof id === "string" ? id : "",
    ...(typeof name === "string" && name !== "" ? { display_name: name } : {}),
    ...(window === undefined ? {} : { context_window: window }),
    ...(most === undefined ? {} : { max_output_tokens: most }),
    ...(supports === undefined ? {} : { capabilities: supported(supports) }),
  };
}

function supported(supports: unknown): string[] {
  const has = (name: string): boolean => {
    const value = member(supports, name);
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;
  };
  return CAPABILITIES.flatMap(([capability, names]) => (names.some(has) ? [capability] : []));
}

function count(limits: unknown, name: string): number | undefined {
  const value = member(limits, name);
  return typeof value === "number" && value > 0 ? value : undefined;
}
