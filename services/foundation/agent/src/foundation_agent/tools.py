"""The tool calls of one response: gated by hooks, run side by side, answered in the order of the calls."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import (
    ApprovalRequestParams,
    Context,
    HookResult,
    Message,
    RpcError,
    ToolCall,
    ToolResult,
    ToolSpec,
)

from .config import StreamingConfig
from .emitter import Emitter
from .model import describe_error

Json = dict[str, Any]
BY_USER = "Cancelled by the user."


@dataclass(slots=True)
class Tools:
    """Runs tool calls. `results` holds what is known of the calls under way, by call id."""

    ctx: Context
    emitter: Emitter
    config: StreamingConfig
    specs: Sequence[ToolSpec]
    results: dict[str, ToolResult] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, calls: Sequence[ToolCall]) -> list[Message]:
        """One tool message a call, in the order of the calls."""
        self.results = {}
        slots = asyncio.Semaphore(max(1, self.config.max_parallel_tools))
        await asyncio.gather(*(self._slot(call, slots) for call in calls))
        return self.messages(calls)

    def messages(self, calls: Sequence[ToolCall]) -> list[Message]:
        """The tool messages; a call without a result was cancelled."""
        return [
            self._message(call, self.results.get(call.id) or failure(BY_USER, "cancelled"))
            for call in calls
        ]

    async def _slot(self, call: ToolCall, slots: asyncio.Semaphore) -> None:
        async with slots:
            if self.ctx.cancelled:
                return
            if self._parallel_safe(call.name):
                await self._one(call)
            else:
                async with self._one_at_a_time:
                    await self._one(call)

    async def _one(self, call: ToolCall) -> None:
        await self.ctx.stream(
            "stream.tool_call_start", id=call.id, name=call.name, input=call.arguments
        )
        result = await self._gated(call)
        self.results[call.id] = result
        preview = text_of(result, self.config.preview_chars)
        success = bool(result.success)
        await self.ctx.stream(
            "stream.tool_call_end",
            id=call.id,
            name=call.name,
            success=success,
            output_preview=preview,
        )

    async def _gated(self, call: ToolCall) -> ToolResult:
        spec = next((spec for spec in self.specs if spec.name == call.name), None)
        about = {"tool_name": call.name, "tool_call_id": call.id}
        annotations = spec.annotations.to_wire() if spec and spec.annotations else {}
        gate = await self.emitter.ask(
            "tool:pre", **about, tool_input=call.arguments, annotations=annotations
        )
        tool_input = (gate.data or {}).get("tool_input", call.arguments)
        if gate.action == "deny":
            return failure(f"Denied: {gate.reason or 'a hook refused it'}", "access_denied")
        if gate.approval_prompt is not None or gate.action == "ask_user":
            refused = await self._approval(call, tool_input, gate)
            if refused:
                return refused
        started = time.monotonic()
        result = await self._execute(call, tool_input)
        duration_ms = round((time.monotonic() - started) * 1000, 3)
        after = await self.emitter.ask(
            "tool:post",
            **about,
            tool_input=tool_input,
            result=result.to_wire(),
            duration_ms=duration_ms,
        )
        if after.action == "deny":
            return failure(f"Withheld: {after.reason or 'a hook hid the result'}", "access_denied")
        changed = (after.data or {}).get("result")
        return ToolResult.model_validate(changed) if changed is not None else result

    async def _execute(self, call: ToolCall, tool_input: Json) -> ToolResult:
        """Whatever goes wrong with one call is a result that the model sees; the turn goes on."""
        try:
            return await self.ctx.host.execute_tool(call.name, tool_input, call_id=call.id)
        except RpcError as error:
            await self.emitter.tell(
                "tool:error", tool_name=call.name, tool_call_id=call.id, error=describe_error(error)
            )
            return failure(explain(call.name, error), error.kind, error.data)

    async def _approval(
        self, call: ToolCall, tool_input: Json, gate: HookResult
    ) -> ToolResult | None:
        """Asks the user; None when they agree."""
        prompt = gate.approval_prompt or f"May {call.name} run?"
        asked = {"tool_name": call.name, "tool_call_id": call.id, "prompt": prompt}
        await self.emitter.tell("approval:required", **asked)
        members: Json = {
            "tool_name": call.name,
            "action": f"run {call.name}",
            "details": {"tool_input": tool_input},
            "risk_level": "medium",
            "prompt": prompt,
            "timeout": gate.approval_timeout,
            "default": gate.approval_default,
        }
        if gate.approval_options:
            members["options"] = gate.approval_options
        answer = await self.ctx.host.approve(ApprovalRequestParams.model_validate(members))
        if answer.approved:
            await self.emitter.tell("approval:granted", **asked, reason=answer.reason or "")
            return None
        await self.emitter.tell("approval:denied", **asked, reason=answer.reason or "")
        return failure(f"Denied: {answer.reason or 'the user said no'}", "access_denied")

    def _parallel_safe(self, name: str) -> bool:
        spec = next((spec for spec in self.specs if spec.name == name), None)
        return not (spec and spec.annotations and spec.annotations.parallel_safe is False)

    def _message(self, call: ToolCall, result: ToolResult) -> Message:
        text = text_of(result, self.config.tool_output_limit)
        images = [block.to_wire() for block in result.content or []]
        content: Any = [{"type": "text", "text": text}, *images] if images else text
        members: Json = {
            "role": "tool",
            "content": content,
            "tool_call_id": call.id,
            "name": call.name,
        }
        if not result.success:
            members["metadata"] = {"is_error": True}
        return Message.model_validate(members)


def failure(message: str, kind: str, details: Any = None) -> ToolResult:
    """A result that says what went wrong; models read `output`."""
    error: Json = {"message": message, "kind": kind, **({"details": details} if details else {})}
    return ToolResult.model_validate({"success": False, "output": message, "error": error})


def explain(tool: str, error: RpcError) -> str:
    """One sentence for the model: which fault, and where the input was wrong."""
    faults = error.data.get("errors") if isinstance(error.data, dict) else None
    if faults:
        listed = "; ".join(f"{fault.get('path')}: {fault.get('message')}" for fault in faults)
        return f"The input of {tool} does not fit: {listed}"
    if error.kind == "service_unavailable":
        data = error.data or {}
        how = f"was ended by {data['signal']}" if data.get("signal") else "is not available"
        if data.get("exit_code") is not None:
            how = f"ended with exit code {data['exit_code']}"
        return f"{tool} could not finish: service_unavailable: the service {data.get('service', '')} {how}"
    return f"{tool} could not run: {error.kind}: {error.message}"


def text_of(result: ToolResult, limit: int) -> str:
    """A result as text for the model: strings as they are, anything else as JSON, cut to `limit` characters."""
    output = result.output
    if output is None and result.error is not None:
        output = result.error.message
    text = output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)
    return (
        text
        if len(text) <= limit
        else f"{text[:limit]}\n[cut: {len(text)} characters, the first {limit} are shown]"
    )
