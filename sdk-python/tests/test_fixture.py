"""The tool ``conformance.fixture``, member by member, as conformance/FIXTURE.md says."""

import json
from pathlib import Path

import pytest
from amplifier_ipc import RpcError, Service, tool
from amplifier_ipc.testing import FakeHost, conformance_fixture

NAME = "conformance.fixture"
SCHEMAS = Path(__file__).parents[2] / "schemas"
LONG = 600_000


def cancel(service, request, mode):
    service.send({"method": "$/cancel", "params": {"id": request, "mode": mode}})


def about(service, count):
    """Return the method and params of so many notifications."""
    return [(note["method"], note["params"]) for note in (service.next() for _ in range(count))]


async def answered(tool_input, replies=None):
    """Return the ToolResult of an input under the fake host, which holds it to the output schema."""
    async with FakeHost(conformance_fixture, replies=replies) as host:
        return await host.execute_tool(NAME, tool_input)


async def test_it_is_declared_as_the_schema_says():
    published = json.loads((SCHEMAS / "fixture.schema.json").read_text())["$defs"]
    async with FakeHost(conformance_fixture) as host:
        (spec,) = host.described.capabilities.tools
    assert (spec.name, spec.annotations.read_only) == (NAME, True)
    for schema, name in (
        (spec.input_schema, "FixtureInput"),
        (spec.output_schema, "FixtureOutput"),
    ):
        assert schema["type"] == "object"
        assert list(schema["properties"]) == list(published[name]["properties"])
        assert "https:" not in json.dumps(schema)
        assert references(schema) == {f"#/$defs/{name}" for name in schema["$defs"]}
    plain = {"type": "integer", "minimum": 0, "maximum": 1_000_000}
    assert spec.input_schema["properties"]["progress"] == plain


def references(schema):
    if isinstance(schema, list):
        return set().union(*map(references, schema))
    if not isinstance(schema, dict):
        return set()
    own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set()
    return own.union(*map(references, schema.values()))


def test_the_name_in_the_module_that_serves_is_all_it_takes(start):
    described = start("fixture", described=False).ask("describe")
    assert [tool["name"] for tool in described["capabilities"]["tools"]] == [NAME]


def test_it_stands_beside_what_else_is_named():
    @tool
    def own() -> None:
        """Do nothing."""

    service = Service(own, conformance_fixture, name="s")
    assert [component.name for component in service.components] == ["own", NAME]


async def test_nothing_asked_for_is_an_empty_output():
    result = await answered({})
    assert (result.success, result.output) == (True, {})


@pytest.mark.parametrize("value", [None, 0, "", [], {"a": None}, 1.5, 2**60, False])
async def test_echo_comes_back_as_it_is(value):
    assert (await answered({"echo": value})).output == {"echo": value}


def test_log_print_progress_and_stream_come_in_this_order(start):
    service = start("fixture")
    service.tool(1, NAME, stream=["a", ""], progress=2.0, print="printed", log="logged")
    line = {"level": "info", "message": "logged", "logger": NAME}
    assert about(service, 5) == [
        ("$/log", line),
        ("$/progress", {"request_id": 1, "progress": 1, "total": 2}),
        ("$/progress", {"request_id": 1, "progress": 2, "total": 2}),
        ("stream.tool.output", {"request_id": 1, "channel": "stdout", "text": "a"}),
        ("stream.tool.output", {"request_id": 1, "channel": "stdout", "text": ""}),
    ]
    assert service.next()["result"] == {"success": True, "output": {}}
    service.close()
    assert service.end() == (0, [], "printed\n")


def test_calls_are_made_one_after_the_other_and_every_answer_is_kept(start):
    service = start("fixture")
    asked = [{"method": "state.get", "params": {"key": "k"}}, {"method": "no.such"}]
    meta = {"depth": 1, "traceparent": "t"}
    params = {"_meta": meta, "name": NAME, "input": {"calls": asked, "echo": 1}}
    service.request(7, "tool.execute", params)
    first = service.next()
    assert (first["method"], first["params"]) == (
        "state.get",
        {"key": "k", "_meta": {"depth": 2, "traceparent": "t"}},
    )
    service.send({"id": first["id"], "result": {"value": None}})
    second = service.next()
    assert (second["method"], second["params"]["_meta"]["depth"]) == ("no.such", 2)
    error = {"code": -32601, "message": "no", "data": {"kind": "method_not_found", "x": 1}}
    service.send({"id": second["id"], "error": error})
    calls = [{"result": {"value": None}}, {"error": error}]
    assert service.next()["result"]["output"] == {"calls": calls, "echo": 1}


