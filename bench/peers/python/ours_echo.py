"""A service with one tool, with the Python SDK."""

from amplifier_ipc import serve, tool


@tool(read_only=True)
async def echo(text: str) -> str:
    """Return the text."""
    return text


serve()
