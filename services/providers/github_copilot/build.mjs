import { bundle } from "../kit-typescript/bundle.mjs";

await bundle(import.meta.url);
