import { vendorProvider } from "@amplifier-ipc/provider-kit";
import { Service } from "@amplifier-ipc/sdk";
import { githubCopilot } from "./adapter.js";

const service = new Service("providers-github-copilot", {
  version: "0.1.0",
  description: "A provider for the models of a GitHub Copilot plan.",
  requires: ["hook.emit"],
});
const copilot = githubCopilot();
service.provider(copilot.name, vendorProvider(copilot));
await service.serve();
