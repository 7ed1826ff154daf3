"""Requests of services: whether they may be asked, their deadline, their cancel, their one answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import shapes
from calls import Asked
from connection import Connection
from failure import Failure, invalid_params, too_large
from mutations import broken
from outgoing import Outgoing
from values import Json, dump, is_id, too_deep
from wire import Message, response

MAX_DEPTH = 8
LATE = 0.5
CANCEL_GRACE = 5.0


class Incoming(Outgoing):
    """What comes in; `handlers` are what this host serves, by method."""

    def __init__(self, *base: Any) -> None:
        super().__init__(*base)
        self.handlers: dict[str, Callable[[Asked], None]] = {}

    def answer(self, asked: Asked, member: str, raw: str) -> None:
        """Answer a request, once (RPC-005)."""
        if asked.over:
            return
        if asked.stopping and member == "result" and broken("rpc-030-always-cancelled"):
            member, raw = "error", Failure("cancelled", "cancelled").json()
        ident = str(asked.id) if broken("rpc-005-ids-become-text") else asked.id
        line = response(ident, member, raw)
        if len(line) - 1 > asked.by.limit and not broken("frm-027-sent-though-too-long"):
            line = response(ident, "error", too_large(asked.by.limit).json())
        asked.by.write(line)
        if broken("rpc-005-twice"):
            asked.by.write(line)
        for held in asked.held:
            asked.by.write(held)
        self._end(asked)

    def result(self, asked: Asked, value: Any) -> None:
        """Answer with a result of our own; what it holds may nest deeply already (FRM-038)."""
        raw = dump(value)
        if too_deep(f"[{raw}]") and not broken("frm-038-deeper"):
            self.fail(asked, Failure("internal_error", "the answer would nest too deeply"))
        else:
            self.answer(asked, "result", raw)

    def fail(self, asked: Asked, failure: Failure) -> None:
        """Answer with an error."""
        self.answer(asked, "error", failure.json())

    def _request(self, connection: Connection, message: Message) -> None:
        assert message.id is not None
        asked = Asked(connection, message.id, message.method, message.body, message.raw)
        ours = broken("rpc-013-one-space-of-ids") and asked.id in connection.calls
        if ours or (asked.id in connection.asked and not broken("rpc-009-taken-twice")):
            failure = Failure("invalid_request", f"the request {asked.id!r} is still under way")
            connection.write(response(asked.id, "error", failure.json()))
            return
        connection.asked[asked.id] = asked
        try:
            self._admit(asked)
            self._set_deadline(asked)
            self.handlers[asked.method](asked)
        except Failure as refusal:
            self.fail(asked, refusal)
        except Exception as error:  # it costs no more than its request (LIF-078)
            broke = Failure("internal_error", str(error), exception=type(error).__name__)
            self.fail(asked, broke)

    def _admit(self, asked: Asked) -> None:
        """May it be asked? SES-001: the grant comes first."""
        method = asked.method
        if method not in self.handlers:
            kind = "internal_error" if broken("rpc-075-another-error") else "method_not_found"
            raise Failure(kind, f"this host does not serve {method}")
        if broken("ses-001-params-first"):
            _check_params(asked)
        _check_grant(asked)
        deep = method.startswith("request.") and asked.depth > MAX_DEPTH
        if deep and not broken("rpc-024-any-depth"):
            raise Failure("overloaded", f"calls are nested deeper than {MAX_DEPTH}")
        late = asked.left_ms is not None and asked.left_ms <= 0
        if late and not broken("rpc-026-asked-anyway"):
            raise Failure("deadline_exceeded", "the deadline had passed on arrival")
        _check_params(asked)

    def _set_deadline(self, asked: Asked) -> None:
        if asked.left_ms is not None:
            due = asked.left_ms / 1000
            if broken("rpc-029-at-once"):
                due = 0
            asked.alarms.append(self.clock.after(due, lambda: self._deadline(asked)))

    def _deadline(self, asked: Asked) -> None:
        """RPC-027 for what the host answers itself, RPC-029 for what it passes on."""
        passed_on = any(call.relays for call in asked.calls)
        if passed_on and broken("rpc-029-at-once"):
            self._expire(asked)
        elif passed_on and not broken("rpc-029-waits"):
            asked.alarms.append(self.clock.after(LATE, lambda: self._expire(asked)))
        elif not passed_on and not broken("rpc-027-waits"):
            self._expire(asked)

    def _expire(self, asked: Asked) -> None:
        failure = Failure("deadline_exceeded", "the deadline has passed")
        if broken("rpc-029-late-answer"):
            asked.by.write(response(asked.id, "error", failure.json()))
        else:
            self._give_up(asked, failure)

    def _give_up(self, asked: Asked, failure: Failure) -> None:
        if asked.over:
            return
        self._stop_calls(asked, "deadline exceeded")
        self.fail(asked, failure)

    def _stop_calls(self, asked: Asked, reason: str) -> None:
        """Nobody waits for what is under way for it."""
        for call in list(asked.calls):
            call.done = lambda _: None
            if not broken("rpc-029-no-cancel"):
                self.cancel(call, "immediate", reason)
            self.forget(call)
        if asked.stopped is not None:
            asked.stopped("immediate")

    def _extend(self, asked: Asked) -> None:
        """What RPC-066 forbids."""
        asked.since = time.monotonic()
        while asked.alarms:
            asked.alarms.pop().drop()
        self._set_deadline(asked)

    def _abandon(self, asked: Asked) -> None:
        self._end(asked)
        self._stop_calls(asked, "the caller is gone")

    def _end(self, asked: Asked) -> None:
        asked.over = True
        asked.by.asked.pop(asked.id, None)
        for alarm in asked.alarms:
            alarm.drop()
        if asked.by.waiting:
            self._request(asked.by, asked.by.waiting.popleft())

    def _cancel_asked(self, connection: Connection, params: Json) -> None:
        """RPC-031, RPC-064, RPC-084."""
        ident = params.get("id")
        asked = connection.asked.get(ident) if is_id(ident) else None  # type: ignore[arg-type]
        if asked is None and broken("rpc-031-any-id"):
            asked = next(iter(connection.asked.values()), None)
        if asked is None:
            return
        mode = _mode(params)
        harder = asked.stopping == "graceful" and mode == "immediate"
        if broken("rpc-064-the-first-only"):
            harder = False
        if asked.stopping and not harder and not broken("rpc-064-every-cancel"):
            return
        passed_on = any(call.relays for call in asked.calls)
        waits = broken("rpc-034-waits") if passed_on else broken("rpc-030-waits")
        if not asked.stopping and not waits:
            asked.alarms.append(self.clock.after(CANCEL_GRACE, lambda: self._unheard(asked)))
        asked.stopping = mode
        question = asked.method in ("request.approval", "request.channel_collect")
        calls = [] if question and broken("rpc-032-questions-go-on") else list(asked.calls)
        for call in calls:
            if call.relays or not broken("rpc-032-calls-go-on"):
                told = params if call.relays else {**params, "mode": mode}
                self.cancel(call, mode, given=told)
        if asked.stopped is not None:
            asked.stopped(mode)

    def _unheard(self, asked: Asked) -> None:
        """RPC-034."""
        self._give_up(asked, Failure("cancelled", "cancelled, and the recipient did not say so"))


def _mode(params: Json) -> str:
    """RPC-033."""
    if broken("rpc-033-absent-is-graceful"):
        return "immediate" if params.get("mode") == "immediate" else "graceful"
    return "graceful" if params.get("mode") == "graceful" else "immediate"


def _check_grant(asked: Asked) -> None:
    """LIF-052, LIF-055."""
    grant = shapes.methods()[asked.method].get("grant")
    if broken("lif-055-state-needs-a-grant") and asked.method.startswith("state."):
        grant = "context"
    if grant is not None and grant not in asked.by.grants:
        kind = "not_ready" if broken("lif-052-another-error") else "permission_denied"
        why = f"{asked.by.name} has no grant {grant}: requires and the definition must name it"
        raise Failure(kind, why, service=asked.by.name)


def _check_params(asked: Asked) -> None:
    """SES-002, RPC-089."""
    faults = shapes.params_faults(asked.method, asked.body)
    if faults and broken("ses-002-another-error"):
        raise Failure("invalid_request", f"the params of {asked.method} do not fit")
    if faults and not broken("rpc-089-unchecked"):
        raise invalid_params(asked.method, faults)
