// The calls that a service can make to its host.
import { type ChatRequest, type Host, LLMError, RateLimitError, succeeded } from "@amplifier-ipc/sdk";
import { textOf } from "./words.js";

export const SERVICES = [
  ...(["hooks", "tools", "provider", "provider_stream", "context", "state"] as const),
  ...(["approval", "sessions", "capabilities", "channels", "display", "content"] as const),
] as const;

const HI = { role: "user", content: "hi" } as const;
const REQUEST: ChatRequest = { messages: [HI] };

export const ask: Record<(typeof SERVICES)[number], (host: Host) => Promise<unknown>> = {
  hooks: async (host) => {
    const data = { tool_name: "bash", tool_input: { command: "ls" } };
    const { action, reason } = await host.emitHook("tool:pre", data);
    return { action: action ?? "continue", reason: reason ?? null };
  },

  tools: async (host) => {
    const { success, output } = await host.executeTool("echo", { text: "hi" }, { callId: "c1" });
    return succeeded({ success: success ?? true, output });
  },

  provider: async (host) => {
    const info = await host.providerInfo();
    const models = await host.listModels();
    try {
      const response = await host.complete(REQUEST);
      return { provider: info.id, models: models.map(({ id }) => id), text: textOf(response) };
    } catch (error) {
      if (!(error instanceof LLMError)) throw error;
      return {
        llm_error: error.data["llm_error"],
        is_rate_limit: error instanceof RateLimitError,
        retryable: error.retryable,
        retry_after: error.retryAfter ?? null,
      };
    }
  },

  provider_stream: async (host) => {
    const stream = host.streamComplete(REQUEST);
    const tokens: unknown[] = [];
    for await (const { method, params } of stream) {
      if (method === "stream.provider.token") tokens.push(params["text"]);
    }
    return { tokens, text: textOf(await stream.response) };
  },

  context: async (host) => {
    await host.addMessage(HI);
    const messages = await host.getMessages({ token_budget: 100 });
    await host.setMessages(messages);
    await host.clearMessages();
    return { count: messages.length };
  },

  state: async (host) => {
    await host.setState("everything.last", { n: 1 });
    return { value: await host.getState("everything.last") };
  },

  approval: async (host) => {
    const request = { tool_name: "bash", action: "run", details: {}, risk_level: "high" } as const;
    const { approved, reason } = await host.requestApproval(request);
    return { approved, reason: reason ?? null };
  },

  sessions: async (host) => {
    const first = await host.spawnSession({ agent: "self", instruction: "hi" });
    const second = await host.resumeSession(first.session_id, "more");
    return { session_id: first.session_id, first: first.response, second: second.response };
  },

  capabilities: async (host) => {
    const listed = await host.listCapabilities();
    const { service } = await host.getCapability("words.count");
    const output = await host.callCapability("words.count", { text: "a b" });
    return { names: listed.map(({ name }) => name), service, output };
  },

  channels: async (host) => {
    host.publish("news", { n: 1 });
    const contributions = await host.collectChannel("news");
    return { contributions: contributions.map(({ data }) => data) };
  },

  display: async (host) => {
    host.show("hello", "warning");
    return "shown";
  },

  content: async (host) => {
    const paths = await host.listContent({ prefix: "context/" });
    return { paths, content: (await host.readContent("context/hello.md")).content };
  },
};
