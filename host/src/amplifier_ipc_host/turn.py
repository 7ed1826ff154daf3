"""One turn: the prompt goes to the orchestrator, and what comes of it to the session's caller."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any, Literal

from amplifier_ipc._generated._validate import validate

from .describe import or_default
from .errors import HostError, MountError, RpcError
from .events import Complete, Event, Failed
from .hints import hint
from .model import provider_info
from .plan import split_reference
from .plane import Call
from .prompt.system import system_prompt
from .stage import Stage

Json = dict[str, Any]
Mode = Literal["graceful", "immediate"]
# How long after an immediate cancel the orchestrator may still answer; then the turn ends without it.
CANCEL_GRACE = 5.0


class Turn:
    """A turn on a mounted stage; `run()` once, `cancel()` as often as the user wants.

    `working` is set when the orchestrator has been asked, or never will be.
    """

    def __init__(self, stage: Stage, attachments: Sequence[Json], working: asyncio.Event) -> None:
        self._stage = stage
        self._working = working
        self._attachments = list(attachments)
        self._call: Call | None = None
        self.over = False
        self._cancelled: Mode | None = None
        self._cancel_heard: list[asyncio.Task[None]] = []

    def cancel(self, mode: Mode) -> None:
        """Ask it to stop: graceful finishes what runs, immediate does not."""
        if self.over:
            return
        loop = asyncio.get_running_loop()
        if self._cancelled != mode:
            told = self._stage.tell("cancel:requested", {"mode": mode})
            self._cancel_heard.append(loop.create_task(told))
        self._cancelled = mode
        self._stage.children.cancel(mode)
        if self._call is not None:
            self._call.cancel(mode, "the user asked for it")
            if mode == "immediate":
                loop.call_later(CANCEL_GRACE, _give_up, self._call)

    async def run(self, prompt: str) -> None:
        """Run it; its last event is Complete or Failed, and the feed is told that it is over, whatever happens."""
        feed, session_id = self._stage.feed, self._stage.session_id
        try:
            outcome = await self._outcome(prompt)
            await self._stage.crew.settled()  # what ended in a turn is told in it
            feed.emit(outcome)
        except HostError as error:
            feed.emit(Failed(session_id=session_id, message=error.message, hint=error.hint))
        finally:
            self.over = True
            self._working.set()
            feed.end()

    async def _outcome(self, prompt: str) -> Event:
        stage = self._stage
        orchestrator = stage.crew.orchestrator
        assert orchestrator is not None, "a mounted crew has one"
        stage.crew.on_broken = self._give_up
        await stage.tell("execution:start", {"prompt": prompt})
        if self._cancelled:
            return await self._failed(RpcError.of_kind("cancelled", "cancelled before it began"))
        params = await _execute_params(stage, prompt, await self._system_prompt())
        if self._attachments:
            params["attachments"] = self._attachments
        if stage.crew.broken is not None:
            return await self._not_whole(stage.crew.broken)
        self._call = stage.plane.start_request(
            orchestrator.connection, "orchestrator.execute", params
        )
        self._working.set()
        stage.record(status="running")  # while the orchestrator works: a disk takes its time
        try:
            result = await self._call.result()
        except RpcError as error:
            return await self._failed(error)
        except MountError as error:
            return await self._not_whole(error)
        faults = validate("OrchestratorExecuteResult", result)
        if faults:
            why = f"its answer does not fit: {faults[0].path or '/'}: {faults[0].message}"
            return await self._failed(RpcError.of_kind("internal_error", why))
        return await self._answered(result)

    def _give_up(self, error: MountError) -> None:
        """A service that the turn cannot do without is not there: whatever the orchestrator does is not wanted."""
        if self._call is not None and not self._call.future.done():
            self._call.cancel("immediate", error.message)
            _end(self._call, error)

    async def _not_whole(self, error: MountError) -> Event:
        await self._end("failed", "")
        self._stage.account("failed", error.message)
        return Failed(session_id=self._stage.session_id, message=error.message, hint=error.hint)

    async def _system_prompt(self) -> str:
        """What the model is told first; hooks hear once a session of each file that is in it."""
        stage = self._stage
        found = await system_prompt(stage.plan, stage.crew, stage.plane, stage.cwd)
        for warning in found.warnings:
            stage.warn_once(warning)
        for part in found.parts:
            if stage.once(part.digest):
                await stage.tell("context:include", {"path": part.path, "source": part.source})
        return found.text

    async def _answered(self, result: Json) -> Event:
        """The turn as the orchestrator ended it."""
        status, response = result.get("status", "completed"), result["response"]
        metadata = result.get("metadata") or {}
        await self._end(status, response)
        session_id = self._stage.session_id
        self._stage.tally.usage(result.get("usage"))
        if status == "failed":
            message = str(metadata.get("error") or response or "the turn failed")
            if metadata.get("kind") == "service_unavailable":
                message = self._cause(message)
            self._stage.account(status, message)
            return Failed(
                session_id=session_id, message=message, hint=hint(metadata, message), data=metadata
            )
        self._stage.account(status)
        return Complete(
            session_id=session_id,
            response=response,
            status=status,
            usage=result.get("usage"),
            turn_count=result.get("turn_count"),
            metadata=result.get("metadata"),
        )

    def _cause(self, message: str) -> str:
        """Of a service that is not there the host knows more than its callers: how it ended."""
        failed = self._stage.crew.failed
        named = [why for name, why in failed.items() if f"service {name} " in f"{message} "]
        return named[0] if named else message

    async def _failed(self, error: RpcError) -> Event:
        """The turn when the orchestrator answered with an error, or is gone."""
        partial = error.data.get("partial")
        response = partial if isinstance(partial, str) else ""
        cancelled = error.kind == "cancelled"
        await self._end("cancelled" if cancelled else "failed", response)
        session_id, crew = self._stage.session_id, self._stage.crew
        if cancelled:
            self._stage.account("cancelled")
            return Complete(session_id=session_id, response=response, status="cancelled")
        name = crew.orchestrator.name if crew.orchestrator else ""
        message = (
            crew.failed.get(name) or f"service {name} could not finish the turn: {error.message}"
        )
        self._stage.account("failed", message)
        todo = hint(error.data, message)
        return Failed(
            session_id=session_id, message=message, hint=todo, code=error.code, data=error.data
        )

    async def _end(self, status: str, response: str) -> None:
        self.over = True
        stage = self._stage
        await asyncio.gather(*self._cancel_heard)
        await stage.tell("execution:end", {"response": response, "status": status})
        if self._cancelled:
            await stage.tell("cancel:completed", {"mode": self._cancelled})


async def _execute_params(stage: Stage, prompt: str, system: str) -> Json:
    """Everything that is mounted, for the orchestrator; the chosen provider comes first."""
    crew = stage.crew
    _, orchestrator = split_reference(stage.plan.orchestrator)
    hooks = [
        {
            "name": hook["name"],
            "service": service.name,
            "events": hook["events"],
            "priority": or_default(hook.get("priority"), 100),
        }
        for service, hook in crew.hooks()
    ]
    providers: list[Json] = [
        {"name": offer["name"], "service": service.name} for service, offer in crew.providers()
    ]
    providers.sort(key=lambda provider: provider["name"] != crew.provider)
    if info := await _model(stage):
        providers[0]["info"] = info
    return {
        "_meta": {**stage.meta, "turn_id": secrets.token_hex(8), "depth": 0},
        "orchestrator": orchestrator,
        "prompt": prompt,
        "system_prompt": system,
        "tools": crew.tools(),
        "hooks": hooks,
        "providers": providers,
        "agents": [
            {"name": name, "description": agent.description}
            for name, agent in (await stage.agents()).items()
            if name == agent.name
        ],
        "config": stage.plan.config.get(orchestrator, {}),
    }


async def _model(stage: Stage) -> Json | None:
    """The chosen provider with the model that was named for it; its own default where that cannot be had."""
    try:
        return await provider_info(stage.crew, stage.plane)
    except RpcError as error:
        stage.warn_once(f"the model '{stage.crew.model}' is not used: {error.message}")
        return None


def _give_up(call: Call) -> None:
    """End a call that an immediate cancel did not end."""
    if not call.future.done():
        _end(call, RpcError.of_kind("cancelled", "it did not stop when asked to"))


def _end(call: Call, error: Exception) -> None:
    call.plane.forget(call.request_id)
    call.future.set_exception(error)
