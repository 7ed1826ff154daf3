// A server with one tool, with the second generation of the MCP TypeScript SDK.
import { McpServer } from "@modelcontextprotocol/server";
import { StdioServerTransport } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const server = new McpServer({ name: "echo", version: "0" });
const inputSchema = z.object({ text: z.string() });
server.registerTool("echo", { description: "Return the text.", inputSchema }, ({ text }) => ({
  content: [{ type: "text", text }],
}));
await server.connect(new StdioServerTransport());
