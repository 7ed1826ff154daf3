"""Settings: three files, the environment and flags, merged; each value knows where it came from (host.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

Json = dict[str, Any]
Path_ = tuple[str, ...]  # a place in the settings: ("routing", "matrix")
ENVIRONMENT = "AMPLIFIER_"
# A project's settings.yaml comes with the project, so whoever wrote that would decide what runs here.
NOT_FROM_A_PROJECT: tuple[tuple[Path_, Any], ...] = (
    (("service_overrides",), None),
    (("provider_overrides",), None),
    (("approve",), "auto"),
    (("sandbox",), "off"),
    (("sandbox",), "auto"),
)
# What anybody denies stays denied: no file can take it back that another one says.
UNITED: tuple[Path_, ...] = (("denied_read_paths",), ("denied_write_paths",))


@dataclass(frozen=True, slots=True)
class Tier:
    """One source of settings: what it is called in `config show --origin`, and what it says.

    `shared`: it comes with a project, so that not all of it is heeded.
    """

    name: str
    values: Json
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """All tiers as one: `values`, the name of the tier of each leaf, and what to warn about."""

    values: Json
    origins: dict[Path_, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def get(self, place: str, default: Any = None) -> Any:
        """The value at a place such as `routing.matrix`, or the default."""
        value: Any = self.values
        for part in place.split("."):
            if not isinstance(value, dict) or part not in value:
                return default
            value = value[part]
        return value

    def leaves(self) -> Iterator[tuple[Path_, Any, str]]:
        """Each value that is no mapping, with its place and the name of its tier."""
        for place, value in leaves(self.values):
            yield place, value, self.origins[place]


def merge(tiers: list[Tier], schema: Json) -> Settings:
    """All tiers, later ones stronger; mappings are merged, denied paths are joined, all else is replaced."""
    values: Json = {}
    origins: dict[Path_, str] = {}
    warnings: list[str] = []
    for tier in tiers:
        warnings += _unknown(tier, schema)
        heeded = _without_dangers(tier, warnings) if tier.shared else tier.values
        _merge_into(values, heeded, tier.name, origins, ())
    return Settings(values, origins, warnings)


def leaves(values: Json, place: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Each value that is no mapping (or an empty one), with its place."""
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*place, key))
        else:
            yield (*place, key), value


def from_environment(environ: Mapping[str, str], schema: Json) -> Json:
    """The settings that variables such as AMPLIFIER_ROUTING__MATRIX hold; other variables are left alone."""
    values: Json = {}
    for place, described in _scalars(schema, ()):
        text = environ.get(ENVIRONMENT + "__".join(place).upper())
        if text:
            _put(values, place, _typed(text, described))
    return values


def _typed(text: str, described: Json) -> Any:
    """A text of the environment as what the schema asks for; what does not fit stays text, and is a fault then."""
    if described.get("type") == "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if described.get("type") == "integer":
        return int(text) if text.lstrip("-").isdecimal() else text
    return text


def _scalars(schema: Json, place: Path_) -> Iterator[tuple[Path_, Json]]:
    for key, described in schema.get("properties", {}).items():
        if described.get("type") == "object":
            yield from _scalars(described, (*place, key))
        elif described.get("type") != "array":
            yield (*place, key), described


def _put(values: Json, place: Path_, value: Any) -> None:
    for part in place[:-1]:
        values = values.setdefault(part, {})
    values[place[-1]] = value


def _merge_into(
    values: Json, more: Json, name: str, origins: dict[Path_, str], place: Path_
) -> None:
    for key, value in more.items():
        here = (*place, key)
        if isinstance(value, dict) and isinstance(values.get(key), dict) and value:
            _merge_into(values[key], value, name, origins, here)
            continue
        if here in UNITED and isinstance(values.get(key), list) and isinstance(value, list):
            values[key] = list(dict.fromkeys([*values[key], *value]))
            origins[here] = f"{origins[here]}, {name}"
            continue
        for old in [each for each in origins if each[: len(here)] == here]:
            del origins[old]
        if isinstance(value, dict) and value:
            values[key] = {}
            _merge_into(values[key], value, name, origins, here)
        else:
            values[key] = value
            origins[here] = name


def _without_dangers(tier: Tier, warnings: list[str]) -> Json:
    """What a project's file may say."""
    kept = dict(tier.values)
    for (key,), only in NOT_FROM_A_PROJECT:
        if key in kept and (only is None or kept[key] == only):
            shown = key if only is None else f"{key}: {only}"
            warnings.append(
                f"{tier.name}: '{shown}' is not heeded in a project's file; set it in your own settings"
            )
            del kept[key]
    return kept


def _unknown(tier: Tier, schema: Json) -> list[str]:
    found = []
    for place, known in _unknown_keys(tier.values, schema, ()):
        near = get_close_matches(place[-1], known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"known are: {', '.join(known)}"
        found.append(f"{tier.name}: '{'.'.join(place)}' is no setting; {hint}")
    return found


def _unknown_keys(values: Any, schema: Json, place: Path_) -> Iterator[tuple[Path_, list[str]]]:
    known = schema.get("properties")
    if not isinstance(values, dict) or known is None:
        return
    for key, value in values.items():
        if key not in known:
            yield (*place, str(key)), list(known)
        else:
            yield from _unknown_keys(value, known[key], (*place, key))
