"""The tool calls of one response: gated by hooks, run side by side, answered in the order of the calls."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import Context, HookResult, RpcError, ToolCall, ToolResult, ToolSpec

from .approval import Approvals
from .config import StreamingConfig
from .events import Events, describe_error
from .injections import Injection
from .results import cancelled, explain, failure, text_of

Json = dict[str, Any]


@dataclass(slots=True)
class Call:
    """A tool call, its result once there is one, and what hooks inject about it."""

    call: ToolCall
    spec: ToolSpec | None
    result: ToolResult | None = None
    injections: list[Injection] = field(default_factory=list)

    @property
    def about(self) -> Json:
        """The members of events that name it."""
        return {"tool_name": self.call.name, "tool_call_id": self.call.id}

    @property
    def annotations(self) -> Json:
        """What its tool says of itself."""
        return self.spec.annotations.to_wire() if self.spec and self.spec.annotations else {}


@dataclass(slots=True)
class Tools:
    """Runs tool calls. Whatever goes wrong with one is a result that the model sees."""

    ctx: Context
    events: Events
    config: StreamingConfig
    specs: Sequence[ToolSpec]
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    def calls(self, calls: Sequence[ToolCall], offered: Collection[str]) -> list[Call]:
        """Return the calls, to be run; a tool that was not offered is not run."""
        specs = {spec.name: spec for spec in self.specs}
        made = [Call(call, specs.get(call.name)) for call in calls]
        for one in made:
            if one.spec is not None and one.call.name not in offered:
                one.result = failure(
                    f"{one.call.name} is not offered in this step", "access_denied"
                )
        return made

    async def run(self, calls: Sequence[Call]) -> None:
        """Run the calls; afterwards each has its result, unless the turn was cancelled before it began."""
        slots = asyncio.Semaphore(max(1, self.config.max_parallel_tools))
        async with asyncio.TaskGroup() as group:
            for call in calls:
                group.create_task(self._slot(call, slots))

    async def _slot(self, call: Call, slots: asyncio.Semaphore) -> None:
        async with slots:
            if call.annotations.get("parallel_safe", True):
                await self._shown(call)
            else:
                async with self._alone:
                    await self._shown(call)

    async def _shown(self, call: Call) -> None:
        """Run a call between its two stream messages."""
        if self.ctx.cancelled:
            return
        about = {"id": call.call.id, "name": call.call.name}
        await self.ctx.stream("stream.tool_call_start", **about, input=call.call.arguments)
        try:
            if call.result is None:
                call.result = await self._gated(call)
        finally:
            result = cancelled() if call.result is None else call.result
            preview = text_of(result, self.config.preview_chars)
            end = {"success": result.success, "output_preview": preview}
            await self.ctx.stream("stream.tool_call_end", **about, **end)
        todos = result.output.get("todos") if isinstance(result.output, dict) else None
        if call.call.name == "todo" and result.success and isinstance(todos, list):
            await self.ctx.stream("stream.todo_update", todos=todos)

    async def _gated(self, call: Call) -> ToolResult:
        """Ask the hooks before and after; hooks that cannot be asked have not agreed."""
        annotations = {"annotations": call.annotations} if call.annotations else {}
        try:
            gate = await self._ask(call, "tool:pre", tool_input=call.call.arguments, **annotations)
        except RpcError as error:
            return failure(
                f"Denied: the hooks could not be asked: {error.message}", "access_denied"
            )
        tool_input = (gate.data or {}).get("tool_input", call.call.arguments)
        refused = await self._refused(call, gate, tool_input)
        if refused is not None:
            return failure(f"Denied: {refused}", "access_denied")
        if self.ctx.cancelled:
            return cancelled()
        return await self._execute(call, tool_input)

    async def _refused(self, call: Call, gate: HookResult, tool_input: Any) -> str | None:
        if gate.action == "deny":
            return gate.reason or "a hook refused it"
        if not isinstance(tool_input, dict):
            return f"a hook made its input a {type(tool_input).__name__}; an object is needed"
        if gate.action != "ask_user":
            return None
        worst = all(call.annotations.get(flag) for flag in ("destructive", "open_world"))
        risk = "high" if worst else "medium"  # files that change can be seen and mended
        request = {
            "action": f"run {call.call.name}",
            "details": {"tool_input": tool_input},
            "risk_level": risk,
        }
        return await Approvals(self.ctx, self.events).refused(gate, call.about, request)

    async def _execute(self, call: Call, tool_input: Json) -> ToolResult:
        name, started = call.call.name, time.monotonic()
        try:
            result = await self.ctx.host.execute_tool(name, tool_input, call_id=call.call.id)
        except RpcError as error:
            await self.events.tell("tool:error", **call.about, error=describe_error(error))
            return failure(explain(name, error), error.kind, error.data)
        duration_ms = round((time.monotonic() - started) * 1000, 3)
        return await self._inspected(call, tool_input, result, duration_ms)

    async def _inspected(
        self, call: Call, tool_input: Json, result: ToolResult, duration_ms: float
    ) -> ToolResult:
        """Let hooks see the result; they may replace or hide it."""
        told = {"tool_input": tool_input, "result": result.to_wire(), "duration_ms": duration_ms}
        try:
            after = await self._ask(call, "tool:post", **told)
        except RpcError as error:
            message = f"Withheld: the hooks could not be asked: {error.message}"
            return failure(message, "access_denied")
        if after.action == "deny":
            return failure(f"Withheld: {after.reason or 'a hook hid the result'}", "access_denied")
        changed = (after.data or {}).get("result")
        if changed is None:
            return result
        try:
            return ToolResult.model_validate(changed)
        except ValueError:
            return failure("Withheld: a hook made of it what is no ToolResult", "access_denied")

    async def _ask(self, call: Call, event: str, **data: Any) -> HookResult:
        result = await self.events.ask(event, **call.about, **data)
        injection = Injection.of(result)
        if injection is not None:
            call.injections.append(injection)
        return result
