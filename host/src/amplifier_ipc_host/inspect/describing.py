"""What a service says of itself, as lines for a person; and everything in it that a host would not like."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

from amplifier_ipc._generated._validate import validate

from .. import describe
from ..legacy.describes import VERSION as VERSION_0
from .signature import parameters, signature, type_text

Json = dict[str, Any]
MIB = 1024 * 1024
# In a narrower terminal lines are broken by the terminal.
MIN_WIDTH = 40
# Beside a text of which fewer columns are left, its remark stands below.
MIN_COLUMN = 30
# How wide the column of types may become before their remarks stand below them.
MEMBER_WIDTH = 44


class Problem(NamedTuple):
    """Something to mend. `fatal`: a host does not mount the service because of it."""

    fatal: bool
    text: str


class Line(NamedTuple):
    """A line of the description: what is plain, what is dimmed after it, and what kind of line it is."""

    text: str
    remark: str = ""
    kind: str = "plain"


# ---- what is wrong --------------------------------------------------------------------------------------------


def problems(answer: Any) -> list[Problem]:
    """All of them, the fatal ones first."""
    if why := describe.wrong_version(answer):
        return [Problem(True, f"the service {why}")]
    known = describe.without_aliases(answer)
    faults = validate("DescribeResult", known)
    fatal = [Problem(True, f"{fault.path or '/'} {fault.message}") for fault in faults]
    if fatal:
        return fatal
    schemas = list(_schema_problems(known))
    warnings = [Problem(False, text) for text in _warnings(known)]
    return sorted(schemas, key=lambda problem: not problem.fatal) + warnings


def _schema_problems(answer: Json) -> Iterator[Problem]:
    """Schemas that are none. Only a tool's input must be one; nobody reads the others before they are used."""
    named: list[tuple[bool, str, Any]] = []
    for tool in describe.offered(answer, "tools"):
        named.append((True, f"the input_schema of the tool '{tool['name']}'", tool["input_schema"]))
        named.append(
            (False, f"the output_schema of the tool '{tool['name']}'", tool.get("output_schema"))
        )
    for export in describe.offered(answer, "exports"):
        what = f"the input_schema of the capability '{export['name']}'"
        named.append((False, what, export.get("input_schema")))
    for name, schema in (answer.get("config_schema") or {}).items():
        named.append((False, f"the config_schema of '{name}'", schema))
    for fatal, what, schema in named:
        if schema is not None and (why := describe.no_schema(schema)):
            yield Problem(fatal, f"{what} is no JSON Schema: {why}")


def _warnings(answer: Json) -> Iterator[str]:
    if answer["protocol_version"] == VERSION_0:
        yield (
            "it answers describe without protocol_version, as version 0 does: "
            "it gets one request at a time, and is ended to cancel one"
        )
    components = describe.component_names(answer)
    if not components and not (answer.get("capabilities") or {}).get("content"):
        yield "the service offers nothing"
    for grant in answer.get("requires") or []:
        if grant not in GRANTS:
            yield f"requires names an unknown grant '{grant}'{_near(grant, GRANTS)}"
    for name in answer.get("config_schema") or {}:
        if name not in components:
            yield f"config_schema has settings for '{name}', which is no component{_near(name, components)}"
    yield from _hook_warnings(describe.offered(answer, "hooks"))


def _hook_warnings(hooks: list[Json]) -> Iterator[str]:
    from amplifier_ipc._generated.events import EVENTS

    for hook in hooks:
        if not hook["events"]:
            yield f"the hook '{hook['name']}' listens to no event"
        for event in hook["events"]:
            if event not in EVENTS and "*" not in event and (near := _near(event, EVENTS)):
                yield f"the hook '{hook['name']}' listens to '{event}', which no part of the protocol emits{near}"


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f"; did you mean '{near[0]}'?" if near else ""


def _grants() -> tuple[str, ...]:
    from amplifier_ipc._generated.methods import METHODS

    return tuple(dict.fromkeys(row.grant for row in METHODS.values() if row.grant))


GRANTS = _grants()

# ---- what it says ---------------------------------------------------------------------------------------------


def lines(answer: Json, width: int) -> Iterator[Line]:
    """The whole description, in at most `width` columns where words allow it. The answer has no fatal problem."""
    answer, width = describe.without_aliases(answer), max(width, MIN_WIDTH)
    yield Line(f"{answer['name']} {answer['version']}", _made_with(answer), "title")
    for line in _text(answer.get("description"), 2):
        yield from _wrapped(line, width)
    for title, entries in _kinds(answer, width):
        shown = [part for line in entries for part in _wrapped(line, width)]
        if shown:
            yield Line("")
            yield Line(title, kind="heading")
            yield from shown


def _wrapped(line: Line, width: int) -> Iterator[Line]:
    """The line in as many as it needs: a long remark beside its text, or below where there is no room."""
    at = len(line.text) + 2
    if line.remark and at + MIN_COLUMN <= width:
        first, *others = textwrap.wrap(line.remark, width - at) or [""]
        yield Line(line.text, first, line.kind)
        yield from (Line(" " * (at - 2), other) for other in others)
        return
    indent = " " * (len(line.text) - len(line.text.lstrip()))
    deeper = indent if line.kind == "plain" else indent + " " * 4
    pieces = textwrap.wrap(line.text, width, subsequent_indent=deeper, break_long_words=False)
    yield from (Line(piece, kind=line.kind) for piece in pieces or [""])
    if line.remark:
        yield from (
            Line(indent + " " * 4, piece)
            for piece in textwrap.wrap(line.remark, width - len(deeper))
        )


