import type { Component } from "../components/component.js";
import { listContent, readContent } from "../components/content.js";
import type { ContextManagerOptions } from "../components/context_manager.js";
import { type Hook, openMembers } from "../components/hook.js";
import { type FoldHandler, foldHooks } from "../components/hook_fold.js";
import { ProviderStream, plainInfo, toolCallsOf } from "../components/provider.js";
import type { CallContext } from "../context.js";
import { notFound } from "../errors.js";
import type { HookEmitParams, HookResult, Requests } from "../generated/index.js";
import type { IncomingCall } from "../rpc/incoming.js";
import type { Components } from "./components.js";

type Answer<M extends keyof Requests> = (
  params: Requests[M]["params"],
  call: IncomingCall,
) => Requests[M]["result"] | Promise<Requests[M]["result"]>;

/** Methods and who answers them; params are checked before. */
export type Answers = { [M in keyof Requests]?: Answer<M> };

/** The context of a component's call, or a promise of it while the component is being set up. */
export type Ready = CallContext<never> | Promise<CallContext<never>>;
type Prepare = (component: Component, call: IncomingCall) => Ready;

/** Among which calls this one keeps its place. */
type Lane = (call: IncomingCall) => string;

/** The methods of the contracts that these components serve; a contract without a component has none. */
export function contractAnswers(components: Components, prepare: Prepare, lane: Lane): Answers {
  const { tools, hooks, providers, contextManagers, orchestrators, approvalProviders } = components;
  return {
    ...(tools.size === 0 ? {} : toolAnswers(components, prepare)),
    ...(hooks.size === 0 ? {} : { "hook.emit": (params, call) => emit(components, prepare, params, call) }),
    ...(providers.size === 0 ? {} : providerAnswers(components, prepare)),
    ...(contextManagers.size === 0 ? {} : contextAnswers(components, prepare, lane)),
    ...(orchestrators.size === 0 ? {} : orchestratorAnswers(components, prepare)),
    ...(approvalProviders.size === 0 ? {} : approvalAnswers(components, prepare)),
    ...(components.contents.size === 0 ? {} : contentAnswers(components)),
    ...(components.capabilities.size === 0 ? {} : capabilityAnswers(components, prepare)),
    ...(components.channels.size === 0 ? {} : channelAnswers(components, prepare)),
  };
}

function toolAnswers({ tools }: Components, prepare: Prepare): Answers {
  return {
    "tool.execute": (params, call) => {
      const tool = named(tools, "tool", params.name);
      const ready = prepare(tool, call);
      const begins = (): void => call.begins();
      if (ready instanceof Promise) return ready.then((context) => tool.execute(params, context, begins));
      return tool.execute(params, ready, begins);
    },
  };
}

function providerAnswers({ providers }: Components, prepare: Prepare): Answers {
  const provider = async (name: string | undefined, call: IncomingCall) => {
    const chosen = named(providers, "provider", name);
    return { spec: chosen.spec, author: chosen.author, context: await prepare(chosen, call) };
  };
  return {
    "provider.complete": async (params, call) => {
      const { author, context } = await provider(params.provider, call);
      call.begins();
      return author.complete(params.request, context, new ProviderStream(context, params.stream ?? false));
    },
    "provider.info": async (params, call) => {
      const { spec, author, context } = await provider(params.provider, call);
      return author.info?.(context) ?? plainInfo(spec);
    },
    "provider.list_models": async (params, call) => {
      const { author, context } = await provider(params.provider, call);
      return { models: (await author.listModels?.(context)) ?? [] };
    },
    "provider.parse_tool_calls": async (params, call) => {
      const { author, context } = await provider(params.provider, call);
      const calls = await (author.parseToolCalls?.(params.response, context) ?? toolCallsOf(params.response));
      return { tool_calls: calls };
    },
  };
}

