import { Service } from "@amplifier-ipc/sdk";
import { mockProvider } from "./provider.js";

const service = new Service("providers-mock", {
  version: "0.1.0",
  description: "A provider with a scripted model: for demonstrations and tests, without a key.",
});
service.provider("mock", mockProvider());
await service.serve();
