"""Declarations: what stays plain, what becomes the schema, what is refused at the start."""

import enum
import subprocess
import sys
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pydantic
import pytest
from amplifier_ipc import (
    Context,
    DeclarationError,
    RpcError,
    Service,
    ToolResult,
    deny,
    hook,
    modify,
    orchestrator,
    provider,
    tool,
)
from amplifier_ipc.testing import FakeHost


@tool(read_only=True, name="count")
def word_count(text: str, unique: bool = False) -> int:
    """Count the words of a text.

    Args:
        text: what to count,
            all of it
        unique (bool): each word once
    """
    words = text.split()
    return len(set(words)) if unique else len(words)


def spec_of(function, **options):
    service = Service(tool(**options)(function) if options else function, name="x")
    return service.describe()["capabilities"]["tools"][0]


def test_a_decorated_function_stays_a_function():
    assert word_count("a b a") == 3
    assert word_count("a b a", unique=True) == 2


def test_the_signature_and_the_docstring_become_the_spec():
    assert spec_of(word_count) == {
        "name": "count",
        "description": "Count the words of a text.",
        "input_schema": {
            "type": "object",
            "properties": {
                "text": {"type": "string", "description": "what to count, all of it"},
                "unique": {"type": "boolean", "description": "each word once", "default": False},
            },
            "required": ["text"],
            "additionalProperties": False,
        },
        "output_schema": {"type": "integer"},
        "annotations": {"read_only": True},
    }


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclass
class Point:
    x: float
    y: float = 0.0


class Person(pydantic.BaseModel):
    name: Annotated[str, pydantic.Field(min_length=2)]
    friends: list["Person"] = []


@tool
def many(
    colour: Colour,
    points: list[Point],
    table: dict[str, int],
    mode: Literal["a", 1],
    age: Annotated[int, pydantic.Field(ge=0, description="in years")],
    person: Person,
    note: str | None = None,
    where: Annotated[Point | None, "the place"] = None,
    rest: Any = None,
) -> list[Any]:
    """Take many types."""
    return [type(colour).__name__, points[0].x, table, mode, age, person.name, note, where, rest]


GOOD = {
    "colour": "red",
    "points": [{"x": 1}],
    "table": {"a": 1.0},
    "mode": 1,
    "age": 3,
    "person": {"name": "Al", "friends": [{"name": "Bo"}]},
}


async def test_types_are_made_of_what_came():
    async with FakeHost(many) as host:
        output = (await host.execute_tool("many", GOOD)).output
        assert output == ["Colour", 1.0, {"a": 1}, 1, 3, "Al", None, None, None]
        result = await host.execute_tool("many", {**GOOD, "where": {"x": 2}})
        assert result.output[7] == {"x": 2.0, "y": 0.0}


async def test_every_fault_has_its_place():
    bad = {
        "colour": "green",
        "points": [{"x": "1", "z": 0}, {}],
        "table": {"a/b": "x"},
        "mode": True,
        "age": -1,
        "person": {"name": "A", "friends": [{"name": 1}]},
        "where": {"y": 1},
    }
    async with FakeHost(many) as host:
        with pytest.raises(RpcError, match="must be") as raised:
            await host.execute_tool("many", bad)
    assert sorted(fault["path"] for fault in raised.value.data["errors"]) == [
        "/input/age",
        "/input/colour",
        "/input/mode",
        "/input/person/friends/0/name",
        "/input/person/name",
        "/input/points/0/x",
        "/input/points/0/z",
        "/input/points/1/x",
        "/input/table/a~1b",
        "/input/where/x",
    ]


async def test_the_fake_host_holds_a_tool_to_its_output_schema():
    @tool
    def liar() -> int:
        """Promise a number."""
        return "text"

    async with FakeHost(liar) as host:
        with pytest.raises(AssertionError, match="/output"):
            await host.execute_tool("liar", {})


async def test_a_hand_written_schema_takes_the_whole_input():
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 1}}}

    @tool(input_schema=schema)
    def double(given: dict[str, Any]) -> ToolResult:
        """Double."""
        return ToolResult(success=False, output=given["n"] * 2)

    assert spec_of(double)["input_schema"] is schema
    async with FakeHost(double) as host:
        assert await host.execute_tool("double", {"n": 2}) == ToolResult(success=False, output=4)
        with pytest.raises(RpcError, match="/input/n: must be at least 1"):
            await host.execute_tool("double", {"n": 0})


def untyped(x):
    """Have no type."""


def undocumented(x: int) -> int:
    return x


def variadic(*x: int) -> None:
    """Take many."""


def unresolved(x: "Nowhere") -> None:  # noqa: F821 # a name that does not exist
    """Want what there is not."""


async def takes_module(x: type(sys)) -> None:
    """Want what JSON cannot carry."""


