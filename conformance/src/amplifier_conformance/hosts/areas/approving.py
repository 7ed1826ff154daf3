"""Questions to the approval provider or to the user, and what silence decides (chapter 9)."""

from __future__ import annotations

from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import HOLD
from ..expect import same, slack
from ..parts import Part
from ..requests import QUESTION


def judge(**more: object) -> Part:
    """A service that decides; the check answers for it."""
    replies = {"approval.request": HOLD}
    return Part("judge", {"approval_providers": [{"name": "judge"}]}, replies=replies, **more)  # type: ignore[arg-type]


@host_check(
    "APR-022",
    "FRM-042",
    title="A question goes to the approval provider as it came, and so does its answer",
)
def asked(bench: HostBench) -> None:
    stage = bench.stage(judge(), Part("b", requires=["approval"]))
    stage.turn()
    question = {**QUESTION, "options": ["yes", "no"], "details": {"x": None}, "prompt": "Well?"}
    for number, answer in enumerate(
        ({"approved": True, "option": "yes", "vendor": 1}, {"approved": False, "reason": "no"})
    ):
        call = stage["b"].send("request.approval", question)
        heard = stage["judge"].call("approval.request", number)
        same("the question", question, {name: heard.payload.get(name) for name in question})
        heard.answer(answer)
        same("the answer", answer, call.result())


@host_check(
    "APR-020",
    title="Silence of the approval provider is decided by the default after the time-out",
)
def silence(bench: HostBench) -> None:
    stage = bench.stage(judge())
    orc = stage.orc
    for number, (default, approved) in enumerate((("allow", True), ("deny", False), (None, False))):
        more = {} if default is None else {"default": default}
        began = stage.now()
        result = orc.ask("request.approval", {**QUESTION, "timeout": 0.4, **more})
        took = stage.now() - began
        same(f"approved by the default {default}", approved, result["approved"])
        if not 0.35 <= took <= 0.4 + slack(stage):
            raise Failed("it was decided at the wrong time", "0.4 s after the question", took)
        late = stage["judge"].call("approval.request", number)
        late.answer({"approved": not approved})
    orc.ping()


@host_check("APR-021", title="Nothing is approved when nobody can be asked, whatever the default")
def nobody(bench: HostBench) -> None:
    stage = bench.stage()
    for more in ({}, {"default": "allow", "timeout": 60}, {"timeout": 0.2}):
        result = stage.orc.ask("request.approval", {**QUESTION, **more})
        same("approved", False, result["approved"])


@host_check(
    "APR-021", title="Nothing is approved when the approval provider dies before it answers"
)
def gone(bench: HostBench) -> None:
    stage = bench.stage(judge())
    call = stage.orc.send("request.approval", {**QUESTION, "default": "allow"})
    stage["judge"].call("approval.request")
    stage["judge"].exit(1)
    same("approved", False, call.result().get("approved"))
    stage["judge"].ended()
    after = stage.orc.ask("request.approval", {**QUESTION, "default": "allow"})
    same("approved afterwards", False, after.get("approved"))


@host_check(
    "RPC-035",
    title="A question that nobody answered in time is cancelled, with the reason `timeout`",
)
def withdrawn(bench: HostBench) -> None:
    stage = bench.stage(judge())
    stage.orc.ask("request.approval", {**QUESTION, "timeout": 0.2})
    told = stage["judge"].call("approval.request").cancelled()
    why = [told.get("mode", "immediate"), told.get("reason")]
    same("why it is cancelled", ["immediate", "timeout"], why)
