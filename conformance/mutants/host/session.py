"""A session: one turn of an agent, from the start of its services to their end (spec chapter 12)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Any

import shapes
from calls import Asked, Call, Outcome
from clock import Clock
from connection import Connection
from crew import Crew
from definition import Plan, component
from failure import Failure
from fanout import Emission, stamped
from hostside import HostSide
from lineage import Lineage
from mutations import broken
from outgoing import failed
from router import Router
from store import Store
from table import MountError, Table
from values import dump

Json = dict[str, Any]
RESULT = "orchestrator.schema.json#/$defs/OrchestratorExecuteResult"
STATES = {"completed": "completed", "denied": "completed", "cancelled": "cancelled"}
CANCEL_GRACE = 5.0


@dataclass(slots=True)
class Ended:
    """How a turn ended; `why` tells of one that failed."""

    status: str
    response: str = ""
    why: str = ""
    result: Json = field(default_factory=dict)


class Session:
    """One turn: `run()` once, `cancel()` at any time."""

    def __init__(
        self, plan: Plan, cwd: Path, root: Path, ident: str, show: Callable[[str], None]
    ) -> None:
        self.plan = plan
        self.cwd = cwd
        self.root = root
        self.id = ident
        self.lineage = Lineage()
        self.table = Table()
        self.store = Store(root, ident)
        self.show = show
        self.borrowed: Table | None = None  # by a switch
        self.children: list[tuple[Session, Thread]] = []
        lock = RLock()
        self.clock = Clock(lock)
        self.router = Router(lock, self.clock, show)
        self.router.on_lost = self._lost
        self.crew = Crew(self.router, show)
        self._call: Call | None = None
        self._mode = ""
        self._over = False
        self._cancel_told: list[Event] = []
        HostSide(self).serve()

    def run(self, prompt: str) -> Ended:
        """Mount, run the turn, and end everything; raises MountError."""
        mounted = False
        try:
            self._mount()
            mounted = True
            return self._events(prompt)
        finally:
            if not mounted and broken("lif-077-left-after-a-failure"):
                os._exit(1)
            self._over = True
            for child, _ in self.children:
                child.cancel("immediate")
            self.crew.close()
            for _, thread in self.children:
                thread.join()
            self.clock.close()

    def cancel(self, mode: str, reason: str = "the user asked for it") -> None:
        """End the turn: graceful, or immediate, which may follow a graceful one."""
        with self.router.lock:
            if self._over or self._mode in (mode, "immediate"):
                return
            self._mode = mode
            if self._call is None:
                self.crew.give_up()
                return
            if not broken("ses-045-not-requested"):
                about = {"mode": mode, "reason": reason}
                self._cancel_told.append(self.tell_later("cancel:requested", about))
            self.router.cancel(self._call, mode, reason)
            if mode == "immediate":
                self.clock.after(CANCEL_GRACE, self._unheard)

    def tell(self, event: str, data: Json) -> None:
        """Emit an event of the host's; its answers change nothing (SES-046)."""
        folds: list[Json] = []
        over = Event()

        def done(fold: Json) -> None:
            folds.append(fold)
            over.set()

        self.emit({"event": event, "data": data}, done)
        over.wait()
        if broken("ses-046-denied") and folds[0]["action"] == "deny":
            raise MountError(f"{event} was denied")

    def tell_later(self, event: str, data: Json) -> Event:
        """Emit an event; set when every handler has answered."""
        over = Event()
        self.emit({"event": event, "data": data}, lambda _: over.set())
        return over

    def emit(self, body: Json, done: Callable[[Json], None], asked: Asked | None = None) -> None:
        """Ask the handlers of an event."""
        with self.router.lock:
            data = stamped(body["data"], self.id, self.lineage.parent_id)
            Emission(self.router, self.table, {**body, "data": data}, done, asked).go_on()

    def child(self, plan: Plan, ident: str, lineage: Lineage) -> Session:
        """A child that has not begun; the state of each session is its own (SES-032)."""
        child = Session(plan, self.cwd, self.root, ident, self.show)
        child.lineage = lineage
        if broken("ses-032-shared"):
            child.store.state = self.store.state
        if broken("ses-014-shared"):
            child.borrowed = self.table
        return child

    def about(self) -> Json:
        """What `configure` tells of the session."""
        parent = self.lineage.parent_id
        told = {"id": self.id, "cwd": str(self.cwd), "agent": self.plan.ref}
        return told if parent is None else {**told, "parent_id": parent}

    def _mount(self) -> None:
        lineage = self.lineage
        if self.borrowed is not None:
            self.table = self.borrowed
            return
        try:
            self.table = self.crew.mount(self.plan, self.about(), lineage.tools, lineage.hooks)
        except MountError:
            if not self._mode:
                raise
            return
        preferences = lineage.preferences
        if broken("ses-020-last-first"):
            preferences = preferences[::-1]
        if broken("ses-020-first-only"):
            preferences = preferences[:1]
        for preference in preferences:  # SES-020
            if preference["provider"] in self.table.providers:
                self.table.provider = preference["provider"]
                break

    def _events(self, prompt: str) -> Ended:
        """The turn between the events of its session (SES-041 to SES-043)."""
        if self._mode:
            return Ended("cancelled")
        resumed = not self.store.is_new
        if not resumed:
            self.store.begin({"agent": self.plan.ref, **self.lineage.about})
            self.store.replace(self.lineage.messages)
        messages = self.store.messages()
        if messages:
            self._restore(messages)
        agent = {"agent": self.plan.ref}
        if broken("ses-042-no-start"):
            return self._turn(prompt)
        if resumed and not broken("ses-042-always-start"):
            self.tell("session:resume", {"message_count": len(messages), **agent})
        else:
            forked = self.lineage.parent_id is not None and not broken("ses-041-no-fork")
            if forked or broken("ses-041-always"):
                self.tell("session:fork", {"parent": self.lineage.parent_id or self.id, **agent})
            self.tell("session:start", {**agent, "cwd": str(self.cwd)})
        ended = self._turn(prompt)
        turns = ended.result.get("turn_count") or 0
        status = STATES.get(ended.status, "failed")
        if not broken("ses-043-no-end"):
            self.tell("session:end", {"status": status, "turn_count": turns})
        return ended

    def _restore(self, messages: list[Json]) -> None:
        assert self.table.context is not None
        with self.router.lock:
            params = dump({"messages": messages})
            over = Event()
            self.router.call(
                self.table.context, "context.set_messages", params, lambda _: over.set()
            )
        over.wait()

    def _turn(self, prompt: str) -> Ended:
        if self._mode:
            return Ended("cancelled")
        if not broken("ses-044-no-start"):
            self.tell("execution:start", {} if broken("ses-040-no-prompt") else {"prompt": prompt})
        if broken("ses-044-end-before-the-answer"):
            self.tell("execution:end", {"response": "", "status": "completed"})
        ended = self._ended(self._execute(prompt))
        for told in self._cancel_told:
            told.wait()
        if not broken("ses-044-no-end") and not broken("ses-044-end-before-the-answer"):
            self.tell("execution:end", {"response": ended.response, "status": ended.status})
        if self._stopped() and not broken("ses-045-not-completed"):
            self.tell("cancel:completed", {"mode": self._mode})
        return ended

    def _execute(self, prompt: str) -> Outcome:
        """SES-044: `orchestrator.execute`, and how it was answered."""
        over, outcomes = Event(), list[Outcome]()

        def done(outcome: Outcome) -> None:
            self._over = True
            outcomes.append(outcome)
            over.set()

        orchestrator = self.table.orchestrator
        assert orchestrator is not None
        with self.router.lock:
            if self._mode:
                return failed(Failure("cancelled", "cancelled before it began"))
            self._call = self.router.call(
                orchestrator, "orchestrator.execute", dump(self._execute_params(prompt)), done
            )
        over.wait()
        return outcomes[0]

    def _execute_params(self, prompt: str) -> Json:
        """ORC-003: what is mounted."""
        table, name = self.table, component(self.plan.orchestrator)[1]
        meta = {"depth": 0, **self.lineage.meta, "session_id": self.id}
        if self.lineage.parent_id is not None:
            meta["parent_session_id"] = self.lineage.parent_id
        hooks: list[Json] = [
            {
                "name": hook.name,
                "service": hook.service,
                "events": list(hook.events),
                "priority": hook.priority,
            }
            for hook, _ in table.hooks
        ]
        providers = [{"name": name, "service": at.name} for name, at in table.providers.items()]
        providers.sort(key=lambda provider: provider["name"] != table.provider)
        agents = [{"name": agent, "description": ""} for agent in self.plan.agents]
        return {
            "_meta": {**meta, "turn_id": secrets.token_hex(4)},
            "orchestrator": name,
            "prompt": prompt,
            "system_prompt": self.plan.base,
            "tools": [] if broken("orc-003-no-tools") else [t for _, t in table.tools.values()],
            "hooks": [] if broken("orc-003-no-hooks") else hooks,
            "providers": [] if broken("orc-003-no-providers") else providers,
            "agents": agents,
            "config": self.plan.config.get(name, {}),
        }

    def _ended(self, outcome: Outcome) -> Ended:
        if outcome.member == "error":
            data = outcome.body.get("data") or {}
            partial = data.get("partial")
            response = partial if isinstance(partial, str) else ""
            by_code = outcome.body["code"] == -32800
            if outcome.kind == "cancelled" or by_code:
                return Ended("cancelled", response)
            return Ended("failed", response, str(outcome.body["message"]))
        result = outcome.body
        if faults := shapes.faults(RESULT, result):
            why = f"the orchestrator's answer does not fit: {faults[0][0]} {faults[0][1]}"
            return Ended("failed", "", why)
        return Ended(result["status"], result["response"], "", result)

    def _stopped(self) -> bool:
        return bool(self._mode)

    def _unheard(self) -> None:
        """An orchestrator that does not end when it is told to at once is not waited for."""
        call = self._call
        if call is not None and not self._over:
            self.router.forget(call)
            call.done(failed(Failure("cancelled", "it did not stop when it was told to")))

    def _lost(self, connection: Connection) -> None:
        """Show how a service died (FRM-031)."""
        if connection.mounted and not connection.stopping and connection.gone is not None:
            tail = connection.tail().rstrip()
            self.show(connection.gone.message + (f"; it wrote:\n{tail}" if tail else ""))
