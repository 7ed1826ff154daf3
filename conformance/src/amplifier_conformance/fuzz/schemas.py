"""Strategies for values of JSON Schemas (2020-12), as JSON text: ones that fit, and ones with a few things wrong.

Whether a drawn value fits is told by a validator, not by how it was drawn; keywords that are not known here are left
to it.
"""

from __future__ import annotations

import copy
import itertools
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from ..protocol import MAX_INTEGER, Json, definition
from ..values import resolved

Root = (
    Json | str
)  # the document in which references stand: a schema, or the file of one of the protocol's
Values = st.SearchStrategy[Any]
Hints = Mapping[str, Sequence[Any]]  # likely values of members of these names

MOST_NULLS = 5
MORE = 3  # members or items beyond the least
OTHERS: tuple[Any, ...] = (None, True, 0, -1, 7, 1.5, "", "x", [], {}, [None], {"x": 1}, 2**40, "x" * 300)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(
        ("", "x", "é😀", "\u2028\x7f", "\x00\n\t", "a/b", "../x", "[{", '"\\', "x" * 200)
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)
INTEGERS = st.integers(-MAX_INTEGER, MAX_INTEGER)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
ANYTHING: Values = st.recursive(
    st.one_of(st.none(), st.booleans(), INTEGERS, NUMBERS, TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=MORE), st.dictionaries(TEXTS, inner, max_size=MORE)
    ),
    max_leaves=8,
)


def of_schema(schema: Json, root: Root, hints: Hints | None = None) -> Values:
    """Values that mostly fit the schema."""
    return _Maker(hints or {}).of(schema, root)


@st.composite
def texts(draw: st.DrawFn, values: Values) -> str:
    """The JSON text of such a value, in about two of three cases with something wrong."""
    value = copy.deepcopy(draw(values))
    for _ in range(draw(st.integers(0, 2))):
        value = _spoilt(draw, value)
    return json.dumps(value, ensure_ascii=False)


class _Maker:
    """Makes the strategy of each part of a schema once, so that types may hold themselves."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.made: dict[tuple[str, int], Values] = {}

    def of(self, schema: Any, root: Root) -> Values:
        if not isinstance(schema, dict):
            return ANYTHING
        if "$ref" in schema:
            return self._reference(schema["$ref"], root)
        if "const" in schema:
            return st.just(schema["const"])
        if schema.get("enum"):
            return st.sampled_from(schema["enum"])
        return self._combined(schema, root)

    def _reference(self, reference: str, root: Root) -> Values:
        name = f"{root}{reference}" if isinstance(root, str) and reference[:1] == "#" else reference
        at = (name, 0 if isinstance(root, str) else id(root))
        if at not in self.made:
            there: Root = name.partition("#")[0] if isinstance(root, str) else root
            part = definition(name) if isinstance(root, str) else resolved(reference, root)
            self.made[at] = st.deferred(lambda: self.of(part, there))
        return self.made[at]

    def _combined(self, schema: Json, root: Root) -> Values:
        for name in ("anyOf", "oneOf"):
            if schema.get(name):
                rest = {key: value for key, value in schema.items() if key != name}
                return st.one_of(
                    [self.of(_merged(rest, self._plain(part, root)), root) for part in schema[name]]
                )
        if schema.get("allOf"):
            merged = {key: value for key, value in schema.items() if key != "allOf"}
            for part in schema["allOf"]:
                merged = _merged(merged, self._plain(part, root))
            return self.of(merged, root)
        kinds = schema.get("type", _implied(schema))
        return st.one_of(
            [
                self._kind(kind, schema, root)
                for kind in ([kinds] if isinstance(kinds, str) else kinds)
            ]
        )

    def _plain(self, part: Any, root: Root) -> Json:
        """A part of a union; one of another file stays a reference."""
        if not isinstance(part, dict):
            return {}
        if "$ref" in part and not isinstance(root, str):
            found = resolved(part["$ref"], root)
            return found if isinstance(found, dict) else {}
        return part

    def _kind(self, kind: str, schema: Json, root: Root) -> Values:
        simple: dict[str, Values] = {"null": st.none(), "boolean": st.booleans()}
        if kind == "object":
            return self._object(schema, root)
        if kind == "array":
            least = schema.get("minItems", 0)
            most = min(schema.get("maxItems", least + MORE), least + MORE)
            items = self.of(schema.get("items", True), root)
            return st.lists(items, min_size=least, max_size=most)
        if kind == "string":
            return _text(schema)
        if kind in ("integer", "number"):
            return _number(kind, schema)
        return simple.get(kind, ANYTHING)

    def _object(self, schema: Json, root: Root) -> Values:
        parts = schema.get("properties") or {}
        needed = set(schema.get("required") or ())
        members = {name: self._member(name, part, root) for name, part in parts.items()}
        required = {name: members.get(name, ANYTHING) for name in sorted(needed)}
        optional = {name: made for name, made in members.items() if name not in needed}
        known = st.fixed_dictionaries(required, optional=optional)
        others = schema.get("additionalProperties", False)
        if others is False:
            return known
        return st.builds(
            lambda more, named: {**more, **named},
            st.dictionaries(TEXTS, self.of(others, root), max_size=2),
            known,
        )

    def _member(self, name: str, part: Any, root: Root) -> Values:
        made = self.of(part, root)
        return st.one_of(st.sampled_from(self.hints[name]), made) if self.hints.get(name) else made


def _implied(schema: Json) -> Any:
    """The type of a schema that names none."""
    if "properties" in schema or "required" in schema:
        return "object"
    return "array" if "items" in schema else "anything"


def _merged(one: Json, other: Json) -> Json:
    merged = {**one, **other}
    if "properties" in one and "properties" in other:
        merged["properties"] = {**one["properties"], **other["properties"]}
    if "required" in one and "required" in other:
        merged["required"] = [*one["required"], *other["required"]]
    return merged


def _text(schema: Json) -> Values:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    if "pattern" in schema:
        try:
            # In some dialects `$` stands before a last line feed, too.
            return st.from_regex(re.compile(schema["pattern"])).map(lambda text: text.rstrip("\n"))
        except re.error:  # another dialect
            return TEXTS
    if least > 20 or most < 20:
        return st.text("xé", min_size=least, max_size=min(most, least + 20))
    return TEXTS.map(lambda text: text + "x" * (least - len(text)))


def _number(kind: str, schema: Json) -> Values:
    least: Any = schema.get("minimum", schema.get("exclusiveMinimum", -MAX_INTEGER))
    most: Any = schema.get("maximum", schema.get("exclusiveMaximum", MAX_INTEGER))
    if least > most:
        return st.just(least)
    made: list[Values] = [st.sampled_from((least, most))]
    if math.ceil(least) <= math.floor(most):
        made.insert(0, st.integers(math.ceil(least), math.floor(most)))
    if kind == "number":
        made.append(st.floats(least, most, allow_nan=False, allow_infinity=False))
    return st.one_of(made)


# ---- what is wrong


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each array or object inside with each of its keys or indexes."""
    inner = (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    )
    for at in inner:
        yield value, at
        yield from places(value[at])


