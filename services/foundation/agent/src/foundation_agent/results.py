"""Tool results as the model reads them."""

from __future__ import annotations

import json
from typing import Any

from amplifier_ipc import Message, RpcError, ToolCall, ToolResult

Json = dict[str, Any]
BY_USER = "Cancelled by the user."


def failure(message: str, kind: str, details: Any = None) -> ToolResult:
    """Return a result that says what went wrong; models read `output`."""
    error: Json = {"message": message, "kind": kind, **({"details": details} if details else {})}
    return ToolResult.model_validate({"success": False, "output": message, "error": error})


def cancelled() -> ToolResult:
    """Return the result of a call that did not run, or not to its end."""
    return failure(BY_USER, "cancelled")


def explain(tool: str, error: RpcError) -> str:
    """Return one sentence for the model: which fault, and where the input was wrong."""
    faults = error.data.get("errors")
    if isinstance(faults, list) and faults:
        listed = "; ".join(f"{fault.get('path')}: {fault.get('message')}" for fault in faults)
        return f"The input of {tool} does not fit: {listed}"
    if error.kind == "service_unavailable":
        return f"{tool} could not finish: service_unavailable: {_ending(error.data)}"
    return f"{tool} could not run: {error.kind}: {error.message}"


def text_of(result: ToolResult, limit: int) -> str:
    """Return a result as text: strings as they are, else JSON, cut to `limit` characters."""
    output = result.output
    if output is None and result.error is not None:
        output = result.error.message
    text = output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n[cut: {len(text)} characters, the first {limit} are shown]"


def message_of(call: ToolCall, result: ToolResult, limit: int) -> Json:
    """Return the tool message of a call; images follow the text as blocks."""
    text = text_of(result, limit)
    blocks = [block.to_wire() for block in result.content or []]
    message: Json = {
        "role": "tool",
        "content": [{"type": "text", "text": text}, *blocks] if blocks else text,
        "tool_call_id": call.id,
        "name": call.name,
    }
    if not result.success:
        message["metadata"] = {"is_error": True}
    return Message.model_validate(message).to_wire()


def _ending(data: Json) -> str:
    service = data.get("service") or "of the tool"
    if data.get("signal"):
        return f"the service {service} was ended by {data['signal']}"
    if data.get("exit_code") is not None:
        return f"the service {service} ended with exit code {data['exit_code']}"
    return f"the service {service} is not available"
