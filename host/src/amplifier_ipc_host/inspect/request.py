"""What is asked of a service: read from options or from a typed line, then held to what the service offers."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from amplifier_ipc._generated.methods import METHODS

from .. import describe
from ..errors import HostError, RpcError

Json = dict[str, Any]
# The id of the session that an inspected service is in.
SESSION = "inspect"
Kind = Literal["call", "emit", "complete", "read", "capability", "collect", "approve", "method"]
# Of which kind of component each request is, and how its things are called in a sentence.
KINDS: dict[str, tuple[str, str]] = {
    "call": ("tools", "tool"),
    "capability": ("exports", "capability"),
    "collect": ("channels", "channel"),
    "complete": ("providers", "provider"),
    "approve": ("approval_providers", "approval provider"),
    "emit": ("hooks", "hook"),
}
_PAIR = re.compile(r"[A-Za-z_][\w.-]*=")


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask: `name` is the tool, event, path, text, method …; `value` its JSON."""

    kind: Kind
    name: str
    value: Any = None
    hook: str | None = None


def read_json(text: str, what: str) -> Any:
    """JSON as it stands, of a file (`@path`), or of standard input (`-`); raises HostError."""
    source = text
    try:
        if text == "-":
            source = sys.stdin.buffer.read().decode()
        elif text.startswith("@"):
            source = Path(text[1:]).expanduser().read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise HostError(f"{what} is not UTF-8") from error
    except OSError as error:
        raise HostError(f"{what}: {text[1:]} cannot be read: {error.strerror}") from error
    try:
        return _parsed(source)
    except UnicodeEncodeError as error:
        raise HostError(f"{what} has half a character (a lone surrogate)") from error
    except (ValueError, RecursionError) as error:
        raise HostError(
            f"{what} is not JSON: {error}", 'write it like {"text": "hello"}'
        ) from error


def _parsed(text: str) -> Any:
    """JSON that can be sent: no NaN, and no half characters. Raises ValueError."""
    value = json.loads(text, parse_constant=_refuse_constant)
    json.dumps(value, ensure_ascii=False).encode()
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is none of its values")


def read_object(text: str, what: str) -> Json:
    """The same, where only an object will do."""
    value = read_json(text, what)
    if not isinstance(value, dict):
        raise HostError(f"{what} must be a JSON object", 'write it like {"text": "hello"}')
    return value


def read_typed(rest: str, what: str, schema: Any = None) -> Json:
    """What is typed behind a name: nothing, JSON, `@file`, or key=value pairs.

    A value is JSON where it can be read as such, else text; text it stays where the schema wants a string.
    """
    if not rest:
        return {}
    if not _PAIR.match(rest):
        return read_object(rest, what)
    try:
        words = shlex.split(rest)
    except ValueError as error:
        raise HostError(f"{what} cannot be read: {error}", "close the quote") from error
    return read_pairs(words, schema)


def read_pairs(words: Sequence[str], schema: Any = None) -> Json:
    """key=value pairs, a word each, as an object; raises HostError for a word that is none."""
    if wrong := [word for word in words if not _PAIR.match(word)]:
        raise HostError(f"'{wrong[0]}' is no key=value", "put a value with spaces in quotes")
    members = schema.get("properties") if isinstance(schema, dict) else None
    known = members if isinstance(members, dict) else {}
    pairs = (word.split("=", 1) for word in words)
    return {key: _value(text, known.get(key)) for key, text in pairs}


def _value(text: str, schema: Any) -> Any:
    if isinstance(schema, dict) and schema.get("type") == "string":
        return text
    try:
        return _parsed(text)
    except ValueError:
        return text


def to_params(request: Request, answer: Json) -> tuple[str, Json]:
    """(method, params) of a request to the service that gave this describe answer; raises RpcError (not_found)."""
    if request.kind == "method":
        return request.name, request.value
    _check_name(request, answer)
    method, params = _METHODS[request.kind]
    return method, params(request)


def _hook_emit(request: Request) -> Json:
    """With what a host adds to the data of every event."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    hook = {"hook": request.hook} if request.hook else {}
    data = {"timestamp": now, "session_id": SESSION, **request.value}
    return {"event": request.name, **hook, "data": data}


def _complete(request: Request) -> Json:
    return {"stream": True, "request": {"messages": [{"role": "user", "content": request.name}]}}


_METHODS: dict[str, tuple[str, Callable[[Request], Json]]] = {
    "call": ("tool.execute", lambda it: {"name": it.name, "call_id": "call-1", "input": it.value}),
    "emit": ("hook.emit", _hook_emit),
    "complete": ("provider.complete", _complete),
    "read": ("content.read", lambda it: {"path": it.name}),
    "capability": ("capability.call", lambda it: {"name": it.name, "input": it.value}),
    "collect": ("channel.collect", lambda it: {"channel": it.name}),
    "approve": ("approval.request", lambda it: dict(it.value)),
}


def is_notification(method: str) -> bool:
    """A method that nobody answers."""
    row = METHODS.get(method)
    return row is not None and row.kind == "notification"


def offered_names(answer: Json, kind: Kind) -> list[str]:
    """The names that a request of this kind may take."""
    if kind == "read":
        content = (answer.get("capabilities") or {}).get("content") or {}
        return list(content.get("paths") or [])
    if kind == "emit":
        events = [event for hook in describe.offered(answer, "hooks") for event in hook["events"]]
        return list(dict.fromkeys(events))
    components, _ = KINDS.get(kind, ("", ""))
    return [str(component["name"]) for component in describe.offered(answer, components)]


def _check_name(request: Request, answer: Json) -> None:
    """As the host does before a service hears of it; content is left to the service, which may have more."""
    if request.kind == "read":
        return
    components, what = KINDS[request.kind]
    names = [str(component["name"]) for component in describe.offered(answer, components)]
    wanted = request.hook if request.kind == "emit" else request.name
    if request.kind in ("complete", "approve") or wanted is None:
        if not names:
            raise RpcError.of_kind("not_found", f"the service has no {what}", what=what, name="")
        return
    if wanted not in names:
        raise _not_found(what, wanted, names)


def _not_found(what: str, name: str, names: list[str]) -> RpcError:
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=1)
    if not names:
        hint = f"; the service has no {what}"
    elif near:
        hint = f"; did you mean '{near[0]}'?"
    else:
        hint = f"; there are {', '.join(names)}" if len(names) > 1 else f"; there is {names[0]}"
    data = {"did_you_mean": near[0]} if near else {}
    return RpcError.of_kind(
        "not_found", f"there is no {what} '{name}'{hint}", what=what, name=name, **data
    )
