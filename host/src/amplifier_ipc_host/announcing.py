"""What is said of a service when it is mounted: what is odd about it, and that it is ready (pure)."""

from __future__ import annotations

from collections.abc import Iterator

from .describe import component_names
from .events import Event, Log, ServiceReady
from .plan import Selection
from .service import Service


def announcement(service: Service) -> Iterator[Event]:
    """The events, in their order; the last says that it is ready."""
    for remark in oddities(service):
        yield Log(service="host", level="warning", message=remark)
    yield ServiceReady(
        service=service.name,
        version=str(service.describe.get("version", "")),
        language=service.language,
        pid=service.process.pid,
        url=service.plan.url,
        started_ms=round(service.started_ms, 1),
        components=component_names(service.describe),
    )


def oddities(service: Service) -> Iterator[str]:
    """A sentence for each thing that its definition and its describe answer do not agree about."""
    yield from service.remarks
    for grant in service.ungranted():
        yield f"service {service.name} asks for the grant '{grant}', which its definition does not give"
    for kind, selection in (("tools", service.plan.tools), ("hooks", service.plan.hooks)):
        names = {offer["name"] for offer in service.offered(kind)}
        for name in _missing(names, selection):
            what = f"no {kind.removesuffix('s')} '{name}', which its definition selects"
            yield f"service {service.name} offers {what}"


def _missing(names: set[str], selection: Selection) -> list[str]:
    return [] if isinstance(selection, bool) else [name for name in selection if name not in names]
