"""Calls of ours: their ids, their turn, their limits, how they end (spec chapters 1 and 2)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from threading import RLock
from typing import Any

import spoil
from calls import Asked, Call, Outcome, with_members
from clock import Clock
from connection import Connection
from failure import Failure, too_large
from mutations import broken
from values import Id, Json, dump
from wire import notification, request

Done = Callable[[Outcome], None]
BEHIND = 0.05
UNCOUNTED = frozenset(("hook.emit", "ping", "describe"))


def failed(failure: Failure) -> Outcome:
    """The outcome of a call that a failure ended."""
    body = {"code": failure.code, "message": failure.message, "data": failure.data}
    return Outcome("error", body, failure.json())


class Outgoing:
    """What goes out; every method runs under the session's lock."""

    def __init__(self, lock: RLock, clock: Clock, show: Callable[[str], None]) -> None:
        self.lock: Any = lock
        self.clock = clock
        self.show = show

    def answer(self, asked: Asked, member: str, raw: str) -> None:
        """Answer a request of a service."""
        raise NotImplementedError

    def call(  # noqa: PLR0913 - one line of the wire, and who waits
        self,
        to: Connection,
        method: str,
        params: str,
        done: Done,
        *,
        asked: Asked | None = None,
        relays: bool = False,
    ) -> Call:
        """Send a request, or let it wait for its turn (RPC-019); `done` is told how it ended."""
        ident: Id = to.next_id()
        if broken("rpc-082-same-id") and asked is not None and relays:
            ident = asked.id
        counted = method not in UNCOUNTED or (broken("rpc-021-hooks-count") and "hook" in method)
        line = request(ident, method, params)
        call = Call(to, ident, method, line, done, counted, asked, relays)
        failure = self._why_not(call)
        if failure is not None:
            if not (broken("rpc-048-later-calls-hang") and failure is to.gone):
                done(failed(failure))
            return call
        if asked is not None:
            asked.calls.append(call)
        full = to.counted >= to.max_concurrency and not broken("rpc-019-all-at-once")
        if call.counted and full:
            to.queue.append(call)
        else:
            self._send(call)
        return call

    def forward(self, asked: Asked, to: Connection, method: str, raw: str | None = None) -> None:
        """Pass a request on, and its answer back (RPC-082, RPC-083, FRM-042)."""

        def back(outcome: Outcome) -> None:
            refused = outcome.member == "error" and outcome.body["code"] in (-32600, -32700)
            if not (broken("rpc-083-refusals-lost") and refused):
                self.answer(asked, outcome.member, spoil.answer(outcome))

        if broken("rpc-022-not-passed-on"):
            raw = dump({name: value for name, value in asked.body.items() if name != "_meta"})
        if raw is None:
            raw = spoil.params(asked.method, asked.body, asked.raw)
        self.call(to, method, raw, back, asked=asked, relays=True)

    def cancel(self, call: Call, mode: str, reason: str = "", given: Json | None = None) -> None:
        """Cancel a call of ours; one that waits is never sent (RPC-036)."""
        if call.cancelled in (mode, "immediate") and not broken("rpc-064-every-cancel"):
            return
        call.cancelled = mode
        if not call.sent:
            self._cancel_queued(call)
        elif call.id in call.to.calls:
            told = {"mode": mode, "reason": reason} if given is None else given
            self._say_cancel(call, told)

    def time_out(self, call: Call, seconds: float) -> None:
        """RPC-035, RPC-039: fail a call of which nothing is heard for so long."""
        heard = call.heard
        left = heard + seconds - time.monotonic()
        if left > 0:
            self.clock.after(left, lambda: self.time_out(call, seconds))
        elif call.id in call.to.calls or call in call.to.queue:
            self.withdraw(call)
            why = f"{call.method} was not answered within {seconds:g} s"
            if call.id in call.to.calls:
                self._finish(call, failed(Failure("deadline_exceeded", why)))

    def withdraw(self, call: Call) -> None:
        """RPC-035: its time-out has ended."""
        if broken("rpc-035-without-a-reason"):
            self.cancel(call, "immediate", "late")
        else:
            self.cancel(call, "immediate", "timeout")

    def forget(self, call: Call) -> None:
        """Wait no longer: a late answer is dropped."""
        self._remove(call)
        self._next(call.to)

    def notify(self, to: Connection, method: str, params: str) -> None:
        """Send a notification, unless it is too long (FRM-016)."""
        if to.gone is not None and broken("rpc-079-ends-the-host"):
            os._exit(70)
        line = notification(method, params)
        fits = len(line) - 1 <= to.limit or broken("frm-016-long-notifications")
        if to.gone is None and fits:
            to.write(line)

    def _cancel_queued(self, call: Call) -> None:
        failure = failed(Failure("cancelled", "cancelled before it was sent"))
        if broken("rpc-036-not-answered"):
            self._remove(call)
            for alarm in call.asked.alarms if call.asked is not None else []:
                alarm.drop()
            return
        if broken("rpc-036-sent-later"):
            done, call.done = call.done, lambda _: None
            done(failure)
            return
        self._finish(call, failure)

    def _say_cancel(self, call: Call, told: Json) -> None:
        ident = call.id
        if call.relays and call.asked is not None:
            if broken("rpc-084-not-passed-on"):
                return
            ident = call.asked.id if broken("rpc-084-id-of-the-caller") else ident
            told = {} if broken("frm-042-mode-of-a-cancel") else told
        call.to.write(notification("$/cancel", with_members({"id": "", **told}, id=ident)))

    def _why_not(self, call: Call) -> Failure | None:
        """Why a call cannot be made."""
        to = call.to
        if to.gone is not None:
            return to.gone
        most = to.limit - broken("frm-018-one-less-to-send")
        if len(call.line) - 1 > most and not broken("frm-035-sent-though-too-long"):
            return too_large(to.limit)
        full = call.counted and to.counted >= to.max_concurrency
        back = call.asked is not None and call.asked.by is to
        if full and back and not broken("rpc-059-waits-for-itself"):
            return Failure("overloaded", f"{to.name} is full, and waits for itself")
        if not to.has_room(len(call.line)) and not broken("rpc-087-always-room"):
            return Failure("overloaded", f"the queue of {to.name} is full")
        return None

    def _send(self, call: Call) -> None:
        call.sent = True
        call.to.calls[call.id] = call
        call.to.counted += call.counted
        late = call.method == "tool.execute" and len(call.to.calls) % 2
        if late and broken("rpc-054-held-back"):
            self.clock.after(BEHIND, lambda: call.to.write(call.line))
        else:
            call.to.write(call.line)

    def _finish(self, call: Call, outcome: Outcome) -> None:
        self._remove(call)
        if broken("rpc-065-cancels-what-is-answered") and call.relays:
            self._say_cancel(call, {"reason": "it is answered"})
        call.done(outcome)
        self._next(call.to)

    def _remove(self, call: Call) -> None:
        if call.to.calls.pop(call.id, None) is not None:
            call.to.counted -= call.counted
        elif call in call.to.queue:
            call.to.queue.remove(call)
        if call.asked is not None and call in call.asked.calls:
            call.asked.calls.remove(call)
        if broken("rpc-041-behind-the-answer"):
            call.to.answered[call.id] = call

    def _next(self, to: Connection) -> None:
        while to.queue and to.counted < to.max_concurrency and to.gone is None:
            self._send(to.queue.popleft())
