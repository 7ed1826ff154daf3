"""The components: one of every kind, so that every requirement can be judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parts import Part

from components import (
    answers,
    content,
    context,
    fixture,
    hooks,
    orchestrator,
    provider,
    shared,
    tools,
)


def parts() -> list[Part]:
    """All components, in the order of describe."""
    return [
        *tools.parts(),
        fixture.part(),
        *answers.parts(),
        provider.part(),
        context.part(),
        orchestrator.part(),
        *shared.parts(),
        content.part(),
    ]


# what serves a method, or all methods of a kind
HANDLERS: dict[str, Callable[..., Any]] = {
    "tools": tools.execute,
    "hooks": hooks.emit,
    "orchestrators": orchestrator.execute,
    **provider.HANDLERS,
    **context.HANDLERS,
    **shared.HANDLERS,
    **content.HANDLERS,
}
