"""What a host makes of the lines that a service writes (chapter 1): the vectors of messages.json, asked of a host."""

from __future__ import annotations

import json
from typing import Any

from ...check import HOST_CHECKS, Check
from ...protocol import Json
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..expect import reached, same
from ..parts import Part, channel, hook, tool, tools
from ..player import Player
from ..vectors import cases

MOST = 100  # refused lines in a row that end a service (FRM-013)
SHOWN = 200  # bytes of the first refused line that are shown at most (FRM-012)
SENTENCES = {
    "FRM-007": "What is not JSON is answered with parse_error",
    "FRM-008": "JSON that is no legal message is answered with invalid_request",
    "FRM-009": "A refusal carries the last legal id before params, or null",
    "FRM-010": "What looks like an answer, and a notification, is never answered",
    "FRM-019": "What nests deeper than 128 is refused, and 128 is not",
    "FRM-021": "Numbers of any length are accepted",
    "FRM-033": "Everything that RFC 8259 does not allow is not JSON",
    "RPC-003": "A message is exactly one of request, notification and response",
    "RPC-004": "The id of a request is a string or an integer",
    "RPC-006": "Params are an object or absent",
    "RPC-052": "The method is a string",
    "RPC-053": "A response has an id",
}
REFUSALS = (-32700, -32600)


def answers_to(player: Player, line: bytes, number: int) -> list[Json]:
    """What the host answers to a line, before it answers the ping behind it."""
    so_far = len(player.received)
    player.line(line)
    asked = player.send("ping", {}, id=f"behind-{number}")
    asked.result()
    end = player.received.index(asked.message())
    return [m for m in player.received[so_far:end] if "method" not in m]


def line_of(case: Json) -> bytes:
    if "line" in case:
        return str(case["line"]).encode()
    return b"".join(map(_piece, case["line_parts"]))


def _piece(part: Json) -> bytes:
    if "hex" in part:
        return bytes.fromhex(part["hex"])
    return (
        str(part["repeat"]) * int(part["times"]) if "repeat" in part else str(part["text"])
    ).encode()


def judge(case: Json, answers: list[Json]) -> None:
    verdict: Json = case["verdict"]
    found = [((a.get("error") or {}).get("code"), a.get("id", "absent")) for a in answers]
    if "refuse" in verdict:
        right = (verdict["refuse"]["code"], verdict["refuse"]["id"])
        if found != [right] or type(found[0][1]) is not type(right[1]):
            raise Failed(f"{case['id']}: it is refused otherwise", f"code and id {right}", answers)
    elif "request" in verdict:
        wanted = verdict["request"]["id"]
        if [a.get("id") for a in answers] != [wanted] or found[0][0] in REFUSALS:
            raise Failed(
                f"{case['id']}: it is a legal request", f"an answer to {wanted!r}", answers
            )
    elif answers:
        raise Failed(f"{case['id']}: it is answered", "no answer", answers)


def twice(line: bytes) -> bool:
    """Whether a member that decides the way of a message occurs twice, which a router refuses (FRM-023)."""
    seen: list[bool] = []

    def pairs(members: list[tuple[str, Any]]) -> Json:
        seen.append(len({name for name, _ in members}) < len(members))
        return dict(members)

    try:
        json.loads(line, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return any(seen)


def vectors(bench: HostBench, requirement: str) -> None:
    chosen = [case for case in cases("messages") if requirement in case["requirements"]]
    chosen = [c for c in chosen if "refuse" in c["verdict"] or not twice(line_of(c))]
    stage = bench.stage(Part("a"))
    stage.judged = False
    stage.turn()
    for number, case in enumerate(chosen):
        judge(case, answers_to(stage["a"], line_of(case), number))


def _declare(requirement: str, title: str) -> None:
    def run(bench: HostBench) -> None:
        vectors(bench, requirement)

    name = f"lines.{requirement.lower().replace('-', '_')}"
    more = ("RPC-053",) if requirement == "FRM-009" else ()
    cited = (requirement, *more, "FRM-011")
    HOST_CHECKS.add(Check(name, "lines", title, cited, run, "host"))


for _requirement, _title in SENTENCES.items():
    _declare(_requirement, _title)


HEAD = '{"jsonrpc":"2.0","id":"x","method":'
TWINS = (
    '{"jsonrpc":"2.0","jsonrpc":"2.0","id":"x","method":"state.get","params":{"key":"k"}}',
    '{"jsonrpc":"2.0","id":"x","id":"x","method":"state.get","params":{"key":"k"}}',
    HEAD + '"state.get","method":"state.get","params":{"key":"k"}}',
    HEAD + '"state.get","params":{"key":"k"},"params":{"key":"k"}}',
    HEAD + '"request.tool_execute","params":{"name":"t","name":"u","input":{}}}',
    HEAD + '"request.tool_execute","params":{"name":"t","input":{},"\\u006eame":"t"}}',
    HEAD
    + '"request.tool_execute","params":{"_meta":{},"_meta":{"depth":9},"name":"t","input":{}}}',
    HEAD + '"request.hook_emit","params":{"event":"a:b","event":"tool:pre","data":{}}}',
    HEAD + '"request.hook_emit","params":{"event":"a:b","hook":"x","hook":"y","data":{}}}',
    HEAD + '"request.provider_info","params":{"provider":"model","provider":"other"}}',
    HEAD + '"request.content_read","params":{"path":"a","path":"b"}}',
)


@host_check(
    "FRM-023", title="A message in which a member that decides its way occurs twice is refused"
)
def twins(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"tools": [tool("t"), tool("u")], "hooks": [hook("h", "*")]}))
    stage.judged = False
    orc = stage.orc
    before = len(reached(stage["a"], "hook.emit"))
    for number, line in enumerate(TWINS):
        answers = answers_to(orc, line.encode(), number)
        codes = [(a.get("error") or {}).get("code") for a in answers]
        same(f"the answers to {line}", [-32600], codes)
    same("what reached a tool", 0, len(reached(stage["a"], "tool.execute")))
    same("what reached a hook", before, len(reached(stage["a"], "hook.emit")))


