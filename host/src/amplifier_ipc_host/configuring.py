"""What the components of one service are configured with: their own settings, and what holds for all that take it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .describe import component_names
from .vendors import spellings

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wide:
    """A setting for every component that declares this member of its config (spec chapter 3, `config_schema`).

    It takes the place of the component's own value; `joined`: a list that is put behind that, or behind `first`
    where there is none.
    `known`: components that are given it though they declare no settings at all.
    """

    member: str
    value: Any
    joined: bool = False
    first: tuple[Any, ...] = ()
    known: tuple[str, ...] = ()

    def taken_by(self, component: str, schema: Any) -> bool:
        """Whether a component with this config_schema (None: none) takes it."""
        if not isinstance(schema, dict):
            return component in self.known
        members = schema.get("properties")
        return isinstance(members, dict) and self.member in members

    def over(self, own: Json) -> Json:
        """A component's settings with this one."""
        if not self.joined:
            return {**own, self.member: self.value}
        before = own.get(self.member)
        before = list(self.first) if not isinstance(before, list) else before
        return {**own, self.member: list(dict.fromkeys([*before, *self.value]))}


# How a component may be called in a definition beside its own name.
SUFFIXES = ("-hook", "-tool")


def misspelt(config: Iterable[str], components: Iterable[str]) -> list[str]:
    """What to say of settings for something that looks like a component that is there, and is none."""
    there = [called for name in components for called in _called(name)]
    known = {spelling for name in there for spelling in spellings(name)}
    said = []
    for name in config:
        near = [] if name in known else get_close_matches(name, there, n=1, cutoff=0.8)
        if near:
            what = f"there are settings for '{name}', which is no component"
            said.append(f"{what}; did you mean '{near[0]}'?")
    return said


def own_config(described: Json, config: dict[str, Json], wide: Iterable[Wide]) -> dict[str, Json]:
    """Component → settings, of a service with this describe answer."""
    schemas = described.get("config_schema")
    schemas = schemas if isinstance(schemas, dict) else {}
    names = component_names(described)
    own: dict[str, Json] = {}
    for name in names:
        for called in _called(name):  # what stands under its own name is the strongest
            if called in config:
                own[name] = {**own.get(name, {}), **config[called]}
    for each in wide:
        for name in names:
            if each.taken_by(name, schemas.get(name)):
                own[name] = each.over(own.get(name, {}))
    return own


def nearest(path: str, described: Json) -> str:
    """The member of a component's config_schema that a JSON pointer such as `/config/NAME/MEMBER` nearly names.

    Empty where the last part of it is a member, or like none.
    """
    _, config, *inner = [*path.split("/"), "", ""]
    parts = [part for part in inner if part]
    schemas = described.get("config_schema")
    if config != "config" or len(parts) != 2 or not isinstance(schemas, dict):
        return ""
    members = (schemas.get(parts[0]) or {}).get("properties")
    known = list(members) if isinstance(members, dict) else []
    near = get_close_matches(parts[1], known, n=1, cutoff=0.6)
    return near[0] if near and parts[1] not in known else ""


def fault(member: str, value: Any, schema: Any) -> str:
    """Why a component with this config_schema (None: any) does not take a setting; empty where it does."""
    members = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(members, dict):
        return ""
    if member not in members:
        if schema.get("additionalProperties") is not False:
            return ""
        near = get_close_matches(member, members, n=1, cutoff=0.6)
        mean = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(members)}"
        return f"has no setting '{member}'; {mean}"
    import jsonschema_rs

    try:
        error = next(jsonschema_rs.Draft202012Validator(members[member]).iter_errors(value), None)
    except ValueError:  # what is no schema judges nothing
        return ""
    return f"does not take '{member}': {error.message}" if error else ""


def _called(name: str) -> tuple[str, ...]:
    """All that a component may be called in a definition, the weakest first."""
    others = [each for each in reversed(spellings(name)) if each != name]
    return (*others, *(f"{name}{suffix}" for suffix in SUFFIXES), name)
