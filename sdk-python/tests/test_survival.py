"""Whatever a handler raises is the error of its request alone (LIF-078, RPC-071): the service lives on."""

import pytest
from amplifier_ipc import RpcError, channel, hook, tool
from amplifier_ipc.testing import FakeHost


class OddError(BaseException):
    """Neither an Exception nor one of Python's own."""


RAISED = {
    "value": ValueError("no"),
    "exit": SystemExit(3),
    "interrupt": KeyboardInterrupt("^C"),
    "stop": StopIteration(1),
    "close": GeneratorExit(),
    "odd": OddError("odd"),
    "group": BaseExceptionGroup("several", [KeyboardInterrupt(), ValueError("one")]),
    "memory": MemoryError(),
}


@tool
async def on_loop(how: str) -> None:
    """Raise on the event loop."""
    raise RAISED[how]


@tool
def in_thread(how: str) -> None:
    """Raise in a thread."""
    raise RAISED[how]


@tool
async def fine() -> int:
    """Work."""
    return 1


@pytest.mark.parametrize("name", ["on_loop", "in_thread"])
async def test_what_a_tool_raises(name):
    async with FakeHost(on_loop, in_thread, fine) as host:
        for how, exception in RAISED.items():
            with pytest.raises(RpcError) as raised:
                await host.execute_tool(name, {"how": how})
            assert raised.value.code == -32603
            # In a coroutine Python itself makes a RuntimeError of a StopIteration.
            expected = "RuntimeError" if how == "stop" else type(exception).__name__
            assert raised.value.data == {"kind": "internal_error", "exception": expected}
            assert (await host.execute_tool("fine", {})).output == 1


async def test_a_hook_that_exits_is_one_that_failed():
    @hook("tool:pre", priority=1)
    def leaves(event):
        raise SystemExit

    @hook("tool:pre", priority=2, on_error="deny")
    def gate(event):
        raise KeyboardInterrupt("stop")

    async with FakeHost(leaves) as host:
        assert (await host.emit_hook("tool:pre", {})).action == "continue"
    async with FakeHost(leaves, gate) as host:
        result = await host.emit_hook("tool:pre", {})
        assert result.action == "deny"
        assert "stop" in str(result.reason)


async def test_nobody_waits_for_what_a_subscriber_raises():
    @channel("news")
    class Leaves:
        async def receive(self, message):
            if message.data == "exit":
                raise SystemExit(message.sender)
            raise ValueError(message.data)

    async with FakeHost(Leaves, fine) as host:
        host.publish("news", "exit", "paper")
        host.publish("news", "other")
        host.publish("olds", "ignored")
        assert (await host.execute_tool("fine", {})).output == 1
        said = [params["message"] for _, params in host.notifications]
        assert said == ["receive: SystemExit: paper", "receive: ValueError: other"]


async def test_a_cleanup_that_exits_does_not_keep_the_others_from_theirs():
    done = []

    def make(name):
        @channel(name)
        class Held:
            def collect(self):
                return name

            def cleanup(self):
                done.append(name)
                raise SystemExit(1)

        return Held

    async with FakeHost(make("a"), make("b")) as host:
        assert [await host.collect_channel(name) for name in "ab"] == ["a", "b"]
    assert done == ["a", "b"]
