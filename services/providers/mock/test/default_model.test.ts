import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message } from "@amplifier-ipc/sdk";
import { ask, bench, heard, said, tool } from "./support.js";

const TOOLS = [tool("glob"), tool("read_file")];
const QUESTION: Message = { role: "user", content: "What files are here?" };

function called(id: string, name: string, input: Record<string, unknown>): Message {
  return { role: "assistant", content: "", tool_calls: [{ id, name, arguments: input }] };
}

function result(id: string, output: unknown, isError = false): Message {
  const content = typeof output === "string" ? output : JSON.stringify(output);
  return { role: "tool", tool_call_id: id, content, ...(isError ? { metadata: { is_error: true } } : {}) };
}

const GLOBBED = [QUESTION, called("mock-1", "glob", { pattern: "*" })];
const matches = (...paths: string[]): unknown => ({
  pattern: "*",
  matches: paths.map((path) => ({ path, type: "file" })),
});

describe("the default model", () => {
  it("calls glob when it is asked about files", async () => {
    const { response } = await ask(await bench(), { messages: [QUESTION], tools: TOOLS });
    assert.equal(response.finish_reason, "tool_calls");
    assert.deepEqual(response.tool_calls, [{ id: "mock-1", name: "glob", arguments: { pattern: "*" } }]);
    assert.deepEqual(response.content.at(-1), {
      type: "tool_call",
      id: "mock-1",
      name: "glob",
      input: { pattern: "*" },
    });
  });

  it("reads a README that glob found", async () => {
    const messages = [...GLOBBED, result("mock-1", matches("a.txt", "README.md"))];
    const { response } = await ask(await bench(), { messages, tools: TOOLS });
    const expected = [{ id: "mock-2", name: "read_file", arguments: { file_path: "README.md" } }];
    assert.deepEqual(response.tool_calls, expected);
  });

  it("sums up every file, and how the README begins", async () => {
    const content = "     1\t# The title\n     2\t\n     3\tmore";
    const messages = [
      ...GLOBBED,
      result("mock-1", matches("a-7f3a.txt", "README.md")),
      called("mock-2", "read_file", { file_path: "README.md" }),
      result("mock-2", { file_path: "README.md", content }),
    ];
    const { response, streamed } = await ask(await bench(), { messages, tools: TOOLS });
    assert.equal(
      said(response),
      'There are 2 files here:\n- a-7f3a.txt\n- README.md\n\nREADME.md begins: "# The title"',
    );
    assert.equal(heard(streamed), said(response));
    assert.equal(response.finish_reason, "stop");
    assert.equal(response.tool_calls, undefined);
  });

  it("reads results in blocks, as whole ToolResults, and as plain lines", async () => {
    const outputs: Message[] = [
      { role: "tool", content: [{ type: "tool_result", tool_call_id: "mock-1", output: matches("x1", "x2") }] },
      result("mock-1", { success: true, output: matches("x1", "x2") }),
      result("mock-1", "x1\nx2\n"),
    ];
    for (const output of outputs) {
      const { response } = await ask(await bench(), { messages: [...GLOBBED, output], tools: TOOLS });
      assert.equal(said(response), "There are 2 files here:\n- x1\n- x2");
    }
  });

  it("says which tools are missing", async () => {
    const { response } = await ask(await bench(), { messages: [QUESTION], tools: [tool("bash")] });
    assert.equal(said(response), "I cannot look at the files here: the tools `glob` and `read_file` are missing.");
    assert.equal(response.tool_calls, undefined);
    const { response: half } = await ask(await bench(), { messages: [QUESTION], tools: [tool("read_file")] });
    assert.equal(said(half), "I cannot look at the files here: the tool `glob` is missing.");
  });

  it("tells a failed tool in one sentence with the error's text", async () => {
    const died = "service foundation-workspace was ended by SIGKILL";
    for (const failed of [
      result("mock-1", died, true),
      result("mock-1", { success: false, output: died, error: { message: died } }),
    ]) {
      const { response } = await ask(await bench(), { messages: [...GLOBBED, failed], tools: TOOLS });
      assert.equal(said(response), `The tool \`glob\` failed: ${died}`);
    }
  });

  it("keeps the files when only the README could not be read", async () => {
    const messages = [
      ...GLOBBED,
      result("mock-1", matches("README.md")),
      called("mock-2", "read_file", { file_path: "README.md" }),
      result("mock-2", "no access", true),
    ];
    const { response } = await ask(await bench(), { messages, tools: TOOLS });
    assert.equal(said(response), "There is 1 file here:\n- README.md\n\nThe tool `read_file` failed: no access");
  });

  it("looks again at the next prompt, with ids that go on", async () => {
    const messages: Message[] = [
      ...GLOBBED,
      result("mock-1", matches("a")),
      { role: "assistant", content: "There is 1 file here:\n- a" },
      QUESTION,
    ];
    const { response } = await ask(await bench(), { messages, tools: TOOLS });
    assert.deepEqual(response.tool_calls, [{ id: "mock-2", name: "glob", arguments: { pattern: "*" } }]);
  });

  it("answers anything else without tools, and counts tokens the same each time", async () => {
    const request = { messages: [{ role: "user" as const, content: "Hello!" }], system: "Be kind.", tools: TOOLS };
    const { response } = await ask(await bench(), request);
    assert.match(said(response), /You said: "Hello!"/);
    const output = Math.ceil(said(response).length / 4);
    const input = Math.ceil(("Hello!".length + "Be kind.".length) / 4);
    assert.deepEqual(response.usage, { input_tokens: input, output_tokens: output, total_tokens: input + output });
    assert.deepEqual((await ask(await bench(), request)).response, response);
  });
});

describe("the provider", () => {
  it("tells who it is and which model it has", async () => {
    const on = await bench();
    const info = await on.request("provider.info", { provider: "mock" });
    assert.equal(info.id, "mock");
    assert.deepEqual(info.credential_env_vars, []);
    const { models } = await on.request("provider.list_models", {});
    assert.deepEqual(
      models.map(({ id }) => id),
      ["mock-1"],
    );
  });

  it("parses tool calls out of blocks", async () => {
    const on = await bench();
    const response = { content: [{ type: "tool_call" as const, id: "c", name: "glob", input: { pattern: "*" } }] };
    const { tool_calls } = await on.request("provider.parse_tool_calls", { response });
    assert.deepEqual(tool_calls, [{ id: "c", name: "glob", arguments: { pattern: "*" } }]);
  });
});
