"""What the host makes known by itself: the events of a session and of its turn (chapter 12, Events)."""

from __future__ import annotations

import signal

from ...protocol import Json
from ...verdicts import Failed, NotVerified
from ..bench import HostBench, host_check
from ..calls import Heard
from ..expect import same
from ..parts import Part, hook, hooks
from ..stage import Stage

TURN = ["session:start", "execution:start", "execution:end", "session:end"]
OWN = ("session:", "execution:", "cancel:")


def ear(**more: object) -> Part:
    """A service that hears everything."""
    return hooks("ear", hook("all", "*"), **more)


def heard_of(stage: Stage) -> list[Heard]:
    """The events of the host so far, as the ear heard them."""
    calls = stage["ear"].calls("hook.emit")
    return [heard for heard in calls if heard.params["event"].startswith(OWN)]


def names(stage: Stage) -> list[str]:
    return [heard.params["event"] for heard in heard_of(stage)]


@host_check(
    "SES-041",
    "SES-042",
    "SES-043",
    "SES-044",
    title="A session starts, its turn starts and ends, and it ends, each told once",
)
def order(bench: HostBench) -> None:
    stage = bench.stage(ear())
    turn = stage.turn()
    same("the events before the prompt", TURN[:2], names(stage))
    stage.finish("the answer")
    same("the events of the session", TURN, names(stage))
    times = {heard.params["event"]: heard.at for heard in heard_of(stage)}
    if not times["execution:start"] <= turn.at <= times["execution:end"]:
        raise Failed("execution:start and execution:end do not enclose the turn", turn.at, times)


@host_check(
    "SES-044", "SES-040", title="The events of a turn tell its prompt, its answer and how it ended"
)
def data(bench: HostBench) -> None:
    for status, response in (("completed", "the answer"), ("denied", ""), ("failed", "it broke")):
        stage = bench.stage(ear(), prompt="the prompt")
        stage.turn()
        stage.finish(response, status)
        told = {heard.params["event"]: heard.params["data"] for heard in heard_of(stage)}
        began, ended = told.get("execution:start", {}), told.get("execution:end", {})
        same("the prompt", "the prompt", began.get("prompt"))
        found = {name: ended.get(name) for name in ("response", "status")}
        same("the end", {"response": response, "status": status}, found)


@host_check(
    "SES-043", "SES-044", title="A turn that fails is told to have ended, and so is its session"
)
def failing(bench: HostBench) -> None:
    stage = bench.stage(ear())
    stage.turn().fail("internal_error", "the orchestrator broke")
    stage.over()
    same("the events of the session", TURN, names(stage))
    same("how it ended", "failed", heard_of(stage)[2].params["data"].get("status"))


@host_check(
    "SES-046", "HOK-033", title="What handlers answer to the host's own events changes nothing"
)
def unmoved(bench: HostBench) -> None:
    answer: Json = {
        "action": "deny",
        "reason": "no session today",
        "data": {"prompt": "another prompt", "agent": "x", "cwd": "/"},
    }
    stage = bench.stage(ear(replies={"hook.emit": answer}), prompt="the prompt")
    same("the prompt", "the prompt", stage.turn().params["prompt"])
    stage.finish()
    same("the events of the session", TURN, names(stage))
    if "done" not in stage.said:
        raise Failed("the answer of the turn is not shown", "done", stage.said)


@host_check(
    "SES-045", "SES-043", title="A cancelled turn is told to be asked to stop, and to have stopped"
)
def cancelled(bench: HostBench) -> None:
    stage = bench.stage(ear())
    turn = stage.turn()
    stage.signal(signal.SIGINT)
    stage.wait("a cancel of the turn", lambda: turn.cancels or stage.host.code is not None)
    if not turn.cancels:
        raise NotVerified("SIGINT ends this host without cancelling the turn")
    stage["ear"].wait("cancel:requested", lambda: "cancel:requested" in names(stage))
    if "cancel:completed" in names(stage):
        raise Failed("cancel:completed came before the turn had ended", "", names(stage))
    turn.answer({"response": "so far", "status": "cancelled"})
    stage.over()
    found = names(stage)
    same("the last event", "session:end", found[-1])
    rest = [name for name in found if not name.startswith("session:")]
    same(
        "the events of the turn",
        ["cancel:completed", "cancel:requested", "execution:end", "execution:start"],
        sorted(rest),
    )
    if rest.index("cancel:completed") < rest.index("cancel:requested"):
        raise Failed("the cancel was completed before it was requested", "", found)


