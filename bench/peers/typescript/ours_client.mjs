// The calling side with the TypeScript SDK: the host of its `testing`, which starts a service as a process.
import { TestBench } from "@amplifier-ipc/sdk/testing";
import { drive } from "./driving.mjs";

const host = await TestBench.spawn(process.argv.slice(2));
await drive(async (text) => (await host.callTool("echo", { text })).output);
await host.close();
