"""Routes between connections: ids, order, limits, deadlines, cancels (spec chapters 1 and 2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import RLock
from typing import Any

import shapes
from calls import Asked, Call, Outcome, with_members
from clock import Clock
from connection import Connection
from failure import Failure, invalid_params, too_large
from values import Id, Json, dump, is_id
from wire import LIMIT, Dropped, Message, Refused, glance, notification, read, request, response

Done = Callable[[Outcome], None]
MAX_DEPTH = 8
MAX_REFUSED = 100
SHOWN = 200
LATE = 0.5
CANCEL_GRACE = 5.0
UNCOUNTED = frozenset(("hook.emit", "ping", "describe"))
RELAYED = frozenset(
    name
    for name, entry in shapes.methods().items()
    if name.startswith("stream.") and entry["direction"] == "both"
) | {"$/progress"}


def failed(failure: Failure) -> Outcome:
    """The outcome of a call that a failure ended."""
    raw = failure.json()
    body = {"code": failure.code, "message": failure.message, "data": failure.data}
    return Outcome("error", body, raw)


class Router:
    """All connections of a session; every method runs under its lock."""

    def __init__(self, lock: RLock, clock: Clock, show: Callable[[str], None]) -> None:
        self.lock: Any = lock
        self.clock = clock
        self.show = show
        self.handlers: dict[str, Callable[[Asked], None]] = {}
        self.notices: dict[str, Callable[[Connection, Json], None]] = {}
        self.on_lost: Callable[[Connection], None] = lambda _: None

    # What a connection reads.

    def take(self, connection: Connection, line: bytes) -> None:
        """A line of a service."""
        message = read(line)
        with self.lock:
            if connection.gone is not None:
                return
            if isinstance(message, Refused):
                self._refuse_line(connection, line, message)
            elif isinstance(message, Dropped):
                self._broken(connection, message.id)
            else:
                connection.refused_in_a_row = 0
                self._message(connection, message)

    def take_long(self, connection: Connection, head: bytes) -> None:
        """The head of a line over the limit (FRM-036, FRM-037)."""
        seen = glance(head.decode(errors="surrogateescape"))
        with self.lock:
            if not seen.answer and (seen.id is not None or not seen.method):
                failure = too_large(LIMIT)
                connection.write(response(seen.id, "error", failure.json()))
                self._count_refused(connection, head)
            else:
                self._broken(connection, seen.id if seen.answer else None)

    def lost(self, connection: Connection) -> None:
        """RPC-048: its calls fail in the order in which they were made."""
        with self.lock:
            if connection.gone is not None:
                return
            connection.gone = self._death(connection)
            for asked in list(connection.asked.values()):
                self._abandon(asked)
            for call in [*connection.calls.values(), *connection.queue]:
                self._finish(call, failed(self._with_partial(connection.gone, call)))
            self.on_lost(connection)

    # Calls of ours.

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
        ident = to.next_id()
        line = request(ident, method, params)
        call = Call(to, ident, method, line, done, method not in UNCOUNTED, asked, relays)
        failure = self._why_not(call)
        if failure is not None:
            done(failed(failure))
            return call
        if asked is not None:
            asked.calls.append(call)
        if call.counted and to.counted >= to.max_concurrency:
            to.queue.append(call)
        else:
            self._send(call)
        return call

    def forward(self, asked: Asked, to: Connection, method: str, raw: str | None = None) -> None:
        """Pass a request on, and its answer back (RPC-082, FRM-042)."""

        def back(outcome: Outcome) -> None:
            self.answer(asked, outcome.member, outcome.raw)

        self.call(to, method, asked.raw if raw is None else raw, back, asked=asked, relays=True)

    def cancel(self, call: Call, mode: str, reason: str = "", given: Json | None = None) -> None:
        """Cancel a call of ours; one that waits is never sent (RPC-036)."""
        if call.cancelled in (mode, "immediate"):
            return
        call.cancelled = mode
        if not call.sent:
            self._finish(call, failed(Failure("cancelled", "cancelled before it was sent")))
        elif call.id in call.to.calls:
            told = {"mode": mode, "reason": reason} if given is None else given
            call.to.write(notification("$/cancel", with_members({"id": "", **told}, id=call.id)))

    def time_out(self, call: Call, seconds: float) -> None:
        """RPC-035, RPC-039: fail a call of which nothing is heard for so long."""
        left = call.heard + seconds - time.monotonic()
        if left > 0:
            self.clock.after(left, lambda: self.time_out(call, seconds))
        elif call.id in call.to.calls or call in call.to.queue:
            self.cancel(call, "immediate", "timeout")
            why = f"{call.method} was not answered within {seconds:g} s"
            if call.id in call.to.calls:
                self._finish(call, failed(Failure("deadline_exceeded", why)))

    def forget(self, call: Call) -> None:
        """Wait no longer: a late answer is dropped."""
        self._remove(call)
        self._next(call.to)

    def notify(self, to: Connection, method: str, params: str) -> None:
        """Send a notification, unless it is too long (FRM-016)."""
        line = notification(method, params)
        if to.gone is None and len(line) - 1 <= to.limit:
            to.write(line)

    # Requests of services.

    def answer(self, asked: Asked, member: str, raw: str) -> None:
        """Answer a request, once (RPC-005)."""
        if asked.over:
            return
        self._end(asked)
        line = response(asked.id, member, raw)
        if len(line) - 1 > asked.by.limit:
            line = response(asked.id, "error", too_large(asked.by.limit).json())
        asked.by.write(line)

    def result(self, asked: Asked, value: Any) -> None:
        """Answer with a result."""
        self.answer(asked, "result", dump(value))

    def fail(self, asked: Asked, failure: Failure) -> None:
        """Answer with an error."""
        self.answer(asked, "error", failure.json())

    # Below: how.

    def _message(self, connection: Connection, message: Message) -> None:
        if message.kind == "request":
            self._request(connection, message)
        elif message.kind == "notification":
            self._notification(connection, message)
        else:
            call = connection.calls.get(message.id) if message.id is not None else None
            if call is None:
                connection.dropped += 1
            else:
                self._finish(call, Outcome(message.kind, message.body, message.raw))

    def _request(self, connection: Connection, message: Message) -> None:
        assert message.id is not None
        asked = Asked(connection, message.id, message.method, message.body, message.raw)
        if asked.id in connection.asked:
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
        method, entry = asked.method, shapes.methods().get(asked.method, {})
        if method not in self.handlers:
            raise Failure("method_not_found", f"this host does not serve {method}")
        grant = entry.get("grant")
        if grant is not None and grant not in asked.by.grants:
            why = f"{asked.by.name} has no grant {grant}: requires and the definition must name it"
            raise Failure("permission_denied", why, service=asked.by.name)
        if method.startswith("request.") and asked.depth > MAX_DEPTH:
            raise Failure("overloaded", f"calls are nested deeper than {MAX_DEPTH}")
        if asked.left_ms is not None and asked.left_ms <= 0:
            raise Failure("deadline_exceeded", "the deadline had passed on arrival")
        if faults := shapes.params_faults(method, asked.body):
            raise invalid_params(method, faults)

    def _set_deadline(self, asked: Asked) -> None:
        if asked.left_ms is not None:
            due = asked.left_ms / 1000
            asked.alarms.append(self.clock.after(due, lambda: self._deadline(asked)))

    def _deadline(self, asked: Asked) -> None:
        """RPC-027 for what the host answers itself, RPC-029 for what it passes on."""
        if any(call.relays for call in asked.calls):
            asked.alarms.append(self.clock.after(LATE, lambda: self._expire(asked)))
        else:
            self._expire(asked)

    def _expire(self, asked: Asked) -> None:
        self._give_up(asked, Failure("deadline_exceeded", "the deadline has passed"))

    def _give_up(self, asked: Asked, failure: Failure) -> None:
        if asked.over:
            return
        self._stop_calls(asked, "deadline exceeded")
        self.fail(asked, failure)

    def _stop_calls(self, asked: Asked, reason: str) -> None:
        """Nobody waits for what is under way for it."""
        for call in list(asked.calls):
            call.done = lambda _: None
            self.cancel(call, "immediate", reason)
            self.forget(call)
        if asked.stopped is not None:
            asked.stopped("immediate")

    def _abandon(self, asked: Asked) -> None:
        self._end(asked)
        self._stop_calls(asked, "the caller is gone")

    def _end(self, asked: Asked) -> None:
        asked.over = True
        asked.by.asked.pop(asked.id, None)
        for alarm in asked.alarms:
            alarm.drop()

    def _notification(self, connection: Connection, message: Message) -> None:
        method = message.method
        if method == "$/cancel":
            self._cancel_asked(connection, message.body)
        elif method == "$/progress" or method.startswith("stream."):
            self._relay(connection, message)
        elif method in self.notices and not shapes.params_faults(method, message.body):
            self.notices[method](connection, message.body)
        else:
            connection.dropped += 1

    def _cancel_asked(self, connection: Connection, params: Json) -> None:
        """RPC-031, RPC-064, RPC-084."""
        ident = params.get("id")
        asked = connection.asked.get(ident) if is_id(ident) else None  # type: ignore[arg-type]
        if asked is None:
            return
        mode = "graceful" if params.get("mode") == "graceful" else "immediate"
        if asked.stopping and not (asked.stopping == "graceful" and mode == "immediate"):
            return
        if not asked.stopping:
            asked.alarms.append(self.clock.after(CANCEL_GRACE, lambda: self._unheard(asked)))
        asked.stopping = mode
        for call in list(asked.calls):
            self.cancel(call, mode, given=params)
        if asked.stopped is not None:
            asked.stopped(mode)

    def _unheard(self, asked: Asked) -> None:
        """RPC-034."""
        self._give_up(asked, Failure("cancelled", "cancelled, and the recipient did not say so"))

    def _relay(self, connection: Connection, message: Message) -> None:
        """Pass on what is told about a call to whoever made it (RPC-038, RPC-041)."""
        ident = message.body.get("request_id")
        call = connection.calls.get(ident) if is_id(ident) else None
        if call is None:
            connection.dropped += 1
            return
        call.took(message)
        call.heard = time.monotonic()
        if call.asked is not None and call.relays and message.method in RELAYED:
            told = with_members(message.body, request_id=call.asked.id)
            self.notify(call.asked.by, message.method, told)

    def _why_not(self, call: Call) -> Failure | None:
        """Why a call cannot be made."""
        to = call.to
        if to.gone is not None:
            return to.gone
        if len(call.line) - 1 > to.limit:
            return too_large(to.limit)
        full = call.counted and to.counted >= to.max_concurrency
        if full and call.asked is not None and call.asked.by is to:
            return Failure("overloaded", f"{to.name} is full, and waits for itself")  # RPC-059
        if not to.has_room(len(call.line)):
            return Failure("overloaded", f"the queue of {to.name} is full")  # RPC-087
        return None

    def _send(self, call: Call) -> None:
        call.sent = True
        call.to.calls[call.id] = call
        call.to.counted += call.counted
        call.to.write(call.line)

    def _finish(self, call: Call, outcome: Outcome) -> None:
        self._remove(call)
        call.done(outcome)
        self._next(call.to)

    def _remove(self, call: Call) -> None:
        if call.to.calls.pop(call.id, None) is not None:
            call.to.counted -= call.counted
        elif call in call.to.queue:
            call.to.queue.remove(call)
        if call.asked is not None and call in call.asked.calls:
            call.asked.calls.remove(call)

    def _next(self, to: Connection) -> None:
        while to.queue and to.counted < to.max_concurrency and to.gone is None:
            self._send(to.queue.popleft())

    def _refuse_line(self, connection: Connection, line: bytes, refused: Refused) -> None:
        kind = "parse_error" if refused.code == -32700 else "invalid_request"
        connection.write(response(refused.id, "error", Failure(kind, refused.why).json()))
        self._count_refused(connection, line)

    def _count_refused(self, connection: Connection, line: bytes) -> None:
        """FRM-012, FRM-013."""
        if not connection.refused_shown:
            connection.refused_shown = True
            shown = line[:SHOWN].decode(errors="replace")
            self.show(f"service {connection.name} wrote a line that is no message: {shown}")
        connection.refused_in_a_row += 1
        if connection.refused_in_a_row >= MAX_REFUSED:
            connection.kill(f"was ended after {MAX_REFUSED} lines in a row that are no messages")

    def _broken(self, connection: Connection, ident: Id | None) -> None:
        """An answer that is none: its call fails (RPC-014)."""
        connection.dropped += 1
        call = connection.calls.get(ident) if ident is not None else None
        if call is not None:
            why = f"the answer of {connection.name} is no legal message"
            self._finish(call, failed(Failure("internal_error", why)))

    def _death(self, connection: Connection) -> Failure:
        data = connection.how_it_ended()
        how = f"was killed ({data['signal']})" if "signal" in data else "ended"
        if "exit_code" in data:
            how = f"ended with exit code {data['exit_code']}"
        why = f"service {connection.name} {connection.ended_because or how}"
        return Failure("service_unavailable", why, **data)

    def _with_partial(self, failure: Failure, call: Call) -> Failure:
        """RPC-067."""
        if not call.partial:
            return failure
        data = {name: value for name, value in failure.data.items() if name != "kind"}
        return Failure(failure.kind, failure.message, **data, partial="".join(call.partial))
