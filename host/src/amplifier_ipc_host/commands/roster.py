"""`amplifier-ipc provider list`: what is known of each provider without starting any."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..settings import Settings
    from ..vendors import Vendor

Json = dict[str, Any]
NOWHERE = "not at hand"
INSTALLED = {"ready": "yes", "stale": "has changed since", "missing": "no", None: ""}


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(as_json: bool) -> None:
    """Show the known providers: whether they have a key, whether they are installed, and where they come from."""
    from .tables import table

    rows = _rows()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    shown = [
        [
            "*" if row["used"] else "",
            row["provider"],
            row["key"],
            INSTALLED[row["installed"]],
            row["model"] or "",
            row["source"] or NOWHERE,
        ]
        for row in rows
    ]
    table(["", "provider", "key", "installed", "model", "comes from"], shown)


def _rows() -> list[Json]:
    from ..keys import kept
    from ..settings_files import load
    from ..vendors import VENDORS, vendor

    in_file = kept()
    environ = {**in_file, **os.environ}
    settings = load(Path.cwd())
    setting = settings.get("provider")
    used = vendor(setting) if setting else None
    rows = [
        {
            "provider": each.name,
            "title": each.title,
            "key": _key(each, environ),
            "has_key": bool(each.found(environ)) or not each.keys,
            **_there(each.name, settings),
            "used": each is used,
        }
        for each in VENDORS
    ]
    if setting and used is None:
        own = {"provider": setting, "title": setting, "key": "", "has_key": True}
        rows.append({**own, **_there(setting, settings), "used": True})
    return rows


def _key(known: Vendor, environ: Mapping[str, str]) -> str:
    found = known.found(environ)
    if not known.keys and found is None:
        return "needs none"
    if found is None:
        return known.missing(environ)
    where = "environment" if all(name in os.environ for name in found) else "keys.env"
    return f"{', '.join(found)} ({where})"


def _there(name: str, settings: Settings) -> Json:
    """Where a provider comes from, whether it is installed, and the model that answers where none is asked for."""
    from .. import offer
    from ..errors import HostError
    from ..overriding import resolved

    nothing = {"source": None, "installed": None, "model": _set_model(name, settings)}
    found = offer.source(None, name)
    if not isinstance(found, offer.Found):
        return nothing
    try:
        definition = found.definition()
        overrides = resolved(settings.get("service_overrides", {}), Path.cwd())
        environment = found.environment(overrides)
        state = environment.state()
        model = nothing["model"] or _default_model(environment.source())
    except HostError as error:  # one that cannot be read must not cost the list of the others
        return {**nothing, "source": f"{found.named}: {error.message}"}
    return {"source": str(definition.path), "installed": state, "model": model}


def _set_model(name: str, settings: Settings) -> str | None:
    """The model that the settings name for it."""
    from ..vendors import spellings

    names = spellings(name)
    if settings.get("model") and settings.get("provider") in names:
        return str(settings.get("model"))
    overrides = settings.get("provider_overrides", {})
    named = [overrides[each]["model"] for each in names if "model" in overrides.get(each, {})]
    return str(named[0]) if named else None


def _default_model(folder: Path) -> str | None:
    """The default of an adapter's models.json; None for one that has no such file."""
    try:
        told = json.loads((folder / "models.json").read_bytes())
    except (OSError, ValueError):
        return None
    named = told.get("default") if isinstance(told, dict) else None
    return named if isinstance(named, str) and named else None
