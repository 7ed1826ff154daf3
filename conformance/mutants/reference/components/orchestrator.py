"""The orchestrator `loop`: asks the model, runs its tools, asks the hooks, stores the messages (chapter 8)."""

from __future__ import annotations

from typing import Any

from errors import RpcError
from parts import Part
from request import Json, Request

from components.asking import TurnEndError
from components.running import run_tools
from components.turn import Turn

MOST_REQUESTS = 50  # requests to the model that a turn may take
_STATUS = {"completed": "success"}  # how orchestrator:complete calls it


def execute(service: Any, request: Request) -> Json:
    """Run one turn (ORC-001 to ORC-044)."""
    name = request.params.get("orchestrator")
    service.find("orchestrators", name, "orchestrator")
    turn = Turn(request)
    try:
        _run(turn)
    except TurnEndError as end:
        turn.status = end.status
        turn.response = end.text or turn.response
    except RpcError:
        if request.mode != "immediate":
            raise
        turn.status = "cancelled"
    if turn.status != "denied":
        _complete(turn)
    return turn.outcome()


def _run(turn: Turn) -> None:
    _submit(turn)
    while turn.count < MOST_REQUESTS:
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
    if why := turn.ask.forbidden(answer, "prompt:submit", f"answer the prompt {given['prompt']!r}"):
        raise TurnEndError("denied", why)
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
    answer = turn.ask.emit("provider:request", data)
    if answer.get("action") == "deny":
        turn.count -= 1
        raise TurnEndError("denied", answer.get("reason", "the hooks forbade to ask the model"))
    data |= answer.get("data", {})
    if answer.get("context_injection"):
        turn.inject(answer)
        messages = turn.messages()
    turn.stop_if_cancelled()
    blocks = _complete_request(turn, data, turn.for_once(messages))
    turn.store({"role": "assistant", "content": blocks})
    turn.response = "".join(block["text"] for block in blocks if block["type"] == "text")
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
    asked: Json = {"system": given["system_prompt"], "messages": messages}
    if tools:
        asked["tools"] = tools
    if "model" in data:
        asked["model"] = data["model"]
    asked |= data.get("model_config") or {}
    params: Json = {"stream": True, "request": asked}
    if data["provider"]:
        params = {"provider": data["provider"], **params}
    try:
        answer = turn.request.call("request.provider_complete", params, notice=turn.streamed)
    except RpcError as why:
        raise _failed(turn, data, why) from None
    turn.use(answer.get("usage"))
    turn.ask.tell("provider:response", {"provider": data["provider"], "iteration": turn.count})
    blocks: list[Json] = answer["content"]
    return blocks


def _failed(turn: Turn, data: Json, why: RpcError) -> Exception:
    """The model could not be asked (ORC-042), or the turn was cancelled meanwhile (ORC-041)."""
    turn.request.check()
    if turn.request.mode is not None and why.kind == "cancelled":
        return TurnEndError("cancelled", turn.streamed_text)
    event: Json = {"iteration": turn.count, "provider": data["provider"]}
    event["error"] = {"type": why.kind, "msg": why.message, "kind": why.kind}
    turn.ask.tell("provider:error", event)
    return TurnEndError("failed", turn.streamed_text)


def _complete(turn: Turn) -> None:
    """Make the end known (ORC-044), also that of a turn that was cancelled at once."""
    status = _STATUS.get(turn.status, turn.status)
    data = {"orchestrator": "loop", "turn_count": turn.count, "status": status}
    turn.ask.tell("orchestrator:complete", data)
    said = {"response": turn.response, "length": len(turn.response)}
    answer = turn.ask.tell("prompt:complete", said)
    if not answer.get("ephemeral") and not turn.request.stopped:
        turn.inject(answer)


def part() -> Part:
    """The orchestrator."""
    spec = {"name": "loop", "description": "Asks the model until it calls no tool."}
    return Part("orchestrators", spec, execute)
