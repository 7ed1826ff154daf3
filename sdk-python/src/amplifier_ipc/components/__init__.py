"""The contracts that a service can serve, and how authors declare them.

Architecture invariant: nothing here imports the service or a transport.
"""

from .approval_provider import ApprovalProviderComponent, approval_provider
from .base import Component, component_of
from .capability import CapabilityComponent, capability
from .channel import ChannelComponent, channel
from .content import ContentComponent, content, list_content, read_content
from .context_manager import ContextManagerComponent, context_manager
from .decisions import ask, deny, inject, modify
from .hook import Event, HookComponent, hook
from .orchestrator import OrchestratorComponent, orchestrator
from .provider import ProviderComponent, provider
from .tool import ToolComponent, tool

__all__ = [
    "ApprovalProviderComponent",
    "CapabilityComponent",
    "ChannelComponent",
    "Component",
    "ContentComponent",
    "ContextManagerComponent",
    "Event",
    "HookComponent",
    "OrchestratorComponent",
    "ProviderComponent",
    "ToolComponent",
    "approval_provider",
    "ask",
    "capability",
    "channel",
    "component_of",
    "content",
    "context_manager",
    "deny",
    "hook",
    "inject",
    "list_content",
    "modify",
    "orchestrator",
    "provider",
    "read_content",
    "tool",
]
