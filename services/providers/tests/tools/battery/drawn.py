"""Requests as nobody would write them, though the schema of ChatRequest allows each of them."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

TEXTS = st.one_of(
    st.sampled_from(["", " ", "\n", "a", "Say hello.", "\x00", "a\x00b", "\u2028", "🎉", "</s>"]),
    st.text(max_size=12),
    st.integers(100, 999).map("said{}".format),
)
IDS = st.sampled_from(["", "c1", "c1", "c2", "call_3", "toolu_4", "id mit ü", "x" * 80, "a.b:c|d"])
NAMES = st.sampled_from(
    [
        "look",
        "read_file",
        "a.b",
        "a-b",
        "a_b",
        "a.b.c",
        "_",
        "A" * 64,
        "x" + "." * 63,
        "x_" + "." * 62,
    ]
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(-1, 1), TEXTS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
OBJECTS = st.dictionaries(TEXTS, JSON, max_size=2)
SCHEMAS = st.sampled_from(
    [
        {},
        {"type": "object"},
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {}}, "required": ["a", "b"]},
        {"type": "object", "properties": {"a": {"type": ["string", "null"]}, "b": True}},
        {"$ref": "#/$defs/It", "$defs": {"It": {"type": "object", "properties": {"a": {}}}}},
        {
            "$defs": {"Tree": {"type": "object", "properties": {"of": {"$ref": "#/$defs/Tree"}}}},
            "type": "object",
            "properties": {"tree": {"$ref": "#/$defs/Tree"}},
        },
        {"oneOf": [{"type": "object", "properties": {"a": {"const": 1}}}, {"type": "object"}]},
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object"},
        {"allOf": [{"type": "object"}, {"properties": {"a": {"enum": [1, "x", None]}}}]},
        {"type": "array", "items": {"type": "string"}},
        {"type": "string"},
        {"type": "object", "properties": {"a": {"type": "array"}}, "additionalProperties": False},
        {"type": "object", "patternProperties": {"^x": {"type": "integer"}}, "title": "T"},
        {"type": "object", "properties": {"$ref": {"type": "string"}, "type": {"enum": []}}},
        {"not": {"type": "string"}},
    ]
)
IMAGES = st.sampled_from(
    [
        {"type": "base64", "media_type": "image/png", "data": PIXEL},
        {"type": "base64", "data": PIXEL},
        {"type": "base64", "media_type": "image/tiff", "data": PIXEL},
        {"type": "base64"},
        {"type": "url", "url": "https://example.com/a.png"},
        {"type": "url", "url": f"data:image/png;base64,{PIXEL}"},
        {"type": "url"},
    ]
)


def _block(kind: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.fixed_dictionaries({"type": st.just(kind), **members})


CALLS = _block("tool_call", id=IDS, name=NAMES, input=OBJECTS)
RESULTS = _block("tool_result", tool_call_id=IDS, output=JSON, is_error=st.booleans())
SUMMARIES = _block("summary_text", text=TEXTS)
THOUGHTS = st.one_of(
    _block("thinking", thinking=TEXTS),
    _block("thinking", thinking=TEXTS, signature=TEXTS),
    _block("redacted_thinking", data=TEXTS),
    _block("reasoning", content=st.just([]), summary=st.lists(SUMMARIES, max_size=1)),
)
BLOCKS = st.one_of(
    _block("text", text=TEXTS),
    CALLS,
    RESULTS,
    THOUGHTS,
    _block("image", source=IMAGES),
    _block("vendor_citation", lines=JSON),
)
WRITERS = st.sampled_from(["anthropic", "openai", "gemini", "ollama", "nobody"])


def _plain(message: Json) -> Json:
    """What a vendor made itself goes back to it as it came: blocks of nobody's are not said to be a vendor's."""
    if "vendor_citation" in str(message["content"]):
        message.pop("metadata", None)
    return message


MESSAGES = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["system", "developer", "user", "assistant", "function", "tool"]),
        "content": TEXTS | st.lists(BLOCKS, max_size=4),
    },
    optional={
        "tool_calls": st.lists(
            st.fixed_dictionaries({"id": IDS, "name": NAMES, "arguments": OBJECTS}), max_size=2
        ),
        "tool_call_id": IDS,
        "name": NAMES | TEXTS,
        "metadata": st.fixed_dictionaries({"provider": WRITERS, "model": TEXTS}),
    },
).map(_plain)
TOOLS = st.fixed_dictionaries(
    {"name": NAMES, "description": TEXTS, "input_schema": SCHEMAS},
    optional={"output_schema": SCHEMAS},
)
FORMATS = st.one_of(
    st.sampled_from([{"type": "text"}, {"type": "json"}]),
    st.fixed_dictionaries(
        {"type": st.just("json_schema"), "schema": SCHEMAS}, optional={"strict": st.booleans()}
    ),
)
REQUESTS = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGES, max_size=6)},
    optional={
        "tools": st.lists(TOOLS, max_size=4, unique_by=lambda tool: tool["name"]),
        "system": TEXTS,
        "tool_choice": st.sampled_from(["auto", "none", "required", "perhaps"])
        | st.builds(dict, name=NAMES),
        "response_format": FORMATS,
        "temperature": st.sampled_from([0, 0.5, 1]),
        "top_p": st.sampled_from([0.1, 0.5, 1]),
        "max_output_tokens": st.sampled_from([1, 100, 10**9, 2**53 - 1]),
        "stop": st.lists(TEXTS, max_size=20),
        "reasoning_effort": st.sampled_from(["minimal", "low", "medium", "high", "xhigh", "none"]),
        "conversation_id": TEXTS,
        "metadata": OBJECTS,
    },
)
"""Any ChatRequest."""


def marks(request: Json) -> set[str]:
    """The words of its messages that must arrive, whatever becomes of the blocks around them (PRV-010)."""
    kept = ("text", "output", "input", "lines")
    found: set[str] = set()
    for message in request["messages"]:
        content = message["content"]
        blocks = [{"text": content}] if isinstance(content, str) else content
        told = [block[name] for block in blocks for name in kept if name in block]
        found.update(re.findall(r"said\d{3}", json.dumps(told)))
    return found
