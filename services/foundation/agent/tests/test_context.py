"""Context manager `simple`: the conversation whole, and views of it that fit."""

import pytest
from amplifier_ipc.testing import FakeHost
from foundation_agent.config import SimpleConfig
from foundation_agent.context import KEPT_SESSIONS, Simple
from foundation_agent.view import budget_of, estimate, view


def user(text):
    return {"role": "user", "content": text}


def calls(*ids):
    made = [{"id": i, "name": "read", "arguments": {}} for i in ids]
    return {"role": "assistant", "content": "", "tool_calls": made}


def result(call, text):
    return {"role": "tool", "content": text, "tool_call_id": call, "name": "read"}


def turns(count, size=400):
    """Turns of a question, a call, its result and an answer."""
    made = []
    for n in range(count):
        answer = {"role": "assistant", "content": f"answer {n}"}
        made += [user(f"question {n}"), calls(f"c{n}"), result(f"c{n}", "x" * size), answer]
    return made


def tokens(messages):
    return sum(map(estimate, messages))


def assert_whole(messages):
    """Every result follows its call, every call has its result."""
    wanted = []
    for message in messages:
        if message["role"] == "tool":
            assert message["tool_call_id"] in wanted
            wanted.remove(message["tool_call_id"])
        else:
            assert wanted == []
            wanted = [call["id"] for call in message.get("tool_calls", [])]
    assert wanted == []


def of(session, **params):
    return {**params, "_meta": {"session_id": session}}


async def test_sessions_are_kept_apart_and_the_oldest_goes():
    async with FakeHost(Simple()) as host:
        for n in range(KEPT_SESSIONS):
            await host.call("context.add_message", of(f"s{n}", message=user(str(n))))
        assert await host.call("context.get_messages", of("s0")) == {"messages": [user("0")]}
        await host.call("context.add_message", {"message": user("of none")})
        await host.call("context.clear", of("s2"))
        held = [await host.call("context.get_messages", of(f"s{n}")) for n in range(4)]
    assert held == [{"messages": text} for text in ([user("0")], [], [], [user("3")])]


async def test_the_conversation_over_the_wire():
    async with FakeHost(Simple(), config={"simple": {}}) as host:
        odd = {**user("hi"), "vendor_member": {"kept": None}}
        await host.call("context.add_message", {"message": odd})
        await host.call("context.add_message", {"message": calls("c1")})
        got = await host.call("context.get_messages")
        assert got == {"messages": [odd, calls("c1")]}
        await host.call("context.set_messages", {"messages": [user("new")]})
        assert await host.call("context.get_messages") == {"messages": [user("new")]}
        await host.call("context.clear")
        assert await host.call("context.get_messages") == {"messages": []}


async def test_a_view_leaves_the_history_as_it_was():
    history = turns(20)
    async with FakeHost(Simple()) as host:
        await host.call("context.set_messages", {"messages": history})
        small = await host.call("context.get_messages", {"token_budget": 500})
        assert tokens(small["messages"]) <= 500
        assert (await host.call("context.get_messages"))["messages"] == history
        wide = await host.call(
            "context.get_messages", {"provider_info": {"context_window": 100_000}}
        )
        assert wide["messages"] == history


async def test_the_config_counts():
    history = turns(10)
    async with FakeHost(Simple(), config={"simple": {"max_tokens": 4096 + 500}}) as host:
        await host.call("context.set_messages", {"messages": history})
        got = await host.call("context.get_messages", {"provider_info": {}})
    assert tokens(got["messages"]) <= 300


@pytest.mark.parametrize(
    ("info", "budget", "expected"),
    [
        ({}, None, 200_000 - 4096),
        ({"context_window": 10_000, "max_output_tokens": 4000}, None, 10_000 - 1000 - 4096),
        ({"defaults": {"context_window": 10_000}}, None, 10_000 - 4096),
        ({"context_window": 10_000}, 123, 123),
        ({"context_window": 1000}, None, 0),
    ],
)
def test_the_budget(info, budget, expected):
    assert budget_of(SimpleConfig(), info, budget) == expected


def test_up_to_the_threshold_nothing_is_changed():
    history = turns(10)
    exactly = -(-tokens(history) * 100 // 85)
    assert view(history, exactly, SimpleConfig()) == history
    assert view(history, exactly - 2, SimpleConfig()) != history


def test_the_oldest_results_are_cut_first():
    history = turns(8, size=40_000)
    shown = view(history, int(tokens(history) / 0.86), SimpleConfig())
    cut = [m["content"].startswith("[40000 characters, cut") for m in shown if m["role"] == "tool"]
    assert len(shown) == len(history)
    assert cut == [True] * 4 + [False] * 4
    assert history == turns(8, size=40_000)


def test_old_turns_go_whole_and_the_newest_stay():
    history = [{"role": "system", "content": "rules"}, *turns(40)]
    budget = tokens(history) // 2
    shown = view(history, budget, SimpleConfig())
    assert tokens(shown) <= 0.6 * budget
    assert_whole(shown)
    assert shown[0] == history[0]
    assert shown[-12:] == history[-12:]


def test_one_long_turn_fits_too():
    history = [user("do it")]
    for n in range(60):
        history += [calls(f"a{n}", f"b{n}"), result(f"a{n}", "x" * 300), result(f"b{n}", "y" * 300)]
    budget = tokens(history) // 6
    shown = view(history, budget, SimpleConfig())
    assert tokens(shown) <= budget
    assert_whole(shown)
    assert shown[0] == user("do it")
    assert shown[-3:] == history[-3:]


def test_what_stands_last_stays_whatever_it_costs():
    history = [*turns(2), user("x" * 10_000)]
    assert view(history, 10, SimpleConfig()) == [history[-1]]
    open_call = [user("go"), calls("c"), result("c", "x" * 100)]
    assert view(open_call, 10, SimpleConfig()) == open_call


def test_an_empty_conversation():
    assert view([], 0, SimpleConfig()) == []


def test_estimates():
    image = {"type": "image", "source": {"type": "base64", "data": "x" * 10_000}}
    assert estimate(user("x" * 400)) == 104
    assert estimate({"role": "user", "content": [image]}) == 1604
    named = {"id": "c", "name": "read", "arguments": {"path": "x" * 396}}
    block = {"type": "tool_call", "id": "c", "name": "read", "input": {"path": "x" * 396}}
    once = estimate({"role": "assistant", "content": [block], "tool_calls": [named]})
    assert once == estimate({"role": "assistant", "content": [block]})
    assert estimate({"role": "assistant", "content": "", "tool_calls": [named]}) > 100
