"""One turn: the loop from a prompt to its answer (services.md §1.1)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from amplifier_ipc import (
    ChatRequest,
    ChatResponse,
    Context,
    ContextLengthError,
    HookResult,
    InvalidToolCallError,
    Message,
    OrchestratorExecuteParams,
    OrchestratorExecuteResult,
    RpcError,
    ToolCall,
    ToolSpec,
)

from . import request as requests
from .approval import Approvals
from .choice import Choice, Chooser
from .config import StreamingConfig
from .errors import DeniedError, StoppedError, details, sentence
from .events import Events, describe_error
from .history import History
from .injections import Injection, applied
from .model import Model
from .results import cancelled, message_of
from .tools import Call, Tools
from .usage import total
from .view import estimate

Json = dict[str, Any]
Status = Literal["completed", "cancelled", "denied", "failed"]
MAX_REOPENED = 3
MAX_MALFORMED = 2
SMALLER = 0.7
"""Of a request that did not fit, what is asked for next."""


@dataclass(slots=True)
class Turn:
    """One turn and what it has come to.

    `queue` and `own` are injected into the next request; `pending` are the calls whose results are not
    stored yet.
    """

    params: OrchestratorExecuteParams
    ctx: Context
    config: StreamingConfig
    events: Events = field(init=False)
    history: History = field(init=False)
    chooser: Chooser = field(init=False)
    model: Model = field(init=False)
    tools: Tools = field(init=False)
    choice: Choice = field(default_factory=Choice)
    queue: list[Injection] = field(default_factory=list)
    own: Injection | None = None
    pending: list[Call] = field(default_factory=list)
    usage: Json = field(default_factory=dict)
    answer: str = ""
    iteration: int = 0
    malformed: int = 0
    blamed: str | None = None
    resolved: Json | None = None

    def __post_init__(self) -> None:
        self.events = Events(self.ctx, self.params.hooks)
        self.history = History(self.ctx, self.events, self.config.repair_tool_sequence)
        self.chooser = Chooser(self.ctx, self.params.providers)
        self.model = Model(self.ctx, self.events, self.config)
        self.tools = Tools(self.ctx, self.events, self.config, self.params.tools)

    async def run(self) -> OrchestratorExecuteResult:
        """Run the turn; each way out of it is a result."""
        try:
            await self._submit()
            await self._converse()
        except DeniedError as denied:
            return await self._end("denied", str(denied))
        except (StoppedError, asyncio.CancelledError):
            return await self._end_cancelled()
        except RpcError as error:
            if self.ctx.cancelled:  # it had travelled along to what failed (ORC-041)
                return await self._end_cancelled()
            return await self._end("failed", await self._keep(), error)
        return self._result("completed", self.answer)

    async def _submit(self) -> None:
        """Ask the hooks about the prompt; it becomes a message."""
        gate = await self.events.ask("prompt:submit", prompt=self.params.prompt)
        prompt = str((gate.data or {}).get("prompt", self.params.prompt))
        refused = await self._prompt_refused(gate, prompt)
        if refused is not None:
            raise DeniedError(refused)
        blocks = [block.to_wire() for block in self.params.attachments or []]
        content: Any = [{"type": "text", "text": prompt}, *blocks] if blocks else prompt
        await self.history.add({"role": "user", "content": content})
        await self._inject(Injection.of(gate))

    async def _prompt_refused(self, gate: HookResult, prompt: str) -> str | None:
        if gate.action == "deny":
            return gate.reason or "a hook refused the prompt"
        if gate.action != "ask_user":
            return None
        request = {
            "action": "submit the prompt",
            "details": {"prompt": prompt},
            "risk_level": "medium",
        }
        return await Approvals(self.ctx, self.events).refused(
            gate, {"tool_name": "prompt"}, request
        )

    async def _converse(self) -> None:
        """Answer; a hook on prompt:complete may say "not yet"."""
        for reopened in range(MAX_REOPENED + 1):
            while await self._step():
                pass
            await self._complete("max_iterations_reached" if self._limited else "success")
            gate = await self.events.ask("prompt:complete", **self._completed(self.answer))
            injection = Injection.of(gate)
            if injection is None or self._limited or reopened == MAX_REOPENED:
                return
            await self._inject(injection)

    async def _step(self) -> bool:
        """Make one request and run the calls of its response; tell whether the model goes on."""
        self._check_cancelled()
        self.iteration += 1
        request = await self._request()
        try:
            response = await self._ask(request)
        except InvalidToolCallError as error:
            self.blamed = None if self.malformed < MAX_MALFORMED else self.blamed
            self.malformed += 1
            if self.malformed > MAX_MALFORMED or self._limited:
                raise
            for message in requests.malformed(error, self.iteration):
                await self.history.add(message)
            return True
        self.queue.clear()
        calls = [] if self._limited else requests.calls_of(response)
        await self._store(request, response, calls)
        if calls:
            await self._run_tools()
        self._check_cancelled()
        return bool(calls)

    async def _ask(self, request: ChatRequest) -> ChatResponse:
        """Ask the model, once more with less when the messages do not fit."""
        try:
            try:
                return await self.model.ask(request, self.choice, self.iteration)
            except ContextLengthError:
                budget = int(SMALLER * sum(estimate(m.to_wire()) for m in request.messages))
                shorter = self._compose(await self.history.view(self.choice, budget))
                again = request.model_copy(update={"messages": shorter})
                return await self.model.ask(again, self.choice, self.iteration)
        except RpcError as error:
            if error.kind == "cancelled" and self.ctx.cancelled:
                raise StoppedError from None  # the turn's cancel had travelled along
            self.blamed = sentence(error, self.choice.who, self.model.tries)
            about = {"iteration": self.iteration, **self.choice.names}
            await self.events.tell("provider:error", **about, error=describe_error(error))
            raise

    async def _request(self) -> ChatRequest:
        """Return the next request: what hooks leave of it."""
        first = await self.chooser.choose({})
        messages = await self.history.view(first)
        gate = await self.events.ask(
            "provider:request",
            iteration=self.iteration,
            **first.names,
            message_count=len(messages),
        )
        if gate.action == "deny":
            raise DeniedError(gate.reason or "a hook refused the request to the model")
        wanted = gate.data or {}
        self.choice = await self.chooser.choose(wanted)
        if self.choice.info != first.info:
            messages = await self.history.view(self.choice)
        await self._resolve()
        self.own = Injection.of(gate)
        shown = self._compose(messages)
        effort = self.config.reasoning_effort
        tools = self._offered(wanted.get("tool_names"))
        return requests.build(shown, tools, self.choice, self.params.system_prompt, effort)

    def _compose(self, messages: list[Message]) -> list[Message]:
        """Return the messages of a request: the conversation, and what belongs to this request only."""
        shown = applied(messages, [*self.queue, *([self.own] if self.own else [])])
        if self._limited:
            shown.append(requests.summary_wanted())
        return shown

    def _offered(self, names: Any) -> list[ToolSpec]:
        if self._limited:
            return []
        chosen = names if isinstance(names, list) else None
        return [tool for tool in self.params.tools if chosen is None or tool.name in chosen]

    async def _resolve(self) -> None:
        """Tell who is asked, whenever that changes."""
        if self.resolved != self.choice.names:
            self.resolved = self.choice.names
            await self.events.tell("provider:resolve", **self.resolved)

    async def _store(
        self, request: ChatRequest, response: ChatResponse, calls: list[ToolCall]
    ) -> None:
        """Keep what the model said, and count what it cost."""
        self.answer = requests.answer_of(response)
        self.pending = self.tools.calls(calls, {tool.name for tool in request.tools or []})
        self.model.partial = ""
        await self.history.add(requests.assistant(response, calls, self.choice, self.iteration))
        usage = response.usage.to_wire() if response.usage else {}
        self.usage = total(self.usage, usage)
        if usage:
            await self.ctx.stream("stream.usage", usage=usage)
        if self.events.heard("provider:response"):
            about = {**self.choice.names, "iteration": self.iteration}
            costs = {"usage": usage} if usage else {}
            wire = response.to_wire()
            await self.events.tell("provider:response", **about, response=wire, **costs)

    async def _run_tools(self) -> None:
        calls = self.pending
        await self.tools.run(calls)
        await self._store_results()
        for call in calls:
            for injection in call.injections:
                await self._inject(injection)

    async def _store_results(self) -> None:
        """Store the results that are not stored yet, in the order of the calls."""
        while self.pending:
            call = self.pending[0]
            self.pending = self.pending[1:]
            result = call.result or cancelled()
            await self.history.add(message_of(call.call, result, self.config.tool_output_limit))

    async def _inject(self, injection: Injection | None) -> None:
        """Take what a hook puts into the conversation: for good, or for the next request."""
        if injection is None:
            return
        if injection.lasts:
            await self.history.add(injection.message().to_wire())
        else:
            self.queue.append(injection)

    async def _keep(self) -> str:
        """Store what there is when a turn breaks off, so that the conversation is whole; return its last text."""
        partial, self.model.partial = self.model.partial, ""
        try:
            if partial:
                await self.history.add(requests.partial(partial))
            await self._store_results()
        except RpcError as error:
            self.ctx.log("warning", f"the rest of the turn could not be stored: {error.message}")
        return partial

    def _check_cancelled(self) -> None:
        if self.ctx.cancelled:
            raise StoppedError

    @property
    def _limited(self) -> bool:
        """Whether the limit of steps is reached: this request asks for the answer, without tools."""
        return 0 < self.config.max_iterations < self.iteration

    async def _complete(self, status: str) -> None:
        about: Json = {"orchestrator": "streaming", "turn_count": self.iteration, "status": status}
        await self.events.tell(
            "orchestrator:complete", **about, **({"usage": self.usage} if self.usage else {})
        )

    def _completed(self, response: str) -> Json:
        about: Json = {
            "response": response,
            "response_preview": response[:200],
            "length": len(response),
        }
        return about | ({"usage": self.usage} if self.usage else {})

    async def _end_cancelled(self) -> OrchestratorExecuteResult:
        broken_off = await self._keep()
        return await self._end("cancelled", broken_off or self.answer)

    async def _end(
        self, status: Status, response: str, error: RpcError | None = None
    ) -> OrchestratorExecuteResult:
        """End a turn without its answer."""
        await self.events.settle()
        await self._complete(status)
        if status != "denied" or self.iteration:
            await self.events.tell("prompt:complete", **self._completed(response))
        return self._result(status, response, error)

    def _result(
        self, status: Status, response: str, error: RpcError | None = None
    ) -> OrchestratorExecuteResult:
        members: Json = {"response": response, "status": status, "turn_count": self.iteration}
        if self.usage:
            members["usage"] = self.usage
        if error is not None:
            text = self.blamed or sentence(error, None)
            members["metadata"] = {"error": text, "kind": error.kind, **details(error)}
        return OrchestratorExecuteResult.model_validate(members)
