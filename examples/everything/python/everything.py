"""One service with every kind of component. ../README.md says what each does."""

import ctypes
import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from itertools import dropwhile
from typing import Annotated, Any, Literal

from amplifier_ipc import (
    ApprovalRequest,
    ApprovalResult,
    ChannelMessageParams,
    ChatRequest,
    ChatResponse,
    Context,
    ContextGetMessagesParams,
    Event,
    HookResult,
    LLMError,
    Message,
    ModelInfo,
    ProviderInfo,
    RateLimitError,
    ToolFailed,
    approval_provider,
    ask,
    capability,
    channel,
    content,
    context_manager,
    deny,
    hook,
    inject,
    modify,
    provider,
    serve,
    tool,
)
from amplifier_ipc.errors import LLM_ERROR_CLASSES
from amplifier_ipc.testing import conformance_fixture  # noqa: F401 # serve() finds it
from asking import ask_the_host
from once import Once, text_of  # noqa: F401 # serve() finds the orchestrator
from pydantic import Field
from sessions import Sessions

__version__ = "0.1.0"


@tool(read_only=True, idempotent=True, parallel_safe=True)
def word_count(text: str, unique: bool = False) -> int:
    """Count the words of a text.

    :param text: The text to count in.
    """
    words = text.split()
    return len(set(words)) if unique else len(words)


@dataclass
class Stats:
    words: int
    characters: int
    most_common: list[str]


@tool(read_only=True)
def stats(text: str, top: Annotated[int, Field(ge=1, le=10)] = 3) -> Stats:
    """Tell what a text is made of."""
    words = text.split()
    common = [word for word, _ in Counter(words).most_common(top)]
    return Stats(len(words), len(text), common)


@tool
async def countdown(ctx: Context, steps: Annotated[int, Field(ge=1, le=1000)] = 3) -> str:
    """Count, and tell how far it is."""
    for i in range(1, steps + 1):
        ctx.progress(f"step {i}", progress=i, total=steps)
        await ctx.output(f"{i}\n")
    return "done"


@tool
async def wait(ctx: Context) -> str:
    """Wait until the call is cancelled."""
    ctx.progress("waiting")
    await ctx.wait_cancelled()  # an immediate cancel raises CancelledError here
    return "stopped"


@tool(read_only=True)
def about(ctx: Context) -> dict[str, Any]:
    """Tell what the context says of this call."""
    return {
        "component": ctx.component,
        "call_id": ctx.call_id,
        "session_id": ctx.session_id,
        "turn_id": ctx.turn_id,
        "traceparent": ctx.traceparent,
        "cwd": str(ctx.cwd),
        "time_left": ctx.time_left is not None,
    }


@tool
def trouble(how: Literal["raise", "fail", "print", "child", "native", "log"], ctx: Context) -> str:
    """Do what a service should survive."""
    match how:
        case "raise":
            raise ValueError("this is a bug")
        case "fail":
            raise ToolFailed("no such file", kind="not_found")
        case "print":
            print("printed")
        case "child":
            subprocess.run(["echo", "printed"], check=True)
        case "native":
            c = ctypes.CDLL(None)
            c.puts(b"printed")
            c.fflush(None)
        case "log":
            ctx.log("info", "hello", {"n": 1})
    return "survived"


@tool
async def ask_host(
    service: Literal[
        "hooks",
        "tools",
        "provider",
        "provider_stream",
        "context",
        "state",
        "approval",
        "sessions",
        "capabilities",
        "channels",
        "display",
        "content",
    ],
    ctx: Context,
) -> Any:
    """Call a service of the host."""
    try:
        return await ask_the_host[service](ctx.host)
    except LLMError as error:
        if service != "provider":
            raise
        return {
            "llm_error": error.data["llm_error"],
            "is_rate_limit": isinstance(error, RateLimitError),
            "retryable": error.retryable,
            "retry_after": error.retry_after,
        }


@hook("tool:pre", priority=10, on_error="deny")
async def guard(event: Event) -> HookResult | None:
    if event.tool_name == "bash" and "rm -rf" in event.tool_input["command"]:
        return deny("rm -rf is not allowed")
    if event.tool_name == "write_file":
        return ask(f"Write {event.tool_input['path']}?", options=["yes", "no"])
    return None


@hook("prompt:*", priority=50, timeout_ms=2000)
async def shout(event: Event) -> HookResult | None:
    return modify(prompt=event.prompt.upper()) if event.name == "prompt:submit" else None


