import {
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  llmError,
  type ModelInfo,
  type ProviderInfo,
  type ProviderStream,
} from "@amplifier-ipc/sdk";
import { z } from "zod";
import { textOf, words } from "./words.js";

const Config = z.strictObject({ prefix: z.string().default("") });

const REPEATED = { requested: "a format", actual: "text", reason: "a parrot repeats what it heard" };

/** Says what it heard. */
export class Parrot {
  readonly displayName = "Parrot";
  readonly config = Config;

  setup(): void {
    console.log("parrot: set up");
  }

  cleanup(): void {
    console.log("parrot: cleaned up");
  }

  complete(
    { messages, response_format: format }: ChatRequest,
    context: CallContext<z.infer<typeof Config>>,
    stream: ProviderStream,
  ): ChatResponse {
    const said = messages.findLast(({ role }) => role === "user");
    const heard = said === undefined ? "" : textOf(said);
    if (heard.startsWith("error:")) {
      const name = heard.slice("error:".length);
      const wait = name === "rate_limit" ? { retryAfter: 2 } : {};
      throw llmError(name, "as you wish", { provider: "parrot", model: "parrot-1", attempts: 1, ...wait });
    }
    const text = context.config.prefix + heard;
    stream.blockStart("text", 0);
    for (const piece of text.match(/\s*\S+|\s+$/g) ?? []) stream.token(0, piece);
    stream.blockEnd("text", 0);
    const input = messages.reduce((sum, message) => sum + words(textOf(message)).length, 0);
    const output = words(text).length;
    return {
      content: [{ type: "text", text }],
      finish_reason: "stop",
      usage: { input_tokens: input, output_tokens: output, total_tokens: input + output },
      ...(format === undefined ? {} : { degradation: REPEATED }),
    };
  }

  info(): ProviderInfo {
    return {
      id: "parrot",
      display_name: "Parrot",
      credential_env_vars: [],
      capabilities: ["streaming"],
      defaults: {},
      config_fields: [],
    };
  }

  listModels(): ModelInfo[] {
    return [
      {
        id: "parrot-1",
        display_name: "Parrot 1",
        context_window: 1000,
        max_output_tokens: 1000,
        capabilities: ["streaming"],
        defaults: {},
      },
    ];
  }
}
