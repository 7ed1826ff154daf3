import type { Answer } from "@amplifier-ipc/provider-kit";
import { isObject } from "@amplifier-ipc/sdk";
import { APIError } from "@anthropic-ai/sdk/core/error";
import { Stream } from "@anthropic-ai/sdk/core/streaming";
import { clientOf } from "./client.js";
import type { AnthropicCall } from "./config.js";
import { EventReader, readWhole } from "./events.js";
import { readHeaders } from "./limits.js";
import { requestOf } from "./request.js";
import { versionHeaders } from "./version.js";

/** Milliseconds that a stream may take to end after its last event, for its connection to be used again. */
const REST = 1000;

/** One request and its answer. Throws what the SDK throws. */
export async function exchange(call: AnthropicCall, answer: Answer): Promise<void> {
  const client = await clientOf(call.config);
  const body = requestOf(call, answer);
  call.debug("request", body);
  const own = new AbortController();
  // Not client.messages.create: that writes to the console, of models that are on their way out.
  const response = await client
    .post("/v1/messages", {
      body,
      stream: body.stream === true,
      timeout: call.timeLeftMs(),
      headers: versionHeaders(body, call.config, client),
      signal: AbortSignal.any([call.signal, own.signal]),
    })
    .asResponse();
  readHeaders((name) => response.headers.get(name), answer, Date.now());
  // What came decides: there are servers of this dialect that do not stream, or always do.
  const type = response.headers.get("content-type") ?? "";
  const isStream = /event-stream/.test(type) || (body.stream === true && !/json/.test(type));
  if (isStream) await streamed(response, call, answer, own);
  else whole(await response.json(), answer);
  if (body.output_config?.format != null) judge(answer);
}

/** Not every server of this dialect holds a model to a schema. */
function judge(answer: Answer): void {
  try {
    if (answer.partial !== "") JSON.parse(answer.partial);
  } catch {
    answer.degrade(
      "response_format json_schema",
      "an answer that is no JSON",
      "the server did not hold the model to it",
    );
  }
}

/** The JSON of an event. An error is told by the event's name, too, and may be a plain text. Throws SyntaxError. */
function eventOf(name: string | null, data: string): unknown {
  if (name !== "error") return JSON.parse(data);
  try {
    return { ...(JSON.parse(data) as object), type: "error" };
  } catch {
    return { type: "error", error: { type: "error", message: data } };
  }
}

function whole(message: unknown, answer: Answer): void {
  if (!isObject(message)) throw new SyntaxError("there is no message in it");
  if (message["type"] === "error") throw new APIError(undefined, message, undefined, undefined);
  if (!Array.isArray(message["content"])) throw new SyntaxError("there is no message in it");
  readWhole(message, answer);
}

/**
 * The events as they stand in the stream, before the SDK leaves out what it does not know: each is a sign of life, also a
 * ping, and an event that is no JSON is an error of the stream and no line of a log.
 */
async function streamed(response: Response, call: AnthropicCall, answer: Answer, own: AbortController): Promise<void> {
  const reader = new EventReader(answer);
  const events = Stream.rawEvents(response);
  try {
    while (!reader.complete) {
      const { done, value } = await events.next();
      if (done === true) return;
      call.alive();
      if (value.data !== "") reader.take(eventOf(value.event, value.data));
    }
  } catch (error) {
    own.abort(); // the vendor may leave the connection open behind an error
    throw error;
  }
  rest(events, own);
}

/** Reads to the end, for the connection to be used again; waits for nobody. */
function rest(events: AsyncGenerator<unknown>, own: AbortController): void {
  const late = setTimeout(() => own.abort(), REST);
  events.next().then(
    () => clearTimeout(late),
    () => clearTimeout(late),
  );
}
