"""What orchestrators do with the folds of hooks: deny, modify, and what has no effect (chapter 5)."""

from __future__ import annotations

from ..check import Bench, check
from ..protocol import Json, events
from ..service import Incoming
from ..turn import (
    COMPLETE,
    EARS,
    EMIT,
    EXECUTE,
    PROMPT,
    PROVIDER,
    Turn,
    fails,
    holds,
    output,
    results,
    stages,
    text,
    wants,
)
from ..verdicts import Failed, NotVerified
from ..world import Reply
from .orchestrator_tools import runs_tools, stored

WHY = "the suite forbids it, reason-41"
DENY: Json = {"action": "deny", "reason": WHY}
APPROVAL = "request.approval"
STATIONS = ("prompt:submit", "provider:request", "tool:pre", "tool:post")


def modified(**data: object) -> Json:
    """A fold that patches the data of its event."""
    return {"action": "modify", "data": data}


def hooked(**hooks: Reply) -> Turn:
    """A turn with one tool call and these folds: `tool__pre` is for `tool:pre`."""
    named = {event.replace("__", ":"): reply for event, reply in hooks.items()}
    response = wants("pick", inputs=[{"kind": "plum"}])
    return Turn(response, text("So be it."), tools={"pick": output("plum-17")}, hooks=named)


# ---- deny


