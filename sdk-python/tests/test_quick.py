"""The quick check of inputs never says that something fits which does not."""

from amplifier_ipc.schema.check import check
from amplifier_ipc.schema.quick import quick_check
from hypothesis import given
from hypothesis import strategies as st

PLAIN = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "description": "…"},
        "unique": {"type": "boolean", "default": False},
        "n": {"type": "integer"},
    },
    "required": ["text"],
    "additionalProperties": False,
}


def test_it_tells_the_usual_inputs_and_no_other():
    fits = quick_check(PLAIN)
    assert fits({"text": "a"})
    assert fits({"text": "a", "unique": True, "n": 1})
    for value in ({}, {"text": 1}, {"text": "a", "n": True}, {"text": "a", "x": 1}, [], None):
        assert not fits(value)
    assert not fits({"text": "a", "n": 1.0}), "that fits, but only the whole check says so"
    assert check(PLAIN, {"text": "a", "n": 1.0}) == []


def test_it_never_tells_for_schemas_with_other_rules():
    limited = {**PLAIN["properties"]["n"], "minimum": 3}
    for schema in (
        {},
        {"type": "object"},
        {**PLAIN, "minProperties": 2},
        {**PLAIN, "properties": {"text": {"type": ["string", "null"]}}},
        {**PLAIN, "properties": {"text": {"type": "string"}, "n": limited}},
        {**PLAIN, "properties": {"text": {"type": "string"}, "any": True}},
    ):
        assert not quick_check(schema)({"text": "a", "n": 1})


values = st.dictionaries(
    st.sampled_from(["text", "unique", "n", "x"]),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
)


@given(values)
def test_what_it_says_the_whole_check_says_too(value):
    if quick_check(PLAIN)(value):
        assert check(PLAIN, value) == []
