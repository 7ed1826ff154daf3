"""Models as both versions write them: version 0 tells every optional member, as null where it has none."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
# Members that hold free JSON: what stands in it is nobody's to change.
_FREE = {
    "input",
    "arguments",
    "output",
    "data",
    "config",
    "value",
    "details",
    "metadata",
    "defaults",
    "input_schema",
    "output_schema",
    "parameters",
    "schema",
}
# Of these null says something itself.
_NULLS = {"output", "value"}


def without_nulls(value: Any) -> Any:
    """A model without the optional members that are null, at every depth but in free JSON."""
    if isinstance(value, list):
        return [without_nulls(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: each if key in _FREE else without_nulls(each)
        for key, each in value.items()
        if each is not None or key in _NULLS
    }


def text_of(value: Any) -> str:
    """A text as it is, nothing as no text, anything else as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def members(value: Any) -> Json:
    """An object, or an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, or an empty one in place of anything else."""
    return value if isinstance(value, list) else []


def message(given: Any) -> Any:
    """A Message of version 1: content is there, and the arguments of calls are objects."""
    if not isinstance(given, dict):
        return given
    told = without_nulls(given)
    content = told.get("content")
    told["content"] = content if isinstance(content, list) else text_of(content)
    if "tool_calls" in told:
        told["tool_calls"] = tool_calls(told["tool_calls"])
    return told


def messages(given: Any) -> Any:
    """Messages of version 1."""
    return [message(each) for each in given] if isinstance(given, list) else given


def tool_calls(given: Any) -> Any:
    """ToolCalls of version 1."""
    if not isinstance(given, list):
        return given
    return [_tool_call(each) if isinstance(each, dict) else each for each in given]


def _tool_call(given: Json) -> Json:
    told = without_nulls(given)
    arguments = told.pop("input", {})
    arguments = told.get("arguments", arguments)
    if isinstance(arguments, str):
        arguments = _object(arguments)
    return {**told, "arguments": arguments}


def _object(text: str) -> Any:
    """Arguments as the text that a model wrote, read; what is no JSON stays the text."""
    try:
        return json.loads(text) if text.strip() else {}
    except ValueError:
        return text


def tools(given: Any) -> Any:
    """Tools under both names of their schema: readers of either version find it."""
    if not isinstance(given, list):
        return given
    return [_tool(each) if isinstance(each, dict) else each for each in given]


def _tool(given: Json) -> Json:
    schema = given.get("input_schema") or given.get("parameters")
    schema = schema or {"type": "object", "properties": {}}
    return {**without_nulls(given), "input_schema": schema, "parameters": schema}


def chat_request(given: Any) -> Any:
    """A ChatRequest that readers of either version take."""
    if not isinstance(given, dict):
        return given
    told = without_nulls(given)
    if "messages" in told:
        told["messages"] = messages(told["messages"])
    if "tools" in told:
        told["tools"] = tools(told["tools"])
    return told
