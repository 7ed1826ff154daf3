"""What a version 0 service answers, and what it is answered: results and errors, either way (protocol, §9)."""

from __future__ import annotations

from typing import Any

from amplifier_ipc._generated.errors import KINDS

from .values import items, members, messages, text_of, tool_calls, without_nulls

Json = dict[str, Any]
INTERNAL_ERROR = -32603
_KIND_OF = {kind.code: name for name, kind in KINDS.items()}
# The optional members that version 0 tells, as null where there is nothing.
_HOOK_RESULT = (
    "data",
    "reason",
    "context_injection",
    "approval_prompt",
    "approval_options",
    "user_message",
    "user_message_source",
)
_TOOL_RESULT = ("output", "error")
_CHAT_RESPONSE = ("tool_calls", "usage", "finish_reason", "degradation", "model", "metadata")


def from_service(method: str, result: Any) -> Any:
    """The result of a version 0 service, as version 1 takes it; what cannot be told stays, to be refused."""
    change = _FROM_SERVICE.get(method)
    return change(result) if change else without_nulls(result)


def to_service(method: str, result: Any) -> Any:
    """The result of version 1 to a request of a version 0 service, as that takes it."""
    change = _TO_SERVICE.get(method)
    return change(result) if change else result


def error(given: Any) -> Json:
    """An error of version 1: version 0 tells no `data`, so that its kind is that of its code."""
    told = members(given)
    code = told.get("code")
    code = code if isinstance(code, int) and not isinstance(code, bool) else INTERNAL_ERROR
    data = {"kind": _KIND_OF.get(code, "internal_error"), **members(told.get("data"))}
    return {"code": code, "message": text_of(told.get("message")), "data": data}


# ---- from the service -------------------------------------------------------------------------------------------


def _executed(result: Any) -> Any:
    """A bare string is the answer; whoever answered with an object told it in there."""
    if not isinstance(result, dict):
        return {"response": text_of(result), "status": "completed"}
    told: Json = without_nulls(result)
    response = told.get("response", told.get("content", told.get("text")))
    return {**told, "response": text_of(response), "status": told.get("status", "completed")}


def _tool_result(result: Any) -> Any:
    if not isinstance(result, dict) or not result.keys() & {"success", "output", "error"}:
        return {"success": True, "output": result}
    told = without_nulls(result)
    told.setdefault("output", None)
    failure = told.get("error")
    if failure is not None and not (isinstance(failure, dict) and "message" in failure):
        told["error"] = {"message": text_of(failure)}
    return told


def _hook_result(result: Any) -> Any:
    if not isinstance(result, dict):
        return {} if result is None else result
    told = without_nulls(result)
    for name in ("action", "context_injection_role", "approval_default", "user_message_level"):
        if isinstance(told.get(name), str):
            told[name] = told[name].lower()
    return told


def _chat_response(result: Any) -> Any:
    if not isinstance(result, dict):
        return result
    told = without_nulls(result)
    blocks, text = told.pop("content_blocks", None), told.pop("text", None)
    content = told.get("content")
    if not isinstance(content, list):
        content = blocks if isinstance(blocks, list) else _as_blocks(content or text)
    told["content"] = content
    if "tool_calls" in told:
        told["tool_calls"] = tool_calls(told["tool_calls"])
    if isinstance(told.get("usage"), dict):
        told["usage"] = _usage(told["usage"])
    return told


def _as_blocks(text: Any) -> list[Json]:
    return [{"type": "text", "text": text_of(text)}] if text else []


def _usage(given: Json) -> Json:
    counted = {"input_tokens": 0, "output_tokens": 0, **given}
    both = (counted["input_tokens"], counted["output_tokens"])
    total = sum(each for each in both if isinstance(each, int))
    return {"total_tokens": total, **counted}


def _info(result: Any) -> Any:
    told = without_nulls(members(result))
    name = text_of(told.get("id") or told.get("name"))
    lists: Json = {"credential_env_vars": [], "capabilities": [], "config_fields": []}
    return {"id": name, "display_name": name, "defaults": {}, **lists, **told}


def _models(result: Any) -> Any:
    told = without_nulls(result)
    listed = told.get("models") if isinstance(told, dict) else told
    named = [{"id": each} if isinstance(each, str) else each for each in items(listed)]
    return {"models": [_model(each) if isinstance(each, dict) else each for each in named]}


def _model(told: Json) -> Json:
    name = text_of(told.get("id") or told.get("name"))
    sizes = {"context_window": 0, "max_output_tokens": 0, "capabilities": [], "defaults": {}}
    return {"id": name, "display_name": name, **sizes, **told}


def _parsed(result: Any) -> Any:
    calls = result.get("tool_calls") if isinstance(result, dict) else result
    return {"tool_calls": tool_calls(items(calls))}


def _history(result: Any) -> Any:
    found = result.get("messages") if isinstance(result, dict) else result
    return {"messages": messages(found or [])}


def _nothing(_: Any) -> Json:
    return {}


def _status(_: Any) -> Json:
    return {"status": "ok"}


def _read(result: Any) -> Any:
    told = without_nulls(result) if isinstance(result, dict) else {"content": result}
    return {"encoding": "utf-8", **told}


def _paths(result: Any) -> Any:
    return without_nulls(result) if isinstance(result, dict) else {"paths": result or []}


def _free(member: str) -> Any:
    """Results of one member of free JSON, in which null says something."""

    def read(result: Any) -> Any:
        return result if isinstance(result, dict) and member in result else {member: result}

    return read


_FROM_SERVICE = {
    "orchestrator.execute": _executed,
    "tool.execute": _tool_result,
    "hook.emit": _hook_result,
    "provider.complete": _chat_response,
    "provider.info": _info,
    "provider.list_models": _models,
    "provider.parse_tool_calls": _parsed,
    "context.get_messages": _history,
    "context.add_message": _nothing,
    "context.set_messages": _nothing,
    "context.clear": _nothing,
    "configure": _status,
    "content.read": _read,
    "content.list": _paths,
    "capability.call": _free("output"),
    "channel.collect": _free("data"),
}

# ---- to the service ---------------------------------------------------------------------------------------------


def _with_nulls(result: Any, names: tuple[str, ...]) -> Any:
    return {**dict.fromkeys(names), **result} if isinstance(result, dict) else result


def _hook_result_for_old(result: Any) -> Any:
    told = _with_nulls(result, _HOOK_RESULT)
    if not isinstance(told, dict):
        return told
    return {**told, "action": str(told.get("action") or "continue").upper()}


def chat_response_for_old(result: Any) -> Any:
    """A ChatResponse with its text by itself, and its blocks a second time."""
    told = _with_nulls(result, _CHAT_RESPONSE)
    if not isinstance(told, dict) or not isinstance(told.get("content"), list):
        return told
    texts = [
        text_of(each["text"])
        for each in told["content"]
        if isinstance(each, dict) and each.get("type") == "text" and "text" in each
    ]
    return {**told, "text": "\n".join(texts) if texts else None, "content_blocks": told["content"]}


def _tool_result_for_old(result: Any) -> Any:
    told = _with_nulls(result, _TOOL_RESULT)
    return {"success": True, **told} if isinstance(told, dict) else told


def _history_for_old(result: Any) -> Any:
    return result["messages"] if isinstance(result, dict) and "messages" in result else result


_TO_SERVICE = {
    "request.hook_emit": _hook_result_for_old,
    "request.provider_complete": chat_response_for_old,
    "request.tool_execute": _tool_result_for_old,
    "request.context_get_messages": _history_for_old,
}
