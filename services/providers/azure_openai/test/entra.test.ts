import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fakeVendor } from "@amplifier-ipc/provider-kit/testing";
import { Tokens } from "../src/entra.js";
import { ask, failure, RESPONSE, spawned } from "./support.js";

/** What DefaultAzureCredential finds where there is nothing: no key, no program `az`, no identity. */
const BARE = {
  AZURE_OPENAI_API_KEY: "",
  PATH: "/nonexistent",
  HOME: "/nonexistent",
  AZURE_TOKEN_CREDENTIALS: "AzureCliCredential",
};

describe("Microsoft Entra ID", () => {
  it("gives a token of the managed identity that App Service has, once for several requests", async () => {
    const resource = await fakeVendor((_, reply) => {
      reply.json(200, RESPONSE);
    });
    const identity = await fakeVendor((_, reply) => {
      reply.json(200, { access_token: "token-1", expires_on: "4102444800", resource: "x", token_type: "Bearer" });
    });
    const msi = { IDENTITY_ENDPOINT: `${identity.url}/msi/token`, IDENTITY_HEADER: "header-1" };
    const env = { ...BARE, AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential", ...msi };
    const on = await spawned({ base_url: resource.url, model: "gpt-4.1" }, env);
    await ask(on);
    await ask(on);
    assert.deepEqual(
      resource.requests.map(({ headers }) => [headers.authorization, headers["api-key"]]),
      [
        ["Bearer token-1", undefined],
        ["Bearer token-1", undefined],
      ],
    );
    const [{ path, headers } = assert.fail()] = identity.requests;
    assert.match(decodeURIComponent(path), /resource=https:\/\/cognitiveservices\.azure\.com/);
    assert.equal(headers["x-identity-header"], "header-1");
    assert.equal(identity.requests.length, 1);
    await on.close();
    await resource.close();
    await identity.close();
  });

  it("is configuration that names both ways where there is neither", async () => {
    const on = await spawned({ base_url: "http://127.0.0.1:9", model: "x", max_retries: 0 }, BARE);
    const error = await failure(ask(on));
    assert.deepEqual([error.llmError, error.retryable], ["configuration", false]);
    assert.match(
      error.message,
      /AZURE_OPENAI_API_KEY is not set: amplifier-ipc provider set-key azure_openai; .*DefaultAzureCredential.*az login/,
    );
    await on.close();
  });

  it("is not asked where only a key may be used", async () => {
    const on = await spawned({ base_url: "http://127.0.0.1:9", model: "x", credential: "key" }, BARE);
    const error = await failure(ask(on));
    assert.equal(error.message, "AZURE_OPENAI_API_KEY is not set: amplifier-ipc provider set-key azure_openai");
    await on.close();
  });

  it("is configuration that names the variable where there is no endpoint", async () => {
    const on = await spawned({ model: "x" }, { AZURE_OPENAI_ENDPOINT: "" });
    const error = await failure(ask(on));
    assert.equal(error.llmError, "configuration");
    assert.match(error.message, /^AZURE_OPENAI_ENDPOINT is not set/);
    await on.close();
  });
});

describe("tokens", () => {
  const signal = new AbortController().signal;

  it("are renewed two minutes before their end", async () => {
    let now = 0;
    let count = 0;
    const credential = { getToken: async () => ({ token: `t${++count}`, expiresOnTimestamp: now + 300_000 }) };
    const tokens = new Tokens(
      async () => credential,
      () => now,
    );
    assert.equal(await tokens.get("s", signal), "t1");
    now = 179_999;
    assert.equal(await tokens.get("s", signal), "t1");
    now = 180_000;
    assert.equal(await tokens.get("s", signal), "t2");
  });

  it("are authentication when what there is is refused, without the secret (PRV-025)", async () => {
    process.env["AZURE_CLIENT_SECRET"] = "very-secret-value";
    const refusal = Object.assign(new Error("AADSTS7000215: invalid client secret very-secret-value"), {
      name: "AuthenticationError",
    });
    const tokens = new Tokens(async () => ({ getToken: () => Promise.reject(refusal) }));
    const error = await failure(tokens.get("s", signal));
    delete process.env["AZURE_CLIENT_SECRET"];
    assert.equal(error.llmError, "authentication");
    assert.match(error.message, /AADSTS7000215.*\[key\]/);
    assert.match(error.message, /AZURE_OPENAI_API_KEY/);
  });

  it("end with the reason of the cancel", async () => {
    const abort = new AbortController();
    abort.abort(new Error("cancelled"));
    const tokens = new Tokens(async () => ({ getToken: () => Promise.reject(new Error("AbortError")) }));
    await assert.rejects(tokens.get("s", abort.signal), /cancelled/);
  });
});
