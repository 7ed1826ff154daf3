// Setup, cleanup and what components need, in memory.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { Service } from "../src/index.js";
import { TestBench } from "../src/testing/index.js";

const about = { description: "x" };

describe("setup and cleanup", () => {
  it("run around the first call, again after configure, and at the end", async () => {
    const seen: string[] = [];
    const config = z.object({ n: z.int().default(0) });
    const service = new Service("s")
      .setup(() => void seen.push("service set up"))
      .cleanup(() => void seen.push("service cleaned up"))
      .tool(
        "t",
        {
          ...about,
          config,
          setup: async ({ config: { n } }) => void seen.push(`set up ${n}`),
          cleanup: async () => void seen.push("cleaned up"),
        },
        (_, context) => void seen.push(`called ${context.config.n}`),
      )
      .tool(
        "unused",
        { ...about, setup: () => void seen.push("unused"), cleanup: () => void seen.push("unused") },
        () => 1,
      );
    const bench = await TestBench.start(service);
    assert.deepEqual(seen, ["service set up"]);
    await Promise.all([bench.callTool("t"), bench.callTool("t")]);
    await bench.request("configure", { config: { t: { n: 1 } } });
    await bench.callTool("t");
    assert.equal(await bench.close(), 0);
    assert.deepEqual(seen, [
      "service set up",
      "set up 0",
      "called 0",
      "called 0",
      "cleaned up",
      "set up 1",
      "called 1",
      "cleaned up",
      "service cleaned up",
    ]);
  });

  it("a setup that throws fails the call, and the next call tries again", async () => {
    let tries = 0;
    const setup = (): void => {
      tries++;
      if (tries === 1) throw new Error("not yet");
    };
    const bench = await TestBench.start(new Service("s").tool("t", { ...about, setup }, () => tries));
    await assert.rejects(bench.callTool("t"), { kind: "internal_error", message: "The handler broke: Error: not yet" });
    assert.equal((await bench.callTool("t")).output, 2);
  });
});

describe("requires", () => {
  it("of all components and of the service are one list in describe", async () => {
    const service = new Service("s", { requires: ["context"] })
      .tool("t", { ...about, requires: ["hook.emit", "context"] }, () => 1)
      .approvalProvider("a", { requires: ["approval"], requestApproval: () => true })
      .capability("c", { requires: ["hook.emit"] }, () => 1)
      .channel("n", { requires: ["channel.collect"], collect: () => 1 });
    const { requires } = (await TestBench.start(service)).description;
    assert.deepEqual(requires?.toSorted(), ["approval", "channel.collect", "context", "hook.emit"]);
    const alone = await TestBench.start(service, { components: "c" });
    assert.deepEqual(alone.description.requires?.toSorted(), ["context", "hook.emit"]);
  });
});
