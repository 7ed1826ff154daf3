"""Which provider answers a session (services.md §7). Pure: what is known is given, and a choice comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .plan import ServicePlan, split_reference
from .vendors import spellings, vendor

MOCK = "mock"
NO_PROVIDER = "No provider is configured: the mock provider answers."


@dataclass(frozen=True, slots=True)
class Wish:
    """A provider that somebody asks for, and who does: the command line, the agent, the settings, the environment."""

    name: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The provider's name, as a definition would write it. `remark`: a line for the user; empty where none is due."""

    provider: str
    by: str
    remark: str = ""

    @property
    def mock(self) -> bool:
        """Whether the mock provider was chosen, by whomever."""
        return split_reference(self.provider)[1] == MOCK


def choose(wishes: Iterable[Wish]) -> Choice:
    """The first wish that names a provider, else the mock provider, which the user is told of."""
    for wish in wishes:
        if wish.name:
            return Choice(wish.name, wish.by)
    return Choice(MOCK, "nobody", NO_PROVIDER)


def without_mock(services: list[ServicePlan]) -> list[ServicePlan]:
    """The services but for the mock's, of which nothing but its provider is used.

    Where a real model was asked for, the mock must not answer, not even when that model cannot be asked.
    """
    return [each for each in services if each.name != MOCK or each.tools or each.hooks]


def offers(service: ServicePlan, name: str) -> bool:
    """Whether a service is the one of this provider, as far as a definition tells: by its name, or a key it sees.

    A key for other things too, as that of GitHub, may well be seen by a tool.
    """
    known = vendor(name)
    if called(service, name) or known is None:
        return called(service, name)
    sees = any(key in service.env_names for key in known.variables)
    return sees and not (known.shared and service.tools)


def called(service: ServicePlan, name: str) -> bool:
    """Whether a service has the name of this provider, in one of its spellings."""
    return service.name.removeprefix("providers-").removeprefix("provider-") in spellings(name)