def _made_with(answer: Json) -> str:
    sdk = answer.get("sdk") or {}
    made = f"{sdk.get('name')} {sdk.get('version')}" if sdk else "no SDK named"
    language = f" for {sdk['language']}" if sdk.get("language") else ""
    return f"protocol {answer['protocol_version']}, {made}{language}"


def _kinds(answer: Json, width: int) -> Iterator[tuple[str, Iterator[Line]]]:
    offered = {
        kind: describe.offered(answer, kind)
        for kind in (answer.get("capabilities") or {})
        if kind != "content"
    }
    yield "Tools", _each(offered, "tools", lambda tool: _tool(tool, width))
    yield "Hooks", _each(offered, "hooks", _hook)
    yield "Providers", _each(offered, "providers", _provider)
    yield "Orchestrators", _each(offered, "orchestrators", _named)
    yield "Context managers", _each(offered, "context_managers", _named)
    yield "Approval providers", _each(offered, "approval_providers", _named)
    yield "Capabilities", _each(offered, "exports", lambda export: _export(export, width))
    yield "Channels", _each(offered, "channels", _channel)
    yield "Content", _content(answer)
    yield "Settings", _settings(answer, width)
    yield (
        "Requires",
        iter([Line("  " + ", ".join(answer["requires"]))] if answer.get("requires") else []),
    )
    yield "Limits", _limits(answer)


def _each(offered: Json, kind: str, show: Any) -> Iterator[Line]:
    for component in offered.get(kind, []):
        yield from show(component)


def _tool(tool: Json, width: int) -> Iterator[Line]:
    annotations = tool.get("annotations") or {}
    marks = [name for name, on in annotations.items() if on is True]
    yield from _callable(
        tool, tool.get("output_schema"), f"[{', '.join(marks)}]" if marks else "", width
    )


def _callable(offer: Json, output: Any, remark: str, width: int) -> Iterator[Line]:
    """On one line, if it fits; what the parameters mean below."""
    schema = offer["input_schema"]
    text = "  " + signature(offer["name"], schema, output)
    if len(text) <= width:
        yield Line(text, remark, "component")
        yield from _text(offer.get("description"), 6)
        yield from _parameters(schema)
        return
    yield Line(f"  {offer['name']}(", remark, "component")
    yield from _text(offer.get("description"), 6)
    yield from _members(schema)
    yield Line("  )" + signature("", {}, output).removeprefix("()"), kind="component")


def _hook(hook: Json) -> Iterator[Line]:
    remarks = [f"priority {_or(hook.get('priority'), 100)}"]
    if _or(hook.get("timeout_ms"), 10_000) != 10_000:
        remarks.append(f"{hook['timeout_ms'] / 1000:g} s")
    if hook.get("on_error") == "deny":
        remarks.append("denies when it fails")
    yield Line(f"  {hook['name']}  {', '.join(hook['events'])}", ", ".join(remarks), "component")


def _provider(provider: Json) -> Iterator[Line]:
    yield Line(f"  {provider['name']}", provider.get("display_name") or "", "component")


def _named(component: Json) -> Iterator[Line]:
    yield Line(f"  {component['name']}", kind="component")
    yield from _text(component.get("description"), 6)


def _export(export: Json, width: int) -> Iterator[Line]:
    if export.get("input_schema"):
        yield from _callable(export, None, "", width)
        return
    yield Line(f"  {export['name']}(any)", kind="component")
    yield from _text(export.get("description"), 6)


def _channel(channel: Json) -> Iterator[Line]:
    how = [what for what in ("contributes", "subscribes") if channel.get(what)]
    yield Line(f"  {channel['name']}", " and ".join(how), "component")


def _content(answer: Json) -> Iterator[Line]:
    content = (answer.get("capabilities") or {}).get("content") or {}
    for path in content.get("paths") or []:
        yield Line(f"  {path}", kind="component")


def _settings(answer: Json, width: int) -> Iterator[Line]:
    for name, schema in (answer.get("config_schema") or {}).items():
        text = f"  {name}: {type_text(schema)}"
        if len(text) <= width:
            yield Line(text, kind="component")
            yield from _parameters(schema)
        else:
            yield Line(f"  {name}: {{", kind="component")
            yield from _members(schema)
            yield Line("  }", kind="component")


def _limits(answer: Json) -> Iterator[Line]:
    if answer.get("limits"):
        size, requests = describe.limits(answer)
        yield Line(f"  {size / MIB:g} MiB a message, {requests} requests at once")


def _parameters(schema: Any) -> Iterator[Line]:
    """What the parameters mean, those of which it is said."""
    described = [(name, text) for name, _, text in parameters(schema) if text]
    width = max((len(name) for name, _ in described), default=0)
    for name, text in described:
        yield Line(f"      {name:<{width}}", text)


def _members(schema: Any) -> Iterator[Line]:
    """Each parameter on a line of its own, with its type and what it means."""
    described = parameters(schema)
    width = min(max((len(member) for _, member, _ in described), default=0), MEMBER_WIDTH)
    for _, member, text in described:
        yield Line(f"      {member:<{width}}" if text else f"      {member}", text, "member")


def _text(text: str | None, indent: int) -> Iterator[Line]:
    for line in (text or "").strip().splitlines():
        yield Line(" " * indent + line.rstrip())


def _or(value: Any, default: int) -> Any:
    return default if value is None else value
