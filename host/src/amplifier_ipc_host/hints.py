"""What a user can do about an error of a provider (spec chapter 6, errors). Pure."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
_UNSET = re.compile(r"\b[A-Z][A-Z0-9_]+ (is|are) not set\b")

# Where the error of a model's service does not say itself what to do. {0}: the provider's name.
_HINTS = {
    "configuration": "look at its settings: amplifier-ipc provider configure {0}",
    "authentication": "give the right key: amplifier-ipc provider set-key {0}",
    "access_denied": "ask for a model that the key may use: amplifier-ipc provider models {0}",
    "rate_limit": "wait, or let another provider answer: --provider NAME",
    "quota_exceeded": "add credit where the key comes from, or let another provider answer: --provider NAME",
    "context_length": "shorten the conversation (/compact), or ask for a larger model: "
    "amplifier-ipc provider models {0}",
    "content_filter": "say it in other words",
    "invalid_request": "look at the provider's settings: amplifier-ipc provider configure {0}",
    "not_found": "see which models there are: amplifier-ipc provider models {0}",
    "provider_unavailable": "try again later, or let another provider answer: --provider NAME",
    "network": "look at the network, and at base_url and proxy: amplifier-ipc provider configure {0}",
    "llm_timeout": "try again, or give it more time: amplifier-ipc provider configure {0} timeout=SECONDS",
    "stream_error": "send it again",
    "invalid_tool_call": "try again, or ask for another model: amplifier-ipc provider models {0}",
}


def hint(data: Json, message: str = "") -> str:
    """What to do about an llm_error with this data; empty where nothing is known to help, or `message` says it."""
    named = str(data.get("llm_error") or "")
    told = _HINTS.get(named, "")
    if named == "configuration" and _UNSET.search(message):
        told = "set it: amplifier-ipc provider set-key {0}"
    name = data.get("provider")
    if not told or "amplifier-ipc " in message or ("{0}" in told and not isinstance(name, str)):
        return ""
    wait = data.get("retry_after")
    if named == "rate_limit" and isinstance(wait, int | float) and not isinstance(wait, bool):
        told = told.replace("wait,", f"wait {wait:g} s,", 1)
    return told.format(name)