async def test_no_calls_are_an_empty_list_and_a_result_may_be_null():
    assert (await answered({"calls": []})).output == {"calls": []}
    result = await answered({"calls": [{"method": "x.y"}]}, replies={"x.y": None})
    assert result.output == {"calls": [{"result": None}]}


async def test_a_delay_ends_by_itself():
    assert (await answered({"delay_ms": 1, "echo": 1})).output == {"echo": 1}


def test_a_graceful_cancel_ends_the_delay_and_is_told(start):
    service = start("fixture")
    service.tool(1, NAME, progress=1, delay_ms=LONG, output_bytes=2)
    about(service, 1)
    cancel(service, 1, "graceful")
    assert service.next()["result"]["output"] == {"cancelled": "graceful", "text": "xx"}


def test_an_immediate_cancel_ends_the_call(start):
    service = start("fixture")
    service.tool(1, NAME, progress=1, delay_ms=LONG)
    about(service, 1)
    cancel(service, 1, "immediate")
    error = service.next()["error"]
    assert (error["code"], error["data"]["kind"]) == (-32800, "cancelled")


def test_an_immediate_cancel_ends_a_call_to_the_host_too(start):
    service = start("fixture")
    service.tool(1, NAME, calls=[{"method": "state.get", "params": {"key": "k"}}], echo=1)
    inner = service.next()["id"]
    cancel(service, 1, "immediate")
    travelled, answer = service.next(), service.next()
    assert (travelled["method"], travelled["params"]["id"]) == ("$/cancel", inner)
    assert (answer["id"], answer["error"]["code"]) == (1, -32800)


def test_the_deadline_ends_the_delay(start):
    service = start("fixture")
    params = {"_meta": {"deadline_ms": 1}, "name": NAME, "input": {"delay_ms": LONG}}
    assert service.ask("tool.execute", params)["data"]["kind"] == "deadline_exceeded"


def test_calls_run_side_by_side(start):
    service = start("fixture")
    service.tool(1, NAME, progress=1, delay_ms=LONG)
    about(service, 1)
    assert service.ask_tool(NAME, echo=2)["output"] == {"echo": 2}
    cancel(service, 1, "immediate")
    assert service.next()["id"] == 1


def test_a_handler_that_crashes_is_that_calls_alone(start):
    service = start("fixture")
    error = service.ask_tool(NAME, crash="handler", fail="never")
    assert (error["code"], error["data"]) == (
        -32603,
        {"kind": "internal_error", "exception": "RuntimeError"},
    )
    assert service.ask_tool(NAME) == {"success": True, "output": {}}


def test_a_process_that_crashes_is_gone_with_70_and_what_it_said_before_is_told(start):
    service = start("fixture")
    service.tool(1, NAME, progress=1000, print="last words", crash="process")
    assert about(service, 1000)[-1][1]["progress"] == 1000
    assert service.end() == (70, [], "last words\n")


async def test_a_failure_is_a_result_without_output():
    result = await answered({"fail": "as you wish", "echo": 1})
    wanted = {"success": False, "output": None, "error": {"message": "as you wish"}}
    assert result.to_wire() == wanted


async def test_output_bytes_are_so_many_letters():
    assert (await answered({"output_bytes": 0})).output == {"text": ""}
    assert (await answered({"output_bytes": 70_000})).output == {"text": "x" * 70_000}


async def test_what_the_schema_refuses_never_happens():
    wrong = {"progress": -1, "stream": "a", "calls": [{}], "crash": "all", "log": None}
    with pytest.raises(RpcError) as refused:
        await answered(wrong)
    assert {fault["path"] for fault in refused.value.data["errors"]} == {
        *("/input/progress", "/input/stream", "/input/crash", "/input/log"),
        "/input/calls/0/method",
    }
