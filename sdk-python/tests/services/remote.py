"""The service that the tests over HTTP talk to. Its limits are small, so that they can be met."""

import asyncio
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from amplifier_ipc import (
    ChannelMessageParams,
    ChatRequest,
    ChatResponse,
    Context,
    Event,
    LLMError,
    OrchestratorExecuteParams,
    OrchestratorExecuteResult,
    RateLimitError,
    RpcError,
    Service,
    TextBlock,
    channel,
    content,
    hook,
    orchestrator,
    provider,
    tool,
)

LEVEL = os.environ.get("REMOTE_LOG_LEVEL")
if LEVEL:
    logging.basicConfig(level=LEVEL)


@tool
async def echo(value: Any = None) -> Any:
    """Give back what came."""
    return value


@tool
async def about(ctx: Context) -> dict[str, Any]:
    """Tell what the context says."""
    return {"meta": ctx.meta, "call_id": ctx.call_id, "session": ctx.session_id}


@tool
async def hold(ctx: Context) -> None:
    """Wait for ever; tell that it began, and that it was cancelled."""
    ctx.progress("holding")
    print("holding", file=sys.stderr)
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("cancelled", file=sys.stderr)
        raise


@tool
async def resist(ctx: Context) -> None:
    """Wait for ever, whatever is cancelled."""
    while True:
        try:
            print("resisting", file=sys.stderr)
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            continue


@tool
async def call(
    method: str, ctx: Context, params: dict[str, Any] | None = None, timeout: float | None = None
) -> Any:
    """Call the host; tell how it ended."""
    try:
        return {"result": await ctx.host.call(method, params, timeout=timeout)}
    except LLMError as error:
        return {"llm_error": type(error).__name__, "retry_after": error.retry_after}
    except RpcError as error:
        return {"error": error.to_wire()}


@tool
async def call_twice(ctx: Context) -> Any:
    """Call the host twice at once."""
    return await asyncio.gather(ctx.host.get_state("a"), ctx.host.get_state("b"))


@tool
async def tell_the_host(ctx: Context) -> None:
    """Send notifications."""
    await ctx.host.publish("news", {"n": 1})
    await ctx.host.show("hello", "warning")


@tool
def from_a_thread(ctx: Context) -> Any:
    """Do from a plain function what an async one does."""
    ctx.log("info", "from a thread", {"n": 1})
    logging.getLogger("remote.thread").warning("%s!", "logged")
    return ctx.wait(ctx.host.get_state("k"))


@tool
def noise() -> None:
    """Write wherever a program can write."""
    print("noise: print")
    os.write(1, b"noise: descriptor\n")
    subprocess.run([sys.executable, "-c", "print('noise: child')"], check=True)


@tool
async def fail(how: str, ctx: Context) -> Any:
    """Fail somehow."""
    if how == "no json":
        return object()
    if how == "odd":
        raise RpcError("vendor:odd", "odd", more=1)
    raise ValueError("broken")


@dataclass
class Config:
    """Of the hook."""

    word: str
    limit: int = 3


@hook("tool:pre", config=Config)
async def guard(event: Event, ctx: Context) -> None:
    await asyncio.sleep(0)
    ctx.log("info", f"guarding against {ctx.config.word if ctx.config else None}")


@provider("canned")
class Canned:
    async def complete(self, request: ChatRequest, ctx: Context) -> ChatResponse:
        text = str(request.messages[-1].content)
        if text == "too much":
            raise RateLimitError("slow down", provider="canned", retry_after=2.5)
        if ctx.wants_stream:
            for word in text.split():
                await ctx.token(word)
        return ChatResponse(content=[TextBlock(text=text)], finish_reason="stop")


@orchestrator("once")
class Once:
    async def execute(
        self, turn: OrchestratorExecuteParams, ctx: Context
    ) -> OrchestratorExecuteResult | str:
        """Ask the model once; a cancel ends it with what there is."""
        request = ChatRequest.model_validate(
            {"messages": [{"role": "user", "content": turn.prompt}]}
        )
        said = ""
        try:
            stream = ctx.host.stream_complete(request)
            async for _, piece in stream:
                said += piece["text"]
                await ctx.token(piece["text"])
            await stream.response()
        except (asyncio.CancelledError, RpcError) as error:
            print(f"ended: {type(error).__name__}", file=sys.stderr)
            if ctx.cancelled is None:
                raise
            await ctx.host.set_state("left", said)
            return OrchestratorExecuteResult(response=said, status="cancelled")
        if ctx.cancelled:
            return OrchestratorExecuteResult(
                response=f"{said} ({ctx.cancelled})", status="cancelled"
            )
        return said


@channel("news")
class News:
    async def collect(self) -> str:
        return "all is well"

    async def receive(self, message: ChannelMessageParams, ctx: Context) -> None:
        print(f"news: {message.data} of {ctx.session_id}", file=sys.stderr)
        if message.data == "ask":
            await ctx.host.set_state("heard", message.sender)

    async def cleanup(self) -> None:
        print("cleaned up")


files = content({"hello world.md": "Hello.\n", "a/b.txt": "b"})

COMPONENTS = [
    *(echo, about, hold, resist, call, call_twice, tell_the_host, from_a_thread, noise, fail),
    *(guard, Canned, Once, News, files),
]

if __name__ == "__main__":
    Service(*COMPONENTS, name="remote", max_message_bytes=1 << 20, max_concurrency=2).serve()
