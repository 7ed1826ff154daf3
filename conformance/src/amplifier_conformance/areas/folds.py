"""What a service makes of the answers of its hooks: each asked by name, then all at once (chapter 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .. import fold
from ..check import Bench, check
from ..occasions import Occasion, looking_alike, of_events, wanted
from ..protocol import Json, misfits
from ..service import Service
from ..verdicts import Failed, NotVerified
from .hooks import emit

DEFAULTS: Json = {  # what an absent member says, so that writing it or not is the same
    "action": "continue",
    "suppress_output": False,
    "ephemeral": False,
    "append_to_last_tool_result": False,
    "context_injection_role": "system",
    "approval_timeout": 300,
    "approval_default": "deny",
    "user_message_level": "info",
}
INJECTION = ("context_injection", *fold.WITH_INJECTION)
MESSAGES = ("suppress_output", "user_message", "user_message_level", "user_message_source")
WHY = object()  # stands for the reason of a failure, which each service tells in its own words


@dataclass(frozen=True, slots=True)
class Round:
    """One occasion: what the hooks answered by name, what that folds to, and what came for all of them."""

    occasion: Occasion
    answers: list[tuple[str, Json | None]]  # of those asked, in their order; None is a failure
    right: Json
    came: Any

    @property
    def failures(self) -> bool:
        """Whether a hook failed."""
        return any(answer is None for _, answer in self.answers)

    def gave(self, *members: str) -> bool:
        """Whether an answer, or what came, has one of these members."""
        given = [answer for _, answer in self.answers if answer is not None]
        return any(name in each for each in [*given, self.came] for name in members)

    def differing(self, *members: str) -> str:
        """The first member that is not as it should be; empty if there is none."""
        names = members or tuple(dict.fromkeys([*self.right, *self.came]))
        return next((name for name in names if not self._same(name)), "")

    def _same(self, name: str) -> bool:
        right, came = self.right.get(name), self.came.get(name)
        if right is WHY:
            return isinstance(came, str) and bool(came.strip())
        default = DEFAULTS.get(name)
        return bool(_or(right, default) == _or(came, default))


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def rounds(bench: Bench) -> Iterator[Round]:
    """Every occasion that the patterns of its hooks suggest, as far as its hooks answer twice alike."""
    hooks = bench.declared("hooks")
    service = bench.service
    events = [event for hook in hooks for event in wanted(hook)]
    events += looking_alike(str(pattern) for hook in hooks for pattern in hook["events"])
    for occasion in of_events(dict.fromkeys(events)):
        found = _round(service, hooks, occasion)
        if found and found.answers:
            yield found


def _round(service: Service, hooks: list[Json], occasion: Occasion) -> Round | None:
    """None if the hooks do not answer the same when they are asked again, so that nothing can be told."""
    answers, right = _by_name(service, hooks, occasion)
    message = emit(service, occasion)
    if "error" in message:
        raise _failed(f"{occasion.event} failed without hook", right, message["error"], answers)
    found = Round(occasion, answers, right, message["result"])
    if isinstance(found.came, dict) and not found.differing():
        return found
    again = _by_name(service, hooks, occasion)
    return found if again == (answers, right) and isinstance(found.came, dict) else None


def _by_name(
    service: Service, hooks: list[Json], occasion: Occasion
) -> tuple[list[tuple[str, Json | None]], Json]:
    """What each hook of the event answers, asked one by one with the data as patched so far, and their fold."""
    answers: list[tuple[str, Json | None]] = []

    def ask(hook: Json, data: Json) -> Json:
        name = str(hook["name"])
        answer = emit(service, Occasion(occasion.event, data), hook=name).get("result")
        if answer is None or misfits(fold.RESULT, answer):
            answers.append((name, None))
            raise fold.HandlerFailed("failed")
        answers.append((name, answer))
        result: Json = answer
        return result

    event = occasion.event
    right = fold.run(fold.asked(hooks, event), ask, occasion.data, fold.opened(event))
    if right["action"] == "deny" and answers[-1][1] is None:
        right["reason"] = WHY
    return answers, right


def _failed(why: str, right: Json, came: Any, answers: list[tuple[str, Json | None]]) -> Failed:
    said = {name: "failed" if answer is None else answer for name, answer in answers}
    shown = {k: "(why it failed)" if v is WHY else v for k, v in right.items()}
    return Failed(why, {"answers": said, "fold": shown}, came)


def _compare(
    bench: Bench, fits: Callable[[Round], bool], nothing: str, members: tuple[str, ...] = ()
) -> None:
    """Each such round folds as it should, as far as these members go."""
    seen = 0
    for each in rounds(bench):
        if not fits(each):
            continue
        seen += 1
        wrong = each.differing(*members)
        if wrong:
            names = ", ".join(name for name, _ in each.answers)
            why = f"{each.occasion.event} without hook is not the fold of {names}: {wrong} differs"
            raise _failed(why, each.right, each.came, each.answers)
    if not seen:
        raise NotVerified(nothing)


@check(
    "HOK-028",
    "HOK-002",
    "HOK-003",
    title="Asked without a hook, it answers with the fold of all of its hooks that want the event",
)
def unnamed(bench: Bench) -> None:
    _compare(bench, lambda _: True, "its hooks do not answer twice alike")


@check(
    "HOK-004",
    "HOK-011",
    "HOK-012",
    "HOK-016",
    "HOK-034",
    title="Its hooks are asked by priority, each with what those before it patched, until one denies",
)
def chain(bench: Bench) -> None:
    hooks = bench.declared("hooks")

    def several(each: Round) -> bool:
        return len(fold.asked(hooks, each.occasion.event)) > 1

    _compare(bench, several, "no event is known that two of its hooks want")


@check(
    "HOK-017",
    "HOK-030",
    title="The action of the fold is the strongest, and continue where none is named",
)
def strongest(bench: Bench) -> None:
    _compare(bench, lambda _: True, "its hooks do not answer twice alike", ("action",))


@check(
    "HOK-012",
    "HOK-013",
    "HOK-031",
    "HOK-032",
    title="The data of the fold is what all answers patched of what the event opens, and absent if that is nothing",
)
def patches(bench: Bench) -> None:
    _compare(bench, lambda each: each.gave("data"), "none of its hooks patched anything", ("data",))


@check(
    "HOK-014",
    "HOK-015",
    "HOK-023",
    title="Injections are joined, look as the first one says, and are gone when the action is deny",
)
def injections(bench: Bench) -> None:
    nothing = "none of its hooks gave a context_injection"
    _compare(bench, lambda each: each.gave(*INJECTION), nothing, INJECTION)


@check(
    "HOK-015",
    "HOK-016",
    title="The first question to the user is that of the fold, unless its action is deny",
)
def approvals(bench: Bench) -> None:
    nothing = "none of its hooks gave anything to ask the user"
    _compare(bench, lambda each: each.gave(*fold.WITH_APPROVAL), nothing, fold.WITH_APPROVAL)


@check("HOK-021", title="The reason of the fold is the first that came with its action")
def reasons(bench: Bench) -> None:
    _compare(
        bench, lambda each: each.gave("reason"), "none of its hooks gave a reason", ("reason",)
    )


@check(
    "HOK-018",
    "HOK-022",
    title="Messages to the user are joined, at the highest level, with the first source",
)
def messages(bench: Bench) -> None:
    nothing = "none of its hooks gave a message to the user"
    _compare(bench, lambda each: each.gave(*MESSAGES), nothing, MESSAGES)


@check(
    "HOK-019",
    "HOK-020",
    "HOK-025",
    "HOK-034",
    title="A hook that fails is skipped, or denies if its on_error is deny",
)
def failures(bench: Bench) -> None:
    nothing = "none of its hooks failed at what was tried"
    _compare(bench, lambda each: each.failures, nothing)


@check("HOK-010", "HOK-032", title="The fold has no member that none of its hooks gave")
def invented(bench: Bench) -> None:
    nothing = "its hooks do not answer twice alike"

    def adds(each: Round) -> str:
        given = {name for _, answer in each.answers for name in answer or {}} | {"action"}
        given |= {"reason"} if each.right.get("reason") is WHY else set()
        return ", ".join(sorted(set(each.came) - given))

    seen = 0
    for each in rounds(bench):
        seen += 1
        if added := adds(each):
            why = f"{each.occasion.event} without hook has members that nothing gave: {added}"
            raise _failed(why, each.right, each.came, each.answers)
    if not seen:
        raise NotVerified(nothing)
