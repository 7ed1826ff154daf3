"""Two services that offer a tool of one name: an error that names both, unless a definition picks one (host.md §4)."""

from __future__ import annotations

import pytest
from amplifier_ipc_host.errors import MountError

CALL = ["request.tool_execute", {"name": "bad", "input": {}}]


async def test_both_are_named_and_the_file_that_may_pick(house):
    house.service("one", "healthy", script="hostile")
    house.service("two", "healthy", script="hostile")
    with pytest.raises(MountError) as caught:
        await house.session().mount()
    assert caught.value.message == "the services one and two both offer the tool 'bad'"
    assert str(house.folder / "two.yaml") in caught.value.hint


@pytest.mark.parametrize(("one", "two"), [(["bad"], []), ([], ["bad"]), (True, False)])
async def test_a_list_picks_one(house, run, one, two):
    house.service("one", "healthy", script="hostile", tools=one)
    house.service("two", "healthy", script="hostile", tools=two)
    turn = await run(house.session(), CALL)
    assert turn.answers[0]["result"]["output"] == "ok"


async def test_a_list_that_leaves_both_is_an_error(house):
    house.service("one", "healthy", script="hostile", tools=["bad"])
    house.service("two", "healthy", script="hostile", tools=["bad"])
    with pytest.raises(MountError, match="one and two both offer the tool 'bad'"):
        await house.session().mount()
