"""What the service answers: describe, configure, and the way of each request to its component (chapter 3)."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from typing import Any

import describing
import schema
from errors import Fault, error, invalid_params, near, not_found
from mutations import broken
from parts import Part
from request import Json, Request

VERSIONS = ["1.0"]
Handler = Callable[[Request], Any]
# method: the kind of component that serves it
CONTRACTS = {
    "orchestrator.execute": "orchestrators",
    "provider.complete": "providers",
    "provider.info": "providers",
    "provider.list_models": "providers",
    "provider.parse_tool_calls": "providers",
    "tool.execute": "tools",
    "hook.emit": "hooks",
    "context.add_message": "context_managers",
    "context.get_messages": "context_managers",
    "context.set_messages": "context_managers",
    "context.clear": "context_managers",
    "approval.request": "approval_providers",
    "content.read": "content",
    "content.list": "content",
    "capability.call": "exports",
    "channel.collect": "channels",
}
REQUIRES = [
    "hook.emit",
    "tool.execute",
    "provider.complete",
    "context",
    "approval",
    "session.spawn",
    "content.read",
    "capability.call",
    "channel.collect",
]


class Service:
    """The components that are served, and the state of describe and configure."""

    def __init__(self, parts: list[Part], handlers: dict[str, Callable[..., Any]]) -> None:
        self.parts = parts
        self.handlers = handlers  # what serves a kind, or a method
        self.listed = parts  # what describe tells (LIF-006)
        self.described = False
        self.asked_to_configure = False
        self._late: list[Callable[[], None]] = []
        self.configured = True  # False after a refused configure (LIF-033)
        self.queue: queue.SimpleQueue[tuple[Request, Handler]] = queue.SimpleQueue()
        self.peer: Any = None
        self.process: Any = None

    def of(self, kind: str) -> list[Part]:
        """The components of a kind, in the order of describe."""
        return [part for part in self.parts if part.kind == kind]

    def find(self, kind: str, name: str | None, what: str) -> Part:
        """The component of this name, the first one if there is no name; else -32004."""
        parts = self.of(kind)
        if name is None:
            return parts[0]
        for part in parts:
            if part.name == name:
                return part
        raise not_found(what, name, [part.name for part in parts])

    def route(self, request: Request) -> tuple[Handler, str]:
        """The handler, and where it runs: in the reader, in the queue or in a thread."""
        late, self._late = self._late, []
        try:
            return self._route(request)
        finally:
            for effect in late:
                effect()

    def _take_effect(self, effect: Callable[[], None], *, late: bool) -> None:
        """Before any later line is handled (LIF-035)."""
        if late:
            self._late.append(effect)
        else:
            effect()

    def _route(self, request: Request) -> tuple[Handler, str]:
        method = request.method
        if method == "ping":
            return self._checked(self._ping), _where_to_ping()
        if self.peer.ending:
            raise error("service_unavailable", "the service is about to end")
        if method == "describe":
            return self._checked(self.describe), "reader"
        if not self.described and not broken("lif-011-early"):
            kind = "method_not_found" if broken("lif-011-code") else "not_ready"
            raise error(kind, f"{method} came before describe")
        if method == "configure":
            if broken("lif-030-once") and self.asked_to_configure:
                raise error("not_ready", "the service is configured already")
            self.asked_to_configure = True
            return self._configuring, "reader"
        if not self.configured and not broken("lif-033-goes-on"):
            raise error("not_ready", "the configuration was refused; configure again first")
        if broken("lif-031-needs") and not self.asked_to_configure:
            raise error("not_ready", f"{method} came before configure")
        return self._component(request)

    def _ping(self, request: Request) -> Any:
        """At once, whatever else is under way (RPC-057, HTP-015)."""
        if broken("htp-015-body"):
            return {"status": "ok"}
        if broken("rpc-057-waits") or broken("htp-015-waits"):
            others = ("ping", "describe")
            request.peer.wait_until(
                lambda: all(r.method in others for r in request.peer.under_way.values()), None
            )
        return "pong" if broken("rpc-057-pong") else {}

    def _component(self, request: Request) -> tuple[Handler, str]:
        method = request.method
        if method.startswith("request.") and request.meta.get("depth", 0) > 8:
            raise error("overloaded", f"{method} is nested in more than 8 calls")
        kind = CONTRACTS.get(method)
        if kind is not None and not self.of(kind) and broken("rpc-075-contract"):
            raise not_found(kind, "", [])
        if kind is None and broken("rpc-075-accepts"):
            return lambda _: {}, "reader"
        if kind is None or not self.of(kind):
            raise self._unknown(method)
        serve = self.handlers.get(method) or self.handlers[kind]
        where = "queue" if kind == "context_managers" else "thread"
        return self._checked(lambda r: serve(self, r)), where

    def _unknown(self, method: str) -> Exception:
        known = ["describe", "configure", "ping"]
        known += [name for name, kind in CONTRACTS.items() if self.of(kind)]
        if broken("rpc-075-code"):
            return error("invalid_request", f"this service has no method {method[:80]!r}")
        close = near(method, known)
        hint, more = (f"; did you mean {close}?", {"did_you_mean": close}) if close else ("", {})
        return error(
            "method_not_found", f"this service has no method {method[:80]!r}{hint}", **more
        )

    def _checked(self, handler: Handler) -> Handler:
        def checked(request: Request) -> Any:
            found = schema.params_faults(request.method, request.params)
            if found and not broken("rpc-089-unchecked"):
                if broken("rpc-089-code"):
                    raise error("invalid_request", f"{request.method}: {found[0][1]}")
                raise invalid_params(request.method, found)
            return handler(request)

        return checked

    def work(self) -> None:
        """Serve the queue: one request after the other, in the order of their lines (CTX-007)."""
        while True:
            batch = [self.queue.get()]
            if broken("ctx-007-order"):
                time.sleep(0.05)
                while not self.queue.empty():
                    batch.insert(0, self.queue.get())
            for request, handler in batch:
                self.peer.run(request, handler)

    def notified(self, method: str, params: Json) -> bool:
        """Take in a notification; False if it is none that this service knows (RPC-076)."""
        if method != "channel.message" or not self.described or not self.configured:
            return False
        if schema.params_faults(method, {k: v for k, v in params.items() if k != "_meta"}):
            return False
        for part in self.of("channels"):
            subscribed = part.spec.get("subscribes") or broken("chn-012-takes")
            if part.name == params["channel"] and subscribed:
                part.run(self, params)
                return True
        return False

    def describe(self, request: Request) -> Json:
        """Who this is and what it offers (LIF-012 to LIF-014)."""
        if broken("lif-012-once") and self.described:
            raise error("invalid_request", "the service was described already")
        version = _version(request.params.get("protocol_versions"))
        limits = request.params.get("limits") or {}
        self.peer.their_limit = limits.get("max_message_bytes") or self.peer.their_limit
        tools_reversed = broken("lif-012-differs") and self.described
        self._take_effect(self._now_described, late=broken("lif-035-describe"))
        lists = describing.capabilities(self.listed)
        if tools_reversed:
            lists["tools"].reverse()
        return {
            "protocol_version": version,
            "name": "reference",
            "version": "1.0.0",
            "description": "The reference service of the conformance suite.",
            "limits": describing.limits(),
            "requires": [] if broken("lif-018-silent") else REQUIRES,
            "config_schema": describing.config_schemas(self.listed),
            "capabilities": lists,
        }

    def _now_described(self) -> None:
        self.described = True

    def _configuring(self, request: Request) -> Json:
        """Take the settings of all components, or none of them (LIF-032 to LIF-036)."""
        found = schema.params_faults("configure", request.params)
        config = request.params["config"] if not found else {}
        if broken("lif-034-merges"):
            config = describing.merged(self.parts, config)
        found += describing.config_faults(self.parts, config)
        self._take_effect(lambda: self._configure(config, found), late=broken("lif-035-configure"))
        if not found:
            return {"status": "ok"}
        if broken("lif-032-code"):
            raise error("internal_error", "the configuration does not fit", exception="ValueError")
        raise invalid_params("configure", found[:1] if broken("lif-032-first") else found)

    def _configure(self, config: Json, found: list[Fault]) -> None:
        self.configured = not found
        for part in self.parts if not found else []:
            part.config = config.get(part.name) or {}


def _where_to_ping() -> str:
    return "thread" if broken("rpc-057-waits") or broken("htp-015-waits") else "reader"


def _version(offered: list[str] | None) -> str:
    """The version that both speak (LIF-013, LIF-014)."""
    offered = offered if broken("lif-013-empty") and offered == [] else offered or VERSIONS
    common = [version for version in VERSIONS if version in offered]
    if common:
        return "1.1" if broken("lif-014-own") else common[0]
    if broken("lif-013-any") and offered:
        return VERSIONS[0]
    text = f"this service speaks {', '.join(VERSIONS)}, not {', '.join(offered)}"
    more = {} if broken("lif-013-supported") else {"supported": VERSIONS}
    raise error("invalid_params" if broken("lif-013-code") else "unsupported_version", text, **more)
