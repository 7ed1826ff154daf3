"""The tables of the text, generated between markers from the tables of the schemas.

`<!-- generated: methods tool.* $/log -->` … `<!-- /generated -->` holds the methods that the patterns name (all
without a pattern), `models Message …` the members of these types; `errors`, `llm_errors`, `events` and `grants` are
the others.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
_MARKED = re.compile(r"(<!-- generated: ([^>]*?) -->\n).*?(<!-- /generated -->)", re.DOTALL)
_WAYS = {"host_to_service": "→ service", "service_to_host": "→ host", "both": "both"}

Row = dict[str, Any]


def fill(text: str) -> str:
    """Return a page with its tables as the schemas have them now."""

    def table(match: re.Match[str]) -> str:
        name, *patterns = match[2].split()
        return f"{match[1]}{_TABLES[name](patterns)}\n{match[3]}"

    return _MARKED.sub(table, text)


def _load(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text())


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _type(reference: str | None) -> str:
    return f"`{reference.split('/')[-1]}`" if reference else "–"


def _code(names: list[str] | None, none: str = "all") -> str:
    if names is None:
        return none
    return ", ".join(f"`{name}`" for name in names) or "–"


def _methods(patterns: list[str]) -> str:
    rows = [
        [
            f"`{row['method']}`" + ("" if row["kind"] == "request" else " (notification)"),
            _WAYS[row["direction"]],
            f"{_type(row['params'])} → {_type(row['result'])}"
            if row["result"]
            else _type(row["params"]),
            f"`{row['routing_member']}`" if row.get("routing_member") else "–",
            f"`{row['grant']}`" if row["grant"] else "–",
            row["description"],
        ]
        for row in _load("methods.json")["methods"]
        if not patterns or any(fnmatchcase(row["method"], pattern) for pattern in patterns)
    ]
    header = ["method", "sent", "params → result", "routing member", "grant", "what it says"]
    return _table(header, rows)


def _endpoints(_: list[str]) -> str:
    rows = []
    for row in _load("methods.json")["methods"]:
        if not (http := row["http"]):
            continue
        stream = {"always": "always", "accept": "if `Accept` asks for one", None: "–"}[
            http.get("stream")
        ]
        if "stream_path" in http:
            stream = f"`{http['method']} {http['stream_path']}`"
        rows.append([f"`{http['method']} {http['path']}`", f"`{row['method']}`", stream])
    return _table(["endpoint", "method", "stream"], rows)


def _errors(_: list[str]) -> str:
    rows = [
        [str(row["code"]), f"`{row['kind']}`", str(row["http_status"]), row["description"]]
        for row in _load("errors.json")["kinds"]
    ]
    return _table(["code", "kind", "HTTP", "when"], rows)


def _llm_errors(_: list[str]) -> str:
    rows = [
        [
            f"`{row['name']}`",
            f"`{row['parent']}`" if row["parent"] else "–",
            "yes" if row["retryable"] else "no",
            row["description"],
        ]
        for row in _load("errors.json")["llm_errors"]
    ]
    return _table(["llm_error", "is a", "retryable", "when"], rows)


def _events(_: list[str]) -> str:
    rows = [
        [
            f"`{row['name']}`",
            row["emitted_by"],
            _type(row["data"]),
            _code(row["modify"]),
            _code(row["actions"]),
        ]
        for row in _load("events.json")["events"]
    ]
    return _table(["event", "emitted by", "data", "open members", "actions with an effect"], rows)


def _grants(_: list[str]) -> str:
    granted: dict[str, list[str]] = {}
    for row in _load("methods.json")["methods"]:
        if row["grant"]:
            granted.setdefault(row["grant"], []).append(row["method"])
    rows = [[f"`{grant}`", _code(methods)] for grant, methods in granted.items()]
    return _table(["grant", "methods"], rows)


def _models(names: list[str]) -> str:
    types = {}
    for path in SCHEMAS.glob("*.schema.json"):
        types.update(_load(path.name).get("$defs", {}))
    rows = [
        [
            f"`{name}`" if not number else "",
            f"`{member}`" + ("" if member in types[name].get("required", ()) else "?"),
            _kind(schema),
            _about(types, schema),
        ]
        for name in names
        for number, (member, schema) in enumerate(_members(types[name]))
    ]
    return _table(["type", "member", "is", "what it says"], rows)


def _members(schema: Row) -> list[tuple[str, Row]]:
    return [(name, row) for name, row in schema["properties"].items() if name != "_meta"]


def _kind(schema: Row) -> str:
    if "$ref" in schema:
        return _type(schema["$ref"])
    if "items" in schema:
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("type", "any JSON"))


def _about(types: Row, schema: Row) -> str:
    named = types[schema["$ref"].split("/")[-1]] if "$ref" in schema else {}
    default = schema.get("default", named.get("default"))
    absent = "" if default is None else f" Absent is `{json.dumps(default)}`."
    return str(schema.get("description") or named.get("description", "")) + absent


_TABLES = {
    "models": _models,
    "methods": _methods,
    "endpoints": _endpoints,
    "errors": _errors,
    "llm_errors": _llm_errors,
    "events": _events,
    "grants": _grants,
}
