import type { ListContext } from "@amplifier-ipc/provider-kit";
import { type ListedModel, member } from "@amplifier-ipc/provider-kit";
import type OpenAI from "openai";

/** What OpenAI lists besides the models that answer in words: speech, pictures, embeddings, and the like. */
const OTHERS =
  /^(text-embedding|whisper|tts|dall-e|(omni|text)-moderation|sora|davinci|babbage|computer-use|(gpt|chatgpt)-(image|realtime|audio|live)|gpt-(3\.5-turbo-instruct|4o.*-(realtime|audio|transcribe|tts|search)))|-(realtime|transcribe|tts)(-|$)/i;
/** Where compatible servers tell the window of a model. */
const WINDOWS = ["context_window", "context_length", "max_model_len", "max_context_length"];

/** The models that a server lists, without those that answer nothing in words. */
export async function listed(client: Pick<OpenAI, "models">, context: ListContext): Promise<ListedModel[]> {
  const options = { signal: context.signal, timeout: context.timeLeftMs(), maxRetries: 0 };
  const models: ListedModel[] = [];
  for await (const model of client.models.list(options)) {
    if (!OTHERS.test(model.id)) models.push(modelOf(model));
  }
  return models;
}

/** A model as it is listed; what the vendor does not tell is filled in from what is known of it. */
function modelOf(model: { id: string }): ListedModel {
  const window = WINDOWS.map((name) => member(model, name)).find((each) => typeof each === "number");
  return { id: model.id, ...(window === undefined ? {} : { context_window: window }) };
}
