"""Tools, and the contract that runs them (chapter 4)."""

from __future__ import annotations

import itertools
import threading
from contextlib import nullcontext
from typing import Any

import schema
from errors import RpcError, error, invalid_params
from mutations import broken
from parts import Part
from request import Json, Request
from sessions import Sessions

_PICTURE = "R0lGODlhAQABAAAAACw="  # a GIF of one pixel
_serial = threading.Lock()
_counts = Sessions(lambda: itertools.count(1))


def execute(service: Any, request: Request) -> Json:
    """Check the input, run the tool, check its output (TOL-004, TOL-010 to TOL-012)."""
    params = request.params
    part = _find(service, params["name"])
    if part is None:
        return failed(f"there is no tool {params['name']}", "not_found")
    found = schema.faults(part.spec["input_schema"], params["input"], "/input")
    if found and not broken("tol-010-unchecked"):
        if broken("tol-011-result"):
            return failed(f"{found[0][0]} {found[0][1]}", "invalid_params")
        if broken("tol-011-path"):
            found = [(path.removeprefix("/input"), text) for path, text in found]
        raise invalid_params(part.name, found[:1] if broken("tol-011-first") else found)
    if broken("tol-010-refused"):
        raise invalid_params(part.name, [("/input", "is refused")])
    given = full(params["input"]) if broken("tol-013-input") else params["input"]
    request.begin()
    result = _run(part, request, given)
    if (
        result.get("success", True)
        and "output_schema" in part.spec
        and not broken("tol-004-output")
    ):
        found = schema.faults(part.spec["output_schema"], result["output"], "/output")
        if found:
            raise error("internal_error", f"{part.name} gave {found[0][1]}", exception="TypeError")
    return _answer(request, result)


def _find(service: Any, name: str) -> Part | None:
    """TOL-012."""
    try:
        found: Part = service.find("tools", name, "tool")
    except RpcError as why:
        if broken("tol-012-result"):
            return None
        if broken("tol-012-what"):
            why.data["what"] = "function"
        raise
    return found


def _run(part: Part, request: Request, given: Json) -> Json:
    """Calls run side by side, unless the tool says that it cannot (TOL-015)."""
    parallel = part.spec.get("annotations", {}).get("parallel_safe", True)
    with nullcontext() if parallel and not broken("tol-015-serial") else _serial:
        result: Json = part.run(part, request, given)
    return result


def full(value: Any) -> Any:
    """The value without its nulls, which nobody may drop (TOL-013)."""
    if isinstance(value, dict):
        return {name: full(item) for name, item in value.items() if item is not None}
    return [full(item) for item in value if item is not None] if isinstance(value, list) else value


def _answer(request: Request, result: Json) -> Json:
    """A ToolResult, without members that have no value (RPC-011, RPC-088)."""
    if broken("rpc-086-stray"):
        request.peer.notify("$/progress", {"request_id": "nobody", "message": "running"})
    if broken("tol-013-output"):
        result = {**result, "output": full(result["output"])}
    if broken("rpc-011-null"):
        result = {**result, "metadata": None}
    if broken("rpc-088-result"):
        result = {**result, "success": "yes"}
    return result


def failed(message: str, kind: str) -> Json:
    """The result of a tool that ran and failed (TOL-020 to TOL-022)."""
    if broken("tol-020-error"):
        raise error("internal_error", message, exception="ToolFailed")
    result: Json = {"success": False, "output": None, "error": {"message": message, "kind": kind}}
    if broken("tol-021-silent"):
        del result["error"]
    if broken("tol-022-absent"):
        del result["output"]
    return result


def _add(part: Part, _: Request, given: Json) -> Json:
    most = part.config.get("most", 2**53 - 1)
    total = given["a"] + given["b"]
    if abs(total) > most:
        return failed(f"the sum is beyond {most}, the most that this tool adds up to", "overflow")
    return {"success": True, "output": str(total) if broken("tol-004-output") else total}


def _counter(_: Part, request: Request, __: Json) -> Json:
    return {"success": True, "output": {"calls": next(_counts.of(request.session))}}


def _picture(_: Part, __: Request, ___: Json) -> Json:
    source = {"type": "base64", "media_type": "image/gif", "data": _PICTURE}
    return {
        "success": True,
        "output": {"width": 1, "height": 1},
        "content": [{"type": "image", "source": source}],
    }


def parts() -> list[Part]:
    """The tools beside the fixture."""
    return [
        Part("tools", _ADD, _add, config_schema=_ADD_CONFIG),
        Part("tools", _COUNTER, _counter),
        Part("tools", _PICTURE_SPEC, _picture),
    ]


_INTEGER = {"type": "integer", "minimum": -(2**52), "maximum": 2**52}
_ADD = {
    "name": "add",
    "description": "Add two integers. Use it for every sum.",
    "input_schema": {
        "type": "object",
        "properties": {"a": _INTEGER, "b": _INTEGER},
        "required": ["a", "b"],
        "additionalProperties": False,
    },
    "output_schema": {"type": "integer"},
    "annotations": {"read_only": True, "idempotent": True},
}
_ADD_CONFIG = {
    "type": "object",
    "properties": {"most": {"type": "integer", "minimum": 0}},
    "required": ["most"],
    "additionalProperties": False,
}
_COUNTER = {
    "name": "counter",
    "description": "Tell how often this tool was called. Use it to see that calls arrive.",
    "input_schema": {"type": "object", "properties": {}, "additionalProperties": False},
    "output_schema": {
        "type": "object",
        "properties": {"calls": {"type": "integer", "minimum": 1}},
        "required": ["calls"],
    },
    "annotations": {"read_only": True, "parallel_safe": False},
}
_PICTURE_SPEC = {
    "name": "picture",
    "description": "Show a picture of one pixel. Use it to see whether pictures arrive.",
    "input_schema": {
        "type": "object",
        "properties": {
            "format": {"type": "string", "enum": ["gif"]},
            "tags": {
                "type": "array",
                "items": {"type": "string", "minLength": 1, "pattern": "^[a-z]+$"},
            },
        },
    },
    "output_schema": {"type": "object", "properties": {"width": {"type": "integer"}}},
    "annotations": {"read_only": True},
}
