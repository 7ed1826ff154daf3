"""The errors of the vendors, as they send them, and what each must become: `fixtures/errors.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .adapters import KEY, Adapter

_FILE = Path(__file__).parents[2] / "fixtures" / "errors.yaml"


@dataclass(frozen=True)
class Case:
    """An error of a vendor, and the llm_error that it is."""

    name: str
    status: int
    body: str
    kind: str
    retryable: bool = False
    retry_after: float | None = None
    says: str = ""
    """Words that the message must hold."""
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def _cases() -> dict[str, list[Case]]:
    text = _FILE.read_text().replace("<KEY>", KEY)
    whole = yaml.safe_load(text)
    return {name: [Case(kind=row.pop("is"), **row) for row in rows] for name, rows in whole.items()}


ERRORS = _cases()


def errors_of(adapter: Adapter) -> list[Case]:
    """What an adapter's vendor may say."""
    return [*ERRORS[adapter.folder], *ERRORS["everywhere"]]
