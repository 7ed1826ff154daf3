"""The tool `conformance.fixture`: it answers as its caller says (conformance/FIXTURE.md)."""

from __future__ import annotations

import os
from typing import Any

import schema
from calls import NotStartedError
from errors import RpcError
from mutations import broken
from parts import Part
from request import Json, Request

from components.tools import failed


def part() -> Part:
    """The fixture, with its schemas resolved."""
    spec = {
        "name": "conformance.fixture",
        "description": "Answer as the input says. Use it to see what a service does by itself.",
        "input_schema": _resolved("FixtureInput"),
        "output_schema": _resolved("FixtureOutput"),
        "annotations": {"read_only": True},
    }
    return Part("tools", spec, _run)


def _run(_: Part, request: Request, given: Json) -> Json:
    """What the input asks for, in the order of the table."""
    output: Json = {}
    _tell(request, given)
    if "calls" in given:
        output["calls"] = list(_calls(request, given["calls"]))
    mode = request.mode
    if "delay_ms" in given and mode is None:
        mode = request.wait(given["delay_ms"] / 1000)
    if mode is not None:
        output["cancelled"] = mode
    if given.get("crash") == "process":
        request.peer.service.process.flush()
        os._exit(70)
    if given.get("crash") == "handler":
        raise RuntimeError("the fixture was asked to crash")
    if "fail" in given:
        return failed(given["fail"], "fixture")
    if "output_bytes" in given:
        # An answer over the limit becomes an error; its whole text need not be there for that.
        output["text"] = "x" * min(given["output_bytes"], request.peer.their_limit + 1)
    if "echo" in given:
        output["echo"] = given["echo"]
    return {"success": True, "output": output}


def _tell(request: Request, given: Json) -> None:
    if "log" in given:
        request.log("info", given["log"])
    if "print" in given:
        print(given["print"], flush=True)  # that a print does no harm is the point
    total = given.get("progress", 0)
    for n in range(1, total + 1):
        request.notify("$/progress", progress=n, total=total)
    texts = given.get("stream", [])
    for text in reversed(texts) if broken("tol-032-order") else texts:
        request.notify("stream.tool.output", channel="stdout", text=text)


def _calls(request: Request, calls: list[Json]) -> Any:
    for call in calls:
        try:
            yield {"result": request.call(call["method"], call.get("params", {}), fresh=True)}
        except NotStartedError:
            return  # a graceful cancel: nothing new (RPC-085)
        except RpcError as why:
            request.check()
            told = why.wire()
            if broken("rpc-046-kindless") and "kind" not in why.data:
                told["code"] = -32603
            yield {"error": told}


def _resolved(name: str) -> Json:
    """A type of the fixture's schema, its references resolved within it."""
    defs = {
        **schema.definitions("fixture.schema.json"),
        "CancelMode": schema.definitions("notification.schema.json")["CancelMode"],
        "ErrorObject": {
            "type": "object",
            "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        },
    }

    def resolve(value: Any) -> Any:
        if isinstance(value, list):
            return [resolve(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return resolve(defs[value["$ref"].rpartition("/")[2]])
        return {key: resolve(item) for key, item in value.items()}

    resolved: Json = resolve(defs[name])
    return resolved
