"""What the service answers: describe, configure, and the way of each request to its component (chapter 3)."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import schema
from errors import error, invalid_params, near, not_found
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
        self.described = False
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
        method = request.method
        if method == "ping":
            return self._checked(self._ping), "thread" if broken("rpc-057-waits") else "reader"
        if self.peer.ending:
            raise error("service_unavailable", "the service is about to end")
        if method == "describe":
            return self._checked(self.describe), "reader"
        if not self.described:
            raise error("not_ready", f"{method} came before describe")
        if method == "configure":
            return self._checked(self.configure), "reader"
        if not self.configured:
            raise error("not_ready", "the configuration was refused; configure again first")
        return self._component(request)

    def _ping(self, request: Request) -> Any:
        """At once, whatever else is under way (RPC-057)."""
        if broken("rpc-057-waits"):
            others = ("ping", "describe")
            request.peer.wait_until(
                lambda: all(r.method in others for r in request.peer.under_way.values()), None
            )
        return "pong" if broken("rpc-057-pong") else {}

    def _component(self, request: Request) -> tuple[Handler, str]:
        method = request.method
        deep = method.startswith("request.") and request.meta.get("depth", 0) > 8
        if deep and not broken("rpc-024-deep"):
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
            request, handler = self.queue.get()
            self.peer.run(request, handler)

    def notified(self, method: str, params: Json) -> bool:
        """Take in a notification; False if it is none that this service knows (RPC-076)."""
        if method != "channel.message" or not self.described or not self.configured:
            return False
        if schema.params_faults(method, {k: v for k, v in params.items() if k != "_meta"}):
            return False
        for part in self.of("channels"):
            if part.name == params["channel"] and part.spec.get("subscribes"):
                part.run(self, params)
                return True
        return False

    def describe(self, request: Request) -> Json:
        """Who this is and what it offers (LIF-012 to LIF-014)."""
        offered = request.params.get("protocol_versions") or VERSIONS
        common = [version for version in VERSIONS if version in offered]
        if not common:
            text = f"this service speaks {', '.join(VERSIONS)}, not {', '.join(offered)}"
            raise error("unsupported_version", text, supported=VERSIONS)
        limits = request.params.get("limits") or {}
        self.peer.their_limit = limits.get("max_message_bytes") or self.peer.their_limit
        self.described = True
        return {
            "protocol_version": common[0],
            "name": "reference",
            "version": "1.0.0",
            "description": "The reference service of the conformance suite.",
            "limits": _limits(),
            "requires": REQUIRES,
            "config_schema": {p.name: p.config_schema for p in self.parts if p.config_schema},
            "capabilities": self._capabilities(),
        }

    def _capabilities(self) -> Json:
        lists: Json = {}
        for part in self.parts:
            if part.kind == "content":
                lists["content"] = {"paths": part.run()}
            else:
                lists.setdefault(part.kind, []).append(part.spec)
        return lists

    def configure(self, request: Request) -> Json:
        """Take the settings of all components, or none of them (LIF-032 to LIF-036)."""
        config = request.params["config"]
        found = [fault for name, value in config.items() for fault in self._faults(name, value)]
        self.configured = not found
        if found:
            raise invalid_params("configure", found)
        for part in self.parts:
            part.config = config.get(part.name, {})
        return {"status": "ok"}

    def _faults(self, name: str, value: Any) -> list[tuple[str, str]]:
        path = "/config/" + name.replace("~", "~0").replace("/", "~1")
        part = next((p for p in self.parts if p.name == name), None)
        if part is None:
            close = near(name, [p.name for p in self.parts])
            hint = f'; did you mean "{close}"?' if close else ""
            return [(path, f"is no component of this service{hint}")]
        return schema.faults(part.config_schema or {"type": "object"}, value, path)


def _limits() -> Json:
    """What is not the default (FRM-014, RPC-058)."""
    limits = {"max_message_bytes": 1048576, "max_concurrency": 16}
    if broken("frm-015-small"):
        limits["max_message_bytes"] = 65536
    if broken("frm-014-unsaid"):
        del limits["max_message_bytes"]
    if broken("rpc-058-unsaid"):
        del limits["max_concurrency"]
    return limits