@host_check("HOK-007", title="The host's own events are stamped too")
def stamped(bench: HostBench) -> None:
    stage = bench.stage(ear())
    stage.finish()
    session = stage["ear"].environment.get("AMPLIFIER_SESSION_ID")
    for heard in heard_of(stage):
        told = heard.params["data"]
        same(f"session_id of {heard.params['event']}", session, told.get("session_id"))
        if not told.get("timestamp"):
            raise Failed(f"{heard.params['event']} has no timestamp", "a time in UTC", told)


@host_check("SES-042", "SES-041", title="A session that was there before is resumed, not started")
def resumed(bench: HostBench) -> None:
    bench.resumable()
    first = bench.stage(ear())
    first.finish()
    again = bench.stage(ear(), folder=first.folder)
    again.finish()
    same("the events of the second turn", ["session:resume", *TURN[1:]], names(again))


@host_check("SES-031", title="The state of a session is there in its later turns")
def kept_state(bench: HostBench) -> None:
    bench.resumable()
    first = bench.stage()
    first.orc.ask("state.set", {"key": "suite.kept", "value": {"x": [1, None]}})
    first.finish()
    again = bench.stage(folder=first.folder)
    same(
        "the value", {"value": {"x": [1, None]}}, again.orc.ask("state.get", {"key": "suite.kept"})
    )


@host_check("CTX-031", title="A message is in the transcript before its sender is answered")
def transcript(bench: HostBench) -> None:
    stage = bench.stage()
    marks = [f"suite-mark-{n}-{stage.folder.name}" for n in range(5)]
    for mark in marks:
        message = {"role": "user", "content": mark}
        stage.orc.ask("request.context_add_message", {"message": message})
        if not written(stage, mark):
            _find(stage, mark)
    stage.signal(signal.SIGKILL)
    stage.wait("the end of the host", lambda: stage.host.code is not None)
    missing = [mark for mark in marks if not written(stage, mark)]
    same("the messages that a killed host has lost", [], missing)


def _find(stage: Stage, mark: str) -> None:
    """Whether this host's transcript can be seen at all, when a message is not in it."""
    other = f"other-{mark}"
    params = {"messages": [{"role": "user", "content": other}]}
    stage.orc.ask("request.context_set_messages", params)
    seen = written(stage, other)
    stage.finish()
    if seen or written(stage, mark):
        raise Failed("the message was not written before the answer", mark, "nothing of it")
    raise NotVerified("this host's transcript is not below AMPLIFIER_HOME")


def written(stage: Stage, mark: str) -> bool:
    """Whether any file below AMPLIFIER_HOME holds these words."""
    files = [path for path in (stage.folder / "home").rglob("*") if path.is_file()]
    return any(mark.encode() in path.read_bytes() for path in files)


@host_check(
    "PRV-005",
    title="Blocks of a type that nobody knows are in the history of a session that goes on",
)
def kept_blocks(bench: HostBench) -> None:
    bench.resumable()
    block = {"type": "vendor_citation", "source": "README.md", "lines": [3, None]}
    message = {"role": "assistant", "content": [block, {"type": "text", "text": "x"}]}
    first = bench.stage()
    first.orc.ask("request.context_add_message", {"message": message})
    first.finish()
    again = bench.stage(folder=first.folder)
    again.turn()
    told = again["base"].calls("context.set_messages") or again["base"].calls("context.add_message")
    if not told:
        raise NotVerified("this host does not restore the history of a session")
    messages = told[0].params.get("messages", [told[0].params.get("message")])
    same(
        "the content that was restored", [message["content"]], [m.get("content") for m in messages]
    )
