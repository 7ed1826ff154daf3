"""One request to a model: streamed on as it comes, repeated while that may help."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import Any

from amplifier_ipc import ChatRequest, ChatResponse, Context, LLMError, RpcError

from .choice import Choice
from .config import StreamingConfig
from .errors import StoppedError
from .events import Events, describe_error
from .relay import Relay

Json = dict[str, Any]


@dataclass(slots=True)
class Model:
    """Asks providers. `partial` is the text so far of an answer not stored yet, `tries` how often it was asked for."""

    ctx: Context
    events: Events
    config: StreamingConfig
    partial: str = ""
    tries: int = 0
    _asked_at: float | None = None

    async def ask(self, request: ChatRequest, choice: Choice, iteration: int) -> ChatResponse:
        """Return the response. Raises the last RpcError (an LLMError from the model's vendor)."""
        self.tries = 0
        while True:
            await self._keep_distance(choice)
            self.tries += 1
            try:
                return await self._once(request, choice, iteration)
            except LLMError as error:
                if not self._again(error):
                    raise
                await self._before_retry(error, choice)

    async def _once(self, request: ChatRequest, choice: Choice, iteration: int) -> ChatResponse:
        counts = {
            "message_count": len(request.messages),
            "tool_count": len(request.tools or []),
            "iteration": iteration,
        }
        await self.events.tell("llm:request", **choice.names, **counts)
        self.partial, self._asked_at = "", time.monotonic()
        try:
            response = await self._streamed(request, choice.provider)
        except RpcError:
            await self.events.settle()
            await self.events.tell("llm:response", **choice.names, status="error", **self._took())
            raise
        await self.events.settle()
        about: Json = {"status": "ok", "finish_reason": response.finish_reason or "stop"}
        if response.usage:
            about["usage"] = response.usage.to_wire()
        names = choice.names | ({"model": response.model} if response.model else {})
        await self.events.tell("llm:response", **names, **about, **self._took())
        return response

    async def _streamed(self, request: ChatRequest, provider: str | None) -> ChatResponse:
        """Everything that the provider streams goes on at once, in order."""
        relay = Relay(self.ctx, self.events)
        try:
            async with self.ctx.host.stream_complete(request, provider=provider) as stream:
                async for event in stream:
                    await relay.take(event)
                response = await stream.response()
        except RpcError:
            await relay.close()
            raise
        finally:
            self.partial = relay.text
        await relay.finish(response)
        self.partial = relay.text
        return response

    def _again(self, error: LLMError) -> bool:
        """Nobody retries twice for the same fault: an adapter that has tried to the end says so in `attempts`."""
        attempts = error.data.get("attempts")
        exhausted = isinstance(attempts, int) and attempts > 1
        too_long = (error.retry_after or 0) > self.config.retry.honour_retry_after_to
        return (
            error.retryable
            and not exhausted
            and not too_long
            and self.tries <= self.config.retry.max_retries
        )

    async def _before_retry(self, error: LLMError, choice: Choice) -> None:
        retry = self.config.retry
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 # spreads retries, keeps no secret
        backoff = min(retry.initial_delay * 2 ** (self.tries - 1), retry.max_delay) * jitter
        after = backoff if error.retry_after is None else error.retry_after
        delay = after * (error.delay_multiplier or 1)
        await self.events.tell(
            "provider:retry",
            **choice.names,
            attempt=self.tries,
            max_retries=retry.max_retries,
            delay_s=round(delay, 3),
            error=describe_error(error),
        )
        if self.partial:
            note = f"The answer broke off and is asked for again: {error.message}"
            await self.ctx.host.show(note, "warning")
        await self._pause(delay)

    async def _keep_distance(self, choice: Choice) -> None:
        """Wait until the pause between two requests that is configured is over."""
        pause = self.config.min_delay_between_calls_ms / 1000
        if not pause or self._asked_at is None:
            return
        left = self._asked_at + pause - time.monotonic()
        if left > 0:
            await self.events.tell(
                "provider:throttle",
                provider=choice.provider or "",
                delay_ms=round(left * 1000, 3),
                reason="min_delay_between_calls_ms",
            )
            await self._pause(left)

    async def _pause(self, seconds: float) -> None:
        """Wait. Raises StoppedError on a graceful cancel."""
        try:
            async with asyncio.timeout(seconds):
                await self.ctx.wait_cancelled()
        except TimeoutError:
            return
        raise StoppedError

    def _took(self) -> Json:
        assert self._asked_at is not None
        return {"duration_ms": round((time.monotonic() - self._asked_at) * 1000, 3)}
