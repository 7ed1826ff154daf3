"""A server with one tool, with the MCP Python SDK."""

from mcp.server import MCPServer

server = MCPServer("echo", log_level="ERROR")


@server.tool(structured_output=False)  # else the text would be sent twice
async def echo(text: str) -> str:
    """Return the text."""
    return text


server.run("stdio")
