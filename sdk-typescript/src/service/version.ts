import type { SdkInfo } from "../generated/index.js";

/** What describe says about this SDK. A test compares the version with package.json. */
export const SDK_INFO: SdkInfo = { name: "@amplifier-ipc/sdk", version: "0.1.0", language: "typescript" };
