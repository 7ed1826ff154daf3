// A service with one tool, with the TypeScript SDK.
import { Service } from "@amplifier-ipc/sdk";
import { z } from "zod";

const service = new Service("echo");
const input = z.object({ text: z.string() });
service.tool("echo", { description: "Return the text.", readOnly: true, input }, ({ text }) => text);
await service.serve();
