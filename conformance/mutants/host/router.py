"""The router: takes what all connections of a session read, and passes it on (spec chapters 1 and 2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import shapes
from calls import Call, Outcome, with_members
from connection import Connection
from failure import Failure, too_large
from incoming import Incoming
from mutations import broken
from outgoing import failed
from values import Id, Json, dump, is_id
from wire import LIMIT, Dropped, Message, Refused, glance, notification, read, response

MAX_REFUSED = 100
SHOWN = 200
BEHIND = 0.05
RELAYED = frozenset(
    name
    for name, entry in shapes.methods().items()
    if name.startswith("stream.") and entry["direction"] == "both"
) | {"$/progress"}


class Router(Incoming):
    """All connections of a session; `notices` are the notifications that this host takes, by method."""

    def __init__(self, *base: Any) -> None:
        super().__init__(*base)
        self.notices: dict[str, Callable[[Connection, Json], None]] = {}
        self.on_lost: Callable[[Connection], None] = lambda _: None

    def take(self, connection: Connection, line: bytes) -> None:
        """A line of a service."""
        message = read(line)
        with self.lock:
            if connection.gone is not None or connection.deaf:
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
            connection.deaf |= broken("frm-017-stops-reading")
            refusable = not seen.answer and (seen.id is not None or not seen.method)
            if refusable or broken("frm-036-answers-to-all"):
                if not broken("frm-036-no-answer"):
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
            calls = [*connection.calls.values(), *connection.queue]
            if broken("rpc-048-calls-hang"):
                calls = []
            if broken("lif-076-not-for-the-turn"):
                calls = [call for call in calls if call.method != "orchestrator.execute"]
            for call in reversed(calls) if broken("rpc-048-last-first") else calls:
                self._finish(call, failed(self._with_partial(connection.gone, call)))
            self.on_lost(connection)

    def _message(self, connection: Connection, message: Message) -> None:
        if message.kind == "notification":
            self._notification(connection, message)
        elif message.kind != "request":
            self._response(connection, message)
        elif broken("rpc-016-one-at-a-time") and connection.asked:
            connection.waiting.append(message)
        elif broken("rpc-016-not-while-asked") and self._is_asking(connection):
            self.clock.after(BEHIND, lambda: self._message(connection, message))
        else:
            self._request(connection, message)

    def _is_asking(self, connection: Connection) -> bool:
        calls = connection.calls.values()
        return any(call.method != "orchestrator.execute" for call in calls)

    def _response(self, connection: Connection, message: Message) -> None:
        call = connection.calls.get(message.id) if message.id is not None else None
        if call is not None and broken("rpc-018-in-order"):
            call = next(iter(connection.calls.values()))
        if call is not None:
            self._finish(call, Outcome(message.kind, message.body, message.raw))
            return
        connection.dropped += 1
        if broken("rpc-015-ends-the-service"):
            connection.kill("was ended for an answer to nothing")

    def _notification(self, connection: Connection, message: Message) -> None:
        method = message.method
        if method == "$/cancel":
            self._cancel_asked(connection, message.body)
        elif method == "$/progress" or method.startswith("stream."):
            self._relay(connection, message)
        elif method in self.notices:
            if not shapes.params_faults(method, message.body):
                self.notices[method](connection, message.body)
        else:
            self._unknown(connection, method)

    def _unknown(self, connection: Connection, method: str) -> None:
        """RPC-037, RPC-076."""
        connection.dropped += 1
        answered = broken("rpc-076-answered") and not method.startswith("$/")
        if answered or (broken("rpc-037-answered") and method.startswith("$/")):
            failure = Failure("method_not_found", f"this host does not know {method}")
            connection.write(response(None, "error", failure.json()))

    def _relay(self, connection: Connection, message: Message) -> None:
        """Pass on what is told about a call to whoever made it (RPC-038, RPC-041)."""
        ident = message.body.get("request_id")
        call: Call | None = None
        if is_id(ident):
            call = connection.calls.get(ident) or connection.answered.get(ident)
        if call is None or (broken("lif-054-news-need-a-grant") and not connection.grants):
            connection.dropped += 1
            return
        call.took(message)
        call.heard = time.monotonic()
        if call.asked is None or not call.relays or message.method not in RELAYED:
            return
        if broken("rpc-066-progress-extends"):
            self._extend(call.asked)
        self._pass_news(call, message)

    def _pass_news(self, call: Call, message: Message) -> None:
        assert call.asked is not None
        told = with_members(message.body, request_id=call.asked.id)
        if broken("rpc-038-request-id-as-it-came"):
            told = message.raw
        if broken("frm-040-request-id-twice"):
            told = f'{{"request_id":{dump(call.asked.id)},{message.raw[1:]}'
        to, method = call.asked.by, message.method
        if broken("rpc-086-back-to-the-sender"):
            self.notify(call.to, method, message.raw)
        if broken("rpc-055-behind-the-answer") and not call.asked.over:
            call.asked.held.append(notification(method, told))
        elif broken("rpc-056-news-comes-late"):
            self.clock.after(BEHIND, lambda: self.notify(to, method, told))
        else:
            self.notify(to, method, told)

    def _refuse_line(self, connection: Connection, line: bytes, refused: Refused) -> None:
        not_json = refused.code == -32700
        kind = "parse_error" if not_json else "invalid_request"
        ident = None if broken("frm-009-always-null") else refused.id
        silent = broken("frm-007-no-answer") if not_json else broken("frm-008-no-answer")
        if not silent:
            connection.write(response(ident, "error", Failure(kind, refused.why).json()))
        connection.deaf |= broken("frm-011-stops-reading")
        self._count_refused(connection, line)

    def _count_refused(self, connection: Connection, line: bytes) -> None:
        """FRM-012, FRM-013."""
        if not connection.refused_shown and not broken("frm-012-not-shown"):
            connection.refused_shown = True
            shown = line if broken("frm-012-shown-whole") else line[:SHOWN]
            text = shown.decode(errors="replace")
            self.show(f"service {connection.name} wrote a line that is no message: {text}")
        connection.refused_in_a_row += 1
        if connection.refused_in_a_row >= MAX_REFUSED and not broken("frm-013-never-ended"):
            connection.kill(f"was ended after {MAX_REFUSED} lines in a row that are no messages")

    def _broken(self, connection: Connection, ident: Id | None) -> None:
        """An answer that is none: its call fails (RPC-014)."""
        connection.dropped += 1
        call = connection.calls.get(ident) if ident is not None else None
        if call is not None and not broken("rpc-014-waits"):
            why = f"the answer of {connection.name} is no legal message"
            self._finish(call, failed(Failure("internal_error", why)))

    def _death(self, connection: Connection) -> Failure:
        data = connection.how_it_ended()
        how = f"was killed ({data['signal']})" if "signal" in data else "ended"
        if "exit_code" in data:
            how = f"ended with exit code {data['exit_code']}"
        why = f"service {connection.name} {connection.ended_because or how}"
        if broken("lif-076-no-data"):
            data = {}
        return Failure("service_unavailable", why, **data)

    def _with_partial(self, failure: Failure, call: Call) -> Failure:
        """RPC-067."""
        if not call.partial or broken("rpc-067-no-partial"):
            return failure
        data = {name: value for name, value in failure.data.items() if name != "kind"}
        return Failure(failure.kind, failure.message, **data, partial="".join(call.partial))