@pytest.mark.parametrize(
    ("function", "options", "fault"),
    [
        (untyped, {}, "the parameter 'x' needs a type"),
        (undocumented, {}, "needs a docstring"),
        (variadic, {}, "must be one that is given by name"),
        (unresolved, {}, "cannot be resolved"),
        (takes_module, {}, "JSON cannot carry"),
        (undocumented, {"name": "1x"}, "'1x' is no name of a tool"),
        (undocumented, {"input_schema": {"type": "text"}}, "there is no type 'text'"),
        (undocumented, {"input_schema": {"minimun": 1}}, "/minimun: is not supported"),
    ],
)
def test_a_wrong_tool_does_not_start(function, options, fault):
    with pytest.raises(DeclarationError, match=fault):
        Service(tool(**options)(function), name="x")


def test_all_faults_are_told_at_once():
    @hook()
    def nothing(event):
        pass

    @hook("x")
    def no_event():
        pass

    @orchestrator("o")
    class Nothing:
        pass

    with pytest.raises(DeclarationError) as raised:
        Service(nothing, no_event, Nothing, word_count, tool(name="count")(untyped), name="x")
    for fault in (
        "wants no event",
        "must take the event",
        "has no execute()",
        "more than once",
        "needs a type",
    ):
        assert fault in str(raised.value)


def test_what_is_not_declared_is_no_component():
    with pytest.raises(DeclarationError, match="decorate it"):
        Service(print, name="x")


@hook("tool:pre", on_error="deny")
async def gate(event):
    if event.tool_name == "bash":
        return deny("no shell")
    return None


@hook("tool:pre", priority=1)
def rename(event):
    return modify(tool_name="bash") if event.get("tool_name") == "sh" else None


async def test_hooks_of_a_service_fold():
    async with FakeHost(gate, rename) as host:
        assert (await host.emit_hook("tool:pre", {"tool_name": "ls"})).action == "continue"
        denied = await host.emit_hook("tool:pre", {"tool_name": "sh"})
        assert (denied.action, denied.reason) == ("deny", "no shell")
        broken = await host.emit_hook("tool:pre", {})  # a gate that fails counts as deny
        assert broken.action == "deny"
        assert "no member 'tool_name'" in str(broken.reason)
    assert (await gate(type("E", (), {"tool_name": "bash"})())).action == "deny"


async def test_an_instance_of_a_declared_class_is_served_as_it_is():
    @provider("p")
    class WithKey:
        def __init__(self, key):
            self.key = key

        async def complete(self, request):
            return {"content": [{"type": "text", "text": self.key}]}

    params = {"request": {"messages": []}}
    async with FakeHost(WithKey("one")) as one, FakeHost(WithKey("two")) as two:
        assert (await one.call("provider.complete", params))["content"][0]["text"] == "one"
        assert (await two.call("provider.complete", params))["content"][0]["text"] == "two"
        assert (await two.call("provider.info"))["id"] == "p"
        assert await two.call("provider.list_models") == {"models": []}


@tool
async def spell(word: str, ctx: Context) -> str:
    """Ask for a letter, and for approval."""
    ctx.log("info", "spelling", {"word": word})
    await ctx.host.show("soon", "warning")
    await ctx.host.set_state("k", [1])
    result = await ctx.host.execute_tool("other", {"w": word}, call_id="c")
    fold = await ctx.host.emit_hook("vendor:x", {"w": 1})
    return f"{result.output} {fold.action}"


async def test_the_fake_host_answers_and_keeps_what_came():
    replies = {
        "state.set": {},
        "request.tool_execute": lambda params: {"success": True, "output": params["input"]["w"]},
        "request.hook_emit": {"action": "continue"},
    }
    async with FakeHost(spell, replies=replies) as host:
        assert (await host.execute_tool("spell", {"word": "w"})).output == "w continue"
        assert [method for method, _ in host.notifications] == ["$/log", "display.show"]
        assert host.requests[1][1]["call_id"] == "c"
        assert host.requests[1][1]["_meta"] == {"depth": 1}
        assert host.described.name == "under-test"


def test_importing_is_light_and_describing_needs_no_pydantic():
    code = (
        "import sys, amplifier_ipc\n"
        "assert not {'pydantic', 'asyncio'} & set(sys.modules)\n"
        "from amplifier_ipc import Service, tool\n"
        "@tool\n"
        "def f(a: str, b: list[int] | None = None) -> int:\n"
        "    'Do.'\n"
        "Service(f, name='x').describe()\n"
        "assert not {'pydantic', 'mimetypes'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_module_that_is_only_imported_does_not_serve(tmp_path):
    module = tmp_path / "words.py"
    module.write_text("from amplifier_ipc import serve\nserve()\nx = 1\n")
    code = "import words; assert words.x == 1"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, input=b"")
