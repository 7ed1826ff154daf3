import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fakeVendor, sse } from "@amplifier-ipc/provider-kit/testing";
import { asked, FOLDER, failure, KEY, RESPONSE, spawned, user } from "./support.js";

const HELLO = { messages: [user("Hello.")] };
const GOLDEN = join(FOLDER, "test", "describe.json");

describe("the bundle as a process", () => {
  it("describes itself as it is known to", async () => {
    const on = await spawned({});
    const { sdk: _, ...described } = on.description;
    assert.deepEqual(JSON.parse(JSON.stringify(described)), JSON.parse(readFileSync(GOLDEN, "utf8")));
    await on.close();
  });

  it("says what it is without a key and without a vendor (PRV-041)", async () => {
    const on = await spawned({}, { OPENAI_API_KEY: "", OPENAI_BASE_URL: "http://127.0.0.1:9" });
    const info = await on.request("provider.info", { provider: "openai" });
    assert.deepEqual(info.credential_env_vars, ["OPENAI_API_KEY"]);
    assert.deepEqual(
      info.config_fields.map(({ id, env_var, required }) => [id, env_var, required]),
      [
        ["api_key", "OPENAI_API_KEY", true],
        ["base_url", "OPENAI_BASE_URL", false],
      ],
    );
    const error = await failure(on.complete("openai", HELLO));
    assert.equal(error.message, "OPENAI_API_KEY is not set: amplifier-ipc provider set-key openai");
    await on.close();
  });

  it("asks the server of the environment, with its organization and project", async () => {
    const vendor = await fakeVendor((_, reply) => {
      reply.json(200, RESPONSE);
    });
    const on = await spawned(
      {},
      { OPENAI_BASE_URL: `${vendor.url}/v1/`, OPENAI_ORG_ID: "org-2", OPENAI_PROJECT_ID: "proj-2" },
    );
    await on.complete("openai", HELLO);
    const [{ path, headers } = assert.fail()] = vendor.requests;
    assert.deepEqual([path, headers.authorization], ["/v1/responses", `Bearer ${KEY}`]);
    assert.deepEqual([headers["openai-organization"], headers["openai-project"]], ["org-2", "proj-2"]);
    await on.close();
    await vendor.close();
  });

  it("knows the SDK's errors although it is bundled", async () => {
    const vendor = await fakeVendor(async (_, reply) => {
      await reply.write(sse([{ type: "response.output_text.delta", output_index: 0, content_index: 0, delta: "Hel" }]));
      reply.reset();
    });
    const on = await spawned({ base_url: `${vendor.url}/v1`, max_retries: 0 });
    const broken = await failure(asked(on, HELLO));
    assert.deepEqual([broken.llmError, broken.data["partial"]], ["stream_error", "Hel"]);
    await vendor.close();
    const gone = await failure(on.complete("openai", HELLO));
    assert.deepEqual([gone.llmError, gone.retryable], ["network", true]);
    assert.equal(await on.close(), 0);
  });
});
