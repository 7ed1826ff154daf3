"""The contracts that a service can serve, and how authors declare them.

Architecture invariant: nothing here imports the service or a transport.
"""

from .base import Component, component_of
from .context_manager import ContextManagerComponent, context_manager
from .decisions import ask, deny, inject, modify
from .hook import Event, HookComponent, hook
from .orchestrator import OrchestratorComponent, orchestrator
from .provider import ProviderComponent, provider
from .tool import ToolComponent, tool

__all__ = [
    "Component",
    "ContextManagerComponent",
    "Event",
    "HookComponent",
    "OrchestratorComponent",
    "ProviderComponent",
    "ToolComponent",
    "ask",
    "component_of",
    "context_manager",
    "deny",
    "hook",
    "inject",
    "modify",
    "orchestrator",
    "provider",
    "tool",
]
