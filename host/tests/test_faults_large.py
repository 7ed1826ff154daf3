"""64 MiB payloads both ways between services: whole, one after the other, in bounded memory of the host."""

from __future__ import annotations

import hashlib

import pytest

MIB = 2**20
LIMIT = 64 * MIB
AROUND = 1024  # more than the members around a payload take
# What the host may take beyond what it had before: a line that is read and one that is written, each below 64 MiB
# and with a buffer that grew by doubling.
ROOM_MIB = 300


def sha256(size: int) -> str:
    return hashlib.sha256(b"x" * size).hexdigest()


@pytest.fixture
def gives(house, measured):
    house.service("giver", "tool", "gives", script="heavy")
    return measured


def test_sixty_four_mebibytes_there_and_back(gives):
    size = LIMIT - AROUND
    told = gives([[{"tool": "gives", "text": size, "size": size}]])
    ((answer,),) = told["answers"]
    assert answer == {"heard": size, "sha256": sha256(size), "size": size, "same": True}
    assert told["peak_mib"] - told["before_mib"] < ROOM_MIB


@pytest.mark.parametrize("way", ["text", "size"])
def test_more_than_sixty_four_mebibytes_is_refused_and_the_service_lives_on(gives, way):
    told = gives([[{"tool": "gives", way: LIMIT}], [{"tool": "gives", "text": 2, "size": 2}]])
    (large,), (small,) = told["answers"]
    assert large == {
        "kind": "message_too_large",
        "data": {"kind": "message_too_large", "limit": LIMIT},
    }
    assert small == {"heard": 2, "sha256": sha256(2), "size": 2, "same": True}
    assert told["peak_mib"] - told["before_mib"] < ROOM_MIB


def test_a_line_without_an_end_passes_in_constant_memory(house, measured):
    house.service("long", "tool", "long-line", script="heavy")
    told = measured([[{"tool": "long-line", "size": 512 * MIB}]])
    assert told["answers"] == [[{"size": 0, "same": True}]]
    assert told["peak_mib"] - told["before_mib"] < ROOM_MIB


@pytest.mark.system
def test_many_large_ones_one_after_the_other_take_no_more_than_one(gives):
    size = LIMIT - AROUND
    told = gives([[{"tool": "gives", "text": size, "size": size}]] * 5)
    whole = {"heard": size, "sha256": sha256(size), "size": size, "same": True}
    assert told["answers"] == [[whole]] * 5
    assert told["peak_mib"] - told["before_mib"] < ROOM_MIB
