"""The tool ``conformance.fixture``: it answers as its caller says (conformance/FIXTURE.md)."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

from .._generated._validate import schemas
from ..components import tool
from ..context import Context
from ..errors import RpcError
from ..host import Host
from ..peer import CancelMode
from ..wire import Object

if TYPE_CHECKING:
    from .._generated import FixtureCall, FixtureInput, ToolResult

_CRASHED = 70
_INTEGERS = ("progress", "delay_ms", "output_bytes")


def _declared(name: str) -> Object:
    """Return the schema of a type of the protocol as tools declare theirs: what it refers to lies within it."""
    within: Object = {}
    return {**_plain(schemas()[name], within), "$defs": within}


def _plain(schema: Any, within: Object) -> Any:
    if isinstance(schema, list):
        return [_plain(part, within) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("if") == {"type": "null"}:  # in a tool's input null is a value (TOL-013)
        return _plain(schema["else"], within)
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    if name and name not in within:
        within[name] = None  # a type that refers to itself ends here
        within[name] = _plain(schemas()[name], within)
    return {word: _plain(value, within) for word, value in schema.items()}


@tool(
    name="conformance.fixture",
    read_only=True,
    input_schema=_declared("FixtureInput"),
    output_schema=_declared("FixtureOutput"),
)
async def conformance_fixture(given: Object, ctx: Context) -> Object | ToolResult:
    """Answer as the caller says, for the conformance suite."""
    wanted = _read(given)
    output: Object = {}
    await _tell(wanted, ctx)
    if wanted.calls is not None:
        output["calls"] = [await _reply(call, ctx.host) for call in wanted.calls]
    if wanted.delay_ms is not None and (mode := await _waited(wanted.delay_ms, ctx)):
        output["cancelled"] = mode
    if wanted.crash is not None:
        await _crash(wanted.crash, ctx)
    if wanted.fail is not None:
        return _failed(wanted.fail)
    if wanted.output_bytes is not None:
        output["text"] = "x" * wanted.output_bytes
    if "echo" in given:
        output["echo"] = given["echo"]
    return output


def _read(given: Object) -> FixtureInput:
    from .._generated import FixtureInput

    whole = {name: int(given[name]) for name in _INTEGERS if name in given}  # 3.0 is an integer
    return FixtureInput.model_validate({**given, **whole})


async def _tell(wanted: FixtureInput, ctx: Context) -> None:
    if wanted.log is not None:
        ctx.log("info", wanted.log)
    if wanted.print is not None:
        print(wanted.print)  # noqa: T201 # what is asked for
    total = wanted.progress or 0
    for n in range(1, total + 1):
        await ctx.stream("$/progress", progress=n, total=total)  # which waits for room
    for text in wanted.stream or ():
        await ctx.output(text)


async def _reply(call: FixtureCall, host: Host) -> Object:
    try:
        return {"result": await host.call(call.method, call.params)}
    except RpcError as error:
        return {"error": error.to_wire()}


async def _waited(delay_ms: int, ctx: Context) -> CancelMode | None:
    """Wait; return how the call was cancelled meanwhile, if it was (an immediate cancel raises here)."""
    try:
        async with asyncio.timeout(delay_ms / 1000):
            return await ctx.wait_cancelled()
    except TimeoutError:
        return None


async def _crash(what: str, ctx: Context) -> None:
    if what == "handler":
        raise RuntimeError("the caller asked for a crash")
    await ctx._out.flushed()  # what came before the crash is told
    os._exit(_CRASHED)


def _failed(message: str) -> ToolResult:
    from .._generated import ToolError, ToolResult

    return ToolResult(success=False, output=None, error=ToolError(message=message))
