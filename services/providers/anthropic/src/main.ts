import { vendorProvider } from "@amplifier-ipc/provider-kit";
import { Service } from "@amplifier-ipc/sdk";
import { anthropic } from "./adapter.js";

const service = new Service("providers-anthropic", {
  version: "0.1.0",
  description: "A provider for Anthropic's models (Messages API).",
  requires: ["hook.emit"],
});
service.provider("anthropic", vendorProvider(anthropic));
await service.serve();
