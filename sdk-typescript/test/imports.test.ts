import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { ROOT } from "./support.js";

const SRC = join(ROOT, "sdk-typescript", "src");

/** The mapping of HTTP does no I/O. */
const PURE_HTTP =
  /^(http\/(meta|problems|requests|routes)\.js|rpc\/meta|wire\/|generated\/|errors|node:(buffer|string_decoder)$)/;

/** What the files of a room may import, by the beginning of the path (rooms point down only). */
const ALLOWED: Readonly<Record<string, RegExp>> = {
  wire: /^(wire\/|node:buffer$)/,
  "rpc/peer.ts": /^(wire\/message|rpc\/(types|expiries|meta))/,
  "rpc/meta.ts": /^(wire\/message|rpc\/types)/,
  "rpc/expiries.ts": /^wire\/message/,
  "rpc/types.ts": /^wire\/message/,
  components: /^(components\/|schema\/|generated\/|wire\/|context|errors)/,
  "components/content.ts": /^(components\/|generated\/|errors|node:)/,
  "http/meta.ts": PURE_HTTP,
  "http/problems.ts": PURE_HTTP,
  "http/routes.ts": PURE_HTTP,
  "http/requests.ts": PURE_HTTP,
  "http/calls.ts": PURE_HTTP,
  "http/sse.ts": PURE_HTTP,
  "http/address.ts": /^$/,
  http: /^(http\/|service\/(dispatcher|guard|service|winding|wire_streams)|rpc\/|wire\/|generated\/|errors|node:)/,
  schema: /^(schema\/|generated\/|wire\/|ajv)/,
};

it("imports point down only", () => {
  for (const [room, allowed] of Object.entries(ALLOWED)) {
    for (const file of filesOf(room)) {
      if (file !== room && file in ALLOWED) continue; // it has a line of its own
      for (const target of importsOf(file)) assert.match(target, allowed, `${file} imports ${target}`);
    }
  }
});

it("what is for HTTP alone is loaded when it is asked for", () => {
  for (const file of filesOf("")) {
    for (const target of importsOf(file, /from "([^"]+)"/g)) {
      assert.doesNotMatch(target, /^generated\/openapi/, file);
      if (!file.startsWith("http/")) assert.doesNotMatch(target, /^(http\/|node:https?$)/, file);
    }
  }
});

it("every export of the package can be imported by its name", async () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "sdk-typescript", "package.json"), "utf8")) as {
    exports: Record<string, string | { types: string; default: string }>;
  };
  for (const [path, target] of Object.entries(exports)) {
    if (typeof target === "string") continue;
    assert.ok(existsSync(join(ROOT, "sdk-typescript", target.types)), target.types);
    const module: unknown = await import(`@amplifier-ipc/sdk${path.slice(1)}`);
    assert.notDeepEqual(Object.keys(module as object), [], path);
  }
});

it("every file stays below 400 lines", () => {
  for (const file of filesOf("")) {
    if (file.startsWith("generated")) continue;
    assert.ok(readFileSync(join(SRC, file), "utf8").split("\n").length < 400, file);
  }
});

function filesOf(room: string): string[] {
  if (room.endsWith(".ts")) return [room];
  const names = readdirSync(join(SRC, room), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => (room === "" ? name : `${room}/${name}`));
}

const ANY_IMPORT = /(?:from |import\()"([^"]+)"/g;

/** What a file imports, relative to src. */
function importsOf(file: string, pattern: RegExp = ANY_IMPORT): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const targets = [...text.matchAll(pattern)].map((match) => match[1] ?? "");
  const folder = file.split("/").slice(0, -1);
  return targets.map((target) => {
    if (!target.startsWith(".")) return target;
    const parts = [...folder, ...target.split("/")];
    const path: string[] = [];
    for (const part of parts) {
      if (part === "..") path.pop();
      else if (part !== ".") path.push(part);
    }
    return path.join("/");
  });
}
