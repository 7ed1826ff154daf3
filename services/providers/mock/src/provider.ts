import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  type JsonSchema,
  type ModelInfo,
  PerSession,
  type ProviderInfo,
  type ProviderOptions,
} from "@amplifier-ipc/sdk";
import { defaultTurn } from "./default_model.js";
import { readScript } from "./script.js";
import { speak } from "./speak.js";
import type { Turn } from "./turn.js";

const MODEL = "mock-1";
const CAPABILITIES = ["streaming", "tools", "thinking"];

const CONFIG: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    script: {
      type: "string",
      description: "Path of a YAML script (script.schema.json), relative to the session's directory.",
    },
    responses: {
      type: "array",
      minItems: 1,
      items: { type: "string" },
      description: "Short form: texts, answered in turn.",
    },
    model: { type: "string", description: "The model's name in answers (mock-1)." },
  },
};

interface MockConfig {
  script?: string;
  responses?: string[];
  model?: string;
}

/** The provider `mock`: the default model, or a script. */
export function mockProvider(): ProviderOptions<JsonSchema> {
  const mock = new MockModel();
  return {
    displayName: "Mock",
    config: CONFIG,
    info: () => INFO,
    listModels: () => [MODEL_INFO],
    complete: (request, context, stream) => mock.complete(request, context, stream),
  };
}

class MockModel {
  /** How often each turn was asked for in a session: scripted errors may pass after some tries. */
  readonly #asked = new PerSession(() => new Map<number, number>());
  #scripts = new Map<string, Promise<Turn[]>>();

  async complete(
    request: ChatRequest,
    context: CallContext,
    stream: Parameters<typeof speak>[3],
  ): Promise<ChatResponse> {
    const config = context.config as MockConfig;
    const turn = (await this.#scriptedTurn(config, request, context)) ?? defaultTurn(request);
    return speak(turn, request, context, stream, request.model ?? config.model ?? MODEL);
  }

  async #scriptedTurn(config: MockConfig, request: ChatRequest, context: CallContext): Promise<Turn | undefined> {
    const turns = await this.#turns(config, context.session.cwd ?? process.cwd());
    if (turns === undefined) return undefined;
    const index = request.messages.filter(({ role }) => role === "assistant").length;
    const asked = this.#asked.of(context.sessionId);
    const tries = (asked.get(index) ?? 0) + 1;
    asked.set(index, tries);
    const turn = turns[index % turns.length] ?? {};
    const { error, ...healed } = turn;
    const overcome = typeof error === "object" && error.times !== undefined && tries > error.times;
    return overcome ? healed : turn;
  }

  #turns(config: MockConfig, cwd: string): Promise<Turn[]> | undefined {
    if (config.script === undefined) {
      return config.responses === undefined ? undefined : Promise.resolve(config.responses.map((text) => ({ text })));
    }
    const key = `${cwd}\0${config.script}`;
    const script = this.#scripts.get(key) ?? readScript(config.script, cwd);
    this.#scripts.set(key, script);
    return script;
  }
}

const INFO: ProviderInfo = {
  id: "mock",
  display_name: "Mock",
  credential_env_vars: [],
  capabilities: CAPABILITIES,
  defaults: { model: MODEL },
  config_fields: [
    {
      id: "script",
      display_name: "Script",
      field_type: "text",
      prompt: "Path of a YAML script (leave empty for the built-in answers)",
      required: false,
    },
  ],
};

const MODEL_INFO: ModelInfo = {
  id: MODEL,
  display_name: "Mock",
  context_window: 200_000,
  max_output_tokens: 8_192,
  capabilities: CAPABILITIES,
  defaults: {},
};