def _spoilt(draw: st.DrawFn, value: Any) -> Any:
    """The value with a part of it replaced or dropped, or with a member that nobody knows."""
    found = list(places(value))
    edit = draw(st.sampled_from(("other", "drop", "add")))
    other = copy.deepcopy(draw(st.sampled_from(OTHERS)))
    if not found or draw(st.integers(0, 9)) == 0:
        if edit == "add" and isinstance(value, dict):
            return {**value, "no_such_member_": other}
        return other
    inside, at = found[draw(st.integers(0, len(found) - 1))]
    if edit == "drop":
        del inside[at]
    elif edit == "add" and isinstance(inside[at], dict):
        inside[at]["no_such_member_"] = other
    else:
        inside[at] = other
    return value


def plainer(text: str) -> Iterator[str]:
    """The value without one of its parts, or with a part that is as plain as can be."""
    count = len(list(places(json.loads(text))))
    for number in range(count):
        value = json.loads(text)
        inside, at = list(places(value))[number]
        del inside[at]
        yield json.dumps(value, ensure_ascii=False)
    for number in range(count):
        value = json.loads(text)
        inside, at = list(places(value))[number]
        plain: Any = type(inside[at])() if inside[at] is not None else None
        if plain != inside[at]:
            inside[at] = plain
            yield json.dumps(value, ensure_ascii=False)


def null_readings(value: Any) -> Iterator[Any]:
    """The value as it is, and with each choice of its null members absent: free JSON keeps them (RPC-012)."""
    nulls = [n for n, (inside, at) in enumerate(places(value)) if _is_null_member(inside, at)]
    for absent in itertools.product((False, True), repeat=min(len(nulls), MOST_NULLS)):
        other = copy.deepcopy(value)
        found = list(places(other))
        for number, is_absent in zip(nulls, absent, strict=False):
            if is_absent:
                inside, at = found[number]
                del inside[at]
        yield other


def _is_null_member(inside: Any, at: Any) -> bool:
    return isinstance(inside, dict) and inside[at] is None
