"""Holds every message of a subject against the rules that bind its sender. Pure: no time, no I/O.

Each rule counts how often it could be seen and keeps what broke it; the observing checks read the tally
(areas/observed.py).
"""

from __future__ import annotations

from . import wire
from .answers import Answers
from .envelopes import SMALL
from .protocol import Json, events, key, methods, misfits
from .tally import Asked

STREAMS = ("$/progress", "stream.")


class Judge(Answers):
    """Holds the requests and notifications of a service against their rules, beside all the rest."""

    def _request(self, message: Json, raw: bytes) -> None:
        rule = self.tally.rule
        method, params, at = message["method"], message.get("params", {}), key(message["id"])
        if self.lines:
            self._spelling(message, raw)
        self.calls[at] = method
        row = methods().get(method)
        known = (
            row is not None and row["direction"] != "host_to_service" and row["kind"] == "request"
        )
        if not rule("RPC-088", known, f"{method} is no request that a service may make"):
            return
        assert row
        self._fit(row["params"], params, f"the params of {method}")
        self._meta(params)
        if row["grant"] and self.requires is not None and not self.legacy:
            rule(
                "LIF-018",
                row["grant"] in self.requires,
                f"{method} needs the grant {row['grant']}, which requires does not list",
            )
        if method == "request.hook_emit":
            self._event(params)

    def _spelling(self, message: Json, raw: bytes) -> None:
        """The id and the order of a line."""
        rule, at = self.tally.rule, key(message["id"])
        rule("RPC-009", at not in self.calls, f"the id {message['id']!r} is still under way")
        prefix = str(message["id"]).startswith("s-")
        rule("RPC-050", prefix, f"the id {message['id']!r} has no prefix s-")
        if len(raw) <= SMALL:
            names = ("jsonrpc", "id", "method", "params")
            order = [name for name in wire.members(raw) if name in names]
            right = [name for name in names if name in message]
            rule("RPC-049", order == right, f"members in the order {order}")

    def _meta(self, params: Json) -> None:
        meta = params.get("_meta")
        if isinstance(meta, dict) and "deadline_ms" in meta:
            whole = isinstance(meta["deadline_ms"], int) and not isinstance(
                meta["deadline_ms"], bool
            )
            self.tally.rule("RPC-061", whole, f"deadline_ms is {meta['deadline_ms']!r}")

    def _event(self, params: Json) -> None:
        row = events().get(str(params.get("event")))
        if row is None:
            return
        data = params.get("data")
        if isinstance(data, dict):  # the host adds these where they are absent (HOK-007)
            data = {"timestamp": "2026-01-01T00:00:00Z", "session_id": "s", **data}
        found = misfits(row["data"], data)
        self.tally.rule(
            "SES-040",
            not found,
            f"the data of {params['event']} does not fit: {'; '.join(map(str, found[:3]))}",
        )

    def _notification(self, message: Json) -> None:
        rule = self.tally.rule
        method, params = message["method"], message.get("params", {})
        if method == "$/cancel":
            self._cancel(params)
        row = methods().get(method)
        known = (
            row is not None
            and row["direction"] != "host_to_service"
            and row["kind"] == "notification"
        )
        if not self.legacy and rule(
            "RPC-088", known, f"{method} is no notification that a service may send"
        ):
            assert row
            if method.startswith(STREAMS):
                self._about(method, params)
            self._fit(row["params"], params, f"the params of {method}")

    def _cancel(self, params: Json) -> None:
        mode = params.get("mode", "immediate")
        before = self.cancels.setdefault(key(params.get("id")), [])
        again = bool(before) and not (mode == "immediate" and before == ["graceful"])
        before.append(mode)
        self.tally.rule("RPC-080", not again, f"a second $/cancel of the call {params.get('id')!r}")
        at = key(params.get("id"))
        late = (
            at not in self.calls and self.over.get(at, self.read) < self.read
        )  # it has read the answer
        self.tally.rule(
            "RPC-065",
            not late,
            f"$/cancel of the call {params.get('id')!r}, which has been answered",
        )

    def _about(self, method: str, params: Json) -> None:
        rule = self.tally.rule
        at = key(params.get("request_id"))
        waiting = self.asked.get(at)
        shown = f"{method} about {params.get('request_id')!r}"
        if at in self.answered and not waiting:
            rule("RPC-055", False, f"{shown} after its response")
            rule("RPC-040", False, f"{shown} after its response")
            return
        self.tally.seen["RPC-055"] += 1
        self.tally.seen["RPC-040"] += 1
        if not rule("RPC-086", bool(waiting), f"{shown}, which was never asked"):
            return
        assert waiting
        name = method.removeprefix("stream.").removeprefix("provider.")
        if name in ("token", "thinking", "content_block_delta"):
            index = params.get("index")
            rule(
                "RPC-042", isinstance(index, int) and index >= 0, f"{shown} has the index {index!r}"
            )
        asked = waiting[0]
        if asked.method == "provider.complete":
            self._piece(asked, name, params)

    def _piece(self, asked: Asked, name: str, params: Json) -> None:
        index = params.get("index")
        if not isinstance(index, int):
            return  # usage and tool calls belong to no block
        if name == "token":
            asked.streamed[index] += str(params.get("text", ""))
        blocks = asked.blocks
        if name == "content_block_start":
            early = not any(at == index for _, at in blocks)
            self.tally.rule(
                "PRV-032", early, f"content_block_start of block {index} after other news of it"
            )
        elif name != "usage":
            self.tally.rule(
                "PRV-032",
                ("content_block_end", index) not in blocks,
                f"{name} of block {index} after its end",
            )
        blocks.append((name, index))

    # ---- the end

    def unanswered(self) -> list[Asked]:
        """The requests of the suite that are still open."""
        return [asked for waiting in self.asked.values() for asked in waiting]
