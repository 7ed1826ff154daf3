import type { Hook } from "../components/hook.js";
import type { Provider } from "../components/provider.js";
import type { Tool } from "../components/tool.js";
import type { Capabilities } from "../generated/index.js";
import type { CompiledSchema } from "../schema/schema.js";

/** What a service offers, by name. Names are unique within a kind; configuration is by name alone. */
export interface Components {
  readonly tools: Map<string, Tool>;
  readonly hooks: Map<string, Hook>;
  readonly providers: Map<string, Provider>;
}

export function noComponents(): Components {
  return { tools: new Map(), hooks: new Map(), providers: new Map() };
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
  const known = new Set([...all.tools.keys(), ...all.hooks.keys(), ...all.providers.keys()]);
  const unknown = [...wanted].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `AMPLIFIER_COMPONENTS names ${unknown.join(", ")}, which this service does not offer; it offers ${[...known].join(", ")}`,
    );
  }
  return { tools: only(all.tools, wanted), hooks: only(all.hooks, wanted), providers: only(all.providers, wanted) };
}

/** What describe says of them; empty lists are left out. */
export function capabilities(components: Components): Capabilities {
  const result: Capabilities = {};
  const { tools, hooks, providers } = components;
  if (providers.size > 0) result.providers = [...providers.values()].map((provider) => provider.spec);
  if (tools.size > 0) result.tools = [...tools.values()].map((tool) => tool.spec);
  if (hooks.size > 0) result.hooks = [...hooks.values()].map((hook) => hook.spec);
  return result;
}

/** The configuration schemas, by component name. */
export function configSchemas(components: Components): Map<string, CompiledSchema | undefined> {
  const all = [...components.tools, ...components.hooks, ...components.providers];
  return new Map(all.map(([name, component]) => [name, component.config]));
}

function only<T>(map: Map<string, T>, names: ReadonlySet<string>): Map<string, T> {
  return new Map([...map].filter(([name]) => names.has(name)));
}
