"""From what a user wishes to a session: the agent, the settings, the provider (host.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import offer
from .catalog import mock_provider
from .choosing import MOCK, Wish, choose, without_mock
from .overriding import misspelt, resolved
from .plan import Plan, add_behavior, load_agent
from .settings import Settings
from .settings_files import load
from .store import home, read_metadata
from .tuning import choose_model, tune

if TYPE_CHECKING:
    from .approvals import Policy
    from .session import Session


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says; None where it says nothing."""

    cwd: Path
    agent: str | None = None
    behaviors: tuple[str, ...] = ()
    provider: str | None = None
    model: str | None = None
    session_id: str | None = None
    approve: Policy | None = None
    max_turns: int | None = None
    trace: bool = False
    tap: bool = False
    spares: bool = False
    eager: bool = False
    sandbox: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is not mounted yet, the settings that made it, and what the user should know.

    `lacking`: what a conversation would find out with its first prompt; a single turn says it itself.
    """

    session: Session
    settings: Settings
    remarks: list[str]
    lacking: list[str]


def open_session(wishes: Wishes, *, asks: bool) -> Opened:
    """Resolve everything; no process is started. `asks`: there is a terminal to ask at. Raises HostError."""
    from .session import Session

    settings = load(wishes.cwd, {"sandbox": wishes.sandbox})
    session_id = wishes.session_id
    if session_id is None:
        session_id = settings.get("default_session")
    plan, remarks = plan_of(wishes, settings, session_id)
    approve: Policy = wishes.approve or settings.get("approve", "ask")
    session = Session(
        plan,
        session_id=session_id,
        cwd=wishes.cwd,
        # Without a terminal nobody can be asked, and what nobody approves is denied.
        approve=approve if asks or approve == "auto" else "deny",
        tap=wishes.tap,
        trace=wishes.trace,
        spares=wishes.spares,
        eager=wishes.eager,
    )
    remarks = [f"Warning: {each}." for each in settings.warnings] + remarks
    return Opened(session, settings, remarks, offer.missing_key(plan))


def plan_of(
    wishes: Wishes, settings: Settings, session_id: str | None = None
) -> tuple[Plan, list[str]]:
    """The plan, and what to say of it. A session that is gone on with keeps its agent. Raises HostError."""
    plan, remarks = parts_of(wishes, settings, session_id)
    remarks += _choose_provider(plan, wishes.provider, settings.get("provider"))
    tune(plan, settings, wishes.cwd, max_turns=wishes.max_turns)
    choose_model(plan, settings, wishes.model)
    return plan, remarks + _unconfined(plan)


def _unconfined(plan: Plan) -> list[str]:
    """Services that should be in a sandbox and are not; raises HostError where one must be there for a needed one."""
    if plan.sandbox == "off" or all(each.permissions is None for each in plan.services):
        return []
    from .sandbox.confine import unconfined

    # An optional service does not mount then, and says so.
    needed = [each for each in plan.services if plan.sandbox == "auto" or not each.optional]
    return unconfined(plan.sandbox, {each.name: each.permissions for each in needed})


def parts_of(
    wishes: Wishes, settings: Settings, session_id: str | None = None
) -> tuple[Plan, list[str]]:
    """The agent with its behaviors as the settings change them; nobody was chosen yet to answer. Raises HostError."""
    agent = wishes.agent or _agent_of(session_id) or settings.get("default_agent")
    if agent is None:
        raise click.UsageError(
            "no agent is named: amplifier-ipc run --agent NAME, "
            "or once for all: amplifier-ipc config set default_agent NAME; amplifier-ipc init asks for all"
        )
    overrides = resolved(settings.get("service_overrides", {}), wishes.cwd)
    plan = load_agent(agent, overrides)
    for behavior in wishes.behaviors:
        add_behavior(plan, behavior)
    tune(plan, settings, wishes.cwd)
    return plan, misspelt(overrides, [service.name for service in plan.services])


def _choose_provider(plan: Plan, flag: str | None, setting: str | None) -> list[str]:
    """Choose who answers, and see to it that the mock is there when it does, and only then; what to say of it."""
    own = plan.provider
    wishes = [Wish(flag, "--provider"), Wish(own, "the agent"), Wish(setting, "the settings")]
    if not any(wish.name for wish in wishes):
        wishes.append(Wish(next(offer.searched(plan), None), "the environment"))
    choice = choose(wishes)
    plan.provider = choice.provider
    if not choice.mock:
        plan.services = without_mock(plan.services)
        if choice.provider != own:
            offer.take_in(plan, choice.provider)
    elif choice.provider != own and all(each.name != MOCK for each in plan.services):
        add_behavior(plan, mock_provider())
    return [choice.remark, *offer.passed_over(plan)] if choice.remark else []


def _agent_of(session_id: str | None) -> str | None:
    """The definition that a session began with."""
    if not session_id or session_id != Path(session_id).name:
        return None
    found = read_metadata(home() / "sessions" / session_id).get("definition")
    return found if isinstance(found, str) else None
