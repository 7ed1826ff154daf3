"""Child sessions (spec chapter 12): spawned and resumed for a service, cancelled with its request."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import METHOD_NOT_FOUND, HostError, RpcError
from .events import ChildEnded, ChildEvent, ChildStarted, Complete, Event, Failed
from .lineage import DELEGATE, Lineage, below, child_id, prompt_of
from .narrowing import Narrowing
from .plane import Withdrawn
from .store import read_metadata

if TYPE_CHECKING:
    from .plan import Plan
    from .session import Session
    from .stage import Setting, Stage
    from .turn import Mode

Json = dict[str, Any]
SELF = "self"
# What a child keeps of its spawn, so that it can be resumed as what it was.
KEPT = (
    "agent",
    "exclude_tools",
    "inherit_tools",
    "exclude_hooks",
    "inherit_hooks",
    "agents",
    "provider_preferences",
    "model_role",
)
_TRACED = ("traceparent", "tracestate", "baggage")


class Children:
    """The child sessions of a turn, each with processes, a folder and a state of its own."""

    def __init__(self, stage: Stage, setting: Setting) -> None:
        self._stage = stage
        self._setting = setting
        self._running: dict[Session, asyncio.Task[Event]] = {}
        self._closing: set[Session] = set()

    async def spawn(self, params: Json) -> Json:
        """`request.session_spawn`: one turn in a new child. Raises RpcError."""
        spawned = {key: params[key] for key in KEPT if params.get(key) is not None}
        plan = await self._plan(spawned)
        depth, self_depth = below(self._setting.lineage, of_self=spawned["agent"] == SELF)
        lineage = self._lineage(params, spawned, depth, self_depth)
        child = self._ready(plan, lineage) or self._new(plan, lineage)
        result = await self._turn(child, prompt_of(params, self._stage.store.messages))
        self._make_ready(plan, lineage)
        return result

    def _ready(self, plan: Plan, lineage: Lineage) -> Session | None:
        """A child that waits for just this."""
        nursery = self._setting.nursery
        child = nursery.take(lineage.spawned) if nursery else None
        if child is None or child.parent is None:
            return None
        if child.plan != plan:  # an agent's file is another now
            assert nursery is not None
            nursery.put_away(child)
            return None
        child.parent.trace.clear()
        child.parent.trace.update(lineage.trace)
        return child

    def _make_ready(self, plan: Plan, lineage: Lineage) -> None:
        """Where one was spawned, another like it may be; a disk or a system that refuses it costs nothing yet."""
        nursery = self._setting.nursery
        if nursery is None or nursery.has(lineage.spawned):
            return
        with contextlib.suppress(HostError, OSError):
            nursery.put(lineage.spawned, self._new(plan, replace(lineage, trace={})))

    def _new(self, plan: Plan, lineage: Lineage) -> Session:
        session_id = child_id(self._stage.session_id, secrets.token_hex(4), plan.agent)
        return self._session(session_id, plan, lineage)

    async def resume(self, params: Json) -> Json:
        """`request.session_resume`: one more turn in a child of this session. Raises RpcError."""
        session_id = str(params["session_id"])
        if session_id != Path(session_id).name:
            raise _unknown("session", session_id)
        about = read_metadata(self._stage.store.folder.parent / session_id)
        spawned = about.get("spawned")
        if about.get("parent_id") != self._stage.session_id or not isinstance(spawned, dict):
            raise _unknown("session", session_id)
        plan = await self._plan(spawned)
        lineage = self._lineage(params, spawned, about.get("depth", 1), about.get("self_depth", 0))
        return await self._turn(self._session(session_id, plan, lineage), params["instruction"])

    def cancel(self, mode: Mode) -> None:
        """Cancel the turns of all children, and so of theirs."""
        for child in list(self._running):
            self._stop(child, mode)

    async def _plan(self, spawned: Json) -> Plan:
        """What a child runs on (SES-011, SES-012, SES-018 to SES-020)."""
        name, parent = spawned["agent"], self._stage.plan
        if not parent.orchestrator:  # a service that is looked at alone
            text = "there are no sessions below this one"
            raise RpcError(METHOD_NOT_FOUND, text, {"kind": "method_not_found"})
        if name == SELF:
            return narrowed(parent, spawned)
        agents = await self._stage.agents()
        if name not in agents:
            raise _unknown("agent", name, [*agents, SELF])
        try:
            return narrowed(await asyncio.to_thread(agents[name].plan, parent), spawned)
        except HostError as error:
            text = f"the agent {name} cannot be used: {error.message}"
            raise RpcError.of_kind(
                "internal_error", text, exception=type(error).__name__
            ) from error

    def _lineage(self, params: Json, spawned: Json, depth: int, self_depth: int) -> Lineage:
        """A child's calls are traced with the request's; their depth is counted anew, since sessions have a limit."""
        meta = params.get("_meta") or {}
        return Lineage(
            parent_id=self._stage.session_id,
            depth=depth,
            self_depth=self_depth,
            approvals=self._setting.approvals,
            trace={key: meta[key] for key in _TRACED if key in meta},
            spawned=spawned,
            record=self._stage.feed.record,
        )

    def _session(self, session_id: str, plan: Plan, lineage: Lineage) -> Session:
        from .session import Session  # a session has children, which are sessions

        return Session(
            plan,
            session_id=session_id,
            cwd=self._stage.cwd,
            sessions=self._stage.store.folder.parent,
            tap=self._setting.tap,
            trace=self._setting.trace,
            eager=self._setting.eager,
            parent=lineage,
        )

    async def _turn(self, child: Session, prompt: str) -> Json:
        """Run it to its end, also when the request is cancelled meanwhile (SES-015). Raises RpcError."""
        turn = asyncio.get_running_loop().create_task(self._run(child, prompt))
        cancelled = False
        self._running[child] = turn
        try:
            while not turn.done():
                try:
                    await asyncio.wait([turn])
                except asyncio.CancelledError as withdrawn:
                    cancelled = True
                    self._pass_on(withdrawn, child)
        finally:
            del self._running[child]
            self._closing.discard(child)
        if turn.cancelled() or cancelled:
            raise _cancelled(None if turn.cancelled() else turn.result())
        return _result(child.session_id, turn.result())

    async def _run(self, child: Session, prompt: str) -> Event:
        """Its turn, whose events the caller of this session hears too; what came of it."""
        lineage = child.parent
        assert lineage is not None
        agent, depth, emit = child.plan.agent, lineage.depth, self._stage.feed.emit
        session_id, parent_id = child.session_id, lineage.parent_id
        started = ChildStarted(
            session_id=session_id, parent_id=parent_id, agent=agent, depth=depth, prompt=prompt
        )
        emit(started)
        outcome: Event = Failed(session_id=session_id, message="it did not end")
        status = "failed"
        try:
            async for event in child.execute(prompt):
                emit(_wrapped(event, session_id, depth))
                outcome = event
        except asyncio.CancelledError:
            status = "cancelled"
            raise
        except HostError as error:
            why = f"the child did not begin: {error.message}"
            raise RpcError.of_kind("service_unavailable", why) from error
        else:
            status = outcome.status if isinstance(outcome, Complete) else "failed"
        finally:
            self._closing.add(child)
            await child.close()
            for event in child.events():
                emit(_wrapped(event, session_id, depth))
            emit(ChildEnded(session_id=session_id, depth=depth, status=status))
        return outcome

    def _pass_on(self, withdrawn: asyncio.CancelledError, child: Session) -> None:
        """Cancel the child as its request was."""
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
        told = withdrawn.args[0] if withdrawn.args else None
        graceful = isinstance(told, Withdrawn) and told.mode == "graceful"
        self._stop(child, "graceful" if graceful else "immediate")

    def _stop(self, child: Session, mode: Mode) -> None:
        """One that has not begun has nothing to finish; one that is ending does so."""
        if child.running:
            child.cancel(mode)
        elif child not in self._closing:
            self._running[child].cancel()


def narrowed(plan: Plan, spawned: Json) -> Plan:
    """The plan without what the spawn takes away; what an agent lacks already, no spawn gives it."""
    exclude, inherit = spawned.get("exclude_tools"), spawned.get("inherit_tools")
    if exclude is None and inherit is None and spawned["agent"] != SELF:
        exclude = [DELEGATE]
    hooks = Narrowing.of(spawned.get("inherit_hooks"), spawned.get("exclude_hooks"))
    role = spawned.get("model_role")
    return replace(
        plan,
        tools=plan.tools.further(Narrowing.of(inherit, exclude)),
        hooks=plan.hooks.further(hooks),
        preferences=spawned.get("provider_preferences") or plan.preferences,
        model_role=[role] if role else plan.model_role,
        chosen_agents=_chosen(plan, spawned.get("agents")),
    )


def _chosen(plan: Plan, selection: Any) -> list[str] | None:
    """The agents that a child may spawn itself; None for all."""
    if selection is None or selection == "all":
        return plan.chosen_agents
    names = selection if isinstance(selection, list) else []
    there = plan.chosen_agents
    return [name for name in names if there is None or name in there]


def _wrapped(event: Event, session_id: str, depth: int) -> Event:
    """An event of a grandchild is wrapped already."""
    if isinstance(event, ChildStarted | ChildEvent | ChildEnded):
        return event
    return ChildEvent(session_id=session_id, depth=depth, inner=event)


def _cancelled(outcome: Event | None) -> RpcError:
    partial = {"partial": outcome.response} if isinstance(outcome, Complete) else {}
    return RpcError.of_kind("cancelled", "the turn of the child was cancelled", **partial)


def _result(session_id: str, outcome: Event) -> Json:
    """The answer to who spawned it; raises RpcError when the turn failed or was cancelled."""
    if not isinstance(outcome, Complete):
        why = outcome.message if isinstance(outcome, Failed) else "it did not end"
        text = f"the turn of the child failed: {why}"
        raise RpcError.of_kind("internal_error", text, exception="TurnFailed")
    if outcome.status == "cancelled":
        raise _cancelled(outcome)
    metadata: Json = {
        "status": outcome.status,
        **({"usage": outcome.usage} if outcome.usage else {}),
    }
    return {
        "session_id": session_id,
        "response": outcome.response,
        "turn_count": outcome.turn_count or 0,
        "metadata": {**(outcome.metadata or {}), **metadata},
    }


def _unknown(what: str, name: str, known: list[str] | None = None) -> RpcError:
    near = get_close_matches(name, known or [], n=1)
    hint = {"did_you_mean": near[0]} if near else {}
    ask = f"; did you mean '{near[0]}'?" if near else ""
    return RpcError.of_kind(
        "not_found", f"there is no {what} '{name}'{ask}", what=what, name=name, **hint
    )
