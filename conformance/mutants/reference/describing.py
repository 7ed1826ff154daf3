"""What describe lists, and what may be configured (chapter 3)."""

from __future__ import annotations

from typing import Any

import schema
from errors import Fault, near
from lines import LIMIT
from mutations import broken
from parts import Part
from request import Json


def capabilities(parts: list[Part]) -> Json:
    """The components, in one list a kind (LIF-006, LIF-015, LIF-017)."""
    lists: Json = {}
    for part in parts:
        if part.kind == "content":
            lists["content"] = {"paths": part.run()[broken("cnt-013-differs") :]}
        else:
            lists.setdefault(part.kind, []).append(_spec(part))
    tools = lists.get("tools", [])
    if broken("lif-017-twice"):
        tools.append(tools[0])
    if broken("lif-015-declares"):
        tools.append({**tools[0], "name": "ghost"})
    return lists


def _spec(part: Part) -> Json:
    spec = dict(part.spec)
    if part.name == "picture":
        if broken("tol-001-name"):
            spec["name"] = "2 pictures"
        if broken("tol-002-type"):
            spec["input_schema"] = {"type": "string"}
        if broken("tol-002-schema"):
            spec["input_schema"] = {"type": "object", "properties": {"format": {"type": "text"}}}
        if broken("tol-003-empty"):
            spec["description"] = ""
    if part.name == "brief" and broken("hok-001-none"):
        spec["events"] = []
    return spec


def limits() -> Json:
    """What is not the default (FRM-014, RPC-058)."""
    told = {"max_message_bytes": LIMIT, "max_concurrency": 16}
    if broken("frm-015-small"):
        told["max_message_bytes"] = 65536
    if broken("frm-014-unsaid"):
        del told["max_message_bytes"]
    if broken("rpc-058-unsaid"):
        del told["max_concurrency"]
    return told


def config_schemas(parts: list[Part]) -> Json:
    """The schemas of the settings, by component."""
    return {part.name: _config_schema(part) for part in parts if part.config_schema}


def _config_schema(part: Part) -> Json:
    """LIF-038: a misspelt setting is a fault. Any object, where nothing is declared (LIF-023)."""
    if part.config_schema is None:
        return {} if broken("lif-023-any") else {"type": "object"}
    if broken("lif-038-open"):
        return {k: v for k, v in part.config_schema.items() if k != "additionalProperties"}
    return part.config_schema


def merged(parts: list[Part], config: Json) -> Json:
    """The settings and those that there were, which nobody may keep (LIF-034)."""
    kept = {part.name: part.config for part in parts if part.config}
    fresh = {name: value for name, value in config.items() if not isinstance(value, dict)}
    both = {
        name: {**kept.get(name, {}), **config.get(name, {})} for name in {*kept, *config} - {*fresh}
    }
    return both | fresh


def config_faults(parts: list[Part], config: Json) -> list[Fault]:
    """All faults of a configuration, each with its path (LIF-032, LIF-036, LIF-037)."""
    found = [fault for name, value in config.items() for fault in _faults(parts, name, value)]
    if broken("lif-032-path"):
        return [(path.removeprefix("/config"), text) for path, text in found]
    return found


def _faults(parts: list[Part], name: str, value: Any) -> list[Fault]:
    path = "/config/" + name.replace("~", "~0").replace("/", "~1")
    part = next((p for p in parts if p.name == name), None)
    if part is None:
        if broken("lif-036-ignores"):
            return []
        close = None if broken("lif-024-silent") else near(name, [p.name for p in parts])
        hint = f'; did you mean "{close}"?' if close else ""
        return [("/config" if broken("lif-036-path") else path, f"is no component here{hint}")]
    if part.config_schema is None and broken("lif-023-refuses"):
        return [(path, "has no settings")]
    if part.config_schema is not None and broken("lif-037-unchecked"):
        return []
    if part.config_schema is not None and broken("lif-037-refuses"):
        return [(path, "has no settings")]
    return schema.faults(_config_schema(part), value, path)
