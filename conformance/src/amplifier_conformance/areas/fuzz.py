"""Drawn inputs (--fuzz N): whatever comes, what comes back is what the specification tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

from ..check import FIXTURE, TRIAL, Bench, check
from ..fuzz.answers import equal
from ..fuzz.lines import LINE, streams
from ..fuzz.schemas import Hints, null_readings, of_schema, plainer, texts
from ..fuzz.search import fewer, shorter
from ..http import mapping
from ..protocol import Json, Misfit, definition, methods, misfits, misfits_of
from ..target import Target, judge_text, smallest
from ..values import compiled
from ..verdicts import Failed

NEVER = (-32700, -32600, -32601, -32602)  # what params that fit never deserve
BRISK = {
    "echo",
    "fail",
    "log",
    "print",
    "stream",
}  # what of the fixture may be drawn: it takes no time


@check(
    "FRM-007", "FRM-008", "FRM-009", "FRM-010", "FRM-019", "FRM-021", "FRM-022", "FRM-033",
    "RPC-003", "RPC-004", "RPC-005", "RPC-006", "RPC-007", "RPC-008", "RPC-010", "RPC-052", "RPC-053", "RPC-075",
    title="Drawn lines get what the specification says: a refusal, an answer, or silence",
    stdio="there are no lines",
)  # fmt: skip
def lines(bench: Bench) -> None:
    smallest(bench, LINE, lambda target, line: judge_text(target, (line + b"\n",)), shorter)


@check(
    "FRM-002", "FRM-003", "FRM-011", "FRM-026", "RPC-005", "RPC-009",
    title="Drawn lines in a row, cut anywhere into pieces, get what each of them gets alone",
    stdio="there are no lines",
)  # fmt: skip
def rows(bench: Bench) -> None:
    smallest(bench, streams(), judge_text, fewer)


# ---- tools


@dataclass(frozen=True)
class Tool:
    """A declared tool, and what its input may be."""

    name: str
    schema: jsonschema_rs.Draft202012Validator
    executable: bool


@check(
    "TOL-010", "TOL-011", "TOL-013", "RPC-070", "RPC-089",
    title="Drawn inputs that a tool's schema refuses never run, and are told what is wrong; others are taken",
)  # fmt: skip
def inputs(bench: Bench) -> None:
    may = {name for name, _ in bench.executable()}
    tools = {
        tool["name"]: (Tool(tool["name"], schema, tool["name"] in may), bench.schema(tool))
        for tool in bench.tools
        if (schema := compiled(bench.schema(tool)))
    }
    drawn = st.one_of(
        [_named(name, of_schema(schema, schema)) for name, (_, schema) in tools.items()]
    )
    smallest(
        bench,
        drawn,
        lambda target, pair: _judge_input(target, tools[pair[0]][0], json.loads(pair[1])),
        _plainer,
    )


def _named(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.just(name), texts(values))


def _plainer(pair: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return ((pair[0], text) for text in plainer(pair[1]))


def _judge_input(target: Target, tool: Tool, given: Any) -> None:
    """Refused with all faults, or taken if it may be executed."""
    faults = misfits_of(tool.schema, given)
    if not isinstance(given, dict):
        faults = [Misfit("", "params.input is an object", given)]
    if not faults and not (tool.executable and _brisk(tool.name, given)):
        return
    service = target.service
    params = {"name": tool.name, "input": given, "_meta": {"deadline_ms": TRIAL}}
    call = service.send("tool.execute", params, broken=True)
    message = call.message(max(target.patience, 2 * TRIAL / 1000))
    what = f"the input {_short(given)} of {tool.name}"
    if faults:
        if call.notes():
            raise Failed(f"{what} does not fit, and it ran", "nothing", call.notes())
        _refused(message, what, {f"/input{fault.path}": str(fault) for fault in faults})
    else:
        _taken(message, what, (*NEVER, -32004))
        _echoed(tool.name, given, message, what)


def _brisk(name: str, given: Json) -> bool:
    return name != FIXTURE or set(given) <= BRISK


def _echoed(name: str, given: Json, message: Json, what: str) -> None:
    """What the fixture was given to echo comes back as it was (TOL-013)."""
    if name != FIXTURE or "echo" not in given or "fail" in given:
        return
    output = message.get("result", {}).get("output")
    if not isinstance(output, dict) or not equal(output.get("echo", ...), given["echo"]):
        raise Failed(f"{what} did not come back", {"echo": given["echo"]}, message)


# ---- params


@check(
    "RPC-010", "RPC-088", "RPC-089",
    title="Drawn params that fit get a result that fits or a legal error; those that do not are refused",
)  # fmt: skip
def params(bench: Bench) -> None:
    drawn = st.one_of([_named(name, _params_of(name, hints)) for name, hints in _served(bench)])
    tools = [tool.get("name") for tool in bench.capabilities.get("tools") or []]

    def judge(target: Target, pair: tuple[str, str]) -> None:
        method, given = pair[0], json.loads(pair[1])
        if (
            method != "tool.execute"
            or not isinstance(given, dict)
            or given.get("name") not in tools
        ):
            _judge_params(target, method, given)

    smallest(bench, drawn, judge, _plainer)


def _served(bench: Bench) -> Iterator[tuple[str, Hints]]:
    """The methods that it serves and that have no effect, with likely values of their members."""
    has = bench.capabilities
    names = {sort: [name for which, name in bench.components() if which == sort] for sort in has}
    versions = {"protocol_versions": [["1.0"], [], ["1.0", "2.0"]]}
    yield from (("describe", versions), ("ping", {}))
    if has.get("tools"):
        yield "tool.execute", {"name": ["no_such_tool_"]}
    if has.get("content"):
        yield from (("content.read", {}), ("content.list", {}))
    if has.get("hooks"):
        wanted = [event for hook in has["hooks"] for event in hook.get("events", [])]
        yield "hook.emit", {"hook": names["hooks"], "event": [*wanted, "vendor:thing"]}
    if has.get("providers"):
        hints = {"provider": names["providers"]}
        yield from (("provider.info", hints), ("provider.parse_tool_calls", hints))
    if has.get("context_managers"):
        yield "context.get_messages", {}


def _params_of(method: str, hints: Hints) -> st.SearchStrategy[Any]:
    """Params without `_meta`: what is wrong in it counts as absent (RPC-060)."""
    reference = methods()[method]["params"]
    schema = definition(reference)
    parts = {name: part for name, part in schema.get("properties", {}).items() if name != "_meta"}
    return of_schema({**schema, "properties": parts}, reference.partition("#")[0], hints)


def _judge_params(target: Target, method: str, given: Any) -> None:
    row = methods()[method]
    if not isinstance(given, dict):
        return  # no legal message (RPC-006); fuzz.lines has these
    faults = misfits(row["params"], given)
    readings = list(null_readings(given))
    if faults and not all(misfits(row["params"], reading) for reading in readings):
        return
    if target.bench.http and not _in_a_body(row, given):
        return  # a query holds texts alone
    message = target.service.send(method, given, broken=True).message(target.patience)
    what = f"the params {_short(given)} of {method}"
    if faults:
        nowhere = (message.get("error") or {}).get("code") == -32004
        if not (
            nowhere and row.get("routing_member")
        ):  # two things are wrong, and either may be told
            told = faults if len(readings) == 1 else []  # else it depends on which are absent
            _refused(message, what, {fault.path: str(fault) for fault in told})
        return
    # The data of an event has a type of its own, which the table does not tell.
    _taken(message, what, NEVER[:3] if method == "hook.emit" else NEVER)
    if "result" in message and (wrong := misfits(row["result"], message["result"])):
        raise Failed(f"the result for {what} does not fit: {wrong[0]}", row["result"], message)


def _in_a_body(row: Json, given: Json) -> bool:
    """Whether HTTP says it in a path and a body, and not in a query."""
    try:
        asked = mapping.request(row["method"], given)
    except mapping.Unspeakable:
        return False
    return asked.body is not None or "?" not in asked.target


# ---- what came


def _refused(message: Json, what: str, faults: dict[str, str]) -> None:
    """-32602 with a fault at, in or above each of these places."""
    error = message.get("error") or {}
    if error.get("code") != -32602:
        raise Failed(f"{what} does not fit{_first(faults)}", "the error -32602", message)
    listed = (error.get("data") or {}).get("errors")
    listed = listed if isinstance(listed, list) else []
    paths = [fault.get("path") for fault in listed if isinstance(fault, dict)]
    if not paths or not all(isinstance(f, dict) and _is_fault(f) for f in listed):
        raise Failed(f"{what}: the faults are no list of path and message", "data.errors", message)
    for place, fault in faults.items():
        if not any(_near(place, str(path)) for path in paths):
            raise Failed(f"{what}: a fault is not told ({fault})", place, paths)


def _is_fault(fault: Json) -> bool:
    path = fault.get("path")
    legal = isinstance(path, str) and (path == "" or path.startswith("/"))
    return legal and isinstance(fault.get("message"), str)


def _near(place: str, path: str) -> bool:
    return place == path or place.startswith(f"{path}/") or path.startswith(f"{place}/")


def _taken(message: Json, what: str, never: tuple[int, ...]) -> None:
    code = (message.get("error") or {}).get("code")
    if code in never:
        raise Failed(
            f"{what} fits, and is refused",
            f"a result, or an error that is none of {', '.join(map(str, never))}",
            message,
        )


def _first(faults: dict[str, str]) -> str:
    return f" ({next(iter(faults.values()))[:300]})" if faults else ""


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else f"{text[:600]} … ({len(text)} characters)"
