"""Types as schemas, for what comes in and what goes out; values that fit both."""

import datetime
import decimal
import enum
import pathlib
import uuid
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, NamedTuple, NotRequired, TypedDict

import pydantic
import pytest
from amplifier_ipc import RpcError, Service, ToolResult, tool
from amplifier_ipc.testing import FakeHost
from pydantic import Field


class Size(enum.Enum):
    SMALL = "s"
    LARGE = "l"


class Person(TypedDict):
    """A person.

    :param name: What they are called.
    """

    name: str
    age: NotRequired[int]


@dataclass
class Node:
    name: str
    children: list["Node"] = field(default_factory=list)


class Model(pydantic.BaseModel):
    n: Annotated[int, Field(gt=0, description="How many.")]
    by_alias: str = Field("x", alias="byAlias")


class Pair(NamedTuple):
    first: int
    second: str = "x"


INTEGER = {"type": "integer"}
STRING = {"type": "string"}
PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "What they are called."},
        "age": INTEGER,
    },
    "required": ["name"],
    "additionalProperties": False,
}


def spec_of(annotation):
    """Return the schemas of a tool that takes and returns a type."""

    def same(value):
        """Give it back."""
        return value

    same.__annotations__ = {"value": annotation, "return": annotation}
    (spec,) = Service(tool(same), name="x").describe()["capabilities"]["tools"]
    return same, spec["input_schema"]["properties"]["value"], spec.get("output_schema")


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        (int, INTEGER),
        (list[str], {"type": "array", "items": STRING}),
        (str | None, {"type": ["string", "null"]}),
        (Literal["a", 2], {"enum": ["a", 2]}),
        (Size, {"enum": ["s", "l"]}),
        (dict[str, int], {"type": "object", "additionalProperties": INTEGER}),
        (Annotated[int, Field(ge=1, le=9)], {**INTEGER, "minimum": 1, "maximum": 9}),
        (Annotated[str, Field(description="So.")], {**STRING, "description": "So."}),
        (Annotated[str, "So."], {**STRING, "description": "So."}),
        (
            Annotated[list[int], Field(min_length=1)],
            {"type": "array", "items": INTEGER, "minItems": 1},
        ),
        (Person, PERSON),
        (list[Person] | None, {"anyOf": [{"type": "array", "items": PERSON}, {"type": "null"}]}),
    ],
    ids=str,
)
def test_a_type_is_the_same_schema_in_and_out(annotation, schema):
    assert spec_of(annotation)[1:] == (schema, schema)


@pytest.mark.parametrize("annotation", [None, Any, object, ToolResult, ToolResult | None], ids=str)
def test_types_that_promise_nothing_have_no_output_schema(annotation):
    def answer() -> annotation:
        """Answer."""

    (spec,) = Service(tool(answer), name="x").describe()["capabilities"]["tools"]
    assert "output_schema" not in spec


VALUES = [
    (Node, {"name": "a", "children": [{"name": "b", "children": []}]}),
    (list[Node], [{"name": "a", "children": []}]),
    (Person, {"name": "Ada", "age": 3}),
    (Pair, [1, "y"]),
    (tuple[int, str], [1, "y"]),
    (set[int], [1]),
    (Size | None, "s"),
    (datetime.date, "2026-01-02"),
    (uuid.UUID, "5f4d61a2-94f0-4b39-9c43-d3cf2fae6a8c"),
    (decimal.Decimal, "1.50"),
    (pathlib.Path, "a/b"),
    (int | str | None, "x"),
    (Model | int, 3),
    (Model, {"n": 1, "byAlias": "y"}),
]


@pytest.mark.parametrize(("annotation", "value"), VALUES, ids=str)
async def test_what_comes_in_goes_out_as_it_was_promised(annotation, value):
    function, _, _ = spec_of(annotation)
    async with FakeHost(function) as host:
        assert (await host.execute_tool("same", {"value": value})).output == value


FAULTS = [
    (Node, {"children": [{"nam": 1}, 2]}, ["/children/0/name", "/children/1", "/name"]),
    (Person, {"age": "x", "size": 1}, ["/age", "/name", "/size"]),
    (dict[str, list[Person]], {"a/b": [{}, 1]}, ["/a~1b/0/name", "/a~1b/1"]),
    (Model, {"n": 0, "byAlias": 1}, ["/byAlias", "/n"]),
    (tuple[int, str], ["x", 1], ["/0", "/1"]),
    (Size | None, "x", [""]),
    (datetime.date, "yesterday", [""]),
]


@pytest.mark.parametrize(("annotation", "value", "places"), FAULTS, ids=str)
async def test_every_fault_is_told_with_its_pointer(annotation, value, places):
    function, _, _ = spec_of(annotation)
    async with FakeHost(function) as host:
        with pytest.raises(RpcError) as raised:
            await host.execute_tool("same", {"value": value})
    assert raised.value.kind == "invalid_params"
    found = sorted(fault["path"] for fault in raised.value.data["errors"])
    assert found == [f"/input/value{place}" for place in places]


def test_an_output_schema_by_hand_stays():
    schema = {"type": "integer", "minimum": 1}

    @tool(output_schema=schema)
    def answer() -> str:
        """Answer."""
        return "x"

    (spec,) = Service(answer, name="x").describe()["capabilities"]["tools"]
    assert spec["output_schema"] == schema
