"""A host between two services: ids, payloads, order, and where a request goes (chapters 1, 2, 4, 6, 7)."""

from __future__ import annotations

import json
from typing import Any

from ...protocol import MAX_INTEGER, Json, key
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import Asked, Heard
from ..expect import barrier, exact, not_found, reached, same
from ..parts import ANSWER, INFO, Part, base, tools
from ..player import Player
from ..requests import CHAT, MESSAGE

IDS: tuple[Any, ...] = ("7", 7, "", "é 😀", 'a"b\\', 0, -5, MAX_INTEGER, -MAX_INTEGER, "h-1")


def ask_as(
    player: Player, message_id: Any, name: str = "t", tool_input: Json | None = None
) -> Asked:
    """Ask for a tool under this id."""
    return player.send(
        "request.tool_execute", {"name": name, "input": tool_input or {}}, id=message_id
    )


@host_check(
    "RPC-082",
    "RPC-005",
    "RPC-016",
    "RPC-018",
    title="Requests go on under ids of the host's own, and their responses come back under the caller's",
)
def ids(bench: HostBench) -> None:
    caller = Part("b", requires=["tool.execute"])
    stage = bench.stage(tools("a", "t"), caller)
    pairs = [(player, i) for i in IDS for player in (stage.orc, stage["b"])]
    asked = [ask_as(player, i, "t", {"n": n}) for n, (player, i) in enumerate(pairs)]
    heard = [stage["a"].call("tool.execute", n) for n in range(len(pairs))]
    if len({key(h.id) for h in heard}) < len(heard):
        raise Failed(
            "two requests under way went on under one id", "all differ", [h.id for h in heard]
        )
    for each in reversed(heard):
        each.answer({"output": each.params["input"]["n"]})
    for n, call in enumerate(asked):
        same(
            f"the request {call.id!r} of {call.player.name} got another's answer",
            {"output": n},
            call.result(),
        )


