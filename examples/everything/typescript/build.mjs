// Bundles the service into dist/everything.js; what is not needed at the start (ajv) becomes chunks loaded on demand.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("dist"), { recursive: true, force: true });
await build({
  entryPoints: [here("src/everything.ts")],
  outdir: here("dist"),
  bundle: true,
  splitting: true,
  format: "esm",
  target: "node20",
  // "neutral" takes the ES module builds of packages; the "node" ones call require() for built-in modules.
  platform: "neutral",
  mainFields: ["module", "main"],
  external: ["node:*"],
  legalComments: "none",
  logLevel: "warning",
});