@host_check("FRM-023", title="A notification or an answer with such a twin is dropped")
def dropped_twins(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    stage.judged = False
    asked = stage.orc.tool("t")
    heard = stage["a"].call("tool.execute")
    note = f'{{"jsonrpc":"2.0","method":"$/progress","params":{{"request_id":"{heard.id}","request_id":"{heard.id}"}}}}'
    same("an answer to a notification", [], answers_to(stage["a"], note.encode(), 1))
    answer = (
        f'{{"jsonrpc":"2.0","id":"{heard.id}","result":{{"output":1}},"result":{{"output":2}}}}'
    )
    same("an answer to an answer", [], answers_to(stage["a"], answer.encode(), 2))
    asked.error("internal_error")
    same("the news that were passed on", [], asked.notes())


@host_check("FRM-022", title="Of other members that occur twice the last one counts")
def last_twin(bench: HostBench) -> None:
    stage = bench.stage()
    orc = stage.orc
    orc.owe("x", "state.set")
    orc.line(
        b'{"jsonrpc":"2.0","id":"x","method":"state.set","params":{"key":"suite.k","value":1,"value":{"a":1,"a":2}}}'
    )
    same("the value", {"value": {"a": 2}}, orc.ask("state.get", {"key": "suite.k"}))


@host_check(
    "FRM-002",
    "FRM-003",
    "FRM-026",
    title="CRs, blank lines and any cut of the bytes make no difference",
)
def cuts(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t", replies={"tool.execute": {"output": "é 😀"}}))
    orc = stage.orc
    for number, blank in enumerate((b"", b" \t\r", b"\r")):
        same("answers to a blank line", [], answers_to(orc, blank, number))
    text = '{"jsonrpc":"2.0","id":"cut","method":"request.tool_execute","params":{"name":"t","input":{"x":"é 😀"}}}\r\n'
    asked = orc.owe("cut", "request.tool_execute")
    for byte in text.encode():
        orc.out(bytes([byte]), shown=f"the byte {byte}")
        if byte > 127:
            orc.order("G", wait=True)  # the bytes before it are out of the puppet's hands
    same("the answer", {"output": "é 😀"}, asked.result())
    same("what the tool got", {"x": "é 😀"}, stage["a"].call("tool.execute").params["input"])
    both = [orc.owe(n, "ping") for n in ("one", "two")]
    orc.out(
        b'{"jsonrpc":"2.0","id":"one","method":"ping"}\n{"jsonrpc":"2.0","id":"two","method":"ping"}\n'
    )
    for each in both:
        same("the answer", {}, each.result())


@host_check(
    "FRM-012", title="The first line of a service that is refused is shown, at most 200 bytes of it"
)
def first_shown(bench: HostBench) -> None:
    stage = bench.stage(Part("babbler"))
    stage.turn()
    stage["babbler"].line(b"SUITE-JUNK-" + b"j" * 5000)
    stage["babbler"].ping()
    stage.finish()
    if "SUITE-JUNK-" not in stage.said or "babbler" not in stage.said:
        raise Failed(
            "the line was not shown, with its service", "babbler, SUITE-JUNK-jjj…", stage.said
        )
    if "j" * (SHOWN - len("SUITE-JUNK-") + 1) in stage.said:
        raise Failed(
            f"more than {SHOWN} bytes of the line were shown", f"at most {SHOWN} bytes", stage.said
        )


@host_check(
    "FRM-013",
    title="A service is ended when 100 of its lines in a row were refused, and not before",
)
def babbler(bench: HostBench) -> None:
    stage = bench.stage(tools("babbler", "t"))
    orc, a = stage.orc, stage["babbler"]
    asked = orc.tool("t")
    a.call("tool.execute")
    for _ in range(2):
        for n in range(MOST - 1):
            a.line(b"this is no message %d" % n)
        a.ping()
    if a.eof is not None or a.term is not None or asked.found():
        raise Failed(
            "it was ended before 100 lines in a row were refused",
            "it goes on",
            a.stage.trace[-1].text,
        )
    for n in range(MOST):
        a.line(b"this is no message %d" % n)
    asked.error("service_unavailable", service="babbler")
    a.ended()


@host_check("RPC-076", "RPC-037", title="Notifications that the host does not know are dropped")
def unknown_notes(bench: HostBench) -> None:
    stage = bench.stage(Part("a", {"channels": [channel("news", subscribes=True)]}))
    orc = stage.orc
    for number, method in enumerate(
        ("vendor.note", "$/vendor", "tool.execute", "channel.message", "")
    ):
        line = json.dumps(
            {"jsonrpc": "2.0", "method": method, "params": {"channel": "news", "data": 1}}
        )
        same(f"the answers to {method!r}", [], answers_to(orc, line.encode(), number))
    same(
        "what reached another service",
        [],
        [h.method for h in reached(stage["a"], "channel.message")],
    )


@host_check(
    "FRM-005", title="An answer is written as soon as it is there, whether anything follows or not"
)
def at_once(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    for n in range(3):
        asked = stage.orc.tool("t")
        stage["a"].call("tool.execute", n).answer({"output": n})
        same("the answer", {"output": n}, asked.result())
        same("a value", {"value": None}, stage.orc.ask("state.get", {"key": "suite.none"}))
