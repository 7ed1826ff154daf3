"""Who answers: the first that is asked for, else the mock; pure (host.md §5, services.md §7)."""

from __future__ import annotations

from pathlib import Path

import pytest
from amplifier_ipc_host.choosing import NO_PROVIDER, Wish, choose, without_mock
from amplifier_ipc_host.plan import ServicePlan


def test_the_first_that_names_one_is_heeded():
    wishes = [Wish(None, "--provider"), Wish("a", "the agent"), Wish("b", "the settings")]
    choice = choose(wishes)
    assert (choice.provider, choice.by, choice.remark, choice.mock) == ("a", "the agent", "", False)


def test_where_nobody_names_one_the_mock_answers_and_the_user_is_told():
    choice = choose([Wish(None, "--provider"), Wish("", "the settings")])
    assert (choice.provider, choice.remark, choice.mock) == ("mock", NO_PROVIDER, True)


@pytest.mark.parametrize("name", ["mock", "mock:mock", "other:mock"])
def test_who_asks_for_the_mock_gets_it_without_a_word(name):
    choice = choose([Wish(name, "--provider")])
    assert (choice.provider, choice.remark, choice.mock) == (name, "", True)


def service(name: str, **more: object) -> ServicePlan:
    return ServicePlan(
        name=name, origin=Path(), command=[], **{"tools": False, "hooks": False, **more}
    )


def test_the_mock_is_not_started_beside_a_real_provider():
    kept = without_mock([service("a"), service("mock"), service("b")])
    assert [each.name for each in kept] == ["a", "b"]


@pytest.mark.parametrize("offers", [{"tools": True}, {"hooks": ["x"]}])
def test_a_service_of_that_name_that_gives_more_than_a_provider_stays(offers):
    assert without_mock([service("mock", **offers)])
