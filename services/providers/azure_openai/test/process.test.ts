import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, it } from "node:test";
import { type Aimock, aimock } from "@amplifier-ipc/provider-kit/testing";
import { ask, FOLDER, KEY, spawned } from "./support.js";

const GOLDEN = join(FOLDER, "test", "describe.json");
const FIXTURES = join(FOLDER, "..", "tests", "fixtures", "aimock.json");
const running: Aimock[] = [];
after(() => {
  for (const vendor of running) vendor.close();
});

/** A third party's fake of Azure: its idea of the API is not ours. */
async function started(): Promise<string> {
  const vendor = await aimock(import.meta.url, FIXTURES);
  running.push(vendor);
  return vendor.url;
}

it("describes itself as it is known to", async () => {
  const on = await spawned({});
  const { sdk: _, ...described } = on.description;
  assert.deepEqual(JSON.parse(JSON.stringify(described)), JSON.parse(readFileSync(GOLDEN, "utf8")));
  await on.close();
});

it("names every variable with a credential (PRV-040)", async () => {
  const on = await spawned({});
  const { credential_env_vars, config_fields } = await on.request("provider.info", { provider: "azure_openai" });
  assert.ok(["AZURE_OPENAI_API_KEY", "AZURE_CLIENT_SECRET"].every((name) => credential_env_vars.includes(name)));
  assert.deepEqual(
    config_fields.map(({ env_var, required }) => [env_var, required]),
    [
      ["AZURE_OPENAI_API_KEY", false],
      ["AZURE_OPENAI_ENDPOINT", false],
    ],
  );
  await on.close();
});

it("talks to a deployment of aimock, found by the environment", async () => {
  const env = {
    AZURE_OPENAI_ENDPOINT: await started(),
    AZURE_OPENAI_API_VERSION: "2024-10-21",
    AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
    AZURE_OPENAI_API_KEY: KEY,
  };
  const on = await spawned({ api: "chat" }, env);
  const tokens: unknown[] = [];
  const request = { messages: [{ role: "user" as const, content: "Say hello." }] };
  const response = await on.complete("azure_openai", request, (method, { text }) => {
    if (method.endsWith("token")) tokens.push(text);
  });
  assert.equal(tokens.join(""), "Hello, world: ü 日本 🎉!");
  assert.deepEqual((await ask(on, request)).content, response.content);
  await on.close();
});
