import { vendorProvider } from "@amplifier-ipc/provider-kit";
import { Service } from "@amplifier-ipc/sdk";
import { gemini } from "./adapter.js";

const service = new Service("providers-gemini", {
  version: "0.1.0",
  description: "Google Gemini: its models by the official SDK.",
});
service.provider("gemini", vendorProvider(gemini));
await service.serve();
