"""One request to a model: streamed on as it comes, repeated while that may help."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import ChatRequest, ChatResponse, Context, LLMError

from .config import Retry
from .emitter import Emitter

Json = dict[str, Any]
_PREFIX = "stream.provider."


@dataclass(slots=True)
class Model:
    """Asks a provider; `partial` is the text streamed so far by the request under way."""

    ctx: Context
    emitter: Emitter
    retry: Retry
    partial: str = ""
    asked_at: float = field(default_factory=time.monotonic)

    async def ask(self, request: ChatRequest, provider: str | None, iteration: int) -> ChatResponse:
        """The response; raises the provider's LLMError (after the retries) or an RpcError."""
        attempt = 0
        while True:
            self.partial = ""
            await self.emitter.tell(
                "llm:request",
                provider=provider or "",
                model=request.model or "",
                message_count=len(request.messages),
                tool_count=len(request.tools or []),
                iteration=iteration,
            )
            self.asked_at = time.monotonic()
            try:
                return await self._streamed(request, provider)
            except LLMError as error:
                attempt += 1
                if not self._again(error, attempt):
                    raise
                await self._wait(error, attempt, provider, request.model)

    async def _streamed(self, request: ChatRequest, provider: str | None) -> ChatResponse:
        """Everything that the provider streams goes on at once, in order."""
        stream = self.ctx.host.stream_complete(request, provider=provider)
        async for event in stream:
            name = event.method.removeprefix(_PREFIX)
            if name == "token":
                self.partial += str(event.params.get("text", ""))
            if name != "tool_call_start":  # the orchestrator says itself when a call starts
                await self.ctx.stream(f"stream.{name}", **event.params)
            await self._observe(name, event.params)
        return await stream.response()

    async def _observe(self, name: str, params: Json) -> None:
        index = params.get("index", 0)
        if name == "content_block_start":
            await self.emitter.tell(
                "content_block:start", block_type=params.get("type", "text"), index=index
            )
        elif name == "thinking":
            await self.emitter.tell("thinking:delta", index=index, delta=params.get("text", ""))

    def _again(self, error: LLMError, attempt: int) -> bool:
        """Nobody retries twice for the same fault: an adapter that has tried to the end says so in `attempts`."""
        exhausted = (getattr(error, "attempts", None) or 1) > 1
        too_long = (error.retry_after or 0) > self.retry.honour_retry_after_to
        return (
            bool(error.retryable)
            and not exhausted
            and not too_long
            and attempt <= self.retry.max_retries
        )

    async def _wait(
        self, error: LLMError, attempt: int, provider: str | None, model: str | None
    ) -> None:
        backoff = min(self.retry.initial_delay * 2 ** (attempt - 1), self.retry.max_delay)
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - spreads retries, keeps no secret
        delay = (error.retry_after or backoff * jitter) * (error.delay_multiplier or 1)
        await self.emitter.tell(
            "provider:retry",
            provider=provider or "",
            model=model or "",
            attempt=attempt,
            max_retries=self.retry.max_retries,
            delay_s=round(delay, 3),
            error=describe_error(error),
        )
        if self.partial:
            await self.ctx.host.show(
                f"The answer broke off and is asked for again: {error}", "warning"
            )
        await asyncio.sleep(delay)


def describe_error(error: Exception) -> Json:
    """The `error` member of events: type, msg and kind."""
    kind = getattr(error, "name", None) or getattr(error, "kind", None)
    return {
        "type": type(error).__name__,
        "msg": str(error),
        **({"kind": str(kind)} if kind else {}),
    }
