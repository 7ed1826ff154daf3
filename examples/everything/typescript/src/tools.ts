import { spawnSync } from "node:child_process";
import { writeSync } from "node:fs";
import { failed, type Service } from "@amplifier-ipc/sdk";
import { z } from "zod";
import { ask, SERVICES } from "./ask.js";
import { words } from "./words.js";

const Text = z.string().describe("The text to count in.");
const Trouble = z.object({ how: z.enum(["raise", "fail", "print", "child", "native", "log"]) });
const Stats = z.object({ words: z.int(), characters: z.int(), most_common: z.array(z.string()) });

export function declareTools(service: Service): void {
  service.tool(
    "word_count",
    {
      description: "Count the words of a text.",
      readOnly: true,
      idempotent: true,
      parallelSafe: true,
      input: z.object({ text: Text, unique: z.boolean().default(false) }),
    },
    ({ text, unique }) => (unique ? new Set(words(text)).size : words(text).length),
  );

  service.tool(
    "stats",
    {
      description: "Tell what a text is made of.",
      readOnly: true,
      input: z.object({ text: z.string(), top: z.int().min(1).max(10).default(3) }),
      output: Stats,
    },
    ({ text, top }) => {
      const all = words(text);
      const counts = new Map<string, number>();
      for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
      const common = [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
      return { words: all.length, characters: [...text].length, most_common: common.slice(0, top) };
    },
  );

  service.tool(
    "countdown",
    {
      description: "Count, and tell how far it is.",
      input: z.object({ steps: z.int().min(1).max(1000).default(3) }),
    },
    ({ steps }, context) => {
      for (let i = 1; i <= steps; i++) {
        context.progress({ message: `step ${i}`, progress: i, total: steps });
        context.output("stdout", `${i}\n`);
      }
      return "done";
    },
  );

  service.tool("wait", { description: "Wait until the call is cancelled." }, async (_, context) => {
    context.progress({ message: "waiting" });
    await new Promise((resolve) => context.stopping.addEventListener("abort", resolve));
    return context.signal.throwIfAborted() ?? "stopped";
  });

  service.tool("about", { description: "Tell what the context says of this call.", readOnly: true }, (_, context) => ({
    component: context.component,
    call_id: context.callId ?? null,
    session_id: context.sessionId ?? null,
    turn_id: context.turnId ?? null,
    traceparent: context.traceparent ?? null,
    cwd: context.cwd,
    time_left: context.timeLeftMs !== undefined,
  }));

  service.tool("trouble", { description: "Do what a service should survive.", input: Trouble }, ({ how }, context) => {
    if (how === "raise") throw new Error("this is a bug");
    if (how === "fail") return failed("no such file", { kind: "not_found" });
    if (how === "print") console.log("printed");
    if (how === "child") spawnSync("echo", ["printed"], { stdio: "inherit" });
    if (how === "native") writeSync(1, "printed\n");
    if (how === "log") context.log("info", "hello", { n: 1 });
    return "survived";
  });

  service.tool(
    "ask_host",
    { description: "Call a service of the host.", input: z.object({ service: z.enum(SERVICES) }) },
    (input, context) => ask[input.service](context.host),
  );
}
