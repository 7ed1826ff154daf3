"""Requests between a player and the host, both ways."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..protocol import Json, codes, key, methods, misfits
from ..verdicts import Failed, HarnessError

if TYPE_CHECKING:
    from .player import Player

HOLD = object()  # nobody answers but the check
Reply = Any  # a result, HOLD, or a function of the Heard that gives one of them or answers itself (None)


@dataclass
class Asked:
    """A request of a player to the host."""

    player: Player
    id: Any
    method: str

    def message(self, seconds: float | None = None) -> Json:
        """The response as a whole, as soon as it is there."""
        what = f"the host's answer to {self.method} of {self.player.name} (id {self.id!r})"
        return self.player.wait(what, self.found, seconds)  # type: ignore[no-any-return]

    def result(self) -> Any:
        """The result; an error fails the check."""
        message = self.message()
        if "result" not in message:
            raise Failed(
                f"{self.method} of {self.player.name} was refused", "a result", message["error"]
            )
        return message["result"]

    def error(self, kind: str, **data: Any) -> Json:
        """The error of this kind, with these members of its data; anything else fails the check."""
        message = self.message()
        if "error" not in message:
            raise Failed(
                f"{self.method} of {self.player.name} should have failed",
                f"an error {kind}",
                message["result"],
            )
        error: Json = message["error"]
        given = error.get("data") if isinstance(error.get("data"), dict) else {}
        if (given or {}).get("kind") != kind:
            raise Failed(
                f"{self.method} of {self.player.name} failed in another way",
                f"the kind {kind}",
                error,
            )
        for name, value in data.items():
            if (given or {}).get(name) != value:
                raise Failed(
                    f"data.{name} of the error is another", f"{name}: {json.dumps(value)}", error
                )
        return error

    def found(self) -> Json | None:
        """The response if it is there."""
        for message in self.player.received:
            if "method" not in message and key(message.get("id")) == key(self.id):
                return message
        return None

    def notes(self, method: str = "") -> list[Json]:
        """The params of the notifications about this request so far."""
        return [
            m["params"]
            for m in self.player.received
            if "method" in m
            and "id" not in m
            and method in ("", m["method"])
            and key(m.get("params", {}).get("request_id")) == key(self.id)
        ]

    def note(self, method: str, count: int = 1) -> Json:
        """The params of the so-manieth notification of this name about it, as soon as it is there."""
        self.player.wait(
            f"{method} about {self.method} of {self.player.name} (id {self.id!r})",
            lambda: len(self.notes(method)) >= count,
        )
        return self.notes(method)[count - 1]

    def cancel(self, **params: Any) -> None:
        """Tell the host that nobody wants the answer any more."""
        self.player.notify("$/cancel", {"id": self.id, **params})


@dataclass
class Heard:
    """A request or notification of the host."""

    player: Player
    id: Any  # None for a notification
    method: str
    params: Json
    raw: bytes
    at: float  # seconds since the stage began
    cancels: list[Json] = field(default_factory=list)  # those of it that came

    @property
    def payload(self) -> Json:
        """The params but for `_meta`."""
        return {name: value for name, value in self.params.items() if name != "_meta"}

    @property
    def meta(self) -> Json:
        """Its `_meta`."""
        meta = self.params.get("_meta")
        return meta if isinstance(meta, dict) else {}

    def answer(self, result: Any) -> None:
        """Answer with a result, checked against its schema first."""
        row = methods().get(self.method)
        if row and row["result"]:
            legal(row["result"], result, f"the suite's answer to {self.method}")
        self.say({"result": result})

    def fail(self, kind: str, message: str = "so says the suite", **data: Any) -> None:
        """Answer with an error of this kind."""
        error = {
            "code": codes().get(kind, -32603),
            "message": message,
            "data": {"kind": kind, **data},
        }
        self.say({"error": error})

    def say(self, body: Json) -> None:
        """Answer with a body as it is, legal or not."""
        self.player.judge.reply(self.id)
        self.player.write({"jsonrpc": "2.0", "id": self.id, **body})

    def cancelled(self, count: int = 1) -> Json:
        """The params of the so-manieth cancel of it, as soon as it is there."""
        what = f"$/cancel of {self.method} (id {self.id!r}) at {self.player.name}"
        self.player.wait(what, lambda: len(self.cancels) >= count)
        return self.cancels[count - 1]

    def progress(self, **params: Any) -> None:
        """Tell how far it is."""
        self.player.notify("$/progress", {"request_id": self.id, **params})


def legal(reference: str, value: Any, what: str) -> None:
    """What the suite sends must fit, or the suite is at fault."""
    found = misfits(reference, value)
    if found:
        raise HarnessError(f"{what} would not fit: {'; '.join(map(str, found[:3]))}")
