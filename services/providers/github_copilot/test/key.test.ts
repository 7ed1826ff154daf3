import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { LLMError } from "@amplifier-ipc/sdk";
import { githubToken } from "../src/key.js";
import { apiUrlOf, baseUrlOf, hostOf } from "../src/where.js";
import { ghSaying, temporaryFolder } from "./support.js";

const { signal } = new AbortController();
const COMMAND = "amplifier-ipc provider set-key github_copilot";

async function missing(config: object = {}): Promise<string> {
  delete process.env["GITHUB_TOKEN"];
  const error: LLMError = await githubToken(config, signal).then(
    () => assert.fail("there is a token"),
    (thrown) => thrown,
  );
  assert.deepEqual([error.llmError, error.retryable], ["configuration", false]);
  return error.message;
}

/** What a look gives, as soon as it gives something. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise(setImmediate);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("the token of GitHub", () => {
  it("is that of GITHUB_TOKEN, else GH_TOKEN, else of the variable of the settings", async () => {
    const env = { GITHUB_TOKEN: " one\n", GH_TOKEN: "two", MINE: "three" };
    assert.deepEqual(await githubToken({}, signal, env), { token: "one", place: "GITHUB_TOKEN" });
    assert.deepEqual(await githubToken({}, signal, { ...env, GITHUB_TOKEN: " " }), {
      token: "two",
      place: "GH_TOKEN",
    });
    assert.equal((await githubToken({ api_key_env: "MINE" }, signal, env)).token, "three");
  });

  it("is that of gh where no variable is set", async () => {
    delete process.env["GITHUB_TOKEN"];
    ghSaying('[ "$*" = "auth token" ] && echo gho_of_gh');
    assert.deepEqual(await githubToken({}, signal), { token: "gho_of_gh", place: "the output of gh auth token" });
  });

  it("is that of gh for the host of GitHub Enterprise", async () => {
    delete process.env["GITHUB_TOKEN"];
    const told = join(temporaryFolder(), "told");
    ghSaying(`echo "$*" > ${told}; echo gho_of_gh`);
    await githubToken({ github_api_url: "https://github.example.com/api/v3" }, signal);
    assert.equal(readFileSync(told, "utf8"), "auth token --hostname github.example.com\n");
  });

  it("that is missing is told by its variables and by gh auth login", async () => {
    const sentence = (why: string): string =>
      `GITHUB_TOKEN or GH_TOKEN is not set and ${why}: ${COMMAND}, or gh auth login`;
    assert.equal(await missing(), sentence("there is no command gh"));
    ghSaying("echo 'no oauth token: gho_half' >&2; exit 1");
    assert.equal(await missing(), sentence("gh auth token gives none"));
    ghSaying("exit 0");
    assert.equal(await missing(), sentence("gh auth token gives none"));
    assert.equal(await missing({ api_key_env: "MINE" }), `MINE is not set: ${COMMAND}`);
  });

  it("is not waited for when the call is given up, nor for long", async () => {
    delete process.env["GITHUB_TOKEN"];
    const file = join(temporaryFolder(), "pid");
    ghSaying(`trap '' TERM; echo $$ > ${file}; while :; do :; done`);
    const controller = new AbortController();
    const asked = githubToken({}, controller.signal);
    const pid = await until(() => (existsSync(file) ? Number(readFileSync(file, "utf8")) || undefined : undefined));
    controller.abort(new Error("gone"));
    await assert.rejects(asked, /gone/);
    await until(() => (isRunning(pid) ? undefined : true));
    ghSaying("while :; do :; done");
    await assert.rejects(githubToken({}, signal, process.env, 20), /did not answer within 0.02 s: .*gh auth login/);
  });
});

describe("where GitHub and Copilot are", () => {
  it("the setting, else the environment, else github.com", () => {
    assert.equal(apiUrlOf({}, {}), "https://api.github.com");
    assert.equal(apiUrlOf({}, { GITHUB_API_URL: "https://ghe.example/api/v3/" }), "https://ghe.example/api/v3");
    assert.equal(apiUrlOf({ github_api_url: "https://a" }, { GITHUB_API_URL: "https://b" }), "https://a");
  });

  it("Copilot: the setting, else the environment, else what came with the token", () => {
    const env = { GITHUB_COPILOT_BASE_URL: "https://env" };
    assert.equal(baseUrlOf({ base_url: "https://own" }, "https://told", env), "https://own");
    assert.equal(baseUrlOf({}, "https://told", env), "https://env");
    assert.equal(baseUrlOf({}, "https://told", { GITHUB_COPILOT_BASE_URL: " " }), "https://told");
    assert.equal(baseUrlOf({}, undefined, {}), "https://api.githubcopilot.com");
  });

  it("the host of gh", () => {
    assert.equal(hostOf("https://api.github.com"), undefined);
    assert.equal(hostOf("https://ghe.example/api/v3"), "ghe.example");
    assert.equal(hostOf("https://api.octocorp.ghe.com"), "octocorp.ghe.com");
    assert.equal(hostOf("http://127.0.0.1:8080"), undefined);
    assert.equal(hostOf("nowhere"), undefined);
  });
});
