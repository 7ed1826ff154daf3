import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { TestBench } from "@amplifier-ipc/sdk/testing";
import { parse } from "yaml";
import { ask, FOLDER, heard, MAIN, said, temporaryFolder, tool } from "./support.js";

describe("the bundle over stdio", () => {
  it("streams a turn and ends with exit code 0", async () => {
    const on = await TestBench.spawn([process.execPath, MAIN]);
    assert.deepEqual(on.description, JSON.parse(readFileSync(join(FOLDER, "test", "describe.json"), "utf8")));
    const { response, streamed } = await ask(on, {
      messages: [{ role: "user", content: "Which files are here?" }],
      tools: [tool("glob")],
    });
    assert.equal(heard(streamed), said(response));
    assert.equal(response.finish_reason, "tool_calls");
    assert.equal(await on.close(), 0);
  });

  it("loads YAML and the validator only when a script needs them", async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "s.yaml"), "turns: [{text: from the script}]");
    const on = await TestBench.spawn([process.execPath, MAIN], {
      config: { mock: { script: "s.yaml" } },
      session: { id: "s", cwd },
    });
    const { response } = await ask(on, { messages: [{ role: "user", content: "hi" }] });
    assert.equal(said(response), "from the script");
    assert.equal(await on.close(), 0);
  });

  it("is what the definition starts", () => {
    const { behavior } = parse(readFileSync(join(FOLDER, "mock.yaml"), "utf8")) as {
      behavior: { ref: string; service: { stack: string; command: string[] } };
    };
    assert.equal(behavior.ref, "mock");
    assert.equal(behavior.service.stack, "npm");
    const [program, script] = behavior.service.command;
    assert.equal(program, "node");
    assert.ok(existsSync(join(FOLDER, script ?? "")));
  });
});
