import { type Adapter, type Answer, failureOf, type ModelsFile, member } from "@amplifier-ipc/provider-kit";
import models from "../models.json" with { type: "json" };
import { type Config, type CopilotCall, PROPERTIES } from "./config.js";
import { Endpoints, isWrongEndpoint } from "./endpoint.js";
import type { Pass } from "./exchange.js";
import { type Held, Passes } from "./passes.js";
import { BASE_URL_VARIABLE, DISPLAY_NAME, KEYS, NAME } from "./where.js";

/** GitHub Copilot. Its passes are kept as long as the process lives. `now`: milliseconds since 1970. */
export function githubCopilot(now: () => number = Date.now): Adapter<Config> {
  const passes = new Passes(now);
  const endpoints = new Endpoints();
  return {
    name: NAME,
    displayName: DISPLAY_NAME,
    config: { type: "object", properties: PROPERTIES },
    models: models as ModelsFile,
    keys: KEYS,
    keyless: true,
    secrets: () => passes.secrets(),
    baseUrlVariable: BASE_URL_VARIABLE,
    info: { capabilities: ["streaming", "tools", "vision", "thinking", "json_mode"] },
    attempt: (call, answer) => withPass(passes, call, ({ pass }) => atEndpoint(endpoints, call, pass, answer)),
    listModels: async (context) => {
      const { modelsOf } = await import("./client.js");
      return withPass(passes, context, ({ pass }) => modelsOf(context, pass));
    },
  };
}

/** Work with a pass; one that Copilot refuses, which it does before anything else, is replaced once. */
async function withPass<T>(
  passes: Passes,
  { config, signal }: Pick<CopilotCall, "config" | "signal">,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const first = await passes.get(config, signal);
  try {
    return await work(first);
  } catch (error) {
    if (member(error, "status") !== 401) throw error;
    first.drop();
  }
  const second = await passes.get(config, signal);
  try {
    return await work(second);
  } catch (error) {
    if (member(error, "status") !== 401) throw error;
    second.drop();
    const about = {
      provider: NAME,
      displayName: DISPLAY_NAME,
      variable: second.given.place,
      secrets: passes.secrets(),
    };
    throw failureOf(error, about, { answering: false });
  }
}

/** Asks the endpoint that the model has; where Copilot says that it is the other one, that. */
async function atEndpoint(endpoints: Endpoints, call: CopilotCall, pass: Pass, answer: Answer): Promise<void> {
  const [{ exchange }, { bodyOf }] = await Promise.all([import("./client.js"), import("./request.js")]);
  const endpoint = endpoints.of(call.model, call.config);
  const told: ((to: Answer) => void)[] = [];
  const notes = {
    degrade: (...parts: Parameters<Answer["degrade"]>) => told.push((to) => to.degrade(...parts)),
    note: (text: string) => told.push((to) => to.note(text)),
  };
  const body = bodyOf(call, endpoint, notes);
  call.debug("request", body);
  try {
    await exchange(call, endpoint, body, pass, answer);
  } catch (error) {
    if (!isWrongEndpoint(error) || !endpoints.refused(call.model, endpoint, call.config)) throw error;
    return atEndpoint(endpoints, call, pass, answer);
  }
  for (const tell of told) tell(answer);
}
