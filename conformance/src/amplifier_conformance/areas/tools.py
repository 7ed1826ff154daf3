"""Tools (chapter 4)."""

from __future__ import annotations

from typing import Any

from ..check import FIXTURE, Bench, check
from ..protocol import Json
from ..values import Wrong, all_wrong, compiled, wrong
from ..verdicts import Failed, NotVerified
from .lifecycle import NAME

REFUSALS = (-32602, -32601, -32004, -32007)  # what the params of a tool that is there never deserve


@check("TOL-001", title="The names of tools match the pattern", profile="both")
def names(bench: Bench) -> None:
    for tool in bench.tools:
        if not NAME.match(str(tool.get("name"))):
            raise Failed("a tool has an illegal name", NAME.pattern, tool.get("name"))


@check("TOL-002", title="Each input_schema is a JSON Schema 2020-12 of type object")
def schemas(bench: Bench) -> None:
    for tool in bench.tools:
        schema = bench.schema(tool)
        if compiled(schema) is None:
            raise Failed(
                f"the input_schema of {tool['name']} is no JSON Schema 2020-12", "a schema", schema
            )
        if schema.get("type") != "object":
            raise Failed(
                f"the input_schema of {tool['name']} is not of type object",
                "object",
                schema.get("type"),
            )
        if "output_schema" in tool and compiled(tool["output_schema"]) is None:
            raise Failed(
                f"the output_schema of {tool['name']} is no JSON Schema 2020-12",
                "a schema",
                tool["output_schema"],
            )


@check("TOL-003", title="Each tool tells a model what it does", profile="both")
def descriptions(bench: Bench) -> None:
    for tool in bench.tools:
        if not str(tool.get("description") or "").strip():
            raise Failed(
                f"{tool['name']} has no description", "a description", tool.get("description")
            )


@check("TOL-012", title="A tool that it does not have is answered with not_found")
def unknown_tool(bench: Bench) -> None:
    _ = bench.tools
    error = bench.service.execute("no_such_tool_", {}).error("not_found", -32004)
    data = error.get("data") or {}
    if data.get("what") != "tool" or data.get("name") != "no_such_tool_":
        raise Failed(
            "the data does not tell what was not found",
            {"what": "tool", "name": "no_such_tool_"},
            data,
        )


@check(
    "TOL-010",
    "TOL-011",
    title="An input that does not fit is refused before the tool runs, with the faults at their paths",
)
def bad_inputs(bench: Bench) -> None:
    service = bench.service
    cases = [(tool, case) for tool in bench.tools for case in wrong(bench.schema(tool))]
    if not cases:
        raise NotVerified("no input is known that its tools refuse")
    for tool, case in cases:
        params = {"name": tool["name"], "input": case.value}
        error = service.send("tool.execute", params, broken=True).error("invalid_params", -32602)
        _compare(tool["name"], case, (error.get("data") or {}).get("errors"))


def _compare(name: str, case: Wrong, faults: Any) -> None:
    """Each fault is told at its place, or (for what unions hide) at a place in or above it."""
    paths = (
        [str(f.get("path")) for f in faults if isinstance(f, dict)]
        if isinstance(faults, list)
        else []
    )
    for path in case.paths:
        wanted = f"/input{path}"
        if not any(
            p == wanted or p.startswith(f"{wanted}/") or wanted.startswith(f"{p}/") for p in paths
        ):
            raise Failed(
                f"a fault in the input of {name} is missing, or at another path ({case.why}; input {case.value!r})",
                wanted,
                paths,
            )


@check("TOL-011", "RPC-070", title="All faults of an input are told at once")
def all_faults(bench: Bench) -> None:
    service = bench.service
    cases = [(tool, case) for tool in bench.tools if (case := all_wrong(bench.schema(tool)))]
    if not cases:
        raise NotVerified("none of its tools has an input with two members that can be wrong")
    for tool, case in cases:
        error = service.execute(tool["name"], case.value).error("invalid_params", -32602)
        faults = (error.get("data") or {}).get("errors")
        _compare(tool["name"], case, faults)


@check("TOL-020", title="A tool that ran and failed answers with a ToolResult, not with an error")
def failed_tool(bench: Bench) -> None:
    bench.fixture()
    result = bench.service.execute(FIXTURE, {"fail": "no such file"}).result()
    if result.get("success", True) is not False:
        raise Failed("success is not false", False, result)
    if (result.get("error") or {}).get("message") != "no such file":
        raise Failed("error.message is not what the tool said", "no such file", result)


@check("TOL-013", title="Nulls in input and output are values, and stay")
def nulls_stay(bench: Bench) -> None:
    bench.fixture()
    for value in (None, {"a": None, "b": [None]}, [None, {"c": None}]):
        result = bench.service.execute(FIXTURE, {"echo": value}).result()
        output = result.get("output")
        if not isinstance(output, dict) or "echo" not in output or output["echo"] != value:
            raise Failed("a null was lost on the way through the tool", value, result)
    absent: Json = bench.service.execute(FIXTURE, {}).result()
    if "echo" in (absent.get("output") or {}):
        raise Failed("an absent member became one", {}, absent["output"])


@check(
    "TOL-022",
    "TOL-010",
    title="Tools that may be executed answer an input that fits with a ToolResult",
)
def executed(bench: Bench) -> None:
    bench.some_executable()
    seen = 0
    for name, given in bench.executable():
        message = bench.try_executing(bench.service, name, given)
        code = (message.get("error") or {}).get("code")
        if code in REFUSALS:
            raise Failed(f"{name} refuses an input that fits its schema", given, message)
        if code is None:
            seen += 1
            if not isinstance(message["result"], dict) or "output" not in message["result"]:
                raise Failed(
                    f"{name} does not answer with a ToolResult", "output", message["result"]
                )
    if not seen:
        raise NotVerified(
            "every tool that was executed failed; name an input with --execute TOOL=JSON"
        )


@check("RPC-012", title="An optional member that is null counts as absent in tool.execute")
def null_call_id(bench: Bench) -> None:
    name, given = bench.some_executable()
    params = {"name": name, "input": given, "call_id": None, "_meta": None}
    bench.service.send("tool.execute", params, broken=True).result()


@check(
    "TOL-030",
    "TOL-032",
    "RPC-040",
    title="What a tool streams arrives in its order, before the response",
)
def streamed_output(bench: Bench) -> None:
    bench.fixture()
    texts = ["a", "b\n", "é😀", "", " "]
    call = bench.service.execute(FIXTURE, {"stream": texts, "progress": 3})
    call.result()
    came = [
        note.get("text")
        for note in call.notes("stream.tool.output")
        if note.get("channel", "stdout") == "stdout"
    ]
    if "".join(map(str, came)) != "".join(texts):
        raise Failed("the streamed texts are not those that were printed", texts, came)
    steps = [note.get("progress") for note in call.notes("$/progress")]
    if steps != [1, 2, 3]:
        raise Failed("the progress notifications are missing or in another order", [1, 2, 3], steps)
