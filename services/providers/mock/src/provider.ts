import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  InvalidRequestError,
  type JsonSchema,
  type ModelInfo,
  PerSession,
  type ProviderInfo,
  type ProviderOptions,
} from "@amplifier-ipc/sdk";
import { lastPrompt } from "./conversation.js";
import { defaultTurn } from "./default_model.js";
import { Recorder } from "./recorder.js";
import { absolute, checkScript, readScript } from "./script.js";
import { speak } from "./speak.js";
import type { Turn } from "./turn.js";

const MODEL = "mock-1";
const CAPABILITIES = ["streaming", "tools", "thinking"];

const CONFIG: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    script: {
      description:
        "Path of a YAML script (script.schema.json) or of a recording (a session's transcript.jsonl or trace.jsonl), relative to the session's directory; or the turns themselves.",
      anyOf: [
        { type: "string", minLength: 1 },
        { type: "array", minItems: 1, items: { type: ["object", "string"] } },
      ],
    },
    responses: {
      type: "array",
      minItems: 1,
      items: { type: "string" },
      description: "Short form: texts, answered in turn.",
    },
    strict: {
      type: "boolean",
      default: false,
      description: "Fail where the user says something else than the script's `prompt`, and after its last turn.",
    },
    record: {
      type: "string",
      minLength: 1,
      description: "Path of a file that takes down what is said, as a script.",
    },
    model: { type: "string", description: "The model's name in answers (mock-1)." },
  },
};

interface MockConfig {
  script?: string | (Turn | string)[];
  responses?: string[];
  strict?: boolean;
  record?: string;
  model?: string;
}

/** The provider `mock`: the default model, a script, or a recording. */
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

type Stream = Parameters<typeof speak>[3];

class MockModel {
  /** How often each turn was asked for in a session: scripted errors may pass after some tries. */
  readonly #asked = new PerSession(() => new Map<number, number>());
  #scripts = new Map<string, Promise<Turn[]>>();

  async complete(request: ChatRequest, context: CallContext, stream: Stream): Promise<ChatResponse> {
    const config = context.config as MockConfig;
    const recorder =
      config.record === undefined ? undefined : await Recorder.open(absolute(config.record, context.cwd));
    try {
      const response = await this.#answer(config, request, context, stream);
      await recorder?.answered(request, response);
      return response;
    } catch (error) {
      await recorder?.failed(request, error);
      throw error;
    }
  }

  async #answer(config: MockConfig, request: ChatRequest, context: CallContext, stream: Stream): Promise<ChatResponse> {
    const model = request.model ?? config.model ?? MODEL;
    const turns = await this.#turns(config, context.cwd);
    if (turns === undefined) return speak(defaultTurn(request), request, context, stream, model);
    const index = request.messages.filter(({ role }) => role === "assistant").length;
    const turn = turns[index % turns.length] ?? {};
    const other = mismatch(turn, index, turns.length, request);
    if (other !== undefined && config.strict === true)
      throw new InvalidRequestError(other, { provider: "mock", model });
    const response = await speak(this.#healed(turn, index, context), request, context, stream, model);
    if (other === undefined || turn.prompt === undefined) return response;
    context.log("warning", other);
    return { ...response, metadata: { mismatch: other } };
  }

  /** The turn without its error, once that came as often as it should. */
  #healed(turn: Turn, index: number, context: CallContext): Turn {
    const asked = this.#asked.of(context.sessionId);
    const tries = (asked.get(index) ?? 0) + 1;
    asked.set(index, tries);
    const { error, ...healed } = turn;
    const overcome = typeof error === "object" && error.times !== undefined && tries > error.times;
    return overcome ? healed : turn;
  }

  #turns({ script, responses }: MockConfig, cwd: string): Promise<Turn[]> | undefined {
    if (script === undefined) return responses === undefined ? undefined : Promise.resolve(responses.map(asTurn));
    const key = typeof script === "string" ? absolute(script, cwd) : JSON.stringify(script);
    const read = this.#scripts.get(key) ?? (typeof script === "string" ? readScript(script, cwd) : inline(script));
    this.#scripts.set(key, read);
    read.catch(() => this.#scripts.delete(key)); // mended, it is read again
    return read;
  }
}

function inline(script: (Turn | string)[]): Promise<Turn[]> {
  return checkScript(script, "script in the configuration");
}

function asTurn(text: string): Turn {
  return { text };
}

/** In which way the conversation is not the script's; undefined = it is. */
function mismatch(turn: Turn, index: number, length: number, request: ChatRequest): string | undefined {
  if (index >= length) return `The script has ${length} turns, and this is turn ${index + 1}.`;
  const said = lastPrompt(request);
  if (turn.prompt === undefined || turn.prompt.trim() === said) return undefined;
  return `Turn ${index + 1} of the script answers ${quoted(turn.prompt)}, but the user said ${quoted(said)}.`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length <= 200 ? text : `${text.slice(0, 200)}…`);
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
      prompt: "Path of a script or of a recording (leave empty for the built-in answers)",
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
