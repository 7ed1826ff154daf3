// One service with every kind of component. ../../README.md says what each does.
import { type ChannelMessageParams, PerSession, Service } from "@amplifier-ipc/sdk";
import { conformanceFixture } from "@amplifier-ipc/sdk/testing";
import { z } from "zod";
import { declareHooks } from "./hooks.js";
import { once } from "./once.js";
import { Parrot } from "./parrot.js";
import { declareTools } from "./tools.js";
import { byRisk, Memory } from "./turn.js";
import { words } from "./words.js";

const service = new Service("everything", {
  version: "0.1.0",
  requires: [
    "hook.emit",
    "tool.execute",
    "provider.complete",
    "context",
    "approval",
    "session.spawn",
    "content.read",
    "capability.call",
    "channel.collect",
  ],
});

declareTools(service);
declareHooks(service);
service.provider("parrot", new Parrot());
service.contextManager("memory", new Memory());
service.orchestrator("once", { execute: once });
service.approvalProvider("by_risk", { requestApproval: byRisk });
service.content(new URL("../content/", import.meta.url));

service.capability(
  "words.count",
  { description: "Count the words of a text.", input: z.object({ text: z.string() }) },
  ({ text }) => ({ count: words(text).length }),
);

const last = new PerSession<Pick<ChannelMessageParams, "sender" | "data"> | null>(() => null);
service.channel("news", {
  collect: () => ({ headline: "all is well" }),
  receive: ({ sender, data }, { sessionId }) => last.set(sessionId, { sender, data }),
});
service.tool("last_news", { description: "Return what was published last.", readOnly: true }, (_, { sessionId }) =>
  last.of(sessionId),
);
conformanceFixture(service);

await service.serve();
