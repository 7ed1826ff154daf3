"""Notifications of a version 0 service: they belong to the one request under way, under the names of version 1."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from .values import members, message, text_of, without_nulls

Json = dict[str, Any]
PREVIEW = 200
# What version 1 knows without a request.
ANY_TIME = ("$/log", "display.show", "channel.publish")
Told = list[tuple[str, Json]]


class Streams:
    """The notifications of one request. Each call answers what is to be told, as (method, params)."""

    def __init__(self, method: str, request_id: Any) -> None:
        self._of_provider = method.startswith("provider.")
        self._request_id = request_id
        self._block, self._kind = 0, ""
        self._calls = 0
        self._announced: dict[str, int] = {}  # tools by name that were announced, not yet told
        self._open: dict[str, deque[str]] = {}  # the ids of their calls under way
        self._asked: dict[str, int] = {}  # calls that began with the request for the tool
        self._changes: dict[str, Callable[[Json], Told]] = {
            "token": lambda given: self._text("token", given.get("text")),
            "thinking": lambda given: self._text(
                "thinking", given.get("thinking", given.get("text"))
            ),
            "tool_call_start": self._announce,
            "tool_call": self._call,
            "tool_result": self._end,
            "context_message_added": self._added,
        }

    def take(self, method: str, params: Any) -> Told:
        """What a notification of version 0 says in version 1; none for one that says nothing there."""
        given = without_nulls(members(params))
        if method in ANY_TIME:
            return [(method, given)]
        if method == "$/progress":
            return [self._about(method, given)]
        if not method.startswith("stream."):
            return []
        change = self._changes.get(method.removeprefix("stream."))
        return change(given) if change else [self._about(method, given)]

    def runs_tool(self, params: Json) -> Told:
        """It asks for a tool: one that it announced begins now."""
        name = params.get("name")
        if not isinstance(name, str) or not self._announced.get(name):
            return []
        self._asked[name] = self._asked.get(name, 0) + 1
        return self._start(name, params.get("input"))

    def rest(self) -> Told:
        """The request is over: calls that were announced and of which nothing more was heard."""
        left = [name for name, times in self._announced.items() for _ in range(times)]
        return [each for name in left for each in self._start(name, None)]

    def _about(self, method: str, params: Json) -> tuple[str, Json]:
        return method, {**params, "request_id": self._request_id}

    def _text(self, kind: str, text: Any) -> Told:
        """Text of one kind in a row is one block."""
        if self._kind not in ("", kind):
            self._block += 1
        self._kind = kind
        method = f"stream.provider.{kind}" if self._of_provider else f"stream.{kind}"
        return [self._about(method, {"index": self._block, "text": text_of(text)})]

    def _announce(self, given: Json) -> Told:
        """Told when it begins: by then it is known with what."""
        self._announced[_name(given)] = self._announced.get(_name(given), 0) + 1
        return []

    def _call(self, given: Json) -> Told:
        name = _name(given)
        if self._asked.get(name):  # it was told when the tool was asked for
            self._asked[name] -= 1
            return []
        return self._start(name, given.get("arguments"))

    def _start(self, name: str, arguments: Any) -> Told:
        self._calls += 1
        call = f"call-{self._calls}"
        self._open.setdefault(name, deque()).append(call)
        self._announced[name] = max(0, self._announced.get(name, 0) - 1)
        given = {"input": arguments} if isinstance(arguments, dict) else {}
        self._kind = "tool"
        return [self._about("stream.tool_call_start", {"id": call, "name": name, **given})]

    def _end(self, given: Json) -> Told:
        name = _name(given)
        begun = [] if self._open.get(name) else self._start(name, None)
        call = self._open[name].popleft()
        told = {"id": call, "name": name, "success": given.get("success") is not False}
        output = given.get("output")
        preview = {} if output is None else {"output_preview": text_of(output)[:PREVIEW]}
        return [*begun, self._about("stream.tool_call_end", {**told, **preview})]

    def _added(self, given: Json) -> Told:
        told = {**given, "message": message(given.get("message"))}
        return [self._about("stream.context_message_added", told)]


def _name(given: Json) -> str:
    return text_of(given.get("tool_name", given.get("name")))
