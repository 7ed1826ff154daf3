import { basename } from "node:path";
import { type ApprovalProviderOptions, defineApprovalProvider } from "../components/approval_provider.js";
import { type CapabilityHandler, type CapabilityOptions, defineCapability } from "../components/capability.js";
import { type ChannelOptions, defineChannel } from "../components/channel.js";
import { type ContentSource, defineContent } from "../components/content.js";
import { type ContextManagerOptions, defineContextManager } from "../components/context_manager.js";
import { defineHook, type HookHandler, type HookOptions } from "../components/hook.js";
import { defineOrchestrator, type OrchestratorOptions } from "../components/orchestrator.js";
import { defineProvider, type ProviderOptions } from "../components/provider.js";
import { defineTool, type ToolHandler, type ToolOptions, type ToolOutput } from "../components/tool.js";
import type { Grant } from "../generated/index.js";
import type { AnySchema, Infer } from "../schema/schema.js";
import { httpAddress } from "./binding.js";
import { addComponent, noComponents, selectComponents } from "./components.js";
import { Dispatcher, type ServiceDescription } from "./dispatcher.js";

/** What there is to say about a service, its components aside. */
export interface ServiceOptions {
  version?: string;
  description?: string;
  /** The grants that its components need. */
  requires?: Grant[];
  /** How many requests it handles at once (64). */
  maxConcurrency?: number;
  /** The largest line or body that it reads, in bytes (64 MiB; at least 1 MiB). */
  maxMessageBytes?: number;
}

export interface ServeOptions {
  /** Milliseconds that handlers and cleanup have after EOF or SIGTERM (5000). */
  graceMs?: number;
  /** Serves over HTTP at this address (`host:port`, `:port` or `port`), whatever command line and environment say. */
  http?: string;
}

type Task = () => void | Promise<void>;

/**
 * A service: a process that offers components: tools, hooks, providers and the rest. Declare them, then `await service.serve()`.
 */
export class Service {
  readonly #about: ServiceDescription;
  readonly #components = noComponents();
  readonly #setups: Task[] = [];
  readonly #cleanups: Task[] = [];

  constructor(name: string, options: ServiceOptions = {}) {
    if (name === "") throw new TypeError("a service needs a name");
    this.#about = { ...options, name, version: options.version ?? "0.0.0" };
  }

  get name(): string {
    return this.#about.name;
  }

  /** Declares a tool. The handler gets its input validated, with defaults filled in. */
  tool<I extends AnySchema, C extends AnySchema, O extends AnySchema>(
    name: string,
    options: ToolOptions<I, C, O>,
    handler: ToolHandler<Infer<I>, Infer<C>, ToolOutput<O>>,
  ): this {
    addComponent(this.#components.tools, "tool", name, defineTool(name, options, handler));
    return this;
  }

  /** Declares a hook on an event, on several, on `prefix:*` or on `*`. */
  hook<E extends string, C extends AnySchema>(
    events: E | readonly E[],
    options: HookOptions<C>,
    handler: HookHandler<E, Infer<C>>,
  ): this {
    const hook = defineHook(events, options, handler);
    addComponent(this.#components.hooks, "hook", hook.spec.name, hook);
    return this;
  }

  /** Declares a provider: an object with `complete`, and if it wants `info`, `listModels`, `parseToolCalls`. */
  provider<C extends AnySchema>(name: string, provider: ProviderOptions<C>): this {
    addComponent(this.#components.providers, "provider", name, defineProvider(name, provider));
    return this;
  }

  /** Declares a context manager: it keeps the messages of a session. */
  contextManager<C extends AnySchema>(name: string, manager: ContextManagerOptions<C>): this {
    addComponent(this.#components.contextManagers, "context manager", name, defineContextManager(name, manager));
    return this;
  }

  /** Declares an orchestrator: it runs turns. */
  orchestrator<C extends AnySchema>(name: string, orchestrator: OrchestratorOptions<C>): this {
    addComponent(this.#components.orchestrators, "orchestrator", name, defineOrchestrator(name, orchestrator));
    return this;
  }

  /** Declares an approval provider: it says whether a tool may act. */
  approvalProvider<C extends AnySchema>(name: string, provider: ApprovalProviderOptions<C>): this {
    const declared = defineApprovalProvider(name, provider);
    addComponent(this.#components.approvalProviders, "approval provider", name, declared);
    return this;
  }

  /** Declares a capability: a function for other services, with any JSON in and out. */
  capability<I extends AnySchema, C extends AnySchema>(
    name: string,
    options: CapabilityOptions<I, C>,
    handler: CapabilityHandler<Infer<I>, Infer<C>>,
  ): this {
    addComponent(this.#components.capabilities, "capability", name, defineCapability(name, options, handler));
    return this;
  }

  /** Declares what the service does in a channel: `collect` contributes, `receive` subscribes. */
  channel<C extends AnySchema>(name: string, channel: ChannelOptions<C>): this {
    addComponent(this.#components.channels, "channel", name, defineChannel(name, channel));
    return this;
  }

  /** Declares content: a folder, or paths with their text or bytes. May be called more than once. */
  content(source: ContentSource): this {
    const { contents } = this.#components;
    const name = contents.size === 0 ? "content" : `content-${contents.size + 1}`;
    contents.set(name, defineContent(source, name));
    return this;
  }

  /** Runs before the first message is read. */
  setup(task: Task): this {
    this.#setups.push(task);
    return this;
  }

  /** Runs on EOF and SIGTERM, within the grace time, last declared first. */
  cleanup(task: Task): this {
    this.#cleanups.unshift(task);
    return this;
  }

  /**
   * Serves over stdio until EOF or SIGTERM, then ends the process with exit code 0. From the first line on, nothing but
   * the protocol reaches stdout: prints and children write to stderr. With `--http ADDRESS` on the command line, or
   * `AMPLIFIER_TRANSPORT=http`, it serves over HTTP until SIGTERM instead.
   */
  async serve(options: ServeOptions = {}): Promise<void> {
    const address = options.http ?? httpAddress(process.argv.slice(2), process.env);
    const dispatcher = this.dispatcher(process.env["AMPLIFIER_COMPONENTS"]);
    const tasks = {
      graceMs: options.graceMs,
      setup: () => runAll(this.#setups),
      cleanup: async () => {
        await dispatcher.cleanUp();
        await runAll(this.#cleanups);
      },
    };
    if (address === undefined) {
      const { serveStdio } = await import("./stdio.js");
      return serveStdio(dispatcher, tasks);
    }
    const { serveHttp } = await import("../http/serve.js");
    return serveHttp(dispatcher, address, tasks);
  }

  /** What answers requests; `selection` as in `AMPLIFIER_COMPONENTS`. For bindings and tests. */
  dispatcher(selection?: string): Dispatcher {
    return new Dispatcher(this.#about, selectComponents(this.#components, selection));
  }

  /** Runs what `setup` declared; for bindings and tests. */
  runSetup(): Promise<void> {
    return runAll(this.#setups);
  }

  /** Runs what `cleanup` declared; for bindings and tests. */
  runCleanup(): Promise<void> {
    return runAll(this.#cleanups);
  }
}

/** A service named after the running script, for the shortest of programs. */
export function scriptName(): string {
  return basename(process.argv[1] ?? "service").replace(/\.[cm]?[jt]s$/, "");
}

async function runAll(tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) await task();
}
