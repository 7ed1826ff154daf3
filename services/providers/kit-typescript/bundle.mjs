// Bundles an adapter into its dist/main.js; what is not needed at the start becomes chunks that are loaded on demand.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** `base`: import.meta.url of the adapter's build.mjs; `options`: what differs for its SDK. */
export async function bundle(base, { alias = {}, ...options } = {}) {
  const there = (path) => fileURLToPath(new URL(path, base));
  rmSync(there("dist"), { recursive: true, force: true });
  await build({
    entryPoints: [there("src/main.ts")],
    outdir: there("dist"),
    bundle: true,
    // The sources of SDK and kit: so nothing but this package has to be built, also where these never were.
    alias: {
      "@amplifier-ipc/sdk": here("../../../sdk-typescript/src/index.ts"),
      "@amplifier-ipc/provider-kit": here("src/index.ts"),
      "@amplifier-ipc/provider-openai/api": here("../openai/src/api.ts"),
      "@amplifier-ipc/provider-openai/chat": here("../openai/src/chat/index.ts"),
      "@amplifier-ipc/provider-openai/responses": here("../openai/src/responses/index.ts"),
      ...alias,
    },
    splitting: true,
    format: "esm",
    target: "node20",
    // Packages that were written for CommonJS call require() for built-in modules.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    platform: "node",
    mainFields: ["module", "main"],
    conditions: ["import", "module", "node"],
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    logLevel: "warning",
    ...options,
  });
}
