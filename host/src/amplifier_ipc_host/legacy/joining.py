"""How a service is found to be of version 0, and gets its adapter: without a second start."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .adapter import Adapter
from .machine import Handler, Machine

if TYPE_CHECKING:
    from ..processes import Process
    from ..service import Service

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Copies:
    """The pipes of a service once more: they stay open when the data plane lets go of its own."""

    read_end: int
    write_end: int

    @classmethod
    def of(cls, read_end: int, write_end: int) -> Copies:
        """Copies of a pair of descriptors; raises OSError."""
        return cls(os.dup(read_end), os.dup(write_end))

    def close(self) -> None:
        """Close both."""
        os.close(self.read_end)
        os.close(self.write_end)


def join(service: Service, process: Process, described: Json) -> None:
    """Put the adapter between a service and the data plane, on a connection of its own.

    `described`: its describe answer as version 1 tells it. Nothing but describe may be under way.
    """
    copies, service.copies = service.copies, None
    assert copies is not None, "a process has copies until its version is known"

    def ended(why: str, wanted: bool) -> None:
        service.stopping = service.stopping or wanted
        if not service.stopping:
            service.on_end(why)

    ends = (copies.read_end, copies.write_end)
    service.legacy = Adapter(Machine(service.name, described), process, ends, ended)
    router, old = service.plane.router, service.connection
    router.disconnect(old)
    service.connection = router.connect(service.name, *service.legacy.ends)
    service.on_move(old)


def mount_hooks(service: Service, hooks: list[Json]) -> None:
    """Tell the adapter which hooks of the service are mounted, as describe has them."""
    if service.legacy is not None:
        found = [Handler(h["name"], h["events"], h.get("priority") or 0) for h in hooks]
        service.legacy.mount_hooks(found)
