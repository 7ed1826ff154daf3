"""The requests to a model, and its answers as messages of the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from amplifier_ipc import (
    ChatRequest,
    ChatResponse,
    InvalidToolCallError,
    Message,
    RpcError,
    ToolCall,
    ToolSpec,
)

from .choice import Choice
from .results import failure, message_of

Json = dict[str, Any]
SUMMARISE = "The limit of steps is reached. Answer now with what you know, without any tool."


def build(
    messages: Sequence[Message],
    tools: Sequence[ToolSpec],
    choice: Choice,
    system: str,
    reasoning_effort: str | None,
) -> ChatRequest:
    """Return a request; members that are not known are left out. Raises RpcError for settings that do not fit."""
    optional: Json = {
        "tools": [tool.to_wire() for tool in tools] or None,
        "system": system or None,
        "model": choice.model,
        "reasoning_effort": reasoning_effort,
    } | choice.settings
    given = {name: value for name, value in optional.items() if value is not None}
    members = {**given, "messages": [message.to_wire() for message in messages]}
    try:
        return ChatRequest.model_validate(members)
    except ValueError as error:
        message = f"the settings {choice.settings} make no request for a model: {error}"
        raise RpcError("internal_error", message) from error


def summary_wanted() -> Message:
    """Return what the model is told when the limit of steps is reached."""
    return Message.model_validate({"role": "user", "content": SUMMARISE})


def calls_of(response: ChatResponse) -> list[ToolCall]:
    """Return the tool calls of a response: its list, or those among its blocks."""
    if response.tool_calls:
        return list(response.tool_calls)
    blocks = [block.to_wire() for block in response.content]
    return [
        ToolCall(id=block["id"], name=block["name"], arguments=block["input"])
        for block in blocks
        if block.get("type") == "tool_call"
    ]


def answer_of(response: ChatResponse) -> str:
    """Return the text of a response."""
    blocks = [block.to_wire() for block in response.content]
    return "".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")


def assistant(
    response: ChatResponse, calls: Sequence[ToolCall], choice: Choice, iteration: int
) -> Json:
    """Return the assistant's message with all of its blocks: thinking keeps its signature."""
    known: Json = {"provider": choice.provider, "model": response.model or choice.model}
    if response.usage:
        known["usage"] = response.usage.to_wire()
    metadata = {name: value for name, value in known.items() if value} | {"iteration": iteration}
    blocks = [block.to_wire() for block in response.content]
    if not calls:  # calls that are not run leave no trace that would want a result
        blocks = [block for block in blocks if block.get("type") != "tool_call"]
    message: Json = {"role": "assistant", "content": blocks, "metadata": metadata}
    if calls:
        message["tool_calls"] = [call.to_wire() for call in calls]
    return message


def partial(text: str) -> Json:
    """Return the assistant's message of an answer that broke off."""
    return {"role": "assistant", "content": text, "metadata": {"partial": True}}


def malformed(error: InvalidToolCallError, iteration: int) -> tuple[Json, Json]:
    """Return a call that could not be read, and the result that tells the model so."""
    name = error.tool_name or "unknown"
    call = ToolCall(id=f"invalid_{iteration}", name=name, arguments={})
    said = f": {error.raw_arguments}" if error.raw_arguments else ""
    result = failure(f"The arguments of {name} are no JSON object{said}", "invalid_tool_call")
    message: Json = {"role": "assistant", "content": "", "tool_calls": [call.to_wire()]}
    return message, message_of(call, result, 2000)
