"""What checks of a host ask again and again."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ..verdicts import Failed
from .calls import Asked, Heard
from .player import Player
from .stage import Stage


def same(what: str, expected: Any, actual: Any) -> None:
    """Fail unless both are the same JSON."""
    if json.dumps(expected, sort_keys=True) != json.dumps(actual, sort_keys=True):
        raise Failed(what, expected, actual)


def nothing(what: str, found: Any) -> None:
    """Fail unless there is nothing."""
    if found:
        raise Failed(what, "nothing", found)


def not_denied(asked: Asked) -> None:
    """Fail if the grant is said to be missing; any other answer will do."""
    error = asked.message().get("error") or {}
    if (error.get("data") or {}).get("kind") == "permission_denied":
        raise Failed(f"{asked.method} of {asked.player.name} was denied", "it is granted", error)


def not_found(asked: Asked, what: str, name: str | None = None) -> None:
    """Fail unless the answer is not_found, of this sort of thing."""
    asked.error("not_found", what=what, **({} if name is None else {"name": name}))


def barrier(*players: Player) -> None:
    """Wait until the host has taken in all that these players have written, and written what it had to."""
    for player in players:
        player.ping()


def reached(player: Player, method: str) -> list[Heard]:
    """The calls of a method that reached the player, after all that was written so far was passed on."""
    player.ping()
    return player.calls(method)


def exact(raw: bytes | str) -> Any:
    """A JSON text with its numbers as they stand, so that none loses precision."""
    return json.loads(raw, parse_float=Decimal, parse_int=Decimal)


def slack(stage: Stage) -> float:
    """Seconds that a busy machine may add to a time."""
    return stage.patience * 0.3
