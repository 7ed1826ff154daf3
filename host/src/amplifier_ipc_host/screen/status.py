"""What the line below the prompt says, and where a project's history lies (pure)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def status_line(agent: str, model: str, session_id: str, counts: Json, dot: str = "·") -> str:
    """Agent, model, tokens, cost, session. `counts`: the members of SessionStatus."""
    given, taken = counts.get("total_input_tokens", 0), counts.get("total_output_tokens", 0)
    cost = counts.get("estimated_cost")
    parts = [agent, model, f"{short(given)} in, {short(taken)} out"]
    parts += [f"${cost}"] if cost else []
    return f" {dot} ".join(part for part in [*parts, session_id] if part)


def short(count: int) -> str:
    """A number of tokens in few characters: 999, 1.2k, 3.4M."""
    for size, unit in ((1_000_000, "M"), (1000, "k")):
        if count >= size:
            return f"{count / size:.1f}{unit}"
    return str(count)


def duration(seconds: float) -> str:
    """A time in few characters: 12 ms, 3.4 s, 2 min 5 s."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def elapsed(seconds: float) -> str:
    """A time that passes: 3 s, 2 min 5 s."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def slug(project: Path) -> str:
    """The name of a project's folder below `projects/`."""
    return re.sub(r"[^\w.]+", "-", str(project)).strip("-") or "root"


def model_of(provider: str, wanted: str | None, messages: list[Json]) -> str:
    """Provider and model: the one that answered last, else the one that is asked for."""
    for message in reversed(messages):
        metadata = message.get("metadata")
        if message.get("role") == "assistant" and isinstance(metadata, dict):
            answered = metadata.get("model")
            if isinstance(answered, str) and wanted in (None, answered):
                return f"{metadata.get('provider') or provider}/{answered}"
            break
    return f"{provider}/{wanted}" if wanted else provider
