import type { ApprovalProvider } from "../components/approval_provider.js";
import type { Capability } from "../components/capability.js";
import type { Channel } from "../components/channel.js";
import type { Component } from "../components/component.js";
import { type Content, listContent } from "../components/content.js";
import type { ContextManager } from "../components/context_manager.js";
import type { Hook } from "../components/hook.js";
import type { Orchestrator } from "../components/orchestrator.js";
import type { Provider } from "../components/provider.js";
import type { Tool } from "../components/tool.js";
import type { Capabilities, Grant } from "../generated/index.js";
import type { CompiledSchema } from "../schema/schema.js";

/** What a service offers, by name. Names are unique within a kind; configuration is by name alone. */
export interface Components {
  readonly orchestrators: Map<string, Orchestrator>;
  readonly contextManagers: Map<string, ContextManager>;
  readonly providers: Map<string, Provider>;
  readonly tools: Map<string, Tool>;
  readonly hooks: Map<string, Hook>;
  readonly approvalProviders: Map<string, ApprovalProvider>;
  readonly capabilities: Map<string, Capability>;
  readonly channels: Map<string, Channel>;
  readonly contents: Map<string, Content>;
}

export function noComponents(): Components {
  return {
    orchestrators: new Map(),
    contextManagers: new Map(),
    providers: new Map(),
    tools: new Map(),
    hooks: new Map(),
    approvalProviders: new Map(),
    capabilities: new Map(),
    channels: new Map(),
    contents: new Map(),
  };
}

/** Adds a component; throws when its name is taken. */
export function addComponent<T>(map: Map<string, T>, what: string, name: string, component: T): void {
  if (map.has(name)) throw new TypeError(`${what} "${name}" is declared twice`);
  map.set(name, component);
}

/**
 * Only the named components (`AMPLIFIER_COMPONENTS=a,b`); absent or blank = all. Throws when a name is not offered:
 * a misspelt name must not start an empty container.
 */
export function selectComponents(all: Components, selection: string | undefined): Components {
  const wanted = new Set(
    (selection ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  );
  if (wanted.size === 0) return all;
  const known = new Set(everyComponent(all).map((component) => component.name));
  const unknown = [...wanted].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `AMPLIFIER_COMPONENTS names ${unknown.join(", ")}, which this service does not offer; it offers ${[...known].join(", ")}`,
    );
  }
  const lists = Object.entries(all).map(([list, map]: [string, ReadonlyMap<string, Component>]) => [
    list,
    new Map([...map].filter(([name]) => wanted.has(name))),
  ]);
  return Object.fromEntries(lists) as unknown as Components;
}

/** All of them, whatever their kind. */
export function everyComponent(components: Components): Component[] {
  return Object.values(components).flatMap((map: ReadonlyMap<string, Component>) => [...map.values()]);
}

/** What describe says of them; empty lists are left out. */
export function capabilities(components: Components): Capabilities {
  const result: Capabilities = {};
  const { orchestrators, contextManagers, providers, tools, hooks, channels, contents } = components;
  if (orchestrators.size > 0) result.orchestrators = specs(orchestrators);
  if (contextManagers.size > 0) result.context_managers = specs(contextManagers);
  if (providers.size > 0) result.providers = specs(providers);
  if (tools.size > 0) result.tools = specs(tools);
  if (hooks.size > 0) result.hooks = specs(hooks);
  if (components.approvalProviders.size > 0) result.approval_providers = specs(components.approvalProviders);
  if (components.capabilities.size > 0) result.exports = specs(components.capabilities);
  if (channels.size > 0) result.channels = specs(channels);
  if (contents.size > 0) result.content = { paths: listContent(contents.values()) };
  return result;
}

function specs<S>(map: ReadonlyMap<string, { readonly spec: S }>): S[] {
  return [...map.values()].map((component) => component.spec);
}

/** The grants that the components need. */
export function requiredGrants(components: Components): Grant[] {
  return everyComponent(components).flatMap((component) => component.requires);
}

/** The configuration schemas, by component name; undefined for a component that takes any settings. */
export function configSchemas(components: Components): Map<string, CompiledSchema | undefined> {
  return new Map(everyComponent(components).map((component) => [component.name, component.config]));
}
