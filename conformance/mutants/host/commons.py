"""Approvals and channels: requests that the host answers with the help of services (spec chapters 9 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapes
from calls import Asked, Outcome, with_members
from connection import Connection
from failure import Failure, not_found
from mutations import broken
from values import dump

if TYPE_CHECKING:
    from session import Session

Json = dict[str, Any]
ANSWER_TIME = 300.0
COLLECT_TIME = 10.0
BEHIND = 0.05
CONTRIBUTION = "shared.schema.json#/$defs/ChannelCollectResult"


class Approvals:
    """`request.approval`: to an approval provider; this host has no front end that asks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._router = session.router

    def ask(self, asked: Asked) -> None:
        """Pass the question on, and decide it when nobody does."""
        approvers, name = self._session.table.approvers, asked.body.get("provider")
        if not approvers and broken("apr-021-waits"):
            return
        if not approvers:
            self._nobody(asked, "nobody can be asked")
            return
        name = next(iter(approvers)) if name is None else name
        if name not in approvers:
            raise not_found("approval_provider", name, approvers)
        to = approvers[name]

        def done(outcome: Outcome) -> None:
            gone = to.gone is not None and not broken("apr-021-error-of-the-dead")
            if outcome.member == "error" and gone:
                self._nobody(asked, "who can be asked is gone")
            else:
                self._router.answer(asked, outcome.member, outcome.raw)

        raw = asked.raw
        if broken("apr-022-options-are-lost"):
            raw = dump({name: value for name, value in asked.body.items() if name != "options"})
        call = self._router.call(to, "approval.request", raw, done, asked=asked, relays=True)
        timeout = asked.body.get("timeout")
        seconds = ANSWER_TIME if timeout is None else float(timeout)

        def late() -> None:
            self._router.withdraw(call)
            self._router.forget(call)
            self._silent(asked, seconds)

        if not asked.over and not broken("apr-020-waits"):
            asked.alarms.append(self._router.clock.after(seconds, late))

    def _silent(self, asked: Asked, seconds: float) -> None:
        """APR-020."""
        approved = asked.body.get("default") == "allow" and not broken("apr-020-always-deny")
        if broken("apr-020-absent-is-allow") and asked.body.get("default") is None:
            approved = True
        why = f"nobody answered within {seconds:g} s"
        self._router.result(asked, {"approved": approved, "reason": why})

    def _nobody(self, asked: Asked, why: str) -> None:
        self._router.result(asked, {"approved": broken("apr-021-approved"), "reason": why})


class Channels:
    """`request.channel_collect` and `channel.publish`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._router = session.router
        self._held: tuple[Connection, Json] | None = None  # by a switch

    def publish(self, sender: Connection, params: Json) -> None:
        """LIF-066, CHN-016."""
        message = with_members(params, sender=sender.name)
        if broken("lif-066-no-sender"):
            message = dump(params)
        to = self._members(params["channel"], "subscribes")
        if broken("lif-066-also-without-subscribing"):
            to = self._members(params["channel"], "name")
        if broken("chn-016-out-of-order") and self._held is None:
            self._held = (sender, params)
            self._router.clock.after(BEHIND, self._release)
            return
        for connection in to:
            if connection is not sender or broken("lif-066-also-the-sender"):
                self._router.notify(connection, "channel.message", message)

    def collect(self, asked: Asked) -> None:
        """CHN-013: one contribution of each service, in the order of the definition."""
        channel = asked.body["channel"]
        contributors = self._members(channel, "contributes")
        found: dict[str, Any] = {}
        waiting = {connection.name for connection in contributors}

        def done(connection: Connection, outcome: Outcome) -> None:
            fits = self._fits(connection, outcome, channel)
            if not fits and broken("chn-014-all-fail"):
                self._router.answer(asked, outcome.member, outcome.raw)
            if fits:
                found[connection.name] = outcome.body["data"]
            waiting.discard(connection.name)
            if not waiting:
                self._conclude(asked, contributors, found)

        if not contributors and broken("chn-015-not-found"):
            raise not_found("channel", channel)
        if not contributors:
            self._conclude(asked, contributors, found)
        params = with_members(asked.body, _meta=asked.meta_of_calls())
        for connection in contributors:
            self._ask(asked, connection, params, done)

    def _release(self) -> None:
        if self._held is not None:
            self.publish(*self._held)
            self._held = None

    def _ask(self, asked: Asked, connection: Connection, params: str, done: Any) -> None:
        call = self._router.call(
            connection,
            "channel.collect",
            params,
            lambda outcome: done(connection, outcome),
            asked=asked,
        )
        self._router.time_out(call, COLLECT_TIME)

    def _fits(self, connection: Connection, outcome: Outcome, channel: str) -> bool:
        """CHN-014."""
        why = ""
        if outcome.member == "error":
            why = str(outcome.body["message"])
        elif faults := shapes.faults(CONTRIBUTION, outcome.body):
            why = f"{faults[0][0]} {faults[0][1]}"
        if why and not broken("chn-014-not-logged"):
            who = f"service {connection.name}"
            self._session.show(f"{who} did not contribute to the channel {channel!r}: {why}")
        return not why

    def _conclude(self, asked: Asked, contributors: list[Connection], found: Json) -> None:
        if asked.stopping:
            self._router.fail(asked, Failure("cancelled", "cancelled while services were asked"))
            return
        names = [connection.name for connection in contributors if connection.name in found]
        if broken("chn-013-one-only"):
            names = names[:1]
        contributions = [{"service": name, "data": found[name]} for name in names]
        self._router.result(asked, {"contributions": contributions})

    def _members(self, channel: str, how: str) -> list[Connection]:
        """Who declares the channel so, each once (CHN-010)."""
        found = [
            connection
            for connection, spec in self._session.table.channels
            if spec["name"] == channel and spec.get(how, broken("chn-010-absent-is-true"))
        ]
        return list(dict.fromkeys(found))