@hook("provider:request")
async def brief(event: Event) -> HookResult:
    return inject("Be brief.", role="system", ephemeral=True)


@dataclass
class ParrotConfig:
    prefix: str = ""


REPEATED = {"requested": "a format", "actual": "text", "reason": "a parrot repeats what it heard"}


@provider("parrot", display_name="Parrot", config=ParrotConfig)
class Parrot:
    async def setup(self, ctx: Context) -> None:
        print("parrot: set up")

    async def cleanup(self) -> None:
        print("parrot: cleaned up")

    async def complete(self, request: ChatRequest, ctx: Context) -> ChatResponse:
        typed = (text_of(m) for m in reversed(request.messages) if m.role == "user")
        said = next(typed, "")
        if said.startswith("error:"):
            name = said.removeprefix("error:")
            error = LLM_ERROR_CLASSES[name]
            wait = 2 if name == "rate_limit" else None
            raise error(
                "as you wish", provider="parrot", model="parrot-1", attempts=1, retry_after=wait
            )
        text = ctx.config.prefix + said
        if ctx.wants_stream:
            await ctx.block_start("text")
            for piece in re.findall(r"\s*\S+|\s+$", text):
                await ctx.token(piece)
            await ctx.block_end("text")
        heard = sum(len(text_of(message).split()) for message in request.messages)
        spoken = len(text.split())
        return ChatResponse.model_validate(
            {
                "content": [{"type": "text", "text": text}],
                "finish_reason": "stop",
                "usage": {
                    "input_tokens": heard,
                    "output_tokens": spoken,
                    "total_tokens": heard + spoken,
                },
                "degradation": REPEATED if request.response_format else None,
            }
        )

    async def info(self) -> ProviderInfo:
        return ProviderInfo(
            id="parrot",
            display_name="Parrot",
            credential_env_vars=[],
            capabilities=["streaming"],
            defaults={},
            config_fields=[],
        )

    async def list_models(self) -> list[ModelInfo]:
        return [
            ModelInfo(
                id="parrot-1",
                display_name="Parrot 1",
                context_window=1000,
                max_output_tokens=1000,
                capabilities=["streaming"],
                defaults={},
            )
        ]


@context_manager("memory")
class Memory:
    def __init__(self) -> None:
        self.sessions: Sessions[list[Message]] = Sessions(list)

    async def add_message(self, message: Message, ctx: Context) -> None:
        self.sessions.get(ctx.session_id).append(message)

    async def get_messages(self, params: ContextGetMessagesParams, ctx: Context) -> list[Message]:
        messages = self.sessions.get(ctx.session_id)
        window = (params.provider_info or {}).get("context_window")
        budget = window if params.token_budget is None else params.token_budget
        if not isinstance(budget, int):
            return messages
        kept: list[Message] = []
        for message in reversed(messages):
            budget -= len(text_of(message).split())
            if budget < 0:
                break
            kept.insert(0, message)
        # The results of a tool call that is left out go with it (CTX-013).
        return list(dropwhile(lambda message: message.role == "tool", kept))

    async def set_messages(self, messages: list[Message], ctx: Context) -> None:
        self.sessions.set(ctx.session_id, messages)

    async def clear(self, ctx: Context) -> None:
        self.sessions.set(ctx.session_id, [])


@approval_provider("by_risk")
class ByRisk:
    async def request_approval(self, request: ApprovalRequest) -> ApprovalResult | bool:
        if request.risk_level in ("low", "medium"):
            return True
        return ApprovalResult(approved=False, reason=f"too risky: {request.risk_level}")


@capability("words.count")
def count_words(text: str) -> dict[str, int]:
    """Count the words of a text."""
    return {"count": len(text.split())}


last: Sessions[dict[str, Any] | None] = Sessions(lambda: None)


@channel("news")
class News:
    async def collect(self) -> dict[str, str]:
        return {"headline": "all is well"}

    async def receive(self, message: ChannelMessageParams, ctx: Context) -> None:
        last.set(ctx.session_id, {"sender": message.sender, "data": message.data})


@tool(read_only=True)
async def last_news(ctx: Context) -> dict[str, Any] | None:
    """Return what was published last on the channel news."""
    return last.get(ctx.session_id)


files = content("content")


GRANTS = """hook.emit tool.execute provider.complete context approval session.spawn content.read
capability.call channel.collect"""

serve(requires=GRANTS.split())
