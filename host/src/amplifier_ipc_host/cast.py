"""Who plays which role in a session: the orchestrator, the context manager, the provider (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import MountError
from .plan import Plan, split_reference
from .service import Service
from .vendors import near, spellings

Json = dict[str, Any]
Providers = Sequence[tuple[Service, Json]]


@dataclass(frozen=True, slots=True)
class Cast:
    """The services of a plan that a turn begins with, the provider's name, and the model if one was named."""

    orchestrator: Service
    context: Service
    provider: str
    model: str | None

    @classmethod
    def of(
        cls, plan: Plan, services: Sequence[Service], providers: Providers, failed: Sequence[str]
    ) -> Cast:
        """Choose among these; `failed`: why others are not there. Raises MountError where nobody plays a role."""
        because = f": {'; '.join(failed)}" if failed else ""
        orchestrator = _role(services, "orchestrators", plan.orchestrator, "orchestrator", because)
        context = _role(
            services, "context_managers", plan.context_manager, "context manager", because
        )
        preferred = _preferred(plan, providers)
        provider, model = preferred or (_chosen(plan, providers, because), plan.model)
        return cls(orchestrator, context, provider, model)


def _role(
    services: Sequence[Service], kind: str, reference: str, title: str, because: str
) -> Service:
    wanted, name = split_reference(reference)
    for service in services:
        if wanted in (None, service.name) and name in [
            offer["name"] for offer in service.offered(kind)
        ]:
            return service
    raise MountError(
        _missing(f"the {title} '{reference}'", because),
        "mend that service, or name another in the agent",
    )


def _preferred(plan: Plan, providers: Providers) -> tuple[str, str | None] | None:
    """The provider and the model that a child session prefers, of those that are mounted (SES-020)."""
    names = [provider["name"] for _, provider in providers]
    for preference in plan.preferences:
        for name in spellings(str(preference["provider"])):
            if name in names:
                return name, preference.get("model")
    return None


def _chosen(plan: Plan, providers: Providers, because: str) -> str:
    names = [provider["name"] for _, provider in providers]
    if plan.provider is None and names:
        return str(names[0])
    wanted, name = split_reference(plan.provider or "")
    same = spellings(name)
    for service, provider in providers:
        if provider["name"] in same and wanted in (None, service.name):
            return str(provider["name"])
    if not names:
        asked = plan.provider
        raise MountError(
            _missing(f"the provider '{asked}'" if asked else "a provider", because),
            near(name) or "mend that service, or take in another behavior with a provider",
        )
    raise MountError(
        _missing(f"the provider '{plan.provider}'", because),
        near(name, names) or f"mounted are: {', '.join(names)}",
    )


def _missing(what: str, because: str) -> str:
    return f"{what} is not offered by any mounted service{because}"
