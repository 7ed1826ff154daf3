"""kill -9 of each kind of service in each phase of its life: what the turn comes to, what is said, and no orphan.

Each process is known to stand in its phase when it is killed: it said so, and does nothing more.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest
from amplifier_ipc_host import MountError
from amplifier_ipc_host.events import Complete, Display, Failed, ServiceFailed, ServiceReady

BEGUN = ["notify:display.show", {"level": "info", "message": "begun"}]
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
FAN = ["request.hook_emit", {"event": "test:fan", "data": {}}]
MESSAGE = {"role": "user", "content": "hello"}
APPROVAL = {"tool_name": "bash", "action": "ls", "details": {}, "risk_level": "high"}
CALLS = {
    "orchestrator": ECHO,
    "context": ["request.context_add_message", {"message": MESSAGE}],
    "provider": ["request.provider_complete", {"provider": "fake", "request": {"messages": []}}],
    "tool": ["request.tool_execute", {"name": "act", "input": {}}],
    "hook": FAN,
    "approval": ["request.approval", APPROVAL],
    "content": ["request.content_read", {"service": "victim", "path": "notes.md"}],
}
ROLES = {
    "orchestrator": {"orchestrator": "victim:loop"},
    "context": {"context_manager": "victim:memory"},
    "provider": {"provider": "victim:fake"},
}
# What a session cannot be without; a gate that its definition names must not be missing in silence.
NEEDED = {
    "orchestrator": "the orchestrator 'victim:loop' is not offered by any mounted service: ",
    "context": "the context manager 'victim:memory' is not offered by any mounted service: ",
    "provider": "the provider 'victim:fake' is not offered by any mounted service: ",
    "hook": "",
}
BEFORE_MOUNTING = {"start": "describe", "describe": "describe", "configure": "configure"}
KILLED = "service victim was ended by SIGKILL"


class Scene:
    """A house with a victim, and all that its sessions start under watch."""

    def __init__(self, house, rendezvous, pidfds, kind: str, phase: str) -> None:
        self.house, self.rendezvous, self.pidfds, self.kind = house, rendezvous, pidfds, kind
        body = {"hooks": ["gate"]} if kind == "hook" else {}
        house.service("victim", kind, phase, **body)
        self.arm()
        self.session = house.session(house.agent(**ROLES.get(kind, {})))
        self.events = []

    def arm(self) -> None:
        (self.house.work / "armed").touch()

    def kill(self, pid: int) -> None:
        self.pidfds.add(pid)
        os.kill(pid, signal.SIGKILL)

    def seen(self, events) -> None:
        self.events += events
        for event in events:
            if isinstance(event, ServiceReady):
                self.pidfds.add(event.pid)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    async def mount(self) -> None:
        await self.session.mount()
        self.seen(self.session.events())

    async def turn(self, *requests, on=lambda _: None) -> None:
        async for event in self.session.execute(json.dumps(requests)):
            self.seen([event])
            on(event)

    @property
    def answers(self):
        (end,) = self.of(Complete)
        return json.loads(end.response)

    async def close(self) -> None:
        """After it nothing that was ever started lives."""
        await self.session.close()
        self.pidfds.all_ended()


@pytest.fixture
def scene(house, rendezvous, pidfds):
    return lambda kind, phase: Scene(house, rendezvous, pidfds, kind, phase)


def the_death(scene: Scene) -> ServiceFailed:
    (failure,) = scene.of(ServiceFailed)
    assert (failure.service, failure.signal, failure.exit_code) == ("victim", "SIGKILL", None)
    return failure


async def healthy_again(scene: Scene) -> None:
    """A later turn has fresh services, and they work."""
    scene.events.clear()
    await scene.turn(CALLS[scene.kind], ECHO)
    assert scene.answers[-1]["result"]["output"] == "hi"
    assert "result" in scene.answers[0]
    assert not scene.of(ServiceFailed)


def check_outcome(scene: Scene, error_or_result: dict) -> None:
    """What whoever called a victim that was killed is answered, as the protocol says for its kind."""
    if scene.kind == "hook":  # it fails closed
        result = error_or_result["result"]
        assert result["action"] == "deny"
        assert "gate" in result["reason"]
    elif scene.kind == "approval":  # so does this
        assert error_or_result["result"]["approved"] is False
        assert "victim" in error_or_result["result"]["reason"]
    else:
        error = error_or_result["error"]
        assert error["code"] == -32002
        data = error["data"]
        assert (data["kind"], data["service"], data["signal"]) == (
            "service_unavailable",
            "victim",
            "SIGKILL",
        )


def check_end(scene: Scene, place: int = 0) -> None:
    """How a turn ends in which a mounted victim was killed."""
    assert the_death(scene).message == KILLED
    if scene.kind == "orchestrator":
        (end,) = scene.of(Failed)
        assert (end.message, end.code, end.data["signal"]) == (KILLED, -32002, "SIGKILL")
    else:
        check_outcome(scene, scene.answers[place])
        assert scene.answers[-1]["result"]["output"] == "hi"


@pytest.mark.parametrize("phase", BEFORE_MOUNTING)
@pytest.mark.parametrize("kind", CALLS)
async def test_while_it_starts(scene, kind, phase):
    scene = scene(kind, phase)
    mounting = asyncio.create_task(scene.mount())
    scene.kill(await scene.rendezvous.said(phase))
    sentence = f"{KILLED} before it answered {BEFORE_MOUNTING[phase]}"
    if kind in NEEDED:
        with pytest.raises(MountError) as caught:
            await mounting
        assert caught.value.message.startswith(NEEDED[kind] + sentence)
        assert caught.value.hint
        scene.seen(scene.session.events())
    else:
        await mounting
        await scene.turn(ECHO)
        assert scene.answers[0]["result"]["output"] == "hi"
    assert the_death(scene).message == sentence
    await healthy_again(scene)
    await scene.close()


@pytest.mark.parametrize("phase", BEFORE_MOUNTING)
@pytest.mark.parametrize("kind", ["tool", "hook", "approval", "content"])
async def test_while_it_starts_behind_a_turn_that_has_begun(scene, kind, phase):
    """What it said when it last started is at hand, so the turn does not wait for it; who calls it does."""
    scene = scene(kind, phase)
    (scene.house.work / "armed").unlink()
    await scene.turn(ECHO)
    await scene.session.close()
    scene.events.clear()
    scene.arm()
    scene.session = scene.house.session(scene.house.folder / "agent.yaml")
    begun = asyncio.Event()
    turn = asyncio.create_task(
        scene.turn(BEGUN, CALLS[kind], ECHO, on=lambda e: isinstance(e, Display) and begun.set())
    )
    await begun.wait()
    scene.kill(await scene.rendezvous.said(phase))
    await turn
    sentence = f"{KILLED} before it answered {BEFORE_MOUNTING[phase]}"
    assert the_death(scene).message == sentence
    if scene.of(
        Failed
    ):  # a gate must not be missing in silence; it denies until the turn has ended
        assert kind == "hook"
        (end,) = scene.of(Failed)
        assert end.message.startswith(sentence)
        assert "a gate must not be missing" in end.message
    else:
        check_outcome(scene, scene.answers[0])
        assert scene.answers[-1]["result"]["output"] == "hi"
    await healthy_again(scene)
    await scene.close()


async def test_a_gate_that_is_killed_behind_a_turn_stays_closed_for_who_goes_on(house, rendezvous):
    """The turn ends without it, but its orchestrator does not stop: nothing that it asks for passes."""
    ledger = house.folder / "ledger"
    house.service("clerk", str(ledger))
    house.service("victim", "hook", "describe")
    agent = house.agent(orchestrator="clerk:clerk")
    first = house.session(agent)
    await first.mount()
    await first.close()
    (house.work / "armed").touch()
    session = house.session(agent)
    async for event in session.execute("insist"):
        if isinstance(event, Display):
            os.kill(await rendezvous.said("describe"), signal.SIGKILL)
    await rendezvous.said("done")
    noted = [json.loads(line) for line in ledger.read_text().splitlines()]
    assert noted == [{"hooks": "deny"}] * 20


@pytest.mark.parametrize("kind", CALLS)
async def test_mounted_and_idle(scene, kind):
    scene = scene(kind, "idle")
    await scene.mount()
    (pid,) = [event.pid for event in scene.of(ServiceReady) if event.service == "victim"]
    scene.kill(pid)
    await scene.turn(CALLS[kind], ECHO)
    check_end(scene)
    await healthy_again(scene)
    await scene.close()


@pytest.mark.parametrize("kind", CALLS)
async def test_in_mid_call(scene, kind):
    scene = scene(kind, "call")
    await scene.mount()
    turn = asyncio.create_task(scene.turn(CALLS[kind], ECHO))
    scene.kill(await scene.rendezvous.said("call"))
    await turn
    check_end(scene)
    await healthy_again(scene)
    await scene.close()


@pytest.mark.parametrize("kind", CALLS)
async def test_during_a_hook_fan_out(scene, house, kind):
    """The fold goes on without it: a handler of another service is under way, and is answered for."""
    house.service("waiter")
    release = house.work / "release"
    os.mkfifo(release)
    scene = scene(kind, "fan-out")
    await scene.mount()
    (victim,) = [event.pid for event in scene.of(ServiceReady) if event.service == "victim"]

    def let_go(event) -> None:
        if isinstance(event, ServiceFailed) and kind != "orchestrator":
            release.write_text("now")

    turn = asyncio.create_task(scene.turn(FAN, CALLS[kind], ECHO, on=let_go))
    await scene.rendezvous.said("hook")
    scene.kill(victim)
    if kind == "hook":  # the second emit waits for the waiter too
        await scene.rendezvous.said("hook")
        release.write_text("now")
    await turn
    check_end(scene, 1)
    if kind not in ("orchestrator", "hook"):
        assert scene.answers[0]["result"]["context_injection"] == "it was released"
    await scene.close()


@pytest.mark.parametrize("kind", CALLS)
async def test_while_it_ends(scene, kind, monkeypatch):
    """The grace time is longer than any test may take: it is the death that ends the wait."""
    monkeypatch.setattr("amplifier_ipc_host.service.GRACE", 3600.0)
    scene = scene(kind, "shutdown")
    await scene.mount()
    await scene.turn(CALLS[kind], ECHO)
    closing = asyncio.create_task(scene.close())
    scene.kill(await scene.rendezvous.said("shutdown"))
    await closing
    assert not scene.of(ServiceFailed), "its end was asked for"


async def test_a_context_manager_while_it_takes_the_history(scene):
    """A turn without the history would answer as if nothing had been said: the session says so instead."""
    scene = scene("context", "restore")
    (scene.house.work / "armed").unlink()
    await scene.turn(CALLS["context"])
    scene.arm()
    mounting = asyncio.create_task(scene.mount())
    scene.kill(await scene.rendezvous.said("restore"))
    with pytest.raises(MountError, match=f"^service victim did not take the history: {KILLED}$"):
        await mounting
    await scene.turn(["request.context_get_messages", {}])
    assert json.loads(scene.of(Complete)[-1].response) == [{"result": {"messages": [MESSAGE]}}]
    await scene.close()


# ---- the keeper -----------------------------------------------------------------------------------------------


def keeper_of(pid: int) -> int:
    """The parent of a service, from /proc/PID/stat."""
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])


@pytest.mark.parametrize("phase", ["call", "idle", "start"])
async def test_the_keeper_itself(scene, phase):
    """Nobody watches over its services any more: they are ended from here, and the next turn has another keeper."""
    scene = scene("tool", phase)
    if phase == "start":
        mounting = asyncio.create_task(scene.mount())
        scene.kill(keeper_of(await scene.rendezvous.said("start")))
        with pytest.raises(MountError):
            await mounting
        scene.seen(scene.session.events())
    else:
        await scene.mount()
        keeper = keeper_of(scene.of(ServiceReady)[0].pid)
        turn = asyncio.create_task(scene.turn(CALLS["tool"], ECHO)) if phase == "call" else None
        if turn is not None:
            await scene.rendezvous.said("call")
        scene.kill(keeper)
        scene.pidfds.wait_for_end(keeper)
        await (turn or scene.turn(CALLS["tool"], ECHO))
        (end,) = scene.of(Failed)
        assert end.message == "service puppet was ended by SIGKILL"
    await scene.mount()  # who else died is known by now
    await healthy_again(scene)
    await scene.close()
