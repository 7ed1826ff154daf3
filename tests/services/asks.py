"""Hook `asks`, for the tests of the conversation: the user is asked before each command of bash."""

from amplifier_ipc import ask, hook, serve


@hook("tool:pre", on_error="deny")
def asks(event):
    """Ask before a command."""
    if event.tool_name == "bash":
        return ask("May it run this?")
    return None


serve()
