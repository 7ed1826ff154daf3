"""Orchestrator `streaming`: the agent's loop, from a prompt to its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import (
    ChatRequest,
    ChatResponse,
    Context,
    LLMError,
    Message,
    OrchestratorExecuteParams,
    OrchestratorExecuteResult,
    RpcError,
    ToolCall,
    orchestrator,
)

from .config import StreamingConfig
from .emitter import Emitter
from .model import Model, describe_error
from .tools import Tools
from .usage import total

Json = dict[str, Any]
MAX_REOPENED = 3
SUMMARISE = "The limit of steps is reached. Answer now with what you know, without any tool."


@orchestrator(
    "streaming",
    description="Streams the answer; runs tools side by side; honours every hook.",
    config=StreamingConfig,
)
class Streaming:
    """The loop of one turn; nothing is kept between turns."""

    async def execute(
        self, turn: OrchestratorExecuteParams, ctx: Context
    ) -> OrchestratorExecuteResult:
        """Run a turn; its outcome is a result, whatever happens."""
        config = ctx.config if isinstance(ctx.config, StreamingConfig) else StreamingConfig()
        return await Turn(turn, ctx, config).run()


class DeniedError(Exception):
    """A hook refused the turn."""


@dataclass(slots=True)
class Turn:
    """One turn and what it has come to."""

    params: OrchestratorExecuteParams
    ctx: Context
    config: StreamingConfig
    emitter: Emitter = field(init=False)
    model: Model = field(init=False)
    tools: Tools = field(init=False)
    usage: Json = field(default_factory=dict)
    iteration: int = 0
    answer: str = ""
    open_calls: list[ToolCall] = field(default_factory=list)
    windows: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.emitter = Emitter(self.ctx, self.params.hooks)
        self.model = Model(self.ctx, self.emitter, self.config.retry)
        self.tools = Tools(self.ctx, self.emitter, self.config, self.params.tools)

    async def run(self) -> OrchestratorExecuteResult:
        """The loop, and how each way out of it ends."""
        try:
            await self._loop()
        except DeniedError as denied:
            return await self._end("denied", str(denied))
        except asyncio.CancelledError:
            await self._keep_what_there_is()
            return await self._end("cancelled", self.answer or self.model.partial)
        except (LLMError, RpcError) as error:
            return await self._end("failed", self.model.partial, error=_sentence(error))
        return await self._end("cancelled" if self.ctx.cancelled else "completed", self.answer)

    async def _loop(self) -> None:
        await self._submit()
        reopened = 0
        while True:
            calls = await self._ask_model()
            if calls and not self.ctx.cancelled:
                await self._run_tools(calls)
            elif calls:
                await self._store_results(calls)
            if self.ctx.cancelled:
                return
            if not calls:
                result = await self.emitter.ask("prompt:complete", **self._completed())
                if not result.context_injection or reopened == MAX_REOPENED:
                    return
                reopened += 1

    async def _submit(self) -> None:
        result = await self.emitter.ask("prompt:submit", prompt=self.params.prompt)
        if result.action == "deny":
            raise DeniedError(result.reason or "a hook refused the prompt")
        prompt = str((result.data or {}).get("prompt", self.params.prompt))
        blocks = [block.to_wire() for block in self.params.attachments or []]
        content: Any = [{"type": "text", "text": prompt}, *blocks] if blocks else prompt
        await self._store({"role": "user", "content": content})

    async def _ask_model(self) -> list[ToolCall]:
        """One request: the calls of its response, which are stored with it."""
        self.iteration += 1
        last = 0 < self.config.max_iterations < self.iteration
        provider, request = await self._request(last=last)
        try:
            response = await self.model.ask(request, provider, self.iteration)
        except (LLMError, RpcError) as error:
            about: Json = {
                "iteration": self.iteration,
                "provider": provider or "",
                "model": request.model or "",
            }
            await self.emitter.tell("provider:error", **about, error=describe_error(error))
            raise
        self.emitter.queue.clear()
        await self._heard(response, provider)
        calls = [] if last else _calls_of(response)
        self.answer = _text_of(response)
        await self._store(_assistant(response, calls, provider, self.iteration))
        self.model.partial = ""
        return calls

    async def _request(self, *, last: bool) -> tuple[str | None, ChatRequest]:
        """What hooks leave of the next request."""
        provider = self.params.providers[0].name if self.params.providers else None
        history = await self._history(provider)
        gate = await self.emitter.ask(
            "provider:request",
            iteration=self.iteration,
            provider=provider or "",
            model="",
            message_count=len(history),
        )
        if gate.action == "deny":
            raise DeniedError(gate.reason or "a hook refused the request to the model")
        chosen = gate.data or {}
        wanted = chosen.get("provider") or provider
        if wanted != provider or (gate.context_injection and not gate.ephemeral):
            history = await self._history(wanted)
        provider = wanted
        messages = self.emitter.apply(history)
        if last:
            messages.append(Message.model_validate({"role": "user", "content": SUMMARISE}))
        names = chosen.get("tool_names")
        offered = (
            []
            if last
            else [tool for tool in self.params.tools if names is None or tool.name in names]
        )
        members: Json = {
            "messages": [message.to_wire() for message in messages],
            "tools": [tool.to_wire() for tool in offered],
            "system": self.params.system_prompt or None,
            "model": chosen.get("model") or None,
            "reasoning_effort": self.config.reasoning_effort,
            **(chosen.get("model_config") or {}),
        }
        request = ChatRequest.model_validate(
            {key: value for key, value in members.items() if value not in (None, [])}
            | {"messages": members["messages"]}
        )
        return provider, request

    async def _history(self, provider: str | None) -> list[Message]:
        """The conversation, as much of it as the provider's window holds."""
        if provider is not None and provider not in self.windows:
            try:
                self.windows[provider] = (await self.ctx.host.provider_info(provider)).to_wire()
            except RpcError:
                self.windows[provider] = {"id": provider}
        return await self.ctx.host.get_messages(provider_info=self.windows.get(provider or ""))

    async def _heard(self, response: ChatResponse, provider: str | None) -> None:
        usage = response.usage.to_wire() if response.usage else {}
        self.usage = total(self.usage, usage)
        about: Json = {"provider": provider or "", "model": response.model or "", "usage": usage}
        await self.emitter.tell(
            "llm:response", **about, status="ok", finish_reason=response.finish_reason or "stop"
        )
        if self.emitter.heard("provider:response"):
            wire = response.to_wire()
            await self.emitter.tell(
                "provider:response", **about, response=wire, iteration=self.iteration
            )
        if usage:
            await self.ctx.stream("stream.usage", usage=usage)

    async def _run_tools(self, calls: list[ToolCall]) -> None:
        self.open_calls = calls
        await self.tools.run(calls)
        await self._store_results(calls)

    async def _store_results(self, calls: list[ToolCall]) -> None:
        self.open_calls = []
        for message in self.tools.messages(calls):
            await self._store(message.to_wire())

    async def _keep_what_there_is(self) -> None:
        """After an immediate cancel: partial text and the results of calls are stored, so that the history is whole."""
        if self.model.partial:
            partial = {
                "role": "assistant",
                "content": self.model.partial,
                "metadata": {"partial": True},
            }
            await self._store(partial)
        if self.open_calls:
            await self._store_results(self.open_calls)

    async def _store(self, message: Json) -> None:
        await self.ctx.host.add_message(Message.model_validate(message))
        await self.ctx.stream("stream.context_message_added", message=message)

    def _completed(self) -> Json:
        preview = self.answer[:200]
        return {
            "response": self.answer,
            "response_preview": preview,
            "length": len(self.answer),
            "usage": self.usage,
        }

    async def _end(
        self, status: str, response: str, error: str | None = None
    ) -> OrchestratorExecuteResult:
        said = {"completed": "success"}.get(status, status)
        await self.emitter.tell(
            "orchestrator:complete",
            orchestrator="streaming",
            turn_count=self.iteration,
            status=said,
            usage=self.usage,
        )
        members: Json = {"response": response, "status": status, "turn_count": self.iteration}
        if self.usage:
            members["usage"] = self.usage
        if error:
            members["metadata"] = {"error": error}
        return OrchestratorExecuteResult.model_validate(members)


def _calls_of(response: ChatResponse) -> list[ToolCall]:
    if response.tool_calls:
        return list(response.tool_calls)
    blocks = [block.to_wire() for block in response.content]
    return [
        ToolCall.model_validate(
            {"id": block["id"], "name": block["name"], "arguments": block["input"]}
        )
        for block in blocks
        if block.get("type") == "tool_call"
    ]


def _text_of(response: ChatResponse) -> str:
    blocks = [block.to_wire() for block in response.content]
    return "".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")


def _assistant(
    response: ChatResponse, calls: list[ToolCall], provider: str | None, iteration: int
) -> Json:
    """The assistant's message with all of its blocks: thinking keeps its signature."""
    metadata: Json = {"provider": provider, "model": response.model, "iteration": iteration}
    message: Json = {
        "role": "assistant",
        "content": [block.to_wire() for block in response.content],
        "metadata": {key: value for key, value in metadata.items() if value is not None},
    }
    if calls:
        message["tool_calls"] = [call.to_wire() for call in calls]
    return message


def _sentence(error: Exception) -> str:
    data = getattr(error, "data", None) or {}
    service = data.get("service") if isinstance(data, dict) else None
    where = f"service {service}: " if service and str(service) not in str(error) else ""
    return f"{where}{error}"
