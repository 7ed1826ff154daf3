// Content: folders, records, and the shared vectors of paths.
import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { isInside } from "../src/components/content.js";
import { Service } from "../src/index.js";
import { TestBench } from "../src/testing/index.js";
import { temporaryFolder, vectors } from "./support.js";

/** A folder with text, bytes, and links: inside, out of it, to nowhere, and to itself. */
function folder(): string {
  const root = temporaryFolder();
  const outside = temporaryFolder();
  writeFileSync(join(outside, "secret"), "secret");
  mkdirSync(join(root, "context"));
  writeFileSync(join(root, "context", "hello.md"), "hällo");
  writeFileSync(join(root, "pixel.png"), Uint8Array.of(0x89, 0x50, 0xff));
  writeFileSync(join(root, "no\\path"), "");
  symlinkSync("context/hello.md", join(root, "link.md"));
  symlinkSync(join(outside, "secret"), join(root, "secret"));
  symlinkSync(outside, join(root, "outside"));
  symlinkSync("nowhere", join(root, "dangling"));
  symlinkSync(".", join(root, "context", "loop"));
  return root;
}

describe("a folder of content", () => {
  for (const [what, source] of [
    ["a path", (root: string) => root],
    ["a URL", pathToFileURL],
  ] as const) {
    it(`given as ${what}: lists and reads what is inside, and nothing else (CNT-005)`, async () => {
      const bench = await TestBench.start(new Service("s").content(source(folder())));
      const paths = ["context/hello.md", "link.md", "pixel.png"];
      assert.deepEqual(await bench.listContent(), paths);
      assert.deepEqual(bench.description.capabilities.content, { paths });
      assert.deepEqual(await bench.listContent("context/"), ["context/hello.md"]);
      const hello = { content: "hällo", encoding: "utf-8", mime_type: "text/markdown" };
      assert.deepEqual(await bench.readContent("context/hello.md"), hello);
      assert.deepEqual(await bench.readContent("link.md"), hello);
      const pixel = { content: "iVD/", encoding: "base64", mime_type: "image/png" };
      assert.deepEqual(await bench.readContent("pixel.png"), pixel);
      for (const path of ["secret", "outside/secret", "dangling", "context", "no\\path"]) {
        await assert.rejects(bench.readContent(path), { code: -32004 }, path);
      }
    });
  }

  it("must be there", () => {
    assert.throws(() => new Service("s").content("/no/such/folder"), /content: there is no folder \/no\/such\/folder/);
  });
});

describe("content in memory", () => {
  it("is read as it was given, sorted by code point (CNT-012)", async () => {
    const files = { "\u{1f600}.txt": "smile", "\uff5e.txt": "wave", "a.bin": Uint8Array.of(0xff), "a.md": "text" };
    const service = new Service("s").content(files).content({ "a.md": "second", "b/c": "c" });
    const bench = await TestBench.start(service);
    assert.deepEqual(await bench.listContent(), ["a.bin", "a.md", "b/c", "\uff5e.txt", "\u{1f600}.txt"]);
    const text = { content: "text", encoding: "utf-8", mime_type: "text/markdown" };
    assert.deepEqual(await bench.readContent("a.md"), text);
    assert.deepEqual(await bench.readContent("a.bin"), { content: "/w==", encoding: "base64" });
    await assert.rejects(bench.readContent("b/d"), {
      code: -32004,
      data: { what: "content", name: "b/d", did_you_mean: "b/c" },
    });
    assert.throws(() => new Service("s").content({ "../a": "" }), /content: "\.\.\/a" is no relative path/);
  });
});

describe("paths of content", () => {
  for (const { id, path, verdict } of vectors<{ id: string; path: string; verdict: "ok" | "refused" }>(
    "content_paths",
  )) {
    it(id, async () => {
      assert.equal(isInside(path), verdict === "ok");
      if (verdict === "ok") {
        const bench = await TestBench.start(new Service("s").content({ [path]: "here" }));
        assert.equal((await bench.readContent(path)).content, "here");
      } else {
        const bench = await TestBench.start(new Service("s").content({ here: "" }));
        await assert.rejects(bench.readContent(path), { code: -32004 });
      }
    });
  }
});
