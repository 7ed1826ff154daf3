"""Child sessions: one turn of an agent in processes of its own (SES-010 to SES-020)."""

from __future__ import annotations

import secrets
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Any

from calls import Asked
from definition import DefinitionError, Plan, load
from failure import Failure, not_found
from lineage import Lineage, inherited
from mutations import broken
from store import Store
from table import Filters, MountError

if TYPE_CHECKING:
    from session import Ended, Session

Json = dict[str, Any]
MAX_SELF = 3
KEPT = (
    "agent",
    "exclude_tools",
    "inherit_tools",
    "exclude_hooks",
    "inherit_hooks",
    "agents",
    "provider_preferences",
)


class Children:
    """The children of a session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._router = session.router

    def spawn(self, asked: Asked) -> None:
        """A turn in a new child."""
        plan = self._plan(asked.body["agent"])
        depth = self._self_depth(asked.body["agent"])
        own, name = secrets.token_hex(4), self._name(asked.body["agent"], plan)
        ident = f"{self._session.id}-{own}_{name}"
        if broken("ses-010-random"):
            ident = f"{own}_{name}"
        if broken("ses-010-without-the-agent"):
            ident = f"{self._session.id}-{own}"
        spawned = {name: asked.body[name] for name in KEPT if asked.body.get(name) is not None}
        lineage = self._lineage(asked, spawned, depth)
        lineage.messages = inherited(self._session.store.messages(), asked.body)
        self._start(asked, ident, _restricted(plan, spawned), lineage)

    def resume(self, asked: Asked) -> None:
        """One more turn in a child that there was (SES-016)."""
        ident = asked.body["session_id"]
        about = Store(self._session.root, ident).about
        stranger = about.get("parent") != self._session.id and not broken("ses-016-any-session")
        if stranger or "spawned" not in about:
            what = "agent" if broken("ses-016-another-sort") else "session"
            raise not_found(what, ident)
        spawned = about["spawned"]
        lineage = self._lineage(asked, spawned, about["self_depth"])
        self._start(asked, ident, _restricted(self._plan(spawned["agent"]), spawned), lineage)

    def _plan(self, agent: str) -> Plan:
        """SES-011, SES-012."""
        plan = self._session.plan
        if agent == "self" and not broken("ses-012-unknown"):
            return plan
        if agent not in plan.agents and broken("ses-011-self-instead"):
            return plan
        if agent not in plan.agents:
            raise not_found("agent", agent, [*plan.agents, "self"])
        try:
            return load(plan.agents[agent], plan.folder)
        except DefinitionError as error:
            raise Failure("internal_error", str(error), exception="DefinitionError") from error

    def _name(self, agent: str, plan: Plan) -> str:
        return plan.ref if agent == "self" else agent

    def _self_depth(self, agent: str) -> int:
        """SES-013."""
        depth = self._session.lineage.self_depth + 1 if agent == "self" else 0
        if depth > MAX_SELF and not broken("ses-013-any-depth"):
            raise Failure("overloaded", f"self would nest more than {MAX_SELF} deep")
        return depth

    def _lineage(self, asked: Asked, spawned: Json, depth: int) -> Lineage:
        parent = self._session.id
        return Lineage(
            parent_id=parent,
            self_depth=depth,
            tools=_filters(spawned, "tools"),
            hooks=_filters(spawned, "hooks"),
            preferences=spawned.get("provider_preferences", []),
            meta=asked.meta_of_calls(),
            about={"parent": parent, "self_depth": depth, "spawned": spawned},
        )

    def _start(self, asked: Asked, ident: str, plan: Plan, lineage: Lineage) -> None:
        session = self._session
        child = session.child(plan, ident, lineage)
        if not broken("ses-015-goes-on"):
            asked.stopped = child.cancel
        if broken("ses-015-always-immediate"):
            asked.stopped = lambda _: child.cancel("immediate")
        thread = Thread(target=self._run, args=(asked, child), daemon=True)
        session.children.append((child, thread))
        thread.start()

    def _run(self, asked: Asked, child: Session) -> None:
        try:
            ended = child.run(asked.body["instruction"])
        except MountError as error:
            failure = Failure("service_unavailable", f"the child did not begin: {error}")
            with self._router.lock:
                self._router.fail(asked, failure)
        else:
            with self._router.lock:
                self._answer(asked, child.id, ended)

    def _answer(self, asked: Asked, ident: str, ended: Ended) -> None:
        if ended.status == "cancelled":
            partial = {"partial": ended.response} if ended.response else {}
            self._router.fail(asked, Failure("cancelled", "the child was cancelled", **partial))
        elif ended.status == "failed":
            why = f"the turn of the child failed: {ended.why or ended.response}"
            self._router.fail(asked, Failure("internal_error", why, exception="TurnFailed"))
        else:
            told = {
                "session_id": ident,
                "response": ended.response,
                "turn_count": ended.result.get("turn_count") or 0,
                "metadata": ended.result.get("metadata") or {},
            }
            self._router.result(asked, told)


def _filters(spawned: Json, kind: str) -> Filters:
    """SES-018, SES-019."""
    only = spawned.get(f"inherit_{kind}")
    without = frozenset(spawned.get(f"exclude_{kind}", []))
    tools = kind == "tools"
    if broken("ses-018-excluded-tools") if tools else broken("ses-019-excluded-hooks"):
        without = frozenset()
    if broken("ses-018-only-inherited-tools") if tools else broken("ses-019-only-inherited-hooks"):
        only = None
    return Filters(without, None if only is None else frozenset(only))


def _restricted(plan: Plan, spawned: Json) -> Plan:
    """The agents that the child may delegate to."""
    chosen = spawned.get("agents", "all")
    if chosen == "all":
        return plan
    names = [] if isinstance(chosen, str) else chosen
    return replace(plan, agents={n: at for n, at in plan.agents.items() if n in names})
