"""Services that flood and services that never read: nobody else waits for them, and the host's memory stays bounded."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from amplifier_ipc_host.events import Complete, Stream

MIB = 2**20
ECHO = {"tool": "gives", "text": 5, "size": 3}
ROOM_MIB = 150


def heavy(house, *how: str) -> None:
    for name in how:
        house.service(name, "tool", name, script="heavy")


def echoed(answer) -> bool:
    return (answer["heard"], answer["size"], answer["same"]) == (5, 3, True)


def test_a_flood_of_notifications_comes_in_bounded_memory(house, measured):
    """More than the caller takes at once: the service waits, and not one that belongs to a call is lost."""
    heavy(house, "streams", "gives")
    told = measured([[{"tool": "streams", "count": 100_000}, ECHO]])
    streamed, other = told["answers"][0]
    assert streamed == {"size": 0, "same": True}
    assert echoed(other)
    assert told["peak_mib"] - told["before_mib"] < ROOM_MIB


@pytest.fixture
def turn(house, monkeypatch):
    """Runs calls at once, until so many of them have these ends; then the turn is given up. What had ended by then."""
    monkeypatch.setattr("amplifier_ipc_host.turn.CANCEL_GRACE", 0.1)

    async def turn(calls: list, *until: str) -> list[str]:
        house.service("heavy", "orchestrator")
        session = house.session(house.agent(orchestrator="heavy:heavy"), tap=False)
        ended, left, status = [], Counter(until), None
        async for event in session.execute(json.dumps([calls])):
            if isinstance(event, Stream) and event.name == "token":
                ended.append(event.text)
                left -= Counter([event.text])
                if not left:
                    session.cancel("immediate")
            elif isinstance(event, Complete):
                status = event.status
        assert status == "cancelled"
        return ended

    return turn


async def test_one_that_never_stops_holds_up_nobody(house, turn):
    """Twenty calls of another service are answered while the flood goes on; it ends with the session."""
    heavy(house, "never-stops", "gives")
    ended = await turn([{"tool": "never-stops"}, *[ECHO] * 20], *["gives ok"] * 20)
    assert ended == ["gives ok"] * 20


async def test_what_waits_for_one_that_never_reads_is_bounded(house, turn):
    """Over 128 MiB a call is refused at once; others are answered all the time."""
    heavy(house, "never-reads", "gives")
    large = {"tool": "never-reads", "text": 60 * MIB}
    ended = await turn([*[large] * 4, ECHO], "never-reads overloaded", "gives ok")
    assert set(ended) == {"never-reads overloaded", "gives ok"}


@pytest.mark.system
def test_one_that_has_read_nothing_for_thirty_seconds_is_ended(house, measured):
    heavy(house, "never-reads", "gives")
    large = {"tool": "never-reads", "text": 60 * MIB}
    told = measured([[*[large] * 4, ECHO]])
    *refused, other = told["answers"][0]
    assert echoed(other)
    kinds = Counter(answer["kind"] for answer in refused)
    assert kinds.keys() == {"overloaded", "service_unavailable"}
    assert told["events"]["service_failed"] == 1
    assert told["peak_mib"] - told["before_mib"] < 128 + 2 * 64 + ROOM_MIB


def test_megabytes_on_stderr_are_read_and_forgotten(house, measured):
    heavy(house, "words", "gives")
    told = measured([[{"tool": "words", "size": 200 * MIB}, ECHO]])
    words, other = told["answers"][0]
    assert words == {"size": 0, "same": True}
    assert echoed(other)
    assert told["peak_mib"] - told["before_mib"] < ROOM_MIB
