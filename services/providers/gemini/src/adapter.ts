import { type Adapter, type Answer, keyOf, type ListContext, type ListedModel } from "@amplifier-ipc/provider-kit";
import type { GoogleGenAI } from "@google/genai/web";
import { BASE_URL_VARIABLE, clientOf } from "./client.js";
import type { Config, GeminiCall } from "./config.js";
import { Reader } from "./events.js";
import { faultOf } from "./fault.js";
import { listed, MODELS } from "./models.js";
import { requestOf } from "./request.js";
import { Wire } from "./wire.js";

const PAGE = 1000;
const KEYS = ["GEMINI_API_KEY", "GOOGLE_API_KEY"];

/** The Gemini API of Google, by its official SDK. */
export const gemini: Adapter<Config> = {
  name: "gemini",
  displayName: "Google Gemini",
  keys: KEYS,
  baseUrlVariable: BASE_URL_VARIABLE,
  baseUrl: "https://generativelanguage.googleapis.com",
  models: MODELS,
  info: { capabilities: ["streaming", "tools", "vision", "thinking", "json_mode"] },
  config: {
    properties: {
      api_version: {
        type: "string",
        pattern: "^v\\d\\w*$",
        description: "The version of the API, as in the path of its URLs; absent = that of base_url, or v1beta.",
      },
      safety_settings: {
        type: "array",
        items: {
          type: "object",
          additionalProperties: false,
          required: ["category", "threshold"],
          properties: {
            category: { type: "string", description: "What is filtered, such as HARM_CATEGORY_HARASSMENT." },
            threshold: { type: "string", description: "From where on, such as BLOCK_ONLY_HIGH; OFF = never." },
          },
        },
        description: "At what the vendor's filters stop, by category.",
      },
      schema_dialect: {
        enum: ["json_schema", "openapi"],
        default: "json_schema",
        description: "How schemas are written; openapi for gateways that know only the API's older form.",
      },
    },
  },
  attempt,
  listModels,
  fault: faultOf,
};

async function attempt(call: GeminiCall, answer: Answer): Promise<void> {
  const request = requestOf(call, answer);
  call.debug("request", request);
  const wire = new Wire(() => call.alive());
  const taken = call.conversation.flatMap(({ parts }) => parts.map((part) => ("id" in part ? part.id : "")));
  const finishMessage = (): string | undefined => wire.finishMessage();
  const reader = new Reader({ answer, model: call.model, taken, finishMessage });
  const stop = new AbortController();
  try {
    const client = await clientFor(call, wire);
    const abortSignal = AbortSignal.any([call.signal, stop.signal]);
    // Without continuation: it would begin further requests by itself where a stream breaks off.
    request.config = { ...request.config, abortSignal, automaticContinuation: false };
    if (!call.stream) reader.read(await client.models.generateContent(request));
    else for await (const chunk of await client.models.generateContentStream(request)) reader.read(chunk);
  } catch (error) {
    throw told(error, wire);
  } finally {
    stop.abort(); // the SDK lets go of a stream that is not read to its end, but does not close it
  }
  const failed = reader.finished ? undefined : wire.lastError();
  if (failed !== undefined) throw Object.assign(new Error("The stream ended with an error."), { body: failed });
}

async function listModels(context: ListContext<Config>): Promise<ListedModel[]> {
  const wire = new Wire(() => {});
  try {
    const client = await clientFor(context, wire);
    const found: ListedModel[] = [];
    const pages = await client.models.list({ config: { pageSize: PAGE, abortSignal: context.signal } });
    for await (const model of pages) {
      const info = listed(model);
      if (info !== undefined) found.push(info);
    }
    return found;
  } catch (error) {
    throw told(error, wire);
  }
}

function clientFor(
  { config, timeLeftMs }: Pick<GeminiCall, "config" | "timeLeftMs">,
  wire: Wire,
): Promise<GoogleGenAI> {
  return clientOf({ key: keyOf({ keys: KEYS, name: "gemini" }, config), config, timeLeftMs: timeLeftMs(), wire });
}

/** The SDK's error with the headers of the response; and its status, where the SDK stumbled over the body of a failure. */
function told(error: unknown, wire: Wire): unknown {
  if (!(error instanceof Error) || wire.status === undefined || wire.status < 300) return error;
  return Object.assign(error, { status: wire.status, headers: wire.headers });
}
