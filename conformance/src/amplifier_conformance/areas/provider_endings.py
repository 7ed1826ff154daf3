"""How requests to providers end before their answer, which takes --allow-effects to be seen (PRV-018)."""

from __future__ import annotations

from ..check import Bench, check
from ..nowhere import Nowhere
from ..protocol import Json
from ..service import Service
from ..verdicts import Failed, NotVerified
from .provider_answers import HELLO, LONG, asked, complete, told
from .providers import CANARY, variables

ANSWERED = 5.0  # seconds within which a cancelled request is answered (RPC-030)
LATE = 0.25  # seconds after its deadline by which a request is answered (RPC-027)
SLACK = 2.0  # seconds that a busy machine may add
DEADLINE = 200  # milliseconds
REACHED = 1500  # milliseconds in which a provider has connected to its vendor


def long_requests(bench: Bench) -> list[Json]:
    """Requests whose answer takes its time."""
    return [LONG, told("wait")] if bench.has_fixture else [LONG]


@check(
    "PRV-018",
    "RPC-030",
    title="A cancelled request is answered within 5 seconds, and its connection to the vendor ends",
)
def cancelled(bench: Bench) -> None:
    for name in asked(bench):
        seen = [_let_go(bench, name, cancel=True)]
        for request in long_requests(bench):
            call = complete(bench.service, name, request, stream=True)
            call.cancel(mode="immediate", reason="the suite is done")
            if not bench.http:  # a connection that is closed hears no answer
                seen.append(_ended(name, call.message(ANSWERED + SLACK), -32800))
        if not any(seen):
            raise NotVerified(f"{name} was not seen to ask its model")


@check(
    "PRV-018",
    "RPC-027",
    title="A request is answered at its deadline, and its connection to the vendor ends",
)
def deadline(bench: Bench) -> None:
    for name in asked(bench):
        seen = [_let_go(bench, name, cancel=False)]
        for request in long_requests(bench):
            meta = {"deadline_ms": DEADLINE}
            call = complete(bench.service, name, request, stream=True, _meta=meta)
            seen.append(_ended(name, call.message(DEADLINE / 1000 + LATE + SLACK), -32001))
        if not any(seen):
            raise NotVerified(f"{name} could not ask its model")


def _ended(name: str, message: Json, code: int) -> bool:
    """Whether the end could be seen: false if the model could not be asked."""
    came = (message.get("error") or {}).get("code")
    if came not in (code, -32010, None):
        raise Failed(f"{name} ends the request in another way", code, message)
    return came != -32010


def _let_go(bench: Bench, name: str, *, cancel: bool) -> bool:
    """Whether a proxy sees what a provider sends to a vendor that never answers; it must end with the request."""
    with Nowhere() as nowhere:
        service = bench.start(env={**dict.fromkeys(variables(bench), CANARY), **nowhere.env})
        complete(service, name, HELLO, _meta={"deadline_ms": REACHED}).message()
        if not nowhere.came:
            return False  # it needs no vendor, or reaches it in another way
        _closed(nowhere, service, name, "deadline")
        if cancel:
            call = complete(service, name, HELLO)
            nowhere.wait_open(service.patience)
            call.cancel(mode="immediate")
            call.message()
            _closed(nowhere, service, name, "cancel")
        return True


def _closed(nowhere: Nowhere, service: Service, name: str, why: str) -> None:
    if not nowhere.wait_closed(service.patience):
        raise Failed(
            f"{name} keeps its connection to the model's service open after the {why}",
            "it is closed",
            f"open for {service.patience:.0f} s",
        )
