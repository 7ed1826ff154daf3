"""The fan-out of an event: one handler after the other, each with the data as patched (HOK-005, HOK-006)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import shapes
from calls import Asked, Call, Outcome
from clock import Alarm
from connection import Connection
from failure import Failure
from hooks import Fold, Handler, chain
from mutations import broken
from router import Router
from table import Table
from values import dump

Json = dict[str, Any]


class Emission:
    """An event on its way through its handlers."""

    def __init__(
        self,
        router: Router,
        table: Table,
        body: Json,
        done: Callable[[Json], None],
        asked: Asked | None = None,
    ) -> None:
        self._router = router
        self._body = body
        self._done = done
        self._asked = asked
        self._fold = Fold(body["event"], body["data"])
        by_handler = {id(handler): connection for handler, connection in table.hooks}
        handlers = chain([handler for handler, _ in table.hooks], body["event"])
        self._rest = [(handler, by_handler[id(handler)]) for handler in handlers]

    def go_on(self) -> None:
        """Ask the next handler, or answer."""
        if not self._rest:
            self._done(self._fold.result())
            return
        if self._stopping():
            self._cancelled()
            return
        handler, connection = self._rest.pop(0)
        self._ask(handler, connection)
        if broken("hok-005-all-at-once") and self._rest:
            self.go_on()

    def _stopping(self) -> bool:
        """RPC-085."""
        asked = self._asked
        return asked is not None and bool(asked.stopping) and not broken("rpc-085-asks-on")

    def _cancelled(self) -> None:
        assert self._asked is not None
        failure = Failure("cancelled", "cancelled while handlers were asked")
        self._router.fail(self._asked, failure)

    def _ask(self, handler: Handler, connection: Connection) -> None:
        alarms: list[Alarm] = []

        def done(outcome: Outcome) -> None:
            for alarm in alarms:
                alarm.drop()
            self._answered(handler, outcome)

        call = self._router.call(
            connection, "hook.emit", self._params(handler), done, asked=self._asked
        )
        if call.sent and call.id in connection.calls:
            seconds = handler.timeout_ms / 1000
            late = self._router.clock.after(seconds, lambda: self._late(handler, call))
            alarms.append(late)

    def _params(self, handler: Handler) -> str:
        meta = {} if self._asked is None else {"_meta": self._asked.meta_of_calls()}
        if broken("hok-005-unnamed"):
            return dump({**meta, "event": self._body["event"], "data": self._fold.data})
        data = self._fold.data
        if broken("hok-012-null-is-dropped"):
            data = {name: value for name, value in data.items() if value is not None}
        members = {"event": self._body["event"], "hook": handler.name, "data": data}
        return dump({**meta, **members, **self._body, **meta, **members})

    def _answered(self, handler: Handler, outcome: Outcome) -> None:
        if outcome.member == "error" and self._stopping():
            self._cancelled()
            return
        if outcome.member == "error":
            self._failed(handler, str(outcome.body["message"]))
            return
        faults = shapes.faults("hook.schema.json#/$defs/HookResult", outcome.body)
        if faults and not broken("hok-025-taken-as-it-is"):
            self._failed(handler, f"its answer does not fit: {faults[0][0]} {faults[0][1]}")
        else:
            self._take(outcome.body)

    def _late(self, handler: Handler, call: Call) -> None:
        """HOK-027."""
        if broken("hok-027-waits"):
            return
        if not broken("hok-027-no-cancel"):
            self._router.withdraw(call)
        self._router.forget(call)
        self._failed(handler, f"it did not answer within {handler.timeout_ms} ms")

    def _failed(self, handler: Handler, why: str) -> None:
        """HOK-019, HOK-020."""
        reason = f"hook {handler.name} of {handler.service} failed: {why}"
        self._router.show(reason)
        if broken("hok-019-ends-the-chain"):
            self._rest = []
        if handler.on_error == "deny" and not broken("hok-020-fails-open"):
            self._take({"action": "deny", "reason": reason})
        else:
            self.go_on()

    def _take(self, answer: Json) -> None:
        if self._fold.take(answer):
            self._rest = []
        self.go_on()


def stamped(data: Json, session_id: str, parent_id: str | None) -> Json:
    """HOK-007."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    stamps = {"timestamp": now, "session_id": session_id}
    if broken("hok-007-local-time"):
        stamps["timestamp"] = now.removesuffix("Z")
    if broken("hok-007-no-timestamp"):
        del stamps["timestamp"]
    if broken("hok-007-no-session"):
        del stamps["session_id"]
    if parent_id is not None and not broken("hok-007-no-parent"):
        stamps["parent_id"] = parent_id
    return {**data, **stamps} if broken("hok-007-stamped-anew") else {**stamps, **data}
