import { vendorProvider } from "@amplifier-ipc/provider-kit";
import { Service } from "@amplifier-ipc/sdk";
import { azureOpenAI } from "./adapter.js";

const service = new Service("providers-azure-openai", {
  version: "0.1.0",
  description: "A provider for Azure OpenAI.",
  requires: ["hook.emit"],
});
service.provider(azureOpenAI.name, vendorProvider(azureOpenAI));
await service.serve();
