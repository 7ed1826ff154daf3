"""Whatever is done to an example, the Python models, the hand-written validator and JSON Schema agree on it."""

import json
from functools import cache
from typing import Any

import amplifier_ipc._generated as types
import jsonschema_rs
import pytest
from amplifier_ipc._generated._validate import Fault, validate
from generate import ir
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sampled import MODEL, NAMES, examples, of_bundle, of_source, places, put, without_nulls

SAFE = 2**53 - 1
STRINGS = sorted(
    {value for decl in MODEL.decls if isinstance(decl, ir.Enum) for value in decl.values}
    | {tag for decl in MODEL.decls if isinstance(decl, ir.Union) for tag, _ in decl.arms}
)
TAGS = {decl.tag[0] for decl in MODEL.decls if isinstance(decl, ir.Struct) and decl.tag}
texts = st.sampled_from(STRINGS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
# 1.0 is an integer in JSON Schema and a float in Python: a number with a fraction is neither's integer.
fractions = st.integers(-1000, 1000).map(lambda number: number + 0.5)
scalars = st.none() | st.booleans() | st.integers(-SAFE, SAFE) | fractions | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@cache
def adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(getattr(types, name))


@cache
def schemas(name: str) -> tuple[jsonschema_rs.Validator, jsonschema_rs.Validator]:
    return of_source(name), of_bundle(name)


@cache
def seeds(name: str) -> list[Any]:
    both = examples(name)
    return [*both["valid"], *(example["value"] for example in both["invalid"])]


def model_accepts(name: str, value: Any) -> bool:
    try:
        adapter(name).validate_json(json.dumps(value))
    except ValidationError:
        return False
    return True


def is_absent_constant(fault: Fault) -> bool:
    """Whether a tag is missing, which a model fills in: `TextBlock(text="hi")` has its `type`."""
    return fault.message == "is required" and fault.path.rpartition("/")[2] in TAGS


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a type and one of its examples, changed in up to three places."""
    name = draw(st.sampled_from(NAMES))
    value = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from(list(places(value))))
        if path and isinstance(path[-1], str) and draw(st.booleans()):
            value = put(value, path, ...)
        else:
            value = put(value, path, draw(values))
    return name, value


def check_that_all_agree(name: str, value: Any) -> None:
    by_source, by_bundle = schemas(name)
    accepted = by_bundle.is_valid(value)
    assert by_source.is_valid(without_nulls(name, value)) == accepted
    faults = validate(name, value)
    assert (faults == []) == accepted
    if accepted or not all(is_absent_constant(fault) for fault in faults):
        assert model_accepts(name, value) == accepted


@pytest.mark.parametrize("name", NAMES)
def test_all_agree_on_the_examples(name: str) -> None:
    for value in seeds(name):
        check_that_all_agree(name, value)


# Derandomised: what is committed is what runs; a failure prints the value that it shrank to.
@settings(
    max_examples=2000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(mutants())
def test_all_agree_on_changed_examples(mutant: tuple[str, Any]) -> None:
    check_that_all_agree(*mutant)
