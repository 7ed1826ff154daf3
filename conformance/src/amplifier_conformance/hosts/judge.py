"""Holds every line of a host against the rules that bind it as a sender and as a router."""

from __future__ import annotations

from .. import wire
from ..envelopes import SMALL
from ..judge import STREAMS, Judge
from ..protocol import Json, key, methods

OWN_EVENTS = ("session:", "execution:", "cancel:")  # of others the data is their emitter's
ORDER = ("jsonrpc", "id", "method", "params")


class HostJudge(Judge):
    """As the judge of a service, with what a host may send."""

    def _request(self, message: Json, raw: bytes) -> None:
        rule = self.tally.rule
        method, params, at = message["method"], message.get("params", {}), key(message["id"])
        rule("RPC-009", at not in self.calls, f"the id {message['id']!r} is still under way")
        prefixed = str(message["id"]).startswith("h-")
        rule("RPC-050", prefixed, f"the id {message['id']!r} has no prefix h-")
        if len(raw) <= SMALL:
            order = [name for name in wire.members(raw) if name in ORDER]
            if "params" in order:
                first = order.index("id") < order.index("params")
                rule("FRM-024", first, f"the id of {method} stands behind its params")
            right = [name for name in ORDER if name in message]
            rule("RPC-049", order == right, f"members in the order {order}")
        self.calls[at] = method
        row = self._known(method, "request")
        if row:
            self._fit(row["params"], params, f"the params of {method}")
            self._meta(params)
        if method == "hook.emit" and str(params.get("event")).startswith(OWN_EVENTS):
            self._event(params)

    def _notification(self, message: Json) -> None:
        method, params = message["method"], message.get("params", {})
        row = self._known(method, "notification")
        if row:
            if method.startswith(STREAMS):
                self._about(method, params)
            self._fit(row["params"], params, f"the params of {method}")

    def _known(self, method: str, kind: str) -> Json | None:
        row = methods().get(method)
        known = row is not None and row["direction"] != "service_to_host" and row["kind"] == kind
        self.tally.rule("RPC-088", known, f"{method} is no {kind} that a host may send")
        return row if known else None
