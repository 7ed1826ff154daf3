"""An orchestrator of version 0 answers nothing else while it executes: the rest of its service runs by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from ..errors import MountError
from .describes import only, without_orchestrators

if TYPE_CHECKING:
    from ..plan import ServicePlan
    from ..service import Service

Json = dict[str, Any]
Start = Callable[["ServicePlan", Json], Awaitable["Service | None"]]


async def set_apart(
    one: Service | None, services: list[Service], start: Start, failed: dict[str, str]
) -> bool:
    """Have what an orchestrator of version 0 offers beside served by a second process; whether there is one now.

    It comes behind the first in `services`. Raises MountError when it does not start.
    """
    if one is None or one.legacy is None or not without_orchestrators(one.describe):
        return False
    second = await start(one.plan, {})
    one.describe = only(one.describe, "orchestrators")
    if second is None:
        raise MountError(failed[one.name], "mend that service")
    second.describe = without_orchestrators(second.describe) or second.describe
    services.insert(services.index(one) + 1, second)
    return True