@host_check(
    "RPC-009",
    title="A second request under an id that is still under way is refused, and the first goes on",
)
def same_id(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc = stage.orc
    ask_as(orc, "twice")
    heard = stage["a"].call("tool.execute")
    ask_as(orc, "twice").message()
    refused = _answers(orc, "twice")[0]
    same("the first answer under this id", -32600, (refused.get("error") or {}).get("code"))
    heard.answer({"output": 1})
    orc.wait("the answer to the first request", lambda: len(_answers(orc, "twice")) > 1)
    same("the second answer under this id", {"output": 1}, _answers(orc, "twice")[1].get("result"))
    same("what reached the tool", 1, len(stage["a"].calls("tool.execute")))


def _answers(player: Player, message_id: Any) -> list[Json]:
    """All answers under this id so far."""
    return [m for m in player.received if "method" not in m and m.get("id") == message_id]


@host_check("RPC-013", title="A service may use an id that the host uses at the same time")
def id_spaces(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    asked = ask_as(stage.orc, stage.turn().id)
    stage["a"].call("tool.execute").answer({"output": 1})
    same("the answer", {"output": 1}, asked.result())


STRANGE = (
    b'{"name":"t","call_id":"c","vendor":{"deep":[[[[{"x":null}]]]]},"input":{"big":123456789012345678901234567890,'
    b'"huge":1e400,"fine":0.1000000000000000055511151231257827,"neg":-0,"exp":1E5,"esc":"\\u00e9\\ud83d\\ude00\\/\\n",'
    b'"raw":"\xc3\xa9\xe2\x80\xa8","null":null,"":"","name":"u","_meta":{"x":1}}}'
)
ANSWERED = (
    b'{"success":true,"output":{"big":9999999999999999999999,"x":null,"f":1e-400,"id":7},"vendor":[null,{"id":1}],'
    b'"error":null,"content":[{"type":"vendor_block","x":{"y":[]}}]}'
)
REFUSED = b'{"code":-31999,"message":"a vendor\'s error","data":{"kind":"vendor_kind","x":[null,1e400]},"vendor":true}'


def strange(bench: HostBench) -> tuple[Asked, Heard, Player]:
    stage = bench.stage(tools("a", "t"))
    orc = stage.orc
    asked = orc.owe("x", "suite.raw")
    orc.line(
        b'{"jsonrpc":"2.0","id":"x","method":"request.tool_execute","params":' + STRANGE + b"}"
    )
    return asked, stage["a"].call("tool.execute"), orc


def raw_of(player: Player, asked: Asked) -> bytes:
    """The line of an answer as it came."""
    return player.raw[player.received.index(asked.message())]


def say_raw(heard: Heard, member: bytes, value: bytes) -> None:
    heard.player.judge.reply(heard.id)
    head = b'{"jsonrpc":"2.0","id":' + json.dumps(heard.id).encode()
    heard.player.line(head + b',"' + member + b'":' + value + b"}")


@host_check(
    "FRM-042",
    title="Params, results and errors are passed on as they came, unknown members and long numbers included",
)
def payloads(bench: HostBench) -> None:
    asked, heard, orc = strange(bench)
    came = exact(heard.raw)["params"]
    if came != exact(STRANGE):
        raise Failed("the params came changed", STRANGE.decode(), heard.raw.decode())
    say_raw(heard, b"result", ANSWERED)
    if exact(raw_of(orc, asked))["result"] != exact(ANSWERED):
        raise Failed("the result came changed", ANSWERED.decode(), orc.raw[-1].decode())


@host_check(
    "RPC-083", "FRM-042", title="An error of the recipient is the caller's answer, as it came"
)
def refusals(bench: HostBench) -> None:
    asked, heard, orc = strange(bench)
    say_raw(heard, b"error", REFUSED)
    if exact(raw_of(orc, asked))["error"] != exact(REFUSED):
        raise Failed("the error came changed", REFUSED.decode(), orc.raw[-1].decode())
    for number, kind in enumerate(("invalid_request", "parse_error", "method_not_found"), 1):
        again = orc.tool("t")
        heard.player.call("tool.execute", number).fail(kind)
        again.error(kind)


@host_check(
    "FRM-024",
    title="The id of a request stands before its params when it is passed on, wherever it stood",
)
def id_first(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    stage.judged = False  # the order of the others is the sender's
    orc = stage.orc
    asked = orc.owe("last", "request.tool_execute")
    orc.line(
        b'{"params":{"input":{"id":"inner"},"name":"t"},"method":"request.tool_execute","jsonrpc":"2.0","id":"last"}'
    )
    heard = stage["a"].call("tool.execute")
    names = list(json.loads(heard.raw))
    if names.index("id") > names.index("params"):
        raise Failed("the id stands behind params", "id, then params", heard.raw.decode())
    heard.answer({"output": 1})
    asked.result()


@host_check("RPC-022", title="The members of _meta travel along, those that nobody knows too")
def meta(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    told = {
        "traceparent": trace,
        "tracestate": "a=b",
        "baggage": "c=d",
        "turn_id": "t-1",
        "vendor": [1],
    }
    stage.orc.tool("t", meta=told)
    found = stage["a"].call("tool.execute").meta
    same("_meta lost members", told, {name: found.get(name) for name in told})


@host_check("RPC-060", title="Members of _meta of the wrong type count as absent")
def odd_meta(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t", replies={"tool.execute": {"output": 1}}))
    stage.judged = False  # what is odd is passed on
    for odd in (
        {"depth": "deep"},
        {"deadline_ms": "soon"},
        {"traceparent": 7, "depth": [9], "deadline_ms": None},
    ):
        params = {"_meta": odd, "name": "t", "input": {}}
        stage.orc.send("request.tool_execute", params, broken=True).result()
        stage.orc.send("state.get", {"_meta": odd, "key": "x"}, broken=True).result()


@host_check(
    "RPC-002",
    "RPC-007",
    "RPC-010",
    title="Any order of members, absent params and unknown members are all right",
)
def spelling(bench: HostBench) -> None:
    stage = bench.stage()
    orc = stage.orc
    orc.owe(1, "state.get")
    orc.line(
        b'{"vendor":[1],"params":{"vendor":null,"key":"x"},"id":1,"method":"state.get","jsonrpc":"2.0"}'
    )
    orc.owe(2, "capability.list")
    orc.line(b'{"method":"capability.list","id":2,"jsonrpc":"2.0"}')
    for number, result in ((1, {"value": None}), (2, {"capabilities": []})):
        same("the answer", result, Asked(orc, number, "the request").result())


@host_check("RPC-054", "RPC-056", title="What one service sends another arrives in order")
def order(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t", limits={"max_concurrency": 300}))
    orc, count = stage.orc, 200
    asked = [orc.tool("t", {"n": n}) for n in range(count)]
    asked[-1].cancel(reason="the last")
    stage["a"].call("$/cancel")
    methods = [h.method for h in stage["a"].heard if h.method in ("tool.execute", "$/cancel")]
    came = [h.params["input"]["n"] for h in stage["a"].calls("tool.execute")]
    same("the requests came in another order", list(range(count)), came)
    same("the cancel overtook its request", "$/cancel", methods[-1])


@host_check(
    "RPC-038",
    "RPC-056",
    "RPC-055",
    title="Progress and streams come under the caller's id, in order, and before the answer",
)
def streams(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc, count = stage.orc, 50
    other, asked = orc.tool("t"), orc.tool("t")
    heard = stage["a"].call("tool.execute", 1)
    for n in range(count):
        heard.progress(progress=n)
        text = {"request_id": heard.id, "channel": "stdout", "text": str(n)}
        stage["a"].notify("stream.tool.output", text)
    heard.answer({"output": "over"})
    asked.result()
    after = orc.received[orc.received.index(asked.message()) + 1 :]
    if any("request_id" in m.get("params", {}) for m in after):
        raise Failed("news of the request came after its answer", [], after)
    told = [params.get("progress", params.get("text")) for params in asked.notes()]
    right = [each for n in range(count) for each in (n, str(n))]
    same("the news came otherwise", right, told)
    same("another request got them", [], other.notes())


@host_check(
    "RPC-041",
    "RPC-055",
    title="News of a request that is not under way, or is another service's to answer, is dropped",
)
def stray_news(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"), tools("b", "u"))
    orc, a, b = stage.orc, stage["a"], stage["b"]
    early, later = orc.tool("t"), orc.tool("u")
    one, two = a.call("tool.execute"), b.call("tool.execute")
    one.answer({"output": 1})
    early.result()
    for player, request_id in ((a, one.id), (a, "h-none"), (a, f"x{two.id}"), (a, later.id)):
        player.notify("$/progress", {"request_id": request_id, "progress": 666})
    if two.id != one.id:
        a.notify("$/progress", {"request_id": two.id, "progress": 666})
    barrier(a, orc)
    two.answer({"output": 2})
    later.result()
    odd = [m for m in orc.received if m.get("method") == "$/progress"]
    same("news was passed on that is about nothing", [], odd)


@host_check("RPC-015", title="A response that nobody waits for is dropped")
def stray_responses(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    orc, a = stage.orc, stage["a"]
    asked = orc.tool("t")
    heard = a.call("tool.execute")
    for message_id in ("h-none", f"{heard.id}0", asked.id if asked.id != heard.id else "s-x", None):
        a.write({"jsonrpc": "2.0", "id": message_id, "result": {"output": "stray"}})
    heard.answer({"output": "right"})
    heard.say({"result": {"output": "again"}})
    same("the answer", {"output": "right"}, asked.result())
    barrier(a, orc)
    same(
        "how often it was answered",
        1,
        len(_answers(orc, asked.id)),
    )


@host_check(
    "RPC-014", title="An illegal response fails the call that it is for with internal_error"
)
def illegal_responses(bench: HostBench) -> None:
    bodies: tuple[Json, ...] = (
        {"result": {}, "error": {"code": 1, "message": "both"}},
        {"error": "no object"},
        {"error": {"message": "no code"}},
        {"error": {"code": 1}},
    )
    stage = bench.stage(tools("a", "t"))
    for number, body in enumerate(bodies):
        asked = stage.orc.tool("t")
        stage["a"].call("tool.execute", number).say(body)
        same(f"the code after {body}", -32603, asked.error("internal_error")["code"])


@host_check("TOL-017", "RPC-073", title="A tool that no mounted service has is not found")
def no_tool(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"), Part("b", requires=["tool.execute"]))
    for player in (stage.orc, stage["b"]):
        error = player.tool("tt").error("not_found", what="tool", name="tt")
        same("the code", -32004, error["code"])
    same("what reached the service", [], [h.method for h in reached(stage["a"], "tool.execute")])


@host_check(
    "PRV-003",
    title="An absent provider is the session's, a named one is asked, an unknown one is not found",
)
def providers(bench: HostBench) -> None:
    listed: Json = {"models": []}
    replies = {"provider.complete": ANSWER, "provider.info": INFO, "provider.list_models": listed}
    first = Part("first", {"providers": [{"name": "other"}]}, replies=replies)
    stage = bench.stage(first, base=base(replies=replies), agent={"provider": "base:model"})
    asks: dict[str, Json] = {"complete": CHAT, "info": {}, "list_models": {}}
    for method, params in asks.items():
        stage.orc.ask(f"request.provider_{method}", params)
        same(f"{method} went elsewhere", 1, len(stage["base"].calls(f"provider.{method}")))
        stage.orc.ask(f"request.provider_{method}", {**params, "provider": "other"})
        same(
            f"{method} went elsewhere",
            1,
            len(first_calls := stage["first"].calls(f"provider.{method}")),
        )
        same("the provider was not told", "other", first_calls[0].params.get("provider", "other"))
        unknown = stage.orc.send(f"request.provider_{method}", {**params, "provider": "ohter"})
        not_found(unknown, "provider", "ohter")


@host_check(
    "CTX-030",
    title="request.context_* goes to the context manager of the session, whichever service asks or has one",
)
def context(bench: HostBench) -> None:
    rival = Part("rival", {"context_managers": [{"name": "other"}]}, requires=["context"])
    stage = bench.stage(rival, agent={"context_manager": "base:memory"})
    orc, rival_player = stage.orc, stage["rival"]
    rival_player.ask("request.context_add_message", {"message": MESSAGE})
    same("the history", {"messages": [MESSAGE]}, orc.ask("request.context_get_messages"))
    same("the history", {"messages": [MESSAGE]}, rival_player.ask("request.context_get_messages"))
    orc.ask("request.context_set_messages", {"messages": [MESSAGE, MESSAGE]})
    orc.ask("request.context_get_messages", {"token_budget": 1000})
    same(
        "the budget",
        [1000],
        [h.params.get("token_budget") for h in stage["base"].calls("context.get_messages")][-1:],
    )
    orc.ask("request.context_clear")
    for method in ("add_message", "get_messages", "set_messages", "clear"):
        same("it went elsewhere", [], [h.method for h in rival_player.calls(f"context.{method}")])
        if not stage["base"].calls(f"context.{method}"):
            raise Failed(
                f"{method} did not reach the context manager", f"context.{method}", "nothing"
            )


@host_check(
    "PRV-005",
    "PRV-006",
    title="Blocks and a finish_reason that nobody knows come through",
)
def unknown_blocks(bench: HostBench) -> None:
    stage = bench.stage()
    block = {"type": "vendor_citation", "source": "README.md", "lines": [3, None]}
    message = {"role": "assistant", "content": [block], "vendor": {"x": None}, "metadata": {"y": 1}}
    stage.orc.ask("request.context_add_message", {"message": message})
    same(
        "the message came changed",
        message,
        stage["base"].call("context.add_message").params["message"],
    )
    same("the history", {"messages": [message]}, stage.orc.ask("request.context_get_messages"))
    response = {"content": [block], "finish_reason": "vendor_stop", "vendor": 1}
    asked = stage.orc.send("request.provider_complete", CHAT)
    stage["base"].call("provider.complete").answer(response)
    same("the response", response, asked.result())
