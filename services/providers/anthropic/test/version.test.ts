import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BASE_URL } from "../src/names.js";
import { versionHeaders } from "../src/version.js";

describe("the version of the API", () => {
  const vendor = { apiKey: "secret", baseURL: BASE_URL };

  it("that takes a temperature has the key where that version documents it", () => {
    const headers = { "anthropic-version": "2023-06-01", "x-api-key": "secret", authorization: null };
    assert.deepEqual(versionHeaders({ temperature: 0.5 }, {}, vendor), headers);
  });

  it("leaves the key to the client before other servers, and for tokens", () => {
    const headers = { "anthropic-version": "2023-06-01" };
    assert.deepEqual(versionHeaders({ top_p: 1 }, {}, { ...vendor, baseURL: "http://127.0.0.1:1" }), headers);
    assert.deepEqual(versionHeaders({ top_p: 1 }, {}, { ...vendor, apiKey: null }), headers);
  });

  it("is the client's without them, and that of the settings where they name one", () => {
    assert.deepEqual(versionHeaders({}, {}, vendor), {});
    assert.deepEqual(versionHeaders({ temperature: 0 }, { extra_headers: { "Anthropic-Version": "x" } }, vendor), {});
  });
});