function contextAnswers({ contextManagers }: Components, prepare: Prepare, lane: Lane): Answers {
  const inTurn = <T>(
    call: IncomingCall,
    work: (author: ContextManagerOptions, context: CallContext<never>) => T | Promise<T>,
  ): Promise<T> => {
    const manager = named(contextManagers, "context manager", undefined);
    const ready = prepare(manager, call);
    return manager.turns.take(lane(call), call.signal, async () =>
      work(manager.author, ready instanceof Promise ? await ready : ready),
    );
  };
  return {
    "context.add_message": (params, call) =>
      inTurn(call, async (author, context) => {
        await author.addMessage(params.message, context);
        return {};
      }),
    "context.get_messages": (params, call) =>
      inTurn(call, async (author, context) => ({ messages: await author.getMessages(params, context) })),
    "context.set_messages": (params, call) =>
      inTurn(call, async (author, context) => {
        await author.setMessages(params.messages, context);
        return {};
      }),
    "context.clear": (_params, call) =>
      inTurn(call, async (author, context) => {
        await author.clear(context);
        return {};
      }),
  };
}

function orchestratorAnswers({ orchestrators }: Components, prepare: Prepare): Answers {
  return {
    "orchestrator.execute": async (params, call) => {
      const orchestrator = named(orchestrators, "orchestrator", params.orchestrator);
      const context = await prepare(orchestrator, call);
      call.begins();
      return orchestrator.execute(params, context);
    },
  };
}

function approvalAnswers({ approvalProviders }: Components, prepare: Prepare): Answers {
  return {
    "approval.request": async (params, call) => {
      const provider = named(approvalProviders, "approval_provider", params.provider);
      return provider.requestApproval(params, await prepare(provider, call));
    },
  };
}

function contentAnswers({ contents }: Components): Answers {
  return {
    "content.list": (params) => ({ paths: listContent(contents.values(), params.prefix ?? "") }),
    "content.read": (params) => readContent([...contents.values()], params.path),
  };
}

function capabilityAnswers({ capabilities }: Components, prepare: Prepare): Answers {
  return {
    "capability.call": async (params, call) => {
      const capability = named(capabilities, "capability", params.name);
      return capability.call(params.input, await prepare(capability, call));
    },
  };
}

function channelAnswers({ channels }: Components, prepare: Prepare): Answers {
  const giving = new Map([...channels].filter(([, channel]) => channel.spec.contributes));
  return {
    "channel.collect": async (params, call) => {
      const channel = named(giving, "channel", params.channel);
      const data = await channel.author.collect?.(await prepare(channel, call));
      return { data: data === undefined ? null : data };
    },
  };
}

/** One handler if it is named, else all of the event, one after the other, folded. */
async function emit(
  { hooks }: Components,
  prepare: Prepare,
  params: HookEmitParams,
  call: IncomingCall,
): Promise<HookResult> {
  const { event, hook: name, data } = params;
  if (name !== undefined) {
    const hook = named(hooks, "hook", name);
    return hook.handle(event, data, await prepare(hook, call));
  }
  const asked = [...hooks.values()].filter((hook) => hook.matches(event));
  asked.sort((a, b) => a.spec.priority - b.spec.priority);
  const handlers = asked.map((hook) => foldHandler(hook, event, prepare, call));
  return foldHooks(handlers, data, openMembers(event), (handler, error) => {
    call.publish("$/log", { level: "warning", message: `hook "${handler.name}" failed: ${String(error)}` });
  });
}

function foldHandler(hook: Hook, event: string, prepare: Prepare, call: IncomingCall): FoldHandler {
  const answer = async (data: HookEmitParams["data"]): Promise<HookResult> =>
    hook.handle(event, data, await prepare(hook, call));
  return {
    name: hook.spec.name,
    onError: hook.spec.on_error,
    answer: (patched) => within(hook.spec.timeout_ms, answer(patched)),
  };
}

/** The component of a name, without a name the first one; throws not_found. */
function named<C extends Component>(map: ReadonlyMap<string, C>, what: string, name: string | undefined): C {
  const chosen = name ?? [...map.keys()][0] ?? "";
  const component = map.get(chosen);
  if (component === undefined) throw notFound(what, chosen, map.keys());
  return component;
}

/** Rejects when the answer takes longer than `ms`. */
function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
