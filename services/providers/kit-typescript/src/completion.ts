import {
  type ChatRequest,
  type ChatResponse,
  InvalidRequestError,
  type JsonObject,
  type LLMError,
  ProtocolError,
  type ProviderStream,
} from "@amplifier-ipc/sdk";
import type { Adapter, Call, CommonConfig, Context } from "./adapter.js";
import { Answer } from "./answer.js";
import type { Breaker } from "./breaker.js";
import { type CallClock, unlessAborted } from "./clock.js";
import { conversationOf, type Said, splitSystem } from "./conversation.js";
import { type Announcer, announcerOf, sleep } from "./events.js";
import { failureOf } from "./failure.js";
import type { About } from "./fault.js";
import { aboutOf } from "./keys.js";
import { factsOf, type ModelFacts } from "./models.js";
import { ToolNames } from "./names.js";
import { masked } from "./redact.js";
import { repair } from "./repair.js";
import { delayOf } from "./retry.js";

/** What one `provider.complete` works with. */
export interface Asked<C extends CommonConfig> {
  request: ChatRequest;
  context: Context<C>;
  stream: ProviderStream;
  model: string;
  clock: CallClock;
}

/** One `provider.complete`: its tries, until there is an answer or nothing more may be tried. */
export class Completion<C extends CommonConfig> {
  readonly #adapter: Adapter<C>;
  readonly #breaker: Breaker;
  readonly #asked: Asked<C>;
  readonly #facts: ModelFacts | undefined;
  readonly #names: ToolNames;
  readonly #announce: Announcer;
  readonly #about: About;
  #attempt = 0;
  #answering = false;

  constructor(adapter: Adapter<C>, breaker: Breaker, asked: Asked<C>) {
    const { context, model, request } = asked;
    this.#adapter = adapter;
    this.#breaker = breaker;
    this.#asked = asked;
    this.#facts = factsOf(model, adapter.models, context.config.models);
    this.#names = new ToolNames((request.tools ?? []).map(({ name }) => name));
    this.#announce = announcerOf(context, { provider: adapter.name, model });
    this.#about = aboutOf(adapter, context.config, model);
  }

  /** The answer. Throws an LLMError, or the reason of a cancel with the text so far. */
  async run(): Promise<ChatResponse> {
    const call = await this.#call();
    for (;;) {
      this.#breaker.check(this.#asked.model);
      const answer = this.#answer();
      try {
        return await this.#try(call, answer);
      } catch (error) {
        this.#asked.clock.rest();
        answer.abandon();
        const failure = this.#failure(error, answer);
        if (failure.retryable) this.#breaker.failed();
        else if (failure.data["status_code"] !== undefined) this.#breaker.succeeded(); // it answers, if only with a no
        await this.#again(failure, answer);
      }
    }
  }

  async #try(call: Call<C>, answer: Answer): Promise<ChatResponse> {
    this.#attempt++;
    this.#answering = false;
    await unlessAborted(this.#adapter.attempt(call, answer), this.#asked.clock.signal);
    const response = answer.response();
    this.#breaker.succeeded();
    call.debug("answer", response);
    return response;
  }

  /** Waits for the next try; throws the failure when there is none. */
  async #again(failure: LLMError, answer: Answer): Promise<void> {
    const { config } = this.#asked.context;
    const delay = delayOf(failure, {
      attempt: this.#attempt,
      maxRetries: config.max_retries,
      begun: answer.begun,
      left: this.#asked.clock.timeLeftMs() / 1000,
      random: Math.random(),
    });
    if (delay === undefined || this.#breaker.isOpen) throw this.#final(failure, answer);
    const announced = this.#announce.retry(this.#attempt, config.max_retries, delay, failure);
    try {
      await Promise.all([announced, sleep(delay * 1000, this.#asked.clock.signal)]);
    } catch (error) {
      throw this.#failure(error, answer);
    }
  }

  /** What a try threw, as an LLMError; a cancel of the caller stays what it is, and is thrown at once. */
  #failure(error: unknown, answer: Answer): LLMError {
    const { context, clock } = this.#asked;
    if (context.signal.aborted) throw cancelled(context.signal.reason, answer.partial);
    const cause: unknown = clock.signal.aborted ? clock.signal.reason : error;
    const { begun } = answer;
    return failureOf(cause, this.#about, { answering: this.#answering, begun, fault: this.#adapter.fault });
  }

  /** The failure with what is known of the call: how often it was tried, and the text so far. */
  #final(failure: LLMError, answer: Answer): LLMError {
    const data: JsonObject = { ...failure.data, provider: this.#adapter.name, model: this.#asked.model };
    // A stream that broke is a fault of its own, of which there was one try: the caller may ask again.
    if (!answer.begun) data["attempts"] = this.#attempt;
    if (answer.partial !== "") data["partial"] = answer.partial;
    return Object.assign(failure, { data });
  }

  #answer(): Answer {
    const { model, stream, clock } = this.#asked;
    return new Answer({
      provider: this.#adapter.name,
      model,
      stream,
      price: this.#facts?.price,
      ownName: (name) => this.#names.toOwn(name),
      alive: () => this.#alive(clock),
    });
  }

  #alive(clock: CallClock): void {
    this.#answering = true;
    clock.alive();
  }

  async #call(): Promise<Call<C>> {
    const { request, context, model, clock, stream } = this.#asked;
    const { system, rest } = splitSystem(request, conversationOf(request));
    if (system.length === 0 && rest.every(isThought)) throw this.#nothing();
    const { said, repaired } = repair(rest);
    if (repaired.length > 0) await this.#announce.repaired(repaired);
    const config = context.config;
    const most = request.max_output_tokens ?? config.max_tokens;
    return {
      request,
      system,
      conversation: said,
      model,
      facts: this.#facts,
      config,
      maxTokens: Math.min(most, this.#facts?.max_output_tokens || most),
      temperature: request.temperature ?? config.temperature,
      session: context.sessionId,
      stream: stream.wanted,
      signal: clock.signal,
      timeLeftMs: () => clock.timeLeftMs(),
      alive: () => this.#alive(clock),
      toolName: (name) => this.#names.toVendor(name),
      debug: (what, data) => this.#debug(what, data),
    };
  }

  /** Vendors refuse it in ways of their own, and servers of models answer nothing at great length. */
  #nothing(): InvalidRequestError {
    const about = { provider: this.#adapter.name, model: this.#asked.model };
    return new InvalidRequestError("The request has no messages with content.", about);
  }

  #debug(what: string, data: unknown): void {
    const { context } = this.#asked;
    if (context.config.debug !== true) return;
    const text = masked(JSON.stringify(data) ?? "", this.#about.secrets);
    context.log("debug", `${this.#adapter.name}: ${what}`, { text });
  }
}

/** Whether it holds thoughts alone, which no vendor takes without what followed from them. */
function isThought({ parts }: Said): boolean {
  return parts.every(({ type }) => type === "thinking" || type === "redacted_thinking" || type === "reasoning");
}

function cancelled(reason: unknown, partial: string): unknown {
  if (!(reason instanceof ProtocolError) || partial === "") return reason;
  return new ProtocolError(reason.kind, reason.message, { ...reason.data, partial });
}
