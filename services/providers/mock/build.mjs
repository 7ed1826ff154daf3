// Bundles the service into dist/main.js; what is not needed at the start (YAML, ajv) becomes chunks loaded on demand.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("dist"), { recursive: true, force: true });
await build({
  entryPoints: [here("src/main.ts")],
  outdir: here("dist"),
  bundle: true,
  // The SDK's own source: so nothing but this package has to be built, also where the SDK never was.
  alias: { "@amplifier-ipc/sdk": here("../../../sdk-typescript/src/index.ts") },
  splitting: true,
  format: "esm",
  target: "node20",
  // "neutral" takes the ES module builds of packages; the "node" ones call require() for built-in modules.
  platform: "neutral",
  mainFields: ["module", "main"],
  external: ["node:*"],
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
  logLevel: "warning",
});
