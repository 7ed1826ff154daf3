"""What settings and flags change in a plan (pure)."""

from __future__ import annotations

from pathlib import Path

from .plan import Json, Plan, split_reference
from .settings import Settings

READERS = ("read_file", "glob", "grep")
WRITERS = ("write_file", "edit_file", "apply_patch")


def tune(
    plan: Plan,
    settings: Settings,
    cwd: Path,
    *,
    model: str | None = None,
    max_turns: int | None = None,
) -> None:
    """Put the settings over the plan's own, and the flags over both."""
    for section in ("config", "provider_overrides"):
        for component, members in settings.get(section, {}).items():
            _over(plan, component, members)
    _limit_paths(plan, settings, cwd)
    plan.model = model or plan.model or settings.get("model")
    if max_turns is not None:
        _over(plan, split_reference(plan.orchestrator)[1], {"max_iterations": max_turns})


def _over(plan: Plan, component: str, members: Json) -> None:
    plan.config[component] = {**plan.config.get(component, {}), **members}


def _limit_paths(plan: Plan, settings: Settings, cwd: Path) -> None:
    """Tell the tools that work on files where they may; what anybody denies stays denied."""
    for tools, kind in ((READERS, "read"), (WRITERS, "write")):
        allowed, denied = (
            settings.get(f"allowed_{kind}_paths"),
            settings.get(f"denied_{kind}_paths"),
        )
        for tool in tools:
            own = plan.config.get(tool, {})
            if allowed is not None:
                # Where a tool may write by itself is the working directory; a list replaces that.
                first = own.get("allowed_write_paths", [str(cwd)]) if kind == "write" else []
                _over(plan, tool, {f"allowed_{kind}_paths": _joined(first, allowed)})
            if denied:
                before = own.get(f"denied_{kind}_paths", [])
                _over(plan, tool, {f"denied_{kind}_paths": _joined(before, denied)})


def _joined(first: list[str], then: list[str]) -> list[str]:
    return list(dict.fromkeys([*first, *then]))
