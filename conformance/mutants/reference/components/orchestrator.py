"""The orchestrator `loop`: asks the model, runs its tools, asks the hooks, stores the messages (chapter 8)."""

from __future__ import annotations

from typing import Any

from errors import RpcError, not_found
from mutations import broken
from parts import Part
from request import Json, Request

from components.asking import TurnEndError
from components.running import run_tools
from components.turn import Turn

MOST_REQUESTS = 50  # requests to the model that a turn may take
FINISHED = (None, "stop", "length", "tool_calls", "content_filter", "error")
_STATUS = {"completed": "success"}  # how orchestrator:complete calls it


def execute(service: Any, request: Request) -> Json:
    """Run one turn (ORC-001 to ORC-044)."""
    _find(service, request.params.get("orchestrator"))
    request.begin()
    turn = Turn(request, service)
    try:
        _run(turn)
    except TurnEndError as end:
        turn.status = end.status
        turn.response = end.text or turn.response
    except RpcError:
        if request.mode != "immediate":
            raise
        turn.status = "completed" if broken("orc-041-completed") else "cancelled"
        turn.response = turn.streamed_text or turn.response
    if turn.status != "denied" and not broken("orc-044-silent"):
        _complete(turn)
    return turn.outcome()


def _find(service: Any, name: str | None) -> None:
    """The one that is named, or the first (ORC-001, ORC-002)."""
    if name is None and broken("orc-002-absent"):
        raise not_found("orchestrator", "", ["loop"])
    try:
        service.find("orchestrators", name, "orchestrator")
    except RpcError as why:
        if broken("orc-001-what"):
            why.data["what"] = "agent"
        if not broken("orc-001-any"):
            raise


def _run(turn: Turn) -> None:
    _submit(turn)
    while turn.count < MOST_REQUESTS:
        if not broken("rpc-085-model"):
            turn.stop_if_cancelled()
        calls = _ask_model(turn)
        if not calls:
            turn.stop_if_cancelled()
            return
        run_tools(turn, calls)
    raise TurnEndError("failed", f"the model was asked {MOST_REQUESTS} times")


def _submit(turn: Turn) -> None:
    """prompt:submit, and the prompt goes into the history (ORC-012, ORC-040)."""
    given = turn.request.params
    data = {"prompt": given["prompt"]}
    answer = turn.ask.emit("prompt:submit", data)
    why = turn.ask.forbidden(answer, "prompt:submit", f"answer the prompt {given['prompt']!r}")
    if why is not None and not broken("hok-041-prompt"):
        if broken("orc-040-stores"):
            turn.store({"role": "user", "content": given["prompt"]})
        raise TurnEndError("completed" if broken("orc-040-completed") else "denied", why)
    if broken("hok-044-prompt"):
        answer.pop("data", None)
    prompt = answer.get("data", {}).get("prompt", given["prompt"])
    blocks = given.get("attachments")
    content = [{"type": "text", "text": prompt}, *blocks] if blocks else prompt
    turn.store({"role": "user", "content": content})
    turn.inject(answer)


def _ask_model(turn: Turn) -> list[Json]:
    """One request to the model; the tool calls that it answered with (ORC-010 to ORC-014)."""
    turn.count += 1
    messages = turn.messages()
    data = _request_data(turn, messages)
    if broken("orc-012-early"):
        early = _complete_request(turn, data, turn.for_once(messages))
    answer = turn.ask.emit("provider:request", data)
    if answer.get("action") == "deny" and not broken("hok-041-model"):
        turn.count -= 1
        raise TurnEndError("denied", answer.get("reason", "the hooks forbade to ask the model"))
    if not broken("hok-044-request"):
        data |= answer.get("data", {})
    turn.inject(answer, stored=False)
    if broken("orc-012-early"):
        return _said(turn, early)
    if not broken("rpc-085-model"):
        turn.stop_if_cancelled()
    return _said(turn, _complete_request(turn, data, turn.for_once(messages)))


