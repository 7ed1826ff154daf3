import type { SessionInfo } from "../context.js";
import { invalidParams, nearestName, ProtocolError } from "../errors.js";
import type { ConfigureParams, ConfigureResult, Fault } from "../generated/index.js";
import type { CompiledSchema } from "../schema/schema.js";
import { isObject } from "../wire/decode.js";

/** What `configure` set: the components' settings and the session. Each configure replaces the one before. */
export class Configuration {
  session: SessionInfo = {};
  /** Counts the configurations that were accepted. */
  generation = 0;
  /** A configure that is still being checked; what comes after it waits, so that state follows the order of lines. */
  #changing: Promise<void> | undefined;
  /** Whether the defaults are still to be filled in. */
  #unset: boolean;
  readonly #schemas: Map<string, CompiledSchema | undefined>;
  #values = new Map<string, unknown>();
  #refused = false;

  constructor(schemas: Map<string, CompiledSchema | undefined>) {
    this.#schemas = schemas;
    this.#unset = [...schemas.values()].some((schema) => schema !== undefined);
  }

  /** Whether a request for a component must wait: for a configure before it, or for the defaults. */
  settle(): Promise<void> | undefined {
    if (this.#unset && this.#changing === undefined) this.#change(() => this.#applyDefaults());
    return this.#changing;
  }

  replace(params: ConfigureParams): Promise<ConfigureResult> {
    return this.#change(() => this.#replace(params));
  }

  /** Changes come one after the other, in the order of lines. */
  #change<T>(change: () => Promise<T>): Promise<T> {
    this.#unset = false;
    const result = (this.#changing ?? Promise.resolve()).then(change);
    const settled = (): void => {
      if (this.#changing === changing) this.#changing = undefined;
    };
    const changing: Promise<void> = result.then(settled, settled);
    this.#changing = changing;
    return result;
  }

  /** Whether the last configuration was accepted. */
  get isUsable(): boolean {
    return !this.#refused;
  }

  /** Throws not_ready after a refused configuration. */
  assertUsable(): void {
    if (!this.#refused) return;
    throw new ProtocolError("not_ready", "The last configuration was refused; send a valid configure first.");
  }

  /** The settings of a component; without configure its defaults. */
  of(component: string): unknown {
    return this.#values.get(component) ?? {};
  }

  async #replace({ config, session }: ConfigureParams): Promise<ConfigureResult> {
    const values = new Map<string, unknown>();
    const faults: Fault[] = strangers(config, this.#schemas);
    for (const [name, schema] of this.#schemas) {
      const given: unknown = Object.hasOwn(config, name) ? config[name] : {};
      if (!isObject(given)) faults.push({ path: pathOf(name), message: "must be an object" });
      else if (schema === undefined) values.set(name, given);
      else {
        const checked = await schema.check(given, pathOf(name));
        if (checked.faults === undefined) values.set(name, checked.value);
        else faults.push(...checked.faults);
      }
    }
    this.#refused = faults.length > 0;
    if (faults.length > 0) throw invalidParams(faults);
    this.#values = values;
    this.generation++;
    this.session = session === undefined ? {} : { id: session.id, cwd: session.cwd, parentId: session.parent_id };
    return { status: "ok" };
  }

  /** Before any configure: the defaults of each component whose schema demands nothing. */
  async #applyDefaults(): Promise<void> {
    for (const [name, schema] of this.#schemas) {
      const checked = await schema?.check({}, "");
      if (checked !== undefined && checked.faults === undefined) this.#values.set(name, checked.value);
    }
  }
}

function pathOf(name: string): string {
  return `/config/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** LIF-036: settings of a component that is not served. */
function strangers(given: object, known: ReadonlyMap<string, unknown>): Fault[] {
  return Object.keys(given)
    .filter((name) => !known.has(name))
    .map((name) => {
      const nearest = nearestName(name, known.keys());
      const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
      return { path: pathOf(name), message: `this service has no component "${name}"${hint}` };
    });
}
