"""Channels: what a service contributes, and what it does not want to know (chapter 11)."""

from __future__ import annotations

import json

from ..check import Bench, check
from ..service import Service
from ..verdicts import Failed

NOWHERE = "no_such_channel_"
MARK = "suite-4f1d9c27b6e84a35"  # by which a message is known again, wherever it turns up


def of(bench: Bench, member: str, told: bool) -> list[str]:
    """The channels that it declares with this member true, or with it false or absent (CHN-010)."""
    declared = bench.declared("channels")
    return [str(each["name"]) for each in declared if bool(each.get(member)) is told]


@check("CHN-011", title="A channel to which it does not contribute is answered with not_found")
def not_contributed(bench: Bench) -> None:
    for name in (NOWHERE, *of(bench, "contributes", False)):
        error = bench.service.send("channel.collect", {"channel": name}).error("not_found", -32004)
        data = error.get("data") or {}
        right = {"what": "channel", "name": name}
        if any(data.get(member) != value for member, value in right.items()):
            raise Failed("the data does not tell what was not found", right, data)


@check("CHN-012", title="A message on a channel to which it does not subscribe has no effect")
def not_subscribed(bench: Bench) -> None:
    names = [NOWHERE, *of(bench, "subscribes", False)]
    service = bench.service
    for name in names:
        before = len(service.received)
        message = {"channel": name, "sender": "suite", "data": {"mark": MARK}}
        service.notify("channel.message", message)
        service.ping(2)
        _unmoved(service, before, name)


def _unmoved(service: Service, before: int, name: str) -> None:
    """Nothing that came since shows that the message was taken in, or refused."""
    for came in service.received[before:]:
        if "method" not in came and came.get("id") is None:
            raise Failed(f"a message on {name} was answered", "nothing", came)
        if MARK in json.dumps(came):
            raise Failed(f"a message on {name} was taken in, and it does not subscribe", "", came)
