"""How services end, and that nothing of them is left when the host ends, in whatever way (chapter 3, End)."""

from __future__ import annotations

import signal
from functools import partial

from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import Heard
from ..expect import slack
from ..parts import Part, tool, tools
from ..player import Player
from ..stage import Stage

GRACE = 5.0  # seconds from SIGTERM to SIGKILL (LIF-070)


def left(stage: Stage) -> list[str]:
    """The processes of services that are still there."""
    return [f"{player.name} ({player.pid})" for player in stage.players if player.gone is None]


def none_left(stage: Stage) -> None:
    """Wait until the host is over and every process of its services too."""
    stage.over(stage.patience + GRACE)

    def all_gone() -> bool:
        return not left(stage)

    try:
        stage.wait("the end of all processes", all_gone)
    except Failed:
        raise Failed("processes of services are left behind", [], left(stage)) from None


def deserter(stage: Stage, name: str = "a") -> Player:
    """A child of the service in a session of its own, with nothing of the pipes, which ignores SIGTERM."""
    return stage[name].fork("deserter", session=True)


@host_check(
    "LIF-070", title="A service that is to end has its standard input closed, and gets SIGTERM"
)
def told(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"tools": [tool("t")]}, stubborn=True))
    stage.turn().answer({"response": "done", "status": "completed"})
    a = stage["a"]
    a.wait("the end of its standard input", lambda: a.eof)
    a.wait("SIGTERM", lambda: a.term)
    a.exit(0)
    stage.over()


@host_check(
    "LIF-070", title="A service that ignores both is killed with its process group, after 5 seconds"
)
def killed(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"tools": [tool("t")]}, stubborn=True))
    turn, a = stage.turn(), stage["a"]
    child = a.fork("child")
    turn.answer({"response": "done", "status": "completed"})
    a.wait("SIGTERM", lambda: a.term)
    over = a.ended(GRACE + slack(stage))
    took = over - (a.term or 0.0)
    if not GRACE / 2 <= took <= GRACE + slack(stage):
        raise Failed("it was killed at the wrong time", f"{GRACE} s after SIGTERM", took)
    child.ended()
    none_left(stage)


@host_check(
    "LIF-077",
    title="Nothing is left when the host ends, not even a process in a session of its own",
)
def after_the_end(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    stage.turn()
    deserter(stage)
    stage.turn().answer({"response": "done", "status": "completed"})
    none_left(stage)


@host_check("LIF-077", title="Nothing is left when the host is killed with SIGKILL")
def after_sigkill(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"tools": [tool("t")]}, stubborn=True))
    stage.turn()
    deserter(stage)
    stage["a"].fork("child")
    stage.signal(signal.SIGKILL)
    none_left(stage)


@host_check("LIF-077", title="Nothing is left when the host is killed while services still start")
def early_sigkill(bench: HostBench) -> None:
    stage = bench.stage(
        Part("a", {"tools": [tool("t")]}, stubborn=True, replies={"describe": None})
    )
    stage["a"].call("describe")
    deserter(stage)
    stage.signal(signal.SIGKILL)
    none_left(stage)


@host_check("LIF-077", title="Nothing is left when the host gets SIGTERM or SIGINT")
def after_signals(bench: HostBench) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        stage = bench.stage(tools("a", "t"))
        turn = stage.turn()
        deserter(stage)
        stage.signal(number)
        stage.wait("a cancel, or the end", partial(_stopped, stage, turn))
        if turn.cancels:
            turn.answer({"response": "so far", "status": "cancelled"})
        none_left(stage)


def _stopped(stage: Stage, turn: Heard) -> bool:
    return bool(turn.cancels) or stage.host.code is not None


@host_check("LIF-077", title="Nothing is left when the session does not come to be")
def after_a_failure(bench: HostBench) -> None:
    stage = bench.stage(tools("one", "same", stubborn=True), tools("two", "same"))
    stage.fails(stage.patience + GRACE)
    none_left(stage)


@host_check("LIF-076", "LIF-077", title="A turn whose orchestrator dies ends, and so does the host")
def no_orchestrator(bench: HostBench) -> None:
    stage = bench.stage()
    stage.orc.exit(7)
    stage.over()
    none_left(stage)
    stage.says("orc")
