"""What orchestrators do with the texts that hooks inject (HOK-045, ORC-014)."""

from __future__ import annotations

from typing import Any

from ..check import Bench, check
from ..protocol import Json
from ..turn import Turn, holds, output, results, stages, text, wants, wherever
from ..verdicts import Failed
from .orchestrator_tools import runs_tools

NOTE = "Mind the weather, note-23."
# the event, and the request to the model that follows its first emit
PROMPTS = {"prompt:submit": 0}
TOOLS = {"tool:pre": 1, "tool:post": 1}
REQUESTS = {"provider:request": 0}


def injecting(event: str, **more: Any) -> Turn:
    """A turn of three requests and two tool calls, whose first emit of the event injects the note."""
    fold = {"action": "inject_context", "context_injection": NOTE, **more}
    return Turn(
        wants("pick"),
        wants("pick", first=2),
        text("So be it."),
        tools={"pick": output("plum-17")},
        hooks={event: [fold]},
    )


def played(bench: Bench, event: str, **more: Any) -> list[Turn]:
    """Such a turn of each orchestrator; not verified if it does not come so far."""
    found = []
    for stage in stages(bench):
        turn = stage.play(injecting(event, **more))
        if event.startswith("tool:"):
            runs_tools(turn)
        turn.heard(event)
        found.append(turn)
    return found


def carriers(request: Json) -> list[tuple[str, Json]]:
    """The roles and messages of a request that hold the note; its system prompt counts as one."""
    found = [(str(m["role"]), m) for m in request["messages"] if holds(m, NOTE)]
    if holds(request.get("system"), NOTE):
        found.append(("system", {"content": request["system"]}))
    return found


def _shown(bench: Bench, places: dict[str, int], role: str = "system", **more: Any) -> None:
    """The note is in the request that follows, in its role."""
    for event, at in places.items():
        for turn in played(bench, event, **more):
            roles = [found for found, _ in carriers(turn.request(at))]
            if roles != [role]:
                raise Failed(
                    f"a text injected at {event} is not once in the next request, as {role}",
                    [role],
                    roles or turn.request(at)["messages"],
                )


def _lasts(bench: Bench, places: dict[str, int]) -> None:
    """The note is in all requests that follow, and in the history."""
    for event, at in places.items():
        for turn in played(bench, event):
            for number, request in enumerate(turn.requests()[at:], at + 1):
                if len(carriers(request)) != 1:
                    raise Failed(
                        f"a text injected at {event} that is not ephemeral is not once in request {number}",
                        NOTE,
                        request["messages"],
                    )
            if not holds(turn.messages, NOTE):
                raise Failed(f"a text injected at {event} was not stored", NOTE, turn.messages)


@check(
    "HOK-045",
    "HOK-040",
    title="A text injected at prompt:submit is in the conversation, as system if no role is given",
)
def at_the_prompt(bench: Bench) -> None:
    _shown(bench, PROMPTS)


@check(
    "HOK-045",
    "HOK-040",
    title="A text injected at tool:pre or tool:post is in the conversation, as system if no role is given",
)
def at_tools(bench: Bench) -> None:
    _shown(bench, TOOLS)


@check(
    "HOK-045",
    "HOK-040",
    title="A text injected at provider:request is in that request, as system if no role is given",
)
def at_requests(bench: Bench) -> None:
    _shown(bench, REQUESTS)


@check("HOK-045", title="A text is injected in the role that the fold gives")
def roles(bench: Bench) -> None:
    for role in ("user", "assistant", "system"):
        _shown(bench, PROMPTS, role, context_injection_role=role)
        _shown(bench, PROMPTS, role, context_injection_role=role, ephemeral=True)


@check("HOK-047", title="A text injected at prompt:submit stays in the conversation")
def prompt_lasts(bench: Bench) -> None:
    _lasts(bench, PROMPTS)


@check("HOK-047", title="A text injected at tool:pre or tool:post stays in the conversation")
def tools_last(bench: Bench) -> None:
    _lasts(bench, TOOLS)


@check(
    "HOK-045",
    "ORC-014",
    title="An ephemeral text is in the next request to the model only, and is not stored",
)
def ephemeral(bench: Bench) -> None:
    places = {**PROMPTS, **REQUESTS, **TOOLS}
    wherever(places, lambda event: _once(bench, event, places[event]))


def _once(bench: Bench, event: str, at: int) -> None:
    for turn in played(bench, event, ephemeral=True):
        came = [bool(carriers(request)) for request in turn.requests()]
        if came != [number == at for number in range(len(came))]:
            raise Failed(
                f"an ephemeral text injected at {event} is not in the next request alone",
                f"in request {at + 1} of {len(came)}",
                f"in the requests {[n + 1 for n, found in enumerate(came) if found]}",
            )
        if holds(turn.messages, NOTE):
            raise Failed(f"an ephemeral text of {event} was stored", "not stored", turn.messages)


@check(
    "HOK-045",
    title="With append_to_last_tool_result the text is at the end of the last tool result",
)
def appended(bench: Bench) -> None:
    for more in ({}, {"ephemeral": True}):
        for turn in played(bench, "tool:post", append_to_last_tool_result=True, **more):
            request = turn.request(1)
            _, last = results(request["messages"])[-1]
            if not ending(last).rstrip().endswith(NOTE):
                raise Failed("the last tool result does not end with the text", NOTE, last)
            if not holds(last, "plum-17"):
                raise Failed("the tool result itself is gone", "plum-17", last)
            found = carriers(request)
            if len(found) != 1:
                raise Failed("the text is there more than once", "once", found)


def ending(result: Json) -> str:
    """The text with which a tool result ends, as far as it can be told."""
    content: Any = result.get("content", result.get("output"))
    if isinstance(content, list) and content:
        last = content[-1] if isinstance(content[-1], dict) else {"text": content[-1]}
        return ending(last) if last.get("type") == "tool_result" else str(last.get("text", ""))
    return str(content)


@check(
    "HOK-045",
    "HOK-040",
    title="A text injected at prompt:complete is in the conversation",
)
def at_the_end(bench: Bench) -> None:
    fold = {"action": "inject_context", "context_injection": NOTE}
    for stage in stages(bench):
        turn = stage.completed(Turn(text("One."), text("Two."), hooks={"prompt:complete": [fold]}))
        turn.heard("prompt:complete")
        if not holds(turn.messages, NOTE) and not holds(turn.requests()[1:], NOTE):
            raise Failed("it is neither stored nor in a further request", NOTE, turn.messages)
