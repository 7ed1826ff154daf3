"""The host's own requests: what ends them, and what is not sent at all."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from amplifier_ipc_host.errors import RpcError
from amplifier_ipc_host.plane import Listener, Plane, Withdrawn, nests_deeper

MOUNTED = {"role": "orchestrator", "grants": []}


class Scene:
    """A plane and the service end of one connection."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[tuple[int, Any]] = asyncio.Queue()
        listener = Listener(
            on_request=lambda number, request: self.asked.put_nowait((number, request)),
            on_notification=lambda *_: None,
            on_closed=lambda *_: None,
            on_junk=lambda *_: None,
            on_tap=lambda *_: None,
        )
        self.plane = Plane({}, listener)
        theirs_in, self._writing = os.pipe()
        self.reading, theirs_out = os.pipe()
        self.number = self.plane.router.connect("peer", theirs_in, theirs_out)
        self.plane.router.mount(self.number, json.dumps(MOUNTED).encode())
        self._lines = os.fdopen(self.reading, "rb")

    def say(self, **message: Any) -> None:
        os.write(self._writing, json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    async def hear(self) -> Any:
        return json.loads(await asyncio.to_thread(self._lines.readline))

    def close(self) -> None:
        self.plane.close()
        os.close(self._writing)
        self._lines.close()


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    yield scene
    scene.close()


async def test_a_call_whose_time_is_out_is_withdrawn_and_fails(scene):
    """RPC-035; and the late answer is nobody's (RPC-015)."""
    asking = asyncio.create_task(scene.plane.request(scene.number, "configure", {}, timeout=0.05))
    asked = await scene.hear()
    assert asked["params"] == {"_meta": {"deadline_ms": 50}}
    with pytest.raises(RpcError) as failed:
        await asking
    assert (failed.value.code, failed.value.kind) == (-32001, "deadline_exceeded")
    told = {"id": asked["id"], "mode": "immediate", "reason": "timeout"}
    assert (await scene.hear())["params"] == told
    scene.say(id=asked["id"], result="late")
    again = asyncio.create_task(scene.plane.request(scene.number, "configure", {}, timeout=60))
    scene.say(id=(await scene.hear())["id"], result="in time")
    assert await again == "in time"


async def test_what_was_told_stands_in_the_pipe_once_it_is_settled(scene):
    """So that a service hears its last cancel before SIGTERM can end it."""
    for number in range(100):
        scene.plane.notify(scene.number, "channel.message", {"n": number})
    scene.plane.router.close_input(scene.number)
    await scene.plane.settled()
    os.set_blocking(scene.reading, False)
    assert os.read(scene.reading, 1 << 20).count(b"\n") == 100
    assert os.read(scene.reading, 1) == b""


async def test_a_deadline_is_never_later_than_that_of_the_request_it_is_for(scene):
    """RPC-028; RPC-022: the rest of `_meta` goes along."""
    params = {"tool_name": "t", "_meta": {"deadline_ms": 700, "turn_id": "t-1"}}
    call = scene.plane.start_request(scene.number, "approval.request", params, timeout=300)
    asked = (await scene.hear())["params"]
    assert asked["_meta"] == {"deadline_ms": 700, "turn_id": "t-1"}
    call.cancel("immediate")


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ((), {"mode": "immediate"}),
        ((Withdrawn("graceful", "enough"),), {"mode": "graceful", "reason": "enough"}),
    ],
)
async def test_who_is_asked_hears_how_and_why_the_asking_task_ends(scene, why, told):
    """RPC-032, also through what gathers several calls."""
    asking = asyncio.gather(scene.plane.request(scene.number, "channel.collect", {}))
    asked = await scene.hear()
    asking.cancel(*why)
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert (await scene.hear())["params"] == {"id": asked["id"], **told}


async def test_what_would_nest_too_deep_is_not_sent(scene):
    """FRM-038; FRM-041: a response is an error in its place."""
    deep: Any = None
    for _ in range(126):
        deep = [deep]
    scene.say(id=1, method="state.get", params={"key": "x"})
    number, request = await scene.asked.get()
    scene.plane.answer(number, request["id"], {"value": [deep]})
    error = (await scene.hear())["error"]
    assert (error["code"], error["data"]["exception"]) == (-32603, "ValueError")
    with pytest.raises(RpcError) as failed:
        scene.plane.start_request(scene.number, "context.set_messages", {"messages": [deep]})
    assert failed.value.kind == "internal_error"
    call = scene.plane.start_request(scene.number, "context.set_messages", {"messages": deep})
    asked = await scene.hear()
    assert asked["params"]["messages"] == deep
    scene.say(id=asked["id"], result={})
    assert await call.result() == {}


@pytest.mark.parametrize(
    ("value", "levels"),
    [(1, 0), ([], 1), ({}, 1), ([1, {"a": "[["}], 2), ({"a": [], "b": [[{}]]}, 4)],
)
def test_depth_counts_arrays_and_objects_in_each_other(value, levels):
    assert not nests_deeper(value, levels)
    assert levels == 0 or nests_deeper(value, levels - 1)
