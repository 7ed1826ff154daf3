"""What the checks of HTTP share: plain exchanges with a service, and how their answers are looked at. No checks."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..check import FIXTURE, Bench
from ..http import mapping
from ..http.client import Answer, Exchange
from ..http.link import Link
from ..protocol import Json, methods
from ..service import Service
from ..verdicts import Failed, NotApplicable

NOBODY = "no_such_name_"
STREAM = {"Accept": mapping.STREAM}
FIXTURE_PATH = f"/tools/{FIXTURE}/execute"
# A POST endpoint of each contract that an empty object does not fit, so that nothing happens.
LACKING = (
    ("tools", "/tools/{}/execute"),
    ("hooks", "/hooks/suite%3Aprobe"),
    ("exports", "/capabilities/{}"),
    ("approval_providers", "/approvals"),
    ("context_managers", "/context/messages"),
    ("providers", "/providers/{}/parse_tool_calls"),
    ("orchestrators", "/orchestrator/execute"),
)
SORTS = {  # the contract of each method that has one
    "orchestrator.execute": "orchestrators",
    "$/cancel": "orchestrators",
    "tool.execute": "tools",
    "hook.emit": "hooks",
    "approval.request": "approval_providers",
    "capability.call": "exports",
}
PREFIXES = {
    "provider.": "providers",
    "context.": "context_managers",
    "content.": "content",
    "channel.": "channels",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """An endpoint of POST that may be asked: what is sent is refused, or changes nothing."""

    target: str
    body: Json
    lacks: bool  # whether the body lacks members, so that it is refused with invalid_params


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A line of the table of endpoints."""

    verb: str
    path: str
    method: str

    @property
    def sort(self) -> str:
        """The sort of component that serves it; empty if every service does."""
        by_prefix = (s for prefix, s in PREFIXES.items() if self.method.startswith(prefix))
        return SORTS.get(self.method) or next(by_prefix, "")

    @property
    def target(self) -> str:
        """Its path with a name that nobody has."""
        names = {found[1]: NOBODY for found in mapping.MEMBER.finditer(self.path)}
        return mapping.path(self.path, dict(names))

    @property
    def nothing(self) -> Json | None:
        """A body without members, where it has one."""
        return None if self.verb in ("GET", "DELETE") else {}


def endpoints() -> Iterator[Endpoint]:
    """All endpoints, in the order of the table."""
    for name, row in methods().items():
        if http := row.get("http"):
            for member in ("path", "stream_path"):
                if member in http:
                    yield Endpoint(http["method"], http[member], name)


def probe(bench: Bench) -> Probe:
    """An endpoint that this service has."""
    for sort, target in LACKING:
        if found := bench.capabilities.get(sort):
            name = mapping.path("{name}", {"name": found[0]["name"]})
            return Probe(target.format(name), {}, lacks=True)
    if bench.options.url:
        raise NotApplicable("it has no endpoint of POST but configure, and others use it")
    return Probe("/configure", {"config": {}}, lacks=False)


def lacking(bench: Bench) -> Probe:
    """One that an empty object does not fit; not applicable if there is none."""
    found = probe(bench)
    if not found.lacks:
        raise NotApplicable(
            "none of its endpoints has a body that lacks something when it is empty"
        )
    return found


def linked(service: Service) -> Link:
    """The link of a service that is judged over HTTP."""
    if service.link is None:
        raise NotApplicable("it is judged over stdio")
    return service.link


@contextlib.contextmanager
def sent(  # noqa: PLR0913 - one a part of a request
    service: Service,
    verb: str,
    target: str,
    body: Any = None,
    *,
    headers: Mapping[str, str] | None = None,
    patience: float | None = None,
) -> Iterator[Exchange]:
    """A request that was sent, with what every request of the suite has; a body that is no bytes is sent as JSON."""
    link = linked(service)
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    with link.exchange(patience) as exchange:
        exchange.send(verb, target, {**link.headers(), **(headers or {})}, data)
        yield exchange


def ask(service: Service, verb: str, target: str, body: Any = None, **options: Any) -> Answer:
    """The whole answer to a request; `options` are those of `sent`."""
    with sent(service, verb, target, body, **options) as exchange:
        return exchange.answer()


def shown(answer: Answer) -> str:
    """An answer as a report tells it."""
    return (
        f"{answer.status} {answer.head.content_type} {answer.body[:300].decode(errors='replace')}"
    )


def problem(answer: Answer, what: str) -> Json:
    """The Problem in an answer; fails the check if there is none."""
    value = mapping.parsed(answer.body)
    if answer.head.content_type != mapping.PROBLEM or not mapping.is_problem(value):
        raise Failed(f"{what} is not answered with a Problem", mapping.PROBLEM, shown(answer))
    found: Json = value
    return found


def refused(answer: Answer, status: int, kind: str, what: str) -> Json:
    """The Problem of an answer with this status and kind; anything else fails the check."""
    if answer.status != status:
        raise Failed(f"{what} has another status", status, shown(answer))
    found = problem(answer, what)
    if found["kind"] != kind:
        raise Failed(f"{what} has another kind", kind, shown(answer))
    return found


def result(answer: Answer, what: str) -> Any:
    """The result in an answer; anything else fails the check."""
    if answer.status != 200 or answer.head.content_type != mapping.JSON:
        raise Failed(
            f"{what} is not answered with its result", "200 application/json", shown(answer)
        )
    return answer.json()


def fixture_output(answer: Answer) -> Json:
    """What the fixture put out."""
    found = result(answer, "the fixture")
    output: Json = found.get("output") if isinstance(found.get("output"), dict) else {}
    return output
