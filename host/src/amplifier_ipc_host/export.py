"""A session as a text for people or programs: Markdown, one HTML page, JSON (pure)."""

from __future__ import annotations

import html
import json
from typing import Any

Json = dict[str, Any]
_STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:50em;margin:2em auto;padding:0 1em}
body{color:#222;background:#fff}
pre{background:#f4f4f4;padding:.7em;overflow-x:auto;white-space:pre-wrap}
h2{font-size:1em;border-top:1px solid #ccc;padding-top:.7em;color:#666}
@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}pre{background:#2a2a2a}h2{color:#aaa}}"""


def as_json(session_id: str, metadata: Json, messages: list[Json]) -> str:
    """Everything, as one object `{session_id, metadata, messages}`."""
    whole = {"session_id": session_id, "metadata": metadata, "messages": messages}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_markdown(session_id: str, metadata: Json, messages: list[Json]) -> str:
    """A heading for each message; what a tool was given and gave in blocks of code."""
    title = str(metadata.get("name") or f"Session {session_id}")
    about = [str(metadata[key]) for key in ("agent", "started_at", "cwd") if metadata.get(key)]
    parts = [f"# {_line(title)}", _line(" · ".join(about))]
    for message in messages:
        parts += [f"## {_heading(message)}", *_parts(message)]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(session_id: str, metadata: Json, messages: list[Json]) -> str:
    """One page without scripts and without anything from elsewhere; HTML in messages is shown, not obeyed."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    body = markdown.render(as_markdown(session_id, metadata, messages))
    title = html.escape(str(metadata.get("name") or session_id))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style></head>\n<body>\n{body}</body></html>\n"
    )


def _heading(message: Json) -> str:
    role, name = str(message.get("role")), message.get("name")
    return _line(f"{role} {name}" if name else role)


def _parts(message: Json) -> list[str]:
    """The blocks of a message, and those of its tool calls that are none of them."""
    content = message.get("content")
    if isinstance(content, str):
        blocks: list[Json] = []
        shown = [_code(content) if message.get("role") == "tool" else content]
    else:
        blocks = [each for each in content or [] if isinstance(each, dict)]
        shown = [_block(each) for each in blocks]
    there = {each.get("id") for each in blocks if each.get("type") == "tool_call"}
    calls = [each for each in message.get("tool_calls") or [] if isinstance(each, dict)]
    return shown + [_call(each) for each in calls if each.get("id") not in there]


def _block(block: Json) -> str:
    kind = block.get("type")
    if kind in ("text", "thinking"):
        text = str(block.get("text") or block.get("thinking") or "")
        return text if kind == "text" else "\n".join(f"> {line}" for line in text.splitlines())
    if kind == "tool_call":
        return _call(block)
    if kind == "tool_result":
        output = block.get("output")
        return _code(output if isinstance(output, str) else json.dumps(output, ensure_ascii=False))
    return f"*({_line(str(kind))})*"


def _call(call: Json) -> str:
    given = call.get("input", call.get("arguments"))
    return f"→ **{_line(str(call.get('name')))}**\n\n{_code(json.dumps(given, ensure_ascii=False))}"


def _code(text: str) -> str:
    """A block of code, fenced with more backticks than stand in it."""
    longest = max((len(run) for run in _runs(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _runs(text: str) -> list[str]:
    return ["`" * len(run) for run in "".join(c if c == "`" else " " for c in text).split()]


def _line(text: str) -> str:
    return " ".join(text.split())
