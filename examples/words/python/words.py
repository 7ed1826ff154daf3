from amplifier_ipc import deny, hook, serve, tool


@tool(read_only=True)
def word_count(text: str, unique: bool = False) -> int:
    """Count the words of a text."""
    words = text.split()
    return len(set(words)) if unique else len(words)


@hook("tool:pre", priority=10, on_error="deny")
async def guard(event):
    if event.tool_name == "bash" and "rm -rf" in event.tool_input["command"]:
        return deny("rm -rf is not allowed")


serve()
