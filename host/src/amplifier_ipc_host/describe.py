"""The answer to describe: read, checked, and told in one sentence where it is wrong (spec chapter 3)."""

from __future__ import annotations

from typing import Any

from amplifier_ipc._generated._validate import validate

from .legacy.describes import KINDS
from .legacy.describes import VERSION as VERSION_0

Json = dict[str, Any]
PROTOCOL_VERSIONS = ["1.0"]
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
MAX_CONCURRENCY = 64


class DescribeError(Exception):
    """A describe answer that the host cannot use; the text goes after the service's name."""


def check(answer: Any) -> Json:
    """The answer with its aliases resolved; raises DescribeError with the first thing that is wrong."""
    if why := wrong_version(answer):
        raise DescribeError(why)
    checked = without_aliases(answer)
    if faults := validate("DescribeResult", checked):
        fault = faults[0]
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise DescribeError(
            f"gave a describe answer that does not fit: {fault.path or '/'}: {fault.message}{more}"
        )
    for tool in offered(checked, "tools"):
        if reason := no_schema(tool["input_schema"]):
            raise DescribeError(
                f"offers the tool '{tool['name']}' with an input_schema that is no JSON Schema: {reason}"
            )
    return checked


def wrong_version(answer: Any) -> str | None:
    """Why this answer is none of a version that this host speaks."""
    if not isinstance(answer, dict):
        return "answered describe with something that is no object"
    version = answer.get("protocol_version")
    if version == VERSION_0:  # as legacy tells it
        return None
    if version is None:
        return "answered describe without protocol_version, as version 0 does, which is spoken over pipes only"
    if str(version).partition(".")[0] != PROTOCOL_VERSIONS[0].partition(".")[0]:
        return f"speaks protocol version {version}; this host speaks {', '.join(PROTOCOL_VERSIONS)}"
    return None


def no_schema(value: Any) -> str | None:
    """Why a value is no JSON Schema (2020-12); None when it is one."""
    import jsonschema_rs

    try:
        jsonschema_rs.Draft202012Validator(value)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        return str(error).partition("\n")[0]
    return None


def offered(answer: Json, kind: str) -> list[Json]:
    """What a describe answer declares of one kind: tools, hooks, providers …; absent and null are none."""
    return list((answer.get("capabilities") or {}).get(kind) or [])


def component_names(answer: Json) -> list[str]:
    """All components by name, for configuration and for people."""
    return [str(component["name"]) for kind in KINDS for component in offered(answer, kind)]


def limits(answer: Json) -> tuple[int, int]:
    """(max_message_bytes, max_concurrency) that a service announced, or the defaults."""
    given = answer.get("limits") or {}
    return given.get("max_message_bytes") or MAX_MESSAGE_BYTES, given.get(
        "max_concurrency"
    ) or MAX_CONCURRENCY


def without_aliases(answer: Json) -> Json:
    """`parameters` is read as an alias of a tool's `input_schema`."""
    capabilities = answer.get("capabilities")
    if not isinstance(capabilities, dict) or not isinstance(capabilities.get("tools"), list):
        return answer
    tools = [
        _with_input_schema(tool) if isinstance(tool, dict) else tool
        for tool in capabilities["tools"]
    ]
    return {**answer, "capabilities": {**capabilities, "tools": tools}}


def _with_input_schema(tool: Json) -> Json:
    if "input_schema" in tool or "parameters" not in tool:
        return tool
    return {("input_schema" if key == "parameters" else key): value for key, value in tool.items()}


def or_default(value: Any, default: int) -> int:
    """A number, or the default where it is absent or null."""
    return default if value is None else int(value)
