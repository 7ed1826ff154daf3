// The calling side with the MCP TypeScript SDK, over stdio.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { drive } from "./driving.mjs";

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: "bench", version: "0" });
await client.connect(new StdioClientTransport({ command, args }));
await drive(async (text) => (await client.callTool({ name: "echo", arguments: { text } })).content[0].text);
await client.close();
