"""The host of Amplifier IPC: spawns services, asks what they offer, routes, persists.

from amplifier_ipc_host import Session, load_agent

session = Session(load_agent("agent.yaml"))
async for event in session.execute("What files are here?"):
    print(event)
await session.close()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import DefinitionError as DefinitionError
    from .errors import HostError as HostError
    from .errors import MountError as MountError
    from .errors import SessionError as SessionError
    from .events import Event as Event
    from .host import AmplifierHost as AmplifierHost
    from .plan import Plan as Plan
    from .plan import add_behavior as add_behavior
    from .plan import load_agent as load_agent
    from .session import Session as Session

_HOMES = {
    "AmplifierHost": "host",
    "DefinitionError": "errors",
    "Event": "events",
    "HostError": "errors",
    "MountError": "errors",
    "SessionError": "errors",
    "Plan": "plan",
    "add_behavior": "plan",
    "load_agent": "plan",
    "Session": "session",
}
__all__ = [*_HOMES]  # noqa: PLE0604 - names of modules that are loaded when first used


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
