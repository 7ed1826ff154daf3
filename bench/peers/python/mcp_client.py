"""The calling side with the MCP Python SDK, over stdio."""

from __future__ import annotations

import asyncio
import sys

from driving import drive
from mcp import Client, StdioServerParameters, stdio_client


async def main() -> None:
    """Start the server and carry out the orders."""
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:])
    async with Client(stdio_client(server)) as client:

        async def echo(text: str) -> object:
            return (await client.call_tool("echo", {"text": text})).content[0].text

        await drive(echo)


asyncio.run(main())
