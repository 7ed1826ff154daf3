import { extraHeaders, vendorFetch } from "@amplifier-ipc/provider-kit";
import type { Config } from "./config.js";
import { type GithubToken, type Pass, passOf } from "./exchange.js";
import { editorHeaders } from "./headers.js";
import { githubToken, variableOf } from "./key.js";
import { PassHolder } from "./session.js";
import { apiUrlOf, NAME } from "./where.js";

/** A pass, and what it was given for. */
export interface Held {
  pass: Pass;
  given: GithubToken;
  /** Copilot refused it. */
  drop(): void;
}

/** The passes of this process: one for each token of GitHub and each GitHub. */
export class Passes {
  readonly #holders = new Map<string, PassHolder>();
  readonly #secrets = new Set<string>();
  /** What gh said, by the API that it is for: it is not run for each request. */
  readonly #ofGh = new Map<string, GithubToken>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Tokens that were found or fetched: none of them may be told. */
  secrets(): string[] {
    return [...this.#secrets];
  }

  /** A pass that is valid for a minute at least, as far as GitHub tells. Throws one of the LLM errors, or what fetch throws. */
  async get(config: Config, signal: AbortSignal, env: NodeJS.ProcessEnv = process.env): Promise<Held> {
    const url = `${apiUrlOf(config, env)}/copilot_internal/v2/token`;
    const given = await this.#given(url, config, signal, env);
    const holder = this.#holder(url, config, given, env);
    const pass = await holder.pass(signal).catch((error: unknown) => {
      this.#ofGh.delete(url); // gh may have another one by now
      throw error;
    });
    return { pass, given, drop: () => holder.drop(pass) };
  }

  async #given(url: string, config: Config, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<GithubToken> {
    const variable = variableOf(config, env);
    const known = variable === undefined ? this.#ofGh.get(url) : undefined;
    const given = known ?? (await githubToken(config, signal, env));
    if (variable === undefined) this.#ofGh.set(url, given);
    this.#secrets.add(given.token);
    return given;
  }

  #holder(url: string, config: Config, given: GithubToken, env: NodeJS.ProcessEnv): PassHolder {
    const id = `${url} ${given.token}`;
    const known = this.#holders.get(id);
    if (known !== undefined) return known;
    const holder = new PassHolder((signal) => this.#exchange(url, config, given, signal, env), this.#now);
    this.#holders.set(id, holder);
    return holder;
  }

  async #exchange(
    url: string,
    config: Config,
    given: GithubToken,
    signal: AbortSignal,
    env: NodeJS.ProcessEnv,
  ): Promise<Pass> {
    const send = await vendorFetch(config, env);
    const response = await send(url, {
      headers: {
        accept: "application/json",
        ...editorHeaders(config),
        ...extraHeaders(config, NAME, env),
        authorization: `token ${given.token}`,
      },
      signal,
    });
    const text = await response.text();
    const pass = passOf({ status: response.status, headers: response.headers, text }, given, this.#now());
    this.#secrets.add(pass.token);
    return pass;
  }
}
