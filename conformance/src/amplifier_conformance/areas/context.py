"""Context managers: what they keep, and what they give to the model (chapter 7)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

from ..check import Bench, check, shown
from ..protocol import Json
from ..service import Call, Service
from ..verdicts import Failed, NotVerified
from ..world import World

TIGHT = 100  # tokens into which the long history fits by nobody's estimate
BUDGETS = (*range(24), *range(24, 240, 12), 300, 400, 600, 900, 1500, 4000)
LONG: list[Json] = [
    {"role": "user" if at % 2 == 0 else "assistant", "content": f"{at} is one of many words. " * 8}
    for at in range(60)
]
ODD: list[Json] = [
    {"role": "system", "content": "Be brief.", "vendor_level": 3, "vendor_more": {"a": [1, None]}},
    {
        "role": "user",
        "content": "é😀\u2028\t\n ",
        "name": "ann",
        "metadata": {"none": None, "n": 2},
    },
    {
        "role": "assistant",
        "content": [
            {"type": "text", "text": "I look.", "vendor_confidence": 0.5},
            {"type": "vendor_citation", "source": "README.md", "lines": [3, 4], "deep": {"a": {}}},
            {"type": "tool_call", "id": "call_1", "name": "glob", "input": {"path": None}},
        ],
        "tool_calls": [
            {"id": "call_1", "name": "glob", "arguments": {"path": None}, "vendor_rank": 1}
        ],
        "metadata": {"vendor": {"deep": [None]}},
    },
    {"role": "tool", "tool_call_id": "call_1", "name": "glob", "content": "README.md"},
    {"role": "developer", "content": ""},
    {"role": "assistant", "content": []},
]


def said(text: str) -> Json:
    """A message of the user."""
    return {"role": "user", "content": text}


@contextlib.contextmanager
def emptied(bench: Bench) -> Iterator[Service]:
    """The shared service with an empty history, which it is left with."""
    _ = bench.declared("context_managers")
    service = bench.service
    service.ask("context.clear", {})
    yield service
    service.ask("context.clear", {})


def history(service: Service, **params: Any) -> list[Json]:
    """What `context.get_messages` gives."""
    found: list[Json] = service.ask("context.get_messages", params)["messages"]
    return found


def demand(came: list[Json], given: list[Json], when: str) -> None:
    """The messages came back as they were given, but for what was added to their metadata (CTX-006)."""
    if len(came) != len(given):
        raise Failed(f"another number of messages {when}", _few(given), _few(came))
    for at, (back, message) in enumerate(zip(came, given, strict=True)):
        if lost := _lost(back, message):
            raise Failed(f"{lost} of message {at} is not as it was given, {when}", message, back)


def _lost(back: Json, given: Json) -> str:
    """The first member that is missing, changed or new."""
    added, kept = back.get("metadata") or {}, given.get("metadata") or {}
    if {name: added.get(name, ...) for name in kept} != kept:
        return "metadata"
    names = dict.fromkeys([*given, *back])
    return next((n for n in names if n != "metadata" and back.get(n, ...) != given.get(n, ...)), "")


def _few(messages: list[Json]) -> str:
    text = shown([message.get("content") for message in messages[:8]])
    return f"{len(messages)} messages: {text[:400]}"


@check("CTX-001", "CTX-002", title="Messages are there as soon as they are added, in their order")
def order(bench: Bench) -> None:
    given = [said(f"message {at}") for at in range(5)]
    with emptied(bench) as service:
        for count, message in enumerate(given, start=1):
            service.ask("context.add_message", {"message": message})
            demand(history(service), given[:count], f"after {count} were added")


@check("CTX-003", "CTX-002", title="context.set_messages replaces the whole history")
def replaced(bench: Bench) -> None:
    with emptied(bench) as service:
        service.ask("context.add_message", {"message": said("old")})
        for given in ([said("b"), said("a"), said("c")], [said("d")], []):
            service.ask("context.set_messages", {"messages": given})
            demand(history(service), given, f"after {len(given)} were set")
        service.ask("context.add_message", {"message": said("e")})
        demand(history(service), [said("e")], "after one was added to those that were set")


@check("CTX-004", "CTX-002", title="After context.clear there is no history")
def cleared(bench: Bench) -> None:
    with emptied(bench) as service:
        demand(history(service), [], "after context.clear")
        service.ask("context.set_messages", {"messages": [said("a"), said("b")]})
        service.ask("context.clear")
        demand(history(service), [], "after context.clear")


@check(
    "CTX-005",
    "PRV-005",
    title="Messages come back with all of their members and blocks, unknown ones too",
)
def members_stay(bench: Bench) -> None:
    with emptied(bench) as service:
        for message in ODD:
            service.ask("context.add_message", {"message": message})
        demand(history(service), ODD, "after they were added")
        service.ask("context.set_messages", {"messages": ODD})
        demand(history(service), ODD, "after they were set")
        service.ask("context.set_messages", {"messages": history(service)})
        demand(history(service), ODD, "after what came was set again")


@check(
    "CTX-007",
    "CTX-002",
    title="Calls that are sent without waiting take effect in the order of their lines",
    stdio="requests have no order",
)
def pipelined(bench: Bench) -> None:
    a, b, c = said("a"), said("b"), said("c")
    steps: list[tuple[str, Json, list[Json] | None]] = [
        ("context.add_message", {"message": a}, None),
        ("context.add_message", {"message": b}, None),
        ("context.get_messages", {}, [a, b]),
        ("context.set_messages", {"messages": [c, a]}, None),
        ("context.add_message", {"message": b}, None),
        ("context.get_messages", {}, [c, a, b]),
        ("context.clear", {}, None),
        ("context.get_messages", {}, []),
        ("context.add_message", {"message": c}, None),
        ("context.get_messages", {}, [c]),
    ]
    if bench.concurrency < 2:
        raise NotVerified("it takes one request at a time")
    with emptied(bench) as service:
        for at in range(0, len(steps), bench.concurrency):
            _together(service, steps[at : at + bench.concurrency])


def _together(service: Service, steps: list[tuple[str, Json, list[Json] | None]]) -> None:
    calls: list[tuple[Call, list[Json] | None]] = [
        (service.send(method, params), wanted) for method, params, wanted in steps
    ]
    for call, wanted in calls:
        result = call.result()
        if wanted is not None:
            demand(result["messages"], wanted, "when the calls were sent without waiting")


@check("CTX-010", title="Without a budget and a provider it gives the whole history")
def whole(bench: Bench) -> None:
    with emptied(bench) as service:
        service.ask("context.set_messages", {"messages": LONG})
        demand(history(service), LONG, "in a long history")
        bare = service.send("context.get_messages").result()["messages"]
        demand(bare, LONG, "when it is asked without params")


def size(messages: list[Json]) -> int:
    """Characters of messages, their metadata left out."""
    kept = [{k: v for k, v in message.items() if k != "metadata"} for message in messages]
    return len(json.dumps(kept, ensure_ascii=False))


@check("CTX-011", title="A view for the model is shorter than a history that does not fit")
def budget(bench: Bench) -> None:
    with emptied(bench) as service:
        _shortened(service, {"token_budget": TIGHT})


@check("CTX-014", title="Without a budget, the window of the provider bounds the view")
def window(bench: Bench) -> None:
    with emptied(bench) as service:
        info = {"id": "suite-1", "context_window": TIGHT, "max_output_tokens": TIGHT // 4}
        _shortened(service, {"provider_info": info})


def _shortened(service: Service, params: Json) -> None:
    service.ask("context.set_messages", {"messages": LONG})
    view = history(service, **params)
    if size(view) >= size(LONG):
        raise Failed(
            f"a history of {len(LONG)} messages and {size(LONG)} characters was given whole for {shown(params)}",
            "fewer messages, or shorter ones",
            _few(view),
        )


@check("CTX-012", title="What it leaves out of a view stays in the history")
def nothing_forgotten(bench: Bench) -> None:
    with emptied(bench) as service:
        service.ask("context.set_messages", {"messages": LONG})
        shorter = 0
        for tokens in (0, TIGHT, 4 * TIGHT):
            shorter += size(history(service, token_budget=tokens)) < size(LONG)
            demand(history(service), LONG, f"after a view of {tokens} tokens")
        if not shorter:
            raise NotVerified("it leaves nothing out, whatever the budget")


def talk(*, blocks: bool) -> list[Json]:
    """A conversation in which tools are called: in blocks of the content, or in `tool_calls`."""
    found: list[Json] = []
    for at in range(4):
        one, two, three = (f"call_{at}_{name}" for name in "abc")
        found += [
            said(f"What files are there in folder {at}, and what do they say?"),
            _calls(blocks, "I look into the folder.", {one: "glob"}),
            _result(blocks, one, "a.md b.md"),
            _calls(blocks, "I read them.", {two: "read_file", three: "read_file"}),
            _result(blocks, two, "hello there, " * (1 + 4 * at)),
            _result(blocks, three, "bye"),
            {"role": "assistant", "content": "They greet, and part."},
        ]
    return found


def _calls(blocks: bool, text: str, tools: dict[str, str]) -> Json:
    given = {"path": "a.md"}
    if not blocks:
        calls = [{"id": i, "name": name, "arguments": given} for i, name in tools.items()]
        return {"role": "assistant", "content": text, "tool_calls": calls}
    wanted = [{"type": "tool_call", "id": i, "name": n, "input": given} for i, n in tools.items()]
    return {"role": "assistant", "content": [{"type": "text", "text": text}, *wanted]}


def _result(blocks: bool, called: str, text: str) -> Json:
    block = {"type": "tool_result", "tool_call_id": called, "output": text}
    return {"role": "tool", "tool_call_id": called, "content": [block] if blocks else text}


def calls_and_results(messages: list[Json]) -> tuple[set[str], set[str]]:
    """The ids of the tool calls that messages make, and of those that they answer."""
    calls, results = set(), set()
    for message in messages:
        blocks = message["content"] if isinstance(message["content"], list) else []
        calls |= {str(call.get("id")) for call in message.get("tool_calls") or []}
        calls |= {str(b.get("id")) for b in blocks if b.get("type") == "tool_call"}
        results |= {str(b.get("tool_call_id")) for b in blocks if b.get("type") == "tool_result"}
        results |= {str(message["tool_call_id"])} if message.get("tool_call_id") else set()
    return calls, results


@check(
    "CTX-013",
    title="Tool calls in tool_calls and their results are left out together, whatever the budget",
)
def calls_with_results(bench: Bench) -> None:
    _whole_calls(bench, talk(blocks=False))


@check(
    "CTX-013",
    title="Tool calls that are blocks and their results are left out together, whatever the budget",
)
def blocks_with_results(bench: Bench) -> None:
    _whole_calls(bench, talk(blocks=True))


def _whole_calls(bench: Bench, given: list[Json]) -> None:
    with emptied(bench) as service:
        service.ask("context.set_messages", {"messages": given})
        views = [_unsplit(service, tokens) for tokens in BUDGETS]
    if all(view == calls_and_results(given)[0] for view in views):
        raise NotVerified("it leaves no tool call out, whatever the budget")


def _unsplit(service: Service, tokens: int) -> set[str]:
    """The tool calls in a view of so many tokens, each with its result."""
    view = history(service, token_budget=tokens)
    calls, results = calls_and_results(view)
    for left, kept in (("call", results - calls), ("result", calls - results)):
        if kept:
            raise Failed(
                f"in a view of {tokens} tokens a tool {left} was left out, and its counterpart is there",
                f"{', '.join(sorted(kept))} with call and result, or not at all",
                view,
            )
    return calls


@check(
    "CTX-020",
    title="It does not compact when context:pre_compact is denied, unless that was so before",
)
def denied(bench: Bench) -> None:
    _ = bench.declared("context_managers")
    service = bench.start()
    service.ask("context.set_messages", {"messages": LONG})
    with service.hosted(World()) as world:
        allowed = history(service, token_budget=TIGHT)
        events = [call.params.get("event") for call in world.asked("request.hook_emit")]
    if "context:pre_compact" not in events:
        raise NotVerified("it does not emit context:pre_compact")
    if size(allowed) >= size(LONG):
        raise NotVerified("it compacts nothing when it may")
    with service.hosted(World(request__hook_emit={"action": "deny", "reason": "not now"})):
        view = history(service, token_budget=TIGHT)
    if size(view) < size(LONG):
        raise Failed("it compacted although context:pre_compact was denied", _few(LONG), _few(view))
