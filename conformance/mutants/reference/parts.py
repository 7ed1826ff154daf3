"""What a component is here: its kind, what describe tells of it, its settings, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from request import Json


@dataclass
class Part:
    """One component; `run` is what the contract of its kind calls."""

    kind: str  # the list of `capabilities` that it stands in
    spec: Json
    run: Callable[..., Any]
    config_schema: Json | None = None
    config: Json = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name by which it is chosen (LIF-005); content has no name of its own."""
        return str(self.spec.get("name", "content"))
