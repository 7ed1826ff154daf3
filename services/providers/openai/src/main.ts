import { vendorProvider } from "@amplifier-ipc/provider-kit";
import { Service } from "@amplifier-ipc/sdk";
import { openai } from "./adapter.js";

const service = new Service("providers-openai", {
  version: "0.1.0",
  description: "A provider for OpenAI (Responses API, or chat completions of compatible servers).",
  requires: ["hook.emit"],
});
service.provider(openai.name, vendorProvider(openai));
await service.serve();
