"""The service that the tests over real pipes talk to."""

import asyncio
import ctypes
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from amplifier_ipc import (
    ChatRequest,
    ChatResponse,
    Context,
    ContextGetMessagesParams,
    Message,
    OrchestratorExecuteParams,
    OrchestratorExecuteResult,
    RateLimitError,
    TextBlock,
    ToolFailed,
    ToolPreData,
    context_manager,
    deny,
    hook,
    modify,
    orchestrator,
    provider,
    serve,
    tool,
)

_turns: dict[int, asyncio.Event] = {}
_threads: dict[int, threading.Event] = {n: threading.Event() for n in range(51)}


@tool
async def echo(value: Any) -> Any:
    """Give back what came."""
    return value


@tool
async def turn(n: int) -> int:
    """Answer after turn n + 1 has."""
    if n < 50:
        await _turns.setdefault(n + 1, asyncio.Event()).wait()
    _turns.setdefault(n, asyncio.Event()).set()
    return n


@tool
def turn_in_thread(n: int) -> int:
    """Answer after turn n + 1 has."""
    if n < 50:
        _threads[n + 1].wait()
    _threads[n].set()
    return n


@tool
def logs(level: str, text: str) -> None:
    """Log with the standard library, from a thread."""
    try:
        int("the cause")
    except ValueError:
        logging.getLogger("parrot.beak").log(getattr(logging, level), "%s!", text, exc_info=True)


@tool
async def ask_state(key: str, ctx: Context) -> Any:
    """Ask the host."""
    return await ctx.host.get_state(key)


@tool
def ask_state_in_thread(key: str, ctx: Context) -> Any:
    """Ask the host from a plain function."""
    ctx.progress("asking", progress=1.0)
    return ctx.wait(ctx.host.get_state(key))


@tool
async def hold(ctx: Context) -> None:
    """Wait for ever; tell that it began."""
    ctx.progress("holding")
    await asyncio.Event().wait()


@tool
async def hold_until_cancelled(ctx: Context) -> str:
    """Finish gracefully."""
    ctx.progress("holding")
    return await ctx.wait_cancelled()


@tool
async def finish_slowly(ctx: Context) -> str:
    """Finish what the host says."""
    return str(await ctx.host.get_state("finish"))


@tool
def block_thread(ctx: Context) -> None:
    """Block a thread for ever."""
    ctx.progress("blocking")
    threading.Event().wait()


@tool
async def block_loop(ctx: Context) -> None:
    """Block the event loop for ever."""
    ctx.progress("blocking")
    threading.Event().wait()


@tool
def noise() -> str:
    """Write wherever a program can write."""
    print("noise: print")
    os.write(1, b"noise: descriptor\n")
    sys.stdout.write("noise: stdout\n")
    subprocess.run([sys.executable, "-c", "print('noise: child')"], check=True)
    c = ctypes.CDLL(None)
    c.puts(b"noise: C")
    c.fflush(None)
    return f"{sys.stdin.read()}{os.read(0, 1)!r}"


@tool
async def fail(how: str) -> None:
    """Fail somehow."""
    if how == "tool":
        raise ToolFailed("no such thing", kind="not_found", details={"thing": 1})
    if how == "exit":
        sys.exit(3)
    raise ValueError(f"broken: {how}")


@tool
async def big(size: int) -> str:
    """Return so many bytes."""
    return "x" * size


@tool
async def where(ctx: Context) -> list[str | None]:
    """Tell the working directory and the session."""
    return [str(ctx.cwd), ctx.session_id, ctx.turn_id]


@dataclass(frozen=True, slots=True)
class GuardConfig:
    """Of the guard."""

    forbidden: str = "rm -rf"
    limit: int = 3


@hook("tool:pre", priority=10, on_error="deny", config=GuardConfig)
async def guard(event: ToolPreData, ctx: Context):
    if ctx.config.forbidden in event.tool_input.get("command", ""):
        return deny(f"{ctx.config.forbidden} is not allowed")
    return None


@hook("tool:*", "tool:pre", priority=5)
def stamp(event):
    return modify(tool_input={**event.tool_input, "stamped": event.name})


@provider("canned", display_name="Canned")
class Canned:
    async def complete(self, request: ChatRequest, ctx: Context) -> ChatResponse:
        text = str(request.messages[-1].content)
        if text == "too much":
            raise RateLimitError("slow down", provider="canned", retry_after=2.5)
        for word in text.split():
            await ctx.token(word + " ")
        return ChatResponse(content=[TextBlock(text=text)], finish_reason="stop")


@context_manager("plain")
class Plain:
    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def add_message(self, message: Message) -> None:
        self.messages.append(message)

    def get_messages(self, params: ContextGetMessagesParams) -> list[Message]:
        return self.messages[-(params.token_budget or 1000) :]

    async def set_messages(self, messages: list[Message]) -> None:
        self.messages = messages

    async def clear(self) -> None:
        self.messages = []


@orchestrator("once", description="Asks the model once.")
class Once:
    async def setup(self, ctx: Context) -> None:
        ctx.log("info", "set up")

    async def execute(
        self, turn: OrchestratorExecuteParams, ctx: Context
    ) -> OrchestratorExecuteResult | str:
        request = ChatRequest(messages=[Message(role="user", content=turn.prompt)])
        stream = ctx.host.stream_complete(request)
        seen = []
        try:
            async for event in stream:
                seen.append(event.params["text"])
                await ctx.token(event.params["text"])
            response = await stream.response()
        except asyncio.CancelledError:
            return OrchestratorExecuteResult(response="".join(seen), status="cancelled")
        (block,) = response.content
        assert isinstance(block, TextBlock)
        return block.text

    async def cleanup(self) -> None:
        print("cleaned up")


serve(version="1.2.3", requires=["provider.complete"])
