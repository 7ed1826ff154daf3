"""The smallest service of the Python SDK: what its start costs before anything of its author's is there."""

from amplifier_ipc import serve, tool


@tool(read_only=True)
def word_count(text: str, unique: bool = False) -> int:
    """Count the words of a text."""
    words = text.split()
    return len(set(words)) if unique else len(words)


serve()
