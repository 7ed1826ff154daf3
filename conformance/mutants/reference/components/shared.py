"""Exported capabilities, channels and the approval provider (chapters 9 and 11)."""

from __future__ import annotations

from typing import Any

import schema
from errors import invalid_params, not_found
from parts import Part
from request import Json, Request


def call(service: Any, request: Request) -> Json:
    """Call an exported capability (CHN-001 to CHN-004)."""
    part = service.find("exports", request.params["name"], "capability")
    given = request.params["input"]
    if found := schema.faults(part.spec.get("input_schema", {}), given, "/input"):
        raise invalid_params(part.name, found)
    return {"output": part.run(given)}


def collect(service: Any, request: Request) -> Json:
    """What this service contributes to a channel (CHN-011)."""
    name = request.params["channel"]
    contributing = [p for p in service.of("channels") if p.spec.get("contributes")]
    for part in contributing:
        if part.name == name:
            return {"data": part.run(service, None)}
    raise not_found("channel", name, [part.name for part in contributing])


def approve(service: Any, request: Request) -> Json:
    """Decide by the risk (APR-001, APR-002, APR-010 to APR-014)."""
    params = request.params
    service.find("approval_providers", params.get("provider"), "approval_provider")
    risk = params["risk_level"]
    if risk in ("high", "critical"):
        return {"approved": False, "reason": f"too risky: {risk}"}
    options = params.get("options")
    return {"approved": True, **({"option": options[0]} if options else {})}


def _count(given: Json) -> Json:
    return {"count": len(given["text"].split())}


def _mirror(given: Any) -> Any:
    return given


def _news(_: Any, __: Any) -> Json:
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
