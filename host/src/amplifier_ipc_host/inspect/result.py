"""An answer of a service as text; and whether it is what the protocol, and the service itself, say that it is."""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Callable, Iterator
from typing import Any

from amplifier_ipc._generated._validate import validate
from amplifier_ipc._generated.methods import METHODS

from .. import describe
from .request import Request
from .screen import DIM, RED, YELLOW, Screen

Json = dict[str, Any]


def show(screen: Screen, method: str, request: Request, result: Any, answer: Json) -> bool:
    """Show an answer; True when it is a good one: as declared, and no failure."""
    faults = list(_faults(method, request, result, answer))
    if screen.raw or faults:
        screen.print_json(result)
    else:
        _SHOWN.get(method, _json)(screen, result)
    for fault in faults:
        screen.note(f"Error: {fault}.", RED)
    failed = (
        method == "tool.execute" and isinstance(result, dict) and result.get("success") is False
    )
    return not faults and not failed


def _faults(method: str, request: Request, result: Any, answer: Json) -> Iterator[str]:
    row = METHODS.get(method)
    if row and row.result:
        faults = validate(row.result, result)
        if faults:
            yield from (f"no {row.result}: {fault.path or '/'} {fault.message}" for fault in faults)
            return
    if request.kind == "call" and result.get("success") is not False:
        yield from _output_faults(request.name, result["output"], answer)


def _output_faults(tool: str, output: Any, answer: Json) -> Iterator[str]:
    """Of output that its tool's own output_schema does not allow."""
    import jsonschema_rs

    for spec in describe.offered(answer, "tools"):
        schema = spec.get("output_schema")
        if spec["name"] == tool and schema and not describe.no_schema(schema):
            for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(output):
                path = "".join(f"/{part}" for part in error.instance_path)
                yield f"the output is not what output_schema says: /output{path} {error.message}"


def _tool(screen: Screen, result: Json) -> None:
    if result.get("success") is False:
        error = result.get("error") or {}
        kind = f" ({error['kind']})" if error.get("kind") else ""
        screen.note(
            f"The tool failed: {error.get('message') or 'it does not say why'}{kind}", YELLOW
        )
        if result["output"] is not None:
            _value(screen, result["output"])
    elif result["output"] is not None or not result.get("content"):
        _value(screen, result["output"])
    _blocks(screen, result.get("content") or [], texts=result["output"] is None)
    if result.get("metadata"):
        screen.aside("metadata", str(result["metadata"]))


def _value(screen: Screen, value: Any) -> None:
    if isinstance(value, str):
        screen.print(value)
    else:
        screen.print_json(value)


def _blocks(screen: Screen, blocks: list[Json], *, texts: bool) -> None:
    """Blocks of content; text only where it was not shown already."""
    for block in blocks:
        if block.get("type") == "text":
            if texts:
                screen.print(str(block.get("text", "")))
        elif block.get("type") == "image":
            source = block.get("source") or {}
            size = len(str(source.get("data") or "")) * 3 // 4
            where = source.get("url") or f"{size} bytes"
            screen.aside("image", f"{source.get('media_type') or 'image'}, {where}")
        elif block.get("type") == "tool_call":
            screen.aside("tool call", f"{block.get('name')} {block.get('input')}")
        else:
            screen.aside(str(block.get("type")), str(block))


def _hook(screen: Screen, result: Json) -> None:
    """The action, and why; the rest member by member."""
    reason = f": {result['reason']}" if result.get("reason") else ""
    screen.print(f"{result.get('action') or 'continue'}{reason}")
    rest = {
        key: value
        for key, value in result.items()
        if key not in ("action", "reason") and value is not None
    }
    if rest:
        screen.print_json(rest)


def _response(screen: Screen, result: Json) -> None:
    """What was streamed is not said twice."""
    _blocks(screen, result["content"], texts=not screen.streamed)
    usage = result.get("usage") or {}
    counts = [
        f"{usage[name]} {label}"
        for name, label in (("input_tokens", "tokens in"), ("output_tokens", "out"))
        if usage.get(name) is not None
    ]
    parts = [str(result.get("finish_reason") or ""), result.get("model") or "", *counts]
    screen.aside("end", ", ".join(part for part in parts if part))


def _content(screen: Screen, result: Json) -> None:
    if result["encoding"] == "utf-8":
        screen.print(result["content"])
        return
    try:
        data = base64.b64decode(result["content"], validate=True)
    except binascii.Error as error:
        screen.note(f"Error: the content is no base64: {error}.", RED)
        return
    if sys.stdout.isatty():
        screen.note(f"{result.get('mime_type') or 'binary'}, {len(data)} bytes", DIM)
    else:
        screen.print_bytes(data)


def _json(screen: Screen, result: Any) -> None:
    screen.print_json(result)


_SHOWN: dict[str, Callable[[Screen, Any], None]] = {
    "tool.execute": _tool,
    "hook.emit": _hook,
    "provider.complete": _response,
    "content.read": _content,
}
