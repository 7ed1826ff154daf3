// The orchestrator `once`: a whole turn with its hooks, but without tools. ../../README.md says what it does.
import {
  type ApprovalRequest,
  type ApprovalResult,
  type CallContext,
  type ChatRequest,
  type ChatResponse,
  type HookResult,
  type JsonObject,
  type Message,
  type OrchestratorExecuteParams,
  type OrchestratorExecuteResult,
  ProtocolError,
} from "@amplifier-ipc/sdk";
import { textOf } from "./words.js";

/** Longer time-outs overflow Node's timers. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A hook, or the user whom it asked, does not want it; the message is the reason. */
class Denied extends Error {}

export function once(params: OrchestratorExecuteParams, context: CallContext): Promise<OrchestratorExecuteResult> {
  return new Turn(params, context).run();
}

class Turn {
  readonly #params: OrchestratorExecuteParams;
  readonly #context: CallContext;
  /** Injected into the request, and not stored. */
  readonly #passing: Message[] = [];
  #requests = 0;
  /** The answer so far. */
  #text = "";

  constructor(params: OrchestratorExecuteParams, context: CallContext) {
    this.#params = params;
    this.#context = context;
  }

  async run(): Promise<OrchestratorExecuteResult> {
    try {
      await this.#submit();
      await this.#answer();
    } catch (error) {
      if (error instanceof Denied) return { response: error.message, status: "denied" };
      if (this.#context.stopping.aborted) return this.#end("cancelled");
      if (error instanceof ProtocolError) return this.#end("failed", { error: error.message });
      throw error;
    }
    return this.#end("completed");
  }

  async #submit(): Promise<void> {
    const [data, fold] = await this.#emit("prompt:submit", { prompt: this.#params.prompt });
    const prompt = { type: "text", text: String(data["prompt"]) } as const;
    const content = [prompt, ...(this.#params.attachments ?? [])];
    await this.#context.host.addMessage({ role: "user", content });
    await this.#inject(fold);
  }

  async #answer(): Promise<void> {
    const { host } = this.#context;
    const about = { iteration: 1, provider: this.#params.providers[0]?.name ?? "" };
    const count = (await host.getMessages()).length;
    const [data, fold] = await this.#emit("provider:request", { ...about, message_count: count });
    await this.#inject(fold);
    const response = await this.#ask(data).catch(async (error: unknown) => {
      if (error instanceof ProtocolError && !this.#context.stopping.aborted) {
        const told = { type: error.name, msg: error.message, kind: error.kind };
        await this.#emit("provider:error", { ...about, error: told });
      }
      throw error;
    });
    await host.addMessage({ role: "assistant", content: response.content });
    this.#text = textOf(response);
  }

  /** Asks the model that `provider:request` has come to, and passes its tokens on. */
  async #ask(data: JsonObject): Promise<ChatResponse> {
    const { host, signal, stopping } = this.#context;
    const provider = typeof data["provider"] === "string" && data["provider"] !== "" ? data["provider"] : undefined;
    const named = provider === undefined ? {} : { provider };
    const known = this.#params.providers.find(({ name }) => name === provider)?.info;
    const info = { ...(known ?? (await host.providerInfo(named))) };
    const messages = [...(await host.getMessages({ provider_info: info })), ...this.#passing];
    const settings = { ...(data["model_config"] as JsonObject | undefined), model: data["model"] ?? undefined };
    const request = { ...settings, system: this.#params.system_prompt, messages } as ChatRequest;
    stopping.throwIfAborted(); // a graceful cancel forbids to begin
    this.#requests++;
    const stream = host.streamComplete(request, { ...named, signal });
    for await (const { method, params } of stream) {
      if (method !== "stream.provider.token") continue;
      this.#text += params["text"];
      this.#context.token(Number(params["index"]), String(params["text"]));
    }
    return stream.response;
  }

  /** Asks the hooks; gives the data with their patch, and their fold. Throws {@link Denied}. */
  async #emit(event: string, data: JsonObject): Promise<[JsonObject, HookResult]> {
    const fold = await this.#context.host.emitHook(event, data);
    const gate = event === "prompt:submit" || event === "provider:request";
    if (gate && fold.action === "deny") throw new Denied(fold.reason ?? `a hook denied ${event}`);
    if (event === "prompt:submit" && fold.action === "ask_user") await this.#approve(fold);
    return [{ ...data, ...fold.data }, fold];
  }

  /** Asks the user on behalf of a hook. Throws {@link Denied} unless they approve. */
  async #approve(fold: HookResult): Promise<void> {
    const question = {
      tool_name: "prompt",
      action: "send the prompt to the model",
      details: {},
      risk_level: "medium",
      prompt: fold.approval_prompt,
      options: fold.approval_options,
      timeout: fold.approval_timeout,
      default: fold.approval_default,
    } as ApprovalRequest; // JSON leaves out what is undefined
    await this.#emit("approval:required", { tool_name: "prompt", action: question.action });
    const { host, signal, stopping } = this.#context;
    const patience = AbortSignal.timeout(Math.min((fold.approval_timeout ?? 300) * 1000, LONGEST_TIMER_MS));
    const asked = host.requestApproval(question, { signal: AbortSignal.any([signal, patience]) });
    const said = await asked.catch((error: Error): ApprovalResult => {
      stopping.throwIfAborted();
      if (patience.aborted) return { approved: fold.approval_default === "allow", reason: "nobody decided in time" };
      return { approved: false, reason: `nobody could be asked: ${error.message}` };
    });
    await this.#emit(said.approved ? "approval:granted" : "approval:denied", { tool_name: "prompt" });
    if (!said.approved) throw new Denied(said.reason ?? "it was not approved");
  }

  /** Puts into the conversation what the hooks want there, for good or for this turn's request. */
  async #inject(fold: HookResult): Promise<void> {
    if (!fold.context_injection || fold.action === "deny") return;
    const message: Message = { role: fold.context_injection_role ?? "system", content: fold.context_injection };
    if (fold.ephemeral) this.#passing.push(message);
    else await this.#context.host.addMessage(message);
  }

  async #end(
    status: "completed" | "cancelled" | "failed",
    metadata: JsonObject = {},
  ): Promise<OrchestratorExecuteResult> {
    const counted = { turn_count: this.#requests };
    const how = status === "completed" ? "success" : status;
    await this.#emit("orchestrator:complete", { orchestrator: "once", ...counted, status: how });
    const [, fold] = await this.#emit("prompt:complete", { response: this.#text });
    await this.#inject(fold);
    return { response: this.#text, status, ...counted, metadata };
  }
}
