"""The orchestrator `once`: a whole turn with its hooks, but without tools. ../README.md says what it does."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from amplifier_ipc import (
    ApprovalRequestParams,
    ApprovalResult,
    ChatRequest,
    ChatResponse,
    Context,
    HookResult,
    Message,
    OrchestratorExecuteParams,
    OrchestratorExecuteResult,
    RpcError,
    TextBlock,
    orchestrator,
)

Json = dict[str, Any]


class DeniedError(Exception):
    """A hook, or the user whom it asked, does not want it; the text is the reason."""


@orchestrator("once")
class Once:
    async def execute(
        self, params: OrchestratorExecuteParams, ctx: Context
    ) -> OrchestratorExecuteResult:
        return await Turn(params, ctx).run()


@dataclass
class Turn:
    """One turn. `passing` is injected into the request and not stored, `text` the answer so far."""

    params: OrchestratorExecuteParams
    ctx: Context
    passing: list[Message] = field(default_factory=list)
    requests: int = 0
    text: str = ""

    async def run(self) -> OrchestratorExecuteResult:
        try:
            await self.submit()
            await self.answer()
        except DeniedError as denied:
            return OrchestratorExecuteResult(response=str(denied), status="denied")
        except asyncio.CancelledError:  # an immediate cancel
            return await self.end("cancelled")
        except RpcError as error:
            return await self.end("cancelled" if error.kind == "cancelled" else "failed", error)
        return await self.end("completed")

    async def submit(self) -> None:
        data, fold = await self.emit("prompt:submit", prompt=self.params.prompt)
        blocks = [TextBlock(text=data["prompt"]), *(self.params.attachments or [])]
        await self.ctx.host.add_message(Message(role="user", content=blocks))
        await self.inject(fold)

    async def answer(self) -> None:
        host = self.ctx.host
        provider = self.params.providers[0].name if self.params.providers else ""
        about: Json = {"iteration": 1, "provider": provider}
        count = len(await host.get_messages())
        data, fold = await self.emit("provider:request", **about, message_count=count)
        await self.inject(fold)
        try:
            response = await self.ask(data)
        except RpcError as error:
            if error.kind != "cancelled":
                told = {"type": type(error).__name__, "msg": error.message, "kind": error.kind}
                await self.emit("provider:error", **about, error=told)
            raise
        answer = Message(role="assistant", content=response.content)
        await host.add_message(answer)
        self.text = text_of(answer)

    async def ask(self, data: Json) -> ChatResponse:
        """Ask the model that `provider:request` has come to, and pass its tokens on."""
        host, provider = self.ctx.host, data["provider"] or None
        known = (mounted.info for mounted in self.params.providers if mounted.name == provider)
        info = next(known, None) or await host.provider_info(provider)
        messages = [*await host.get_messages(provider_info=info), *self.passing]
        own = {"system": self.params.system_prompt, "messages": messages}
        settings = {**(data.get("model_config") or {}), "model": data.get("model")}
        request = ChatRequest.model_validate(settings | own)
        self.ctx.raise_if_cancelled()  # a graceful cancel forbids to begin
        self.requests += 1
        async with host.stream_complete(request, provider=provider) as stream:
            async for method, piece in stream:
                if method == "stream.provider.token":
                    self.text += piece["text"]
                    await self.ctx.token(piece["text"], piece["index"])
            return await stream.response()

    async def emit(self, event: str, **data: Any) -> tuple[Json, HookResult]:
        """Ask the hooks; return the data with their patch, and their fold. Raises DeniedError."""
        fold = await self.ctx.host.emit_hook(event, data)
        if fold.action == "deny" and event in ("prompt:submit", "provider:request"):
            raise DeniedError(fold.reason or f"a hook denied {event}")
        if fold.action == "ask_user" and event == "prompt:submit":
            await self.approve(fold)
        return data | (fold.data or {}), fold

    async def approve(self, fold: HookResult) -> None:
        """Ask the user on behalf of a hook. Raises DeniedError unless they approve."""
        question = ApprovalRequestParams(
            tool_name="prompt",
            action="send the prompt to the model",
            details={},
            risk_level="medium",
            prompt=fold.approval_prompt,
            options=fold.approval_options,
            timeout=fold.approval_timeout,
            default=fold.approval_default,
        )
        await self.emit("approval:required", tool_name="prompt", action=question.action)
        try:
            asked = self.ctx.host.request_approval(question)
            said = await asyncio.wait_for(asked, fold.approval_timeout)
        except TimeoutError:
            allowed = fold.approval_default == "allow"
            said = ApprovalResult(approved=allowed, reason="nobody decided in time")
        except RpcError as error:  # one that does not fit, too (APR-013)
            if error.kind == "cancelled":
                raise
            said = ApprovalResult(approved=False, reason=f"nobody could be asked: {error.message}")
        decided = "approval:granted" if said.approved else "approval:denied"
        await self.emit(decided, tool_name="prompt")
        if not said.approved:
            raise DeniedError(said.reason or "it was not approved")

    async def inject(self, fold: HookResult) -> None:
        """Put into the conversation what the hooks want there, for good or for this turn's request."""
        if not fold.context_injection or fold.action == "deny":
            return
        message = Message(role=fold.context_injection_role, content=fold.context_injection)
        if fold.ephemeral:
            self.passing.append(message)
        else:
            await self.ctx.host.add_message(message)

    async def end(
        self, status: Literal["completed", "cancelled", "failed"], error: RpcError | None = None
    ) -> OrchestratorExecuteResult:
        how = "success" if status == "completed" else status
        about = {"orchestrator": "once", "turn_count": self.requests, "status": how}
        await self.emit("orchestrator:complete", **about)
        _, fold = await self.emit("prompt:complete", response=self.text)
        await self.inject(fold)
        return OrchestratorExecuteResult(
            response=self.text,
            status=status,
            turn_count=self.requests,
            metadata=None if error is None else {"error": error.message},
        )


def text_of(message: Message) -> str:
    if isinstance(message.content, str):
        return message.content
    return "".join(block.text for block in message.content if isinstance(block, TextBlock))
