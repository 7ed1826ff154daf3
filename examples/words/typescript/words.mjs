// words.mjs
import { deny, Service } from "@amplifier-ipc/sdk";
import { z } from "zod";

const service = new Service("words");
const Input = z.object({ text: z.string(), unique: z.boolean().default(false) });

service.tool(
  "word_count",
  { description: "Count the words of a text.", readOnly: true, input: Input },
  ({ text, unique }) => {
    const words = text.split(/\s+/).filter(Boolean);
    return unique ? new Set(words).size : words.length;
  },
);

service.hook("tool:pre", { name: "guard", priority: 10, onError: "deny" }, ({ toolName, toolInput }) =>
  toolName === "bash" && String(toolInput.command).includes("rm -rf") ? deny("rm -rf is not allowed") : undefined,
);

await service.serve();
