"""What a vendor's server answers beside model calls: lists of models, facts of one, the exchange of a token."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .adapters import KEY, Adapter
from .wire import Reply, Seen

Json = dict[str, Any]
COPILOT_TOKEN = "tid=battery;exp=4102444800;sku=free:0123456789abcdef"
SHORT_LIVED = 1500  # seconds, as GitHub grants


def routes(adapter: Adapter) -> list[Callable[[Seen], Reply | None]]:
    """What the gateway of this adapter answers by itself."""
    answers = _ROUTES[adapter.folder]

    def route(seen: Seen) -> Reply | None:
        for (method, path), body in answers.items():
            if seen.method == method and seen.path.endswith(path):
                return Reply(status=200, body=body(adapter, seen))
        return None

    return [route]


def _anthropic(adapter: Adapter, _: Seen) -> Json:
    model = {"type": "model", "id": adapter.model, "display_name": "Claude Sonnet 4.5"}
    data = [{**model, "created_at": "2025-09-29T00:00:00Z"}]
    return {"data": data, "has_more": False, "first_id": adapter.model, "last_id": adapter.model}


def _openai(adapter: Adapter, _: Seen) -> Json:
    model = {"id": adapter.model, "object": "model", "created": 1754425777, "owned_by": "openai"}
    return {"object": "list", "data": [model]}


def _vllm(adapter: Adapter, seen: Seen) -> Json:
    listed = _openai(adapter, seen)
    more = {"owned_by": "vllm", "root": adapter.model, "parent": None, "max_model_len": 32768}
    return {**listed, "data": [{**listed["data"][0], **more}]}


def _gemini(adapter: Adapter, _: Seen) -> Json:
    about = {"version": "2.5", "displayName": "Gemini 2.5 Pro", "thinking": True}
    limits = {"inputTokenLimit": 1048576, "outputTokenLimit": 65536}
    methods = {"supportedGenerationMethods": ["generateContent", "countTokens"]}
    return {"models": [{"name": f"models/{adapter.model}", **about, **limits, **methods}]}


def _tags(adapter: Adapter, _: Seen) -> Json:
    details = {"format": "gguf", "family": "qwen3", "parameter_size": "8.2B"}
    about = {"modified_at": "2026-01-01T00:00:00Z", "size": 5225388164, "digest": "500a1f067a9f"}
    return {
        "models": [{"name": adapter.model, "model": adapter.model, **about, "details": details}]
    }


def _show(_: Adapter, __: Seen) -> Json:
    facts = {"general.architecture": "qwen3", "qwen3.context_length": 40960}
    abilities = ["completion", "tools", "thinking", "vision"]
    return {"model_info": facts, "capabilities": abilities, "details": {"family": "qwen3"}}


def _version(_: Adapter, __: Seen) -> Json:
    return {"version": "0.17.4"}


def _token(_: Adapter, seen: Seen) -> Json:
    assert KEY in seen.headers["authorization"], "the exchange was asked for without the key"
    until = {"expires_at": int(time.time()) + SHORT_LIVED, "refresh_in": SHORT_LIVED - 60}
    api = "https://api.individual.githubcopilot.com"
    return {"token": COPILOT_TOKEN, **until, "endpoints": {"api": api}, "chat_enabled": True}


def _copilot(adapter: Adapter, _: Seen) -> Json:
    limits = {"max_context_window_tokens": 128000, "max_output_tokens": 16384}
    supports = {"streaming": True, "tool_calls": True, "vision": True}
    abilities = {"type": "chat", "family": adapter.model, "limits": limits, "supports": supports}
    model = {"id": adapter.model, "name": "GPT-5", "vendor": "OpenAI", "object": "model"}
    return {
        "object": "list",
        "data": [{**model, "capabilities": abilities, "model_picker_enabled": True}],
    }


_ROUTES: dict[str, dict[tuple[str, str], Callable[[Adapter, Seen], Json]]] = {
    "anthropic": {("GET", "/v1/models"): _anthropic},
    "openai": {("GET", "/v1/models"): _openai},
    "azure_openai": {("GET", "/models"): _openai},
    "gemini": {("GET", "/v1beta/models"): _gemini},
    "ollama": {
        ("GET", "/api/tags"): _tags,
        ("POST", "/api/show"): _show,
        ("GET", "/api/version"): _version,
    },
    "vllm": {("GET", "/v1/models"): _vllm},
    "github_copilot": {("GET", "/copilot_internal/v2/token"): _token, ("GET", "/models"): _copilot},
}
