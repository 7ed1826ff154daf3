"""Which provider and model a request goes to, and what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import Context, MountedProvider, RpcError

Json = dict[str, Any]
# Seconds; a provider that does not say what it is must not hold up the turn that asks it for an answer.
INFO_TIMEOUT = 10.0
# Matrices, agents and services do not agree on what these are called.
SAME = (
    ("gemini", "google"),
    ("azure_openai", "azure-openai", "azure"),
    ("github_copilot", "github-copilot", "copilot"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A provider, its service, a model (None: its default), settings of the request, the provider's info.

    `info` has `context_window` and `max_output_tokens` of the model where they are known.
    """

    provider: str | None = None
    service: str | None = None
    model: str | None = None
    settings: Json = field(default_factory=dict)
    info: Json = field(default_factory=dict)

    @property
    def who(self) -> str:
        """What sentences for the user call it."""
        where = f" (service {self.service})" if self.service else ""
        return f"provider {self.provider or 'of the session'}{where}"

    @property
    def names(self) -> Json:
        """The members `provider` and `model` of events."""
        return {"provider": self.provider or "", "model": self.model or ""}


@dataclass(slots=True)
class Chooser:
    """Chooses among the mounted providers; the first is the default one."""

    ctx: Context
    providers: Sequence[MountedProvider]
    _asked: dict[str, Json] = field(default_factory=dict)

    async def choose(self, wanted: Json) -> Choice:
        """Return the choice; `wanted` may have `provider`, `model` and `model_config`."""
        default = self.providers[0].name if self.providers else None
        provider = _text(wanted.get("provider")) or default
        model = _text(wanted.get("model"))
        given = wanted.get("model_config")
        settings = given if isinstance(given, dict) else {}
        mounted = self._mounted(provider)
        if mounted is None:
            return Choice(provider, None, model, settings)
        model = model or _named(mounted)
        info = await self._info(mounted, model)
        return Choice(mounted.name, mounted.service, model, settings, info)

    def _mounted(self, name: str | None) -> MountedProvider | None:
        """The provider of this name, or else of one that means the same."""
        same = next((names for names in SAME if name in names), ())
        exact = [p for p in self.providers if p.name == name]
        return next(iter(exact or [p for p in self.providers if p.name in same]), None)

    async def _info(self, mounted: MountedProvider, model: str | None) -> Json:
        info = mounted.info.to_wire() if mounted.info else await self._ask(mounted.name)
        wanted = model or (info.get("defaults") or {}).get("model")
        known = next((m for m in mounted.models or [] if m.id == wanted), None)
        if known is None:
            return info
        return info | {
            "context_window": known.context_window,
            "max_output_tokens": known.max_output_tokens,
        }

    async def _ask(self, provider: str) -> Json:
        if provider not in self._asked:
            host = self.ctx.host.with_timeout(INFO_TIMEOUT)
            try:
                self._asked[provider] = (await host.provider_info(provider)).to_wire()
            except RpcError as error:
                self.ctx.log("debug", f"nothing is known of provider {provider}: {error.message}")
                self._asked[provider] = {"id": provider}
        return self._asked[provider]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _named(mounted: MountedProvider) -> str | None:
    """The model that whoever started the session named: the default of an info that the host gave along."""
    return (
        _text((mounted.info.to_wire().get("defaults") or {}).get("model")) if mounted.info else None
    )