@check(
    "ORC-040",
    "HOK-041",
    title="A prompt that is denied ends the turn as denied: nothing is stored, no model is asked",
)
def prompt_denied(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.play(hooked(prompt__submit=DENY))
        turn.heard("prompt:submit")
        denied(turn)


def denied(turn: Turn) -> None:
    """Fails unless the turn was denied from its beginning."""
    if turn.requests() or turn.asked(EXECUTE):
        raise Failed("the denied prompt went to the model", "no request", turn.requests())
    if turn.result.get("status") != "denied":
        raise Failed("the status is another one", "denied", turn.result)
    if turn.messages:
        raise Failed("something of the denied turn was stored", [], turn.messages)


@check("HOK-041", title="A request to the model that is denied is not made")
def request_denied(bench: Bench) -> None:
    for stage in stages(bench):
        for allowed in (0, 1):
            turn = stage.play(
                hooked(provider__request=[{"action": "continue"}] * allowed + [DENY] * 9)
            )
            turn.heard("provider:request")
            if len(turn.emits("provider:request")) <= allowed:
                continue  # one request was enough
            if len(turn.requests()) > allowed:
                raise Failed("the model was asked all the same", allowed, len(turn.requests()))
            if turn.status == "completed":
                raise Failed("the turn says that it was completed", "denied", turn.result)


@check(
    "ORC-023",
    "HOK-041",
    title="A tool call that is denied does not run: the model is told the reason, and the turn goes on",
)
def tool_denied(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.play(hooked(tool__pre=DENY))
        runs_tools(turn)
        turn.heard("tool:pre")
        refused(turn, WHY)


def refused(turn: Turn, why: str) -> None:
    """Fails unless the tool did not run, and the model was told why."""
    if turn.asked(EXECUTE):
        raise Failed("the denied tool ran", "it does not run", turn.first(EXECUTE).payload)
    if turn.status != "completed":
        raise Failed("the turn did not go on", "completed", turn.message)
    found = stored(turn)
    if [name for name, _ in found] != ["call_1"] or not holds(found, why):
        raise Failed("no tool result tells the reason", why, found)
    if not holds(results(turn.request(-1)["messages"]), why):
        raise Failed("the model was not told the reason", why, turn.request(-1)["messages"])


@check("HOK-041", "HOK-040", title="The result of a tool that is denied at tool:post stays hidden")
def result_denied(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.play(hooked(tool__post=DENY))
        runs_tools(turn)
        turn.heard("tool:post")
        for request in turn.requests()[1:]:
            if holds(request, "plum-17"):
                raise Failed("the model was shown the result", "no plum-17", request["messages"])
        if holds(turn.messages, "plum-17"):
            raise Failed("the result was stored", "no plum-17", turn.messages)
        if [name for name, _ in stored(turn)] != ["call_1"]:
            raise Failed("the call has no result", "one that says so", stored(turn))


# ---- modify


@check("HOK-044", title="The prompt goes on as prompt:submit has patched it")
def prompt_patched(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.completed(hooked(prompt__submit=modified(prompt="Another prompt-5.")))
        turn.heard("prompt:submit")
        for what, seen in (("request", turn.request(0)["messages"]), ("history", turn.messages)):
            if not holds(seen, "Another prompt-5.") or holds(seen, PROMPT):
                raise Failed(f"the {what} has not the patched prompt", "Another prompt-5.", seen)


@check(
    "HOK-044",
    title="The request goes to the provider and the model of provider:request, as patched",
)
def model_patched(bench: Bench) -> None:
    for stage in stages(bench):
        patch = modified(provider="other", model="suite-2")
        turn = hooked(provider__request=patch)
        providers = [PROVIDER, {"name": "other", "service": "suite"}]
        stage.completed(turn, providers=providers)
        turn.heard("provider:request")
        asked = turn.first(COMPLETE).params
        came = {"provider": asked.get("provider"), "model": asked["request"].get("model")}
        if came != {"provider": "other", "model": "suite-2"}:
            raise Failed("the patch had no effect", patch["data"], came)


@check("HOK-044", title="The request has the settings of provider:request, as patched")
def settings_patched(bench: Bench) -> None:
    settings = {"temperature": 0.25, "max_output_tokens": 77}
    for stage in stages(bench):
        turn = stage.completed(hooked(provider__request=modified(model_config=settings)))
        turn.heard("provider:request")
        request = turn.request(0)
        came = {name: request.get(name) for name in settings}
        if came != settings:
            raise Failed("the patch had no effect", settings, came)


@check("HOK-044", title="The request offers the tools of provider:request, as patched")
def tools_patched(bench: Bench) -> None:
    for stage in stages(bench):
        tools = {"pick": output("a"), "drop": output("b")}
        turn = Turn(text("Hi."), text("Hi."), tools=tools)
        stage.completed(turn)
        runs_tools(turn)
        for names in (["drop"], []):
            turn = Turn(
                text("Hi."), tools=tools, hooks={"provider:request": modified(tool_names=names)}
            )
            stage.completed(turn)
            turn.heard("provider:request")
            came = [tool["name"] for tool in turn.request(0).get("tools") or []]
            if came != names:
                raise Failed("other tools are offered than the patch says", names, came)


@check(
    "ORC-020",
    "HOK-044",
    title="A tool runs with the input as tool:pre has patched it, whatever the action",
)
def input_patched(bench: Bench) -> None:
    wanted = {"kind": "pear", "more": [None]}
    patch = {"data": {"tool_input": wanted}}
    folds: tuple[Json, ...] = (
        {"action": "modify", **patch},
        {"action": "continue", **patch},
        {"action": "inject_context", "context_injection": "Mind the pear.", **patch},
        patch,
    )
    for stage in stages(bench):
        for fold in folds:
            turn = stage.completed(hooked(tool__pre=fold))
            runs_tools(turn)
            turn.heard("tool:pre")
            given = [call.params["input"] for call in turn.asked(EXECUTE)]
            if given != [wanted]:
                raise Failed(f"the patch beside {fold.get('action')} is lost", [wanted], given)


@check("ORC-021", "HOK-044", title="The model is shown a result as tool:post has patched it")
def result_patched(bench: Bench) -> None:
    for stage in stages(bench):
        turn = stage.completed(hooked(tool__post=modified(result=output("pear-18"))))
        runs_tools(turn)
        turn.heard("tool:post")
        shown = results(turn.request(1)["messages"])
        if not holds(shown, "pear-18") or holds(shown, "plum-17"):
            raise Failed("the model is shown another result", "pear-18", shown)


# ---- what has no effect


@check(
    "HOK-040",
    "HOK-030",
    "RPC-012",
    title="Actions that have no effect for an event are ignored; no action, or null, is continue",
)
def ignored(bench: Bench) -> None:
    folds: tuple[Json, ...] = (
        DENY,
        {"action": "ask_user", "approval_prompt": "May it?"},
        {"action": "inject_context", "context_injection": "Injected-9."},
        {"action": "modify", "data": {"response": "Changed-9.", "tool_name": "none"}},
    )
    for stage in stages(bench):
        for fold in folds:
            action = str(fold["action"])
            deaf = [name for name, row in events().items() if action not in row["actions"]]
            turn = stage.play(_eventful(dict.fromkeys(deaf, fold)))
            if not any(turn.emits(event) for event in deaf):
                raise NotVerified(f"it emits no event for which {action} has no effect")
            _unimpressed(turn, action)
        silent: tuple[Reply, ...] = ({}, _say_nulls)
        for reply in silent:
            _unimpressed(stage.play(_eventful(dict.fromkeys(events(), reply))), "no action")


def _eventful(hooks: dict[str, Reply]) -> Turn:
    """A turn with one tool that answers, and one that fails."""
    tools = {"pick": output("plum-17"), "gone": fails(-32603, "internal_error")}
    return Turn(wants("pick", "gone"), text("So be it."), tools=tools, hooks=hooks)


def _say_nulls(call: Incoming) -> None:
    members = ("action", "data", "reason", "context_injection", "approval_prompt")
    call.say({"result": dict.fromkeys(members)})


def _unimpressed(turn: Turn, action: str) -> None:
    emitted = sorted({str(c.params["event"]) for c in turn.emits()})
    if turn.status != "completed" or turn.result.get("response") != "So be it.":
        raise Failed(f"{action} had an effect for one of {emitted}", "completed", turn.message)
    if turn.asked(APPROVAL):
        raise Failed("the user was asked", "no request.approval", turn.asked(APPROVAL)[0].payload)
    if holds(turn.requests(), "Injected-9.") or holds(turn.messages, "Injected-9."):
        raise Failed(f"a text was injected for one of {emitted}", "no injection", turn.messages)


@check("HOK-046", title="The hooks are asked through the host, also those of its own service")
def own_hooks(bench: Bench) -> None:
    name = str(bench.first.get("name"))
    mine = [
        {"name": h["name"], "service": name, "events": ["*"], "priority": 1}
        for h in bench.capabilities.get("hooks") or []
    ]
    for stage in stages(bench):
        foreign = stage.completed(hooked())
        if not mine and not foreign.emits():
            raise NotVerified("it never asked the hooks")
        if mine:  # which it might ask itself
            _all_emitted(foreign, _stations(foreign))
        own = stage.completed(hooked(), hooks=[*mine, {**EARS, "service": name}])
        _all_emitted(own, [event for event in STATIONS if foreign.emits(event)])


def _stations(turn: Turn) -> list[str]:
    """The events that this turn cannot have passed without."""
    return [*STATIONS] if turn.asked(EXECUTE) else [*STATIONS[:2]]


def _all_emitted(turn: Turn, wanted: list[str]) -> None:
    for event in wanted:
        if not turn.emits(event):
            came = [c.params["event"] for c in turn.emits()]
            raise Failed(f"the host is not asked about {event}", EMIT, came)
