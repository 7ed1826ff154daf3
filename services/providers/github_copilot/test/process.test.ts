import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ProtocolError } from "@amplifier-ipc/sdk";
import { TestBench } from "@amplifier-ipc/sdk/testing";
import { ask, CHAT, FOLDER, github, HI, KEY, MAIN, readText } from "./support.js";

/** The bundle as a process with this environment and no gh. */
function spawned(env: Record<string, string> = {}): Promise<TestBench> {
  const nothing = { GITHUB_TOKEN: "", GH_TOKEN: "", PATH: "/nonexistent" };
  return TestBench.spawn([process.execPath, MAIN], { env: { ...nothing, ...env } });
}

describe("the bundle", () => {
  it("describes itself without a token, as the golden file says, and ends with 0", async () => {
    const on = await spawned();
    assert.deepEqual(on.description, JSON.parse(readText("test", "describe.json")));
    assert.equal(await on.close(), 0);
  });

  it("tells what it reads, without reaching anybody (PRV-040, PRV-041)", async () => {
    const on = await spawned();
    const info = await on.request("provider.info", { provider: "github_copilot" });
    assert.deepEqual(info.credential_env_vars, ["GITHUB_TOKEN", "GH_TOKEN"]);
    assert.deepEqual(info.defaults, { model: "gpt-5-mini" });
    assert.deepEqual(
      info.config_fields.map(({ env_var, required }) => [env_var, required]),
      [
        ["GITHUB_TOKEN", false],
        ["GITHUB_COPILOT_BASE_URL", false],
      ],
    );
    await on.close();
  });

  it("without a token says in one sentence what to do", async () => {
    const on = await spawned();
    const asked = on.complete("github_copilot", HI);
    await assert.rejects(asked, (error: ProtocolError) => {
      assert.equal(error.data["llm_error"], "configuration");
      assert.equal(
        error.message,
        "GITHUB_TOKEN or GH_TOKEN is not set and there is no command gh: amplifier-ipc provider set-key github_copilot, or gh auth login",
      );
      return true;
    });
    assert.equal(await on.close(), 0);
  });

  it("answers with a token, over real HTTP", async () => {
    const { vendor, to } = await github();
    const on = await spawned({ GH_TOKEN: KEY, GITHUB_API_URL: vendor.url });
    assert.equal((await ask(on)).tokens, "Hello.");
    assert.equal(to(CHAT)[0]?.headers.authorization, "Bearer tid=1;exp=1:mac");
    assert.equal(await on.close(), 0);
  });

  it("is what the definition starts, with each variable that it reads", () => {
    const definition = readText("github_copilot.yaml");
    assert.match(definition, /ref: github_copilot\n/);
    assert.match(definition, /command: \["node", ".\/dist\/main.js"\]/);
    assert.ok(existsSync(join(FOLDER, "dist", "main.js")));
    const read = ["GITHUB_TOKEN", "GH_TOKEN", "GITHUB_API_URL", "GITHUB_COPILOT_BASE_URL", "HTTPS_PROXY", "NO_PROXY"];
    for (const name of read) assert.match(definition, new RegExp(`- ${name}\\b`));
  });
});