def _said(turn: Turn, blocks: list[Json]) -> list[Json]:
    """Store the message of the assistant with all blocks in their order (ORC-013, ORC-032)."""
    kept = blocks[::-1] if broken("orc-013-order") else blocks
    if broken("orc-013-text"):
        kept = [block for block in kept if block["type"] == "text"]
    turn.store({"role": "assistant", "content": kept})
    texts = [block["text"] for block in blocks if block["type"] == "text"]
    turn.response = "" if broken("orc-032-rest") and turn.streamed_text else "".join(texts)
    return [block for block in blocks if block["type"] == "tool_call"]


def _request_data(turn: Turn, messages: list[Json]) -> Json:
    data: Json = {
        "iteration": turn.count,
        "provider": turn.provider,
        "message_count": len(messages),
        "tool_names": [tool["name"] for tool in turn.request.params["tools"]],
    }
    if turn.model:
        data["model"] = turn.model["id"]
    return data


def _complete_request(turn: Turn, data: Json, messages: list[Json]) -> list[Json]:
    given = turn.request.params
    tools = [tool for tool in given["tools"] if tool["name"] in data["tool_names"]]
    system = Turn.last.params["system_prompt"] if broken("orc-004-last") else given["system_prompt"]
    asked: Json = {"system": system, "messages": messages}
    if broken("orc-010-message"):
        del asked["system"]
        asked["messages"] = [{"role": "system", "content": given["system_prompt"]}, *messages]
    if tools:
        asked["tools"] = tools
    if "model" in data:
        asked["model"] = data["model"]
    asked |= data.get("model_config") or {}
    params: Json = {"stream": True, "request": asked}
    if data["provider"]:
        params = {"provider": data["provider"], **params}
    turn.streamed_text = ""
    try:
        answer = turn.request.call(
            "request.provider_complete",
            params,
            notice=turn.streamed,
            fresh=not broken("rpc-085-model"),
        )
    except RpcError as why:
        raise _failed(turn, data, why) from None
    if broken("prv-006-fails") and answer.get("finish_reason") not in FINISHED:
        raise TurnEndError("failed", "the model ended for no known reason")
    turn.use(answer.get("usage"))
    turn.ask.tell("provider:response", {"provider": data["provider"], "iteration": turn.count})
    blocks: list[Json] = answer["content"]
    return blocks


def _failed(turn: Turn, data: Json, why: RpcError) -> Exception:
    """The model could not be asked (ORC-042), or the turn was cancelled meanwhile (ORC-041)."""
    turn.request.check()
    if turn.request.mode is not None and why.kind == "cancelled":
        status = "completed" if broken("orc-041-completed") else "cancelled"
        return TurnEndError(status, turn.streamed_text)
    event: Json = {"iteration": turn.count, "provider": data["provider"]}
    event["error"] = {"type": why.kind, "msg": why.message, "kind": why.kind}
    if not broken("orc-042-silent"):
        turn.ask.tell("provider:error", event)
    status = "completed" if broken("orc-042-completed") else "failed"
    return TurnEndError(status, turn.streamed_text)


def _complete(turn: Turn) -> None:
    """Make the end known (ORC-044), also that of a turn that was cancelled at once."""
    status = _STATUS.get(turn.status, turn.status)
    data = {"orchestrator": "loop", "turn_count": turn.count, "status": status}
    turn.ask.tell("orchestrator:complete", data)
    said = {"response": turn.response, "length": len(turn.response)}
    answer = turn.ask.tell("prompt:complete", said)
    if answer.get("action") == "deny" and broken("hok-040-other"):
        turn.status = "denied"
    if not answer.get("ephemeral") and not turn.request.stopped:
        turn.inject(answer)


def part() -> Part:
    """The orchestrator."""
    spec = {"name": "loop", "description": "Asks the model until it calls no tool."}
    return Part("orchestrators", spec, execute)
