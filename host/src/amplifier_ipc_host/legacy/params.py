"""What is asked of a version 0 service, and what it asks: the params of requests, either way (protocol, §9)."""

from __future__ import annotations

from typing import Any

from .values import chat_request, items, members, message, messages, tools, without_nulls

Json = dict[str, Any]


def to_service(method: str, params: Json) -> Json:
    """The params of a request of version 1, as version 0 takes them."""
    given = {key: value for key, value in params.items() if key != "_meta"}
    change = _TO_SERVICE.get(method)
    return change(given) if change else given


def from_service(method: str, params: Any) -> Json:
    """The params of a request of a version 0 service, as version 1 takes them."""
    given = without_nulls(members(params))
    change = _FROM_SERVICE.get(method)
    return change(given) if change else given


# ---- to the service ---------------------------------------------------------------------------------------------


def _execute(given: Json) -> Json:
    """All that it works with stands in its config; the provider that it is to use, by its name."""
    providers = items(given.get("providers"))
    first = members(providers[0]) if providers else {}
    model = members(members(first.get("info")).get("defaults")).get("model")
    config = {
        **members(given.get("config")),
        "tools": tools(given.get("tools") or []),
        "hooks": given.get("hooks") or [],
        "providers": providers,
        "provider_name": first.get("name"),
        "agents": given.get("agents") or [],
        **({"model": model} if model else {}),
    }
    return {
        "prompt": given.get("prompt", ""),
        "system_prompt": given.get("system_prompt", ""),
        "config": config,
    }


def _tool(given: Json) -> Json:
    return {"name": given.get("name"), "input": given.get("input")}


def _complete(given: Json) -> Json:
    named = {"provider": given["provider"]} if given.get("provider") else {}
    return {**named, "request": chat_request(given.get("request"))}


def _parse(given: Json) -> Json:
    from .results import chat_response_for_old

    return {**given, "response": chat_response_for_old(given.get("response"))}


def _get_messages(given: Json) -> Json:
    return members(given.get("provider_info"))


def _emit(given: Json) -> Json:
    return {"event": given.get("event"), "data": given.get("data")}


def _configure(given: Json) -> Json:
    return {"config": given.get("config")}


_TO_SERVICE = {
    "orchestrator.execute": _execute,
    "tool.execute": _tool,
    "provider.complete": _complete,
    "provider.parse_tool_calls": _parse,
    "context.get_messages": _get_messages,
    "hook.emit": _emit,
    "configure": _configure,
}

# ---- from the service -------------------------------------------------------------------------------------------


def _asks_messages(given: Json) -> Json:
    """The provider info stands flat; one that does not say who it is about is none."""
    if given.keys() <= {"provider_info", "token_budget"}:
        return given
    told = {key: value for key, value in given.items() if key != "token_budget"}
    name = told.get("id") or told.get("name")
    info = {
        "id": name,
        "display_name": name,
        "credential_env_vars": [],
        "capabilities": [],
        "defaults": {},
        "config_fields": [],
        **told,
    }
    budget = {"token_budget": given["token_budget"]} if "token_budget" in given else {}
    return {**budget, **({"provider_info": info} if name else {})}


def _asks_completion(given: Json) -> Json:
    return {**given, "request": chat_request(given.get("request"))}


def _asks_tool(given: Json) -> Json:
    return {**given, "input": given.get("input", {})}


def _asks_hooks(given: Json) -> Json:
    return {**given, "data": given.get("data", {})}


def _adds_message(given: Json) -> Json:
    return {**given, "message": message(given.get("message"))}


def _sets_messages(given: Json) -> Json:
    return {**given, "messages": messages(given.get("messages"))}


_FROM_SERVICE = {
    "request.context_get_messages": _asks_messages,
    "request.context_add_message": _adds_message,
    "request.context_set_messages": _sets_messages,
    "request.provider_complete": _asks_completion,
    "request.tool_execute": _asks_tool,
    "request.hook_emit": _asks_hooks,
}
