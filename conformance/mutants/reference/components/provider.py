"""The provider `echo`: it says what it was told, without any network (chapter 6)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import wire
from errors import RpcError, error, not_found
from mutations import broken
from parts import Part
from request import Json, Request

KEY = "ECHO_API_KEY"  # read, and never told to anybody
# name: retryable, status (the table of chapter 6)
LLM_ERRORS: dict[str, tuple[bool, int]] = {
    "rate_limit": (True, 429),
    "quota_exceeded": (False, 429),
    "authentication": (False, 401),
    "access_denied": (False, 403),
    "context_length": (False, 400),
    "content_filter": (False, 400),
    "invalid_request": (False, 400),
    "not_found": (False, 404),
    "provider_unavailable": (True, 503),
    "network": (True, 503),
    "llm_timeout": (True, 504),
    "stream_error": (True, 500),
    "abort": (False, 499),
    "invalid_tool_call": (False, 200),
    "configuration": (False, 400),
}
MODEL = "echo-1"
_KEY_FIELD = {
    "id": "api_key",
    "display_name": "Key",
    "field_type": "secret",
    "prompt": "The key of the echo, if there is one",
    "env_var": KEY,
    "required": False,
}


def complete(service: Any, request: Request) -> Json:
    """Answer with the last user text: a thought, a text, and what else there is (PRV-010 to PRV-018)."""
    part = _find(service, request)
    asked = request.params["request"]
    request.begin()
    if broken("rpc-077-log"):
        request.log("info", f"asked with the key {os.environ.get(KEY)}")
    text, others = _last_user(asked["messages"])
    if text.startswith("error:"):
        raise _failure(request, text.removeprefix("error:"))
    if text == "wait":
        return _wait(request)
    blocks = [*_blocks(part.config.get("prefix", ""), text), *others]
    if request.params.get("stream") and not broken("prv-030-silent"):
        _stream(request, blocks)
        if broken("rpc-044-rest"):
            blocks = [
                block | {"text": ""} if block["type"] == "text" else block for block in blocks
            ]
    elif not request.params.get("stream") and broken("prv-031-streams"):
        _stream(request, blocks)
    return _response(asked, blocks)


def _find(service: Any, request: Request) -> Part:
    """The one that is named, or the first (PRV-001, PRV-002)."""
    name = request.params.get("provider")
    if name is None and broken("prv-002-absent"):
        raise not_found("provider", "", ["echo"])
    try:
        found: Part = service.find("providers", name, "provider")
    except RpcError as why:
        if broken("prv-001-first"):
            return _find(service, replace(request, params={}))
        if broken("prv-001-what"):
            why.data["what"] = "model"
        raise
    return found


def _response(asked: Json, blocks: list[Json]) -> Json:
    calls = _calls(blocks)
    usage = _usage(asked["messages"], blocks)
    response: Json = {"content": _content(blocks), "usage": usage, "model": MODEL}
    if broken("prv-015-silent"):
        del response["usage"]
    response["finish_reason"] = "tool_calls" if calls else "stop"
    if calls:
        other = [{**call, "name": "other"} for call in calls]
        response["tool_calls"] = other if broken("prv-014-other") else calls
    if broken("prv-025-tells") and os.environ.get(KEY):
        response["metadata"] = {"key": os.environ[KEY]}
    form = (asked.get("response_format") or {}).get("type", "text")
    if form != "text" and not broken("prv-011-silent"):
        why = "an echo has no form of its own"
        response["degradation"] = {"requested": form, "actual": "text", "reason": why}
    return response


def _content(blocks: list[Json]) -> list[Json]:
    """All blocks in their order (PRV-012)."""
    if broken("prv-012-calls"):
        return [block for block in blocks if block["type"] != "tool_call"]
    return blocks


def _last_user(messages: list[Json]) -> tuple[str, list[Json]]:
    """The text of the last user message, and its blocks of unknown types (PRV-013)."""
    users = [message["content"] for message in messages if message["role"] == "user"]
    content = users[-1] if users else ""
    if isinstance(content, str):
        return content, []
    text = "".join(block["text"] for block in content if block["type"] == "text")
    others = [block for block in content if block["type"] not in KNOWN]
    if broken("prv-013-members"):
        others = [{"type": block["type"]} for block in others]
    return text, [] if broken("prv-013-drops") else others


KNOWN = ["text", "thinking", "redacted_thinking", "reasoning", "image", "tool_call", "tool_result"]


def _blocks(prefix: str, text: str) -> list[Json]:
    thought = {"type": "thinking", "thinking": "I say it again."}
    if call := re.match(r"tool:(\S+)\s*(.*)", text, re.DOTALL):
        given = wire.read_loosely(call[2] or "{}")
        if not isinstance(given, dict) and not broken("prv-016-any"):
            raise _llm_error("invalid_tool_call", tool_name=call[1], raw_arguments=call[2])
        told = {"type": "text", "text": f"I call {call[1]}."}
        return [
            thought,
            told,
            {"type": "tool_call", "id": "call_1", "name": call[1], "input": given},
        ]
    return [thought, {"type": "text", "text": prefix + text}]


def _stream(request: Request, blocks: list[Json]) -> None:
    """The blocks as they arrive (PRV-030 to PRV-033, RPC-042, RPC-043)."""
    for index, block in enumerate(blocks):
        kind = block["type"]
        if kind not in KNOWN:
            continue
        place = max(0, index - 1) if broken("prv-033-texts") else index
        first, last = "start", "end"
        if broken("prv-032-order"):
            first, last = last, first
        request.notify(f"stream.provider.content_block_{first}", type=kind, index=place)
        if kind == "text":
            _tokens(request, place, block["text"])
        elif kind == "thinking":
            for word in _words(block["thinking"]):
                request.notify("stream.provider.thinking", index=place, text=word)
        elif kind == "tool_call":
            request.notify("stream.provider.tool_call_start", id=block["id"], name=block["name"])
        request.notify(f"stream.provider.content_block_{last}", type=kind, index=place)


def _tokens(request: Request, index: int, text: str) -> None:
    words = list(_words(text))
    if broken("rpc-043-last"):
        words = words[:-1]
    for word in words:
        request.check()
        said = word.strip() if broken("rpc-043-space") else word
        request.partial = (request.partial or "") + said
        request.notify("stream.provider.token", index=index, text=said)


def _words(text: str) -> Iterator[str]:
    """The words with the white space before them; joined they are the text."""
    for found in re.finditer(r"\s*\S+\s*\Z|\s*\S+|\s+", text):
        yield found[0]


def _wait(request: Request) -> Json:
    """Say a word and wait until somebody ends it (PRV-018)."""
    if request.params.get("stream"):
        _tokens(request, 0, "waiting")
    request.wait(None)
    raise request.cancelled()


def _failure(request: Request, name: str) -> RpcError:
    """The error that was asked for, after a broken stream if that is what it is (PRV-034)."""
    if name not in LLM_ERRORS:
        return _llm_error("invalid_request")
    more: Json = {"retry_after": 2} if name == "rate_limit" else {}
    if name == "invalid_tool_call":
        more = {"tool_name": "glob", "raw_arguments": '{"pattern": '}
    if name == "stream_error":
        if request.params.get("stream"):
            _tokens(request, 0, "so far")
        more = {} if broken("prv-034-partial") else {"partial": request.partial or ""}
    return _llm_error(name, **more)


def _llm_error(name: str, **more: Any) -> RpcError:
    """-32010 as PRV-020, PRV-021 and PRV-026 say; never with the key (PRV-025)."""
    retryable, status = LLM_ERRORS[name]
    text = f"the echo failed: {name}"
    key = os.environ.get(KEY)
    if name == "authentication":
        text += f"; {KEY} is {'wrong' if key else 'missing'}"
    if key and broken("prv-025-key"):
        text += f"; the key was {key}"
    data: Json = {"llm_error": name, "provider": "echo", "retryable": retryable}
    if broken("prv-026-retryable"):
        data["retryable"] = not retryable
    if broken("prv-020-members"):
        data = {"llm_error": name}
    if not broken("prv-021-bare"):
        data |= {"model": MODEL, "status_code": status, "attempts": 1}
    if broken("prv-020-name"):
        data["llm_error"] = "it_failed"
    return error("internal_error" if broken("prv-020-kind") else "llm_error", text, **data, **more)


def _usage(messages: list[Json], blocks: list[Json]) -> Json:
    given = sum(_size(message["content"]) for message in messages)
    said = _size(blocks)
    usage = {"input_tokens": given, "output_tokens": said, "total_tokens": given + said}
    if broken("frm-028-number"):
        return {**usage, "cost_usd": (given + said) / 1e6}
    return {**usage, "cost_usd": f"0.{given + said:06d}"}  # FRM-028


def _size(content: Any) -> int:
    """A word is a token."""
    if isinstance(content, str):
        return len(content.split())
    return sum(
        len(str(block.get("text") or block.get("thinking") or "").split()) for block in content
    )


def _calls(blocks: list[Json]) -> list[Json]:
    return [
        {"id": block["id"], "name": block["name"], "arguments": _arguments(block["input"])}
        for block in blocks
        if block["type"] == "tool_call"
    ]


def _arguments(given: Any) -> Any:
    """An object (PRV-016)."""
    return json.dumps(given) if broken("prv-016-text") else given


def info(service: Any, request: Request) -> Json:
    """What this provider is; needs neither the key nor a network (PRV-040, PRV-041)."""
    _find(service, request)
    if broken("prv-041-key") and not os.environ.get(KEY):
        raise _llm_error("authentication")
    return {
        "id": "echo",
        "display_name": "Echo",
        "credential_env_vars": [] if broken("prv-040-unnamed") else [KEY],
        "capabilities": ["streaming", "tools", "thinking"],
        "defaults": {"model": MODEL},
        "config_fields": [_KEY_FIELD],
    }


def list_models(service: Any, request: Request) -> Json:
    """The one model."""
    _find(service, request)
    model = {
        "id": MODEL,
        "display_name": "Echo 1",
        "context_window": 32000,
        "max_output_tokens": 4096,
        "capabilities": ["tools", "thinking"],
        "defaults": {},
    }
    return {"models": [model]}


def parse_tool_calls(service: Any, request: Request) -> Json:
    """The tool calls of a response, in their order (PRV-017)."""
    _find(service, request)
    calls = _calls(request.params["response"]["content"])
    if not calls and broken("prv-017-absent"):
        return {}
    return {"tool_calls": calls[::-1] if broken("prv-017-order") else calls}


def part() -> Part:
    """The provider, with settings that have a schema (LIF-037, LIF-038)."""
    config = {
        "type": "object",
        "properties": {
            "prefix": {"type": "string"},
            "temperature": {"type": "number", "minimum": 0},
        },
        "additionalProperties": False,
    }
    spec = {"name": "echo", "display_name": "Echo"}
    return Part("providers", spec, complete, config_schema=config)


HANDLERS = {
    "provider.complete": complete,
    "provider.info": info,
    "provider.list_models": list_models,
    "provider.parse_tool_calls": parse_tool_calls,
}
