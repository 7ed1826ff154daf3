import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { parseScript } from "../src/script.js";
import { FOLDER } from "./support.js";

it("the script of the README is a script", async () => {
  const readme = readFileSync(join(FOLDER, "README.md"), "utf8");
  const yaml = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? "";
  assert.equal((await parseScript(yaml, "README.md")).length, 6);
});
