"""Exported capabilities, channels and the approval provider (chapters 9 and 11)."""

from __future__ import annotations

from typing import Any

import schema
from errors import RpcError, error, invalid_params, not_found
from mutations import broken
from parts import Part
from request import Json, Request

from components.tools import full


def call(service: Any, request: Request) -> Json:
    """Call an exported capability (CHN-001 to CHN-004)."""
    try:
        part = service.find("exports", request.params["name"], "capability")
    except RpcError as why:
        if broken("chn-003-null"):
            return {"output": None}
        if broken("chn-003-what"):
            why.data["what"] = "export"
        raise
    given = request.params["input"]
    found = schema.faults(part.spec.get("input_schema", {}), given, "/input")
    if found and not broken("chn-001-unchecked"):
        if broken("chn-002-path"):
            found = [(path.removeprefix("/input"), text) for path, text in found]
        raise invalid_params(part.name, found[:1] if broken("chn-002-first") else found)
    if broken("chn-001-refuses"):
        raise invalid_params(part.name, [("/input", "does not fit")])
    if broken("chn-004-input"):
        given = full(given)
    output = part.run(given)
    return {"output": full(output) if broken("chn-004-output") else output}


def collect(service: Any, request: Request) -> Json:
    """What this service contributes to a channel (CHN-011)."""
    name = request.params["channel"]
    if broken("chn-011-null") and name not in [p.name for p in service.of("channels")]:
        return {"data": None}
    contributing = [p for p in service.of("channels") if p.spec.get("contributes")]
    for part in contributing:
        if part.name == name:
            return {"data": part.run(service, None)}
    if broken("chn-011-subscribed"):
        for part in service.of("channels"):
            if part.name == name:
                return {"data": None}
    raise not_found(
        "topic" if broken("chn-011-what") else "channel", name, [part.name for part in contributing]
    )


def approve(service: Any, request: Request) -> Json:
    """Decide by the risk (APR-001, APR-002, APR-010 to APR-014)."""
    params = request.params
    _find_approver(service, params.get("provider"))
    risk = params["risk_level"]
    if risk in ("high", "critical"):
        if broken("apr-010-error"):
            raise error("permission_denied", f"too risky: {risk}")
        reason = {} if broken("apr-014-silent") else {"reason": f"too risky: {risk}"}
        return {"approved": False, **reason}
    options = ["sure"] if broken("apr-011-own") else params.get("options")
    return {"approved": True, **({"option": options[0]} if options else {})}


def _find_approver(service: Any, name: str | None) -> None:
    """The one that is named, or the first (APR-001, APR-002)."""
    if name is None and broken("apr-002-absent"):
        raise not_found("approval_provider", "", ["by_risk"])
    try:
        service.find("approval_providers", name, "approval_provider")
    except RpcError as why:
        if broken("apr-001-what"):
            why.data["what"] = "provider"
        if not broken("apr-001-first"):
            raise


def _count(given: Json) -> Json:
    return {"count": len(given["text"].split())}


def _mirror(given: Any) -> Any:
    return given


def _news(service: Any, message: Json | None) -> Json:
    """What it contributes; nobody sends it a message, for it does not subscribe (CHN-012)."""
    if message is not None:
        _alerts(service, message)
    return {"headline": "all is well", "sequel": None}


def _alerts(service: Any, message: Json) -> None:
    """A message on the channel ends up in the host's log, so that it can be seen to have come."""
    text = f"{message['sender']} on {message['channel']}"
    log = {"level": "info", "message": text, "logger": "alerts", "data": message["data"]}
    service.peer.notify("$/log", log)


def parts() -> list[Part]:
    """Two capabilities, two channels, an approval provider."""
    count = {
        "name": "words.count",
        "description": "Count the words of a text.",
        "input_schema": {
            "type": "object",
            "properties": {"text": {"type": "string"}},
            "required": ["text"],
            "additionalProperties": False,
        },
    }
    mirror = {"name": "words.mirror", "description": "Give back what came, null too."}
    by_risk = {"name": "by_risk", "description": "Approves what is not risky."}
    return [
        Part("exports", count, _count),
        Part("exports", mirror, _mirror),
        Part("channels", {"name": "news", "contributes": True}, _news),
        Part("channels", {"name": "alerts", "subscribes": True}, _alerts),
        Part("approval_providers", by_risk, approve),
    ]


HANDLERS = {"exports": call, "channels": collect, "approval_providers": approve}
