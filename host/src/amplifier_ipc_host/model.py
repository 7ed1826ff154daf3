"""Which model the chosen provider is to use, where somebody named one; the orchestrator is told as its default."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import RpcError
from .plane import fitting

if TYPE_CHECKING:
    from .crew import Crew
    from .plane import Plane

Json = dict[str, Any]
LIST_TIMEOUT = 10.0
# A provider that does not say what it is must not hold up the turn.
INFO_TIMEOUT = 2.0
_DATE = re.compile(r"[-@](\d{8}|\d{4}-\d{2}-\d{2})(?!\d)")
_EARLY = re.compile(r"preview|beta|alpha|exp(erimental)?\b|-rc", re.IGNORECASE)
_NUMBER = re.compile(r"([0-9]+)")


async def provider_info(crew: Crew, plane: Plane) -> Json | None:
    """The chosen provider's ProviderInfo with the named model as its default; None when none is named.

    A name with `*` is the newest of the provider's models that fits. Raises RpcError when the provider cannot say.
    """
    wanted = crew.model
    service = next((s for s, offer in crew.providers() if offer["name"] == crew.provider), None)
    if wanted is None or service is None:
        return None
    asked = {"provider": crew.provider}
    if "*" in wanted:
        answer = await plane.request(
            service.connection, "provider.list_models", asked, timeout=LIST_TIMEOUT
        )
        told = fitting("ProviderListModelsResult", answer)
        wanted = fits(wanted, [str(model.get("id")) for model in told.get("models") or []])
    info = await _info(plane, service.connection, str(crew.provider))
    return {**info, "defaults": {**(info.get("defaults") or {}), "model": wanted}}


def fits(wanted: str, names: list[str]) -> str:
    """The model that is meant: of a name with `*` the newest that fits. Raises RpcError when none does.

    Newest, as adapters understand it: stable before preview, then by the numbers in the name, dates counting last.
    """
    if "*" not in wanted:
        return wanted
    pattern = re.compile(".*".join(map(re.escape, wanted.split("*"))))
    fitting = [name for name in names if pattern.fullmatch(name)]
    if not fitting:
        raise RpcError.of_kind("not_found", f"no model fits '{wanted}'", what="model", name=wanted)
    return max(fitting, key=lambda name: (_stable(name), _parts(_DATE.sub("", name)), _parts(name)))


def _stable(name: str) -> bool:
    return not _EARLY.search(name)


def _parts(name: str) -> list[tuple[int, str]]:
    """Texts and numbers in turn, so that 10 comes behind 9."""
    parts = enumerate(_NUMBER.split(name))
    return [(int(part), "") if place % 2 else (0, part) for place, part in parts]


async def _info(plane: Plane, connection: int, name: str) -> Json:
    """What the provider says of itself; the least that fits where it does not say it."""
    try:
        answer = await plane.request(
            connection, "provider.info", {"provider": name}, timeout=INFO_TIMEOUT
        )
        return dict(fitting("ProviderInfo", answer))
    except RpcError:
        return {
            "id": name,
            "display_name": name,
            "credential_env_vars": [],
            "capabilities": [],
            "config_fields": [],
        }
