import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LLMError } from "@amplifier-ipc/sdk";
import { datedVersion, defaultDeployment, deploymentOf, endpointOf } from "../src/where.js";

const HOST = "https://name.openai.azure.com";

function isConfiguration(variable: string): (error: unknown) => boolean {
  return (error) => error instanceof LLMError && error.llmError === "configuration" && error.message.includes(variable);
}

describe("the endpoint", () => {
  for (const given of [
    HOST,
    `${HOST}/`,
    `${HOST}/openai`,
    `${HOST}/openai/v1/`,
    `${HOST}/openai/v1/responses`,
    `${HOST}/openai/deployments/prod/chat/completions?api-version=2024-10-21`,
    ` ${HOST}/ `.trim(),
  ]) {
    it(`is found in what people copy: ${given}`, () => {
      assert.equal(endpointOf({ base_url: given }, {}), HOST);
      assert.equal(endpointOf({}, { AZURE_OPENAI_ENDPOINT: given }), HOST);
    });
  }

  it("keeps the path of a gateway", () => {
    assert.equal(
      endpointOf({ base_url: "https://apim.example.com/team/openai/v1" }, {}),
      "https://apim.example.com/team",
    );
    assert.equal(
      endpointOf({ base_url: "https://apim.example.com/openai-team" }, {}),
      "https://apim.example.com/openai-team",
    );
  });

  it("must be named", () => {
    assert.throws(() => endpointOf({}, {}), isConfiguration("AZURE_OPENAI_ENDPOINT"));
    assert.throws(() => endpointOf({}, { AZURE_OPENAI_ENDPOINT: " " }), isConfiguration("AZURE_OPENAI_ENDPOINT"));
  });
});

describe("the version", () => {
  it("is v1 unless a date is named", () => {
    for (const version of ["v1", "preview", "latest"])
      assert.equal(datedVersion({ api_version: version }, {}), undefined);
    assert.equal(datedVersion({}, {}), undefined);
    assert.equal(datedVersion({}, { AZURE_OPENAI_API_VERSION: "2024-10-21" }), "2024-10-21");
    assert.equal(datedVersion({ api_version: "v1" }, { AZURE_OPENAI_API_VERSION: "2024-10-21" }), undefined);
    assert.equal(datedVersion({ api_version: "2025-04-01-preview" }, {}), "2025-04-01-preview");
  });

  it("is refused when it is neither", () => {
    assert.throws(
      () => datedVersion({}, { AZURE_OPENAI_API_VERSION: "newest" }),
      isConfiguration("AZURE_OPENAI_API_VERSION"),
    );
  });
});

describe("the deployment", () => {
  it("is the model, or what the settings say of it", () => {
    const deployments = { "gpt-5": "prod" };
    assert.equal(deploymentOf("gpt-5", { deployments }), "prod");
    assert.equal(deploymentOf("gpt-5-mini", { deployments }), "gpt-5-mini");
    assert.equal(deploymentOf("gpt-5", { model: "gpt-5", deployment: "mine" }), "mine");
    assert.equal(deploymentOf("gpt-4.1", { model: "gpt-5", deployment: "mine" }), "gpt-4.1");
  });

  it("must be named where no model is", () => {
    assert.equal(defaultDeployment({ deployment: "mine" }, { AZURE_OPENAI_DEPLOYMENT: "other" }), "mine");
    assert.equal(defaultDeployment({}, { AZURE_OPENAI_DEPLOYMENT: "other" }), "other");
    assert.throws(() => defaultDeployment({}, {}), isConfiguration("AZURE_OPENAI_DEPLOYMENT"));
  });
});
