import { keyOf, unlessAborted } from "@amplifier-ipc/provider-kit";
import { ConfigurationError } from "@amplifier-ipc/sdk";
import type { Config } from "./config.js";
import type { GithubToken } from "./exchange.js";
import { apiUrlOf, hostOf, KEYS, NAME } from "./where.js";

/** Milliseconds for `gh auth token`. */
const PATIENCE = 5000;

/** The token of GitHub: of the environment, else that of the command gh. Throws `configuration` where there is none. */
export async function githubToken(
  config: Pick<Config, "api_key_env" | "github_api_url">,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
  patience: number = PATIENCE,
): Promise<GithubToken> {
  const variable = variableOf(config, env);
  if (variable !== undefined) {
    return { token: keyOf({ name: NAME, keys: KEYS }, { api_key_env: variable }, env), place: variable };
  }
  const host = hostOf(apiUrlOf(config, env));
  return { token: await tokenOfGh(host, signal, env, patience), place: "the output of gh auth token" };
}

/** The variable that holds the token; undefined = gh is asked. */
export function variableOf({ api_key_env }: Pick<Config, "api_key_env">, env: NodeJS.ProcessEnv): string | undefined {
  return api_key_env ?? KEYS.find((name) => (env[name]?.trim() ?? "") !== "");
}

async function tokenOfGh(
  host: string | undefined,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
  patience: number,
): Promise<string> {
  const late = AbortSignal.timeout(patience);
  const either = AbortSignal.any([signal, late]);
  try {
    const token = (await unlessAborted(run(host, either, env), either)).trim();
    if (token !== "") return token;
    throw missing("gh auth token gives none");
  } catch (error) {
    if (signal.aborted || error instanceof ConfigurationError) throw error;
    throw missing(late.aborted ? `gh auth token did not answer within ${patience / 1000} s` : whyOf(error));
  }
}

/** What `gh auth token` prints. Nothing of what it says besides goes on: it might name a token. */
async function run(host: string | undefined, signal: AbortSignal, env: NodeJS.ProcessEnv): Promise<string> {
  const { execFile } = await import("node:child_process");
  signal.throwIfAborted();
  const of = host === undefined ? [] : ["--hostname", host];
  return new Promise((resolve, reject) => {
    const child = execFile("gh", ["auth", "token", ...of], { env, windowsHide: true }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    child.stdin?.end();
    signal.addEventListener("abort", () => child.kill("SIGKILL"), { once: true });
  });
}

function whyOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return code === "ENOENT" ? "there is no command gh" : "gh auth token gives none";
}

function missing(why: string): ConfigurationError {
  const text = `${KEYS.join(" or ")} is not set and ${why}: amplifier-ipc provider set-key ${NAME}, or gh auth login`;
  return new ConfigurationError(text, { provider: NAME });
}
