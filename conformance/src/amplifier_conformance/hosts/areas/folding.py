"""The fold of what handlers answer (chapter 5, The fold): the vectors of hook_fold.json, asked of a host."""

from __future__ import annotations

from typing import Any

from ...check import HOST_CHECKS, Check
from ...protocol import Json
from ..bench import HostBench
from ..calls import Heard
from ..expect import same
from ..parts import Part
from ..player import Player
from ..vectors import cases

SENTENCES = {
    "HOK-006": "Each handler gets the data with the patches of those before it",
    "HOK-010": "The fold of no answers is continue, and a fold has nothing that no answer gave it",
    "HOK-011": "A deny ends the chain",
    "HOK-012": "Data of any answer but deny is a patch, member by member, nulls included",
    "HOK-013": "A patch of a member that the event does not open is ignored",
    "HOK-014": "Injections are joined, with the members of the first",
    "HOK-015": "Members of approval and injection are in every fold that is weaker than deny",
    "HOK-016": "The first ask_user gives the members of approval, and the chain goes on",
    "HOK-017": "The strongest action wins",
    "HOK-018": "suppress_output is any, messages are joined, the highest level holds",
    "HOK-019": "A handler that fails is skipped if it does not say deny",
    "HOK-020": "A handler that fails counts as deny if it says so",
    "HOK-021": "The reason is the first of the strongest action",
    "HOK-022": "The source is the first that came with a message",
    "HOK-023": "An injection with a weaker action is ignored",
    "HOK-030": "An absent action is continue",
    "HOK-032": "The data of the fold is the merged patch, absent if nothing was patched",
    "RPC-012": "Nulls in an answer count as absent",
}
STAMPS = ("timestamp", "session_id", "parent_id")


def fold(bench: HostBench, requirement: str) -> None:
    """Emit an event for each case that cites the requirement."""
    chosen = [c for c in cases("hook_fold") if requirement in c["requirements"] and c["open"] != []]
    answers: dict[str, Json] = {}
    seen: dict[str, list[Json]] = {}
    specs = []
    for case in chosen:
        for number, handler in enumerate(case["handlers"]):
            name = f"{case['id']}.{number}"
            answers[name] = handler["answer"]
            members = {key: handler[key] for key in ("priority", "on_error")}
            specs.append({"name": name, "events": [_event(case)], **members})

    def answer(heard: Heard) -> None:
        name = str(heard.params.get("hook"))
        case_id = name.rpartition(".")[0]
        if case_id != current[0]:
            heard.answer({})  # of another case that shares the event
            return
        seen.setdefault(case_id, []).append(heard.params["data"])
        given = answers[name]
        if "fails" in given:
            heard.fail("internal_error", given["fails"])
        else:
            heard.say({"result": given})

    current = [""]
    stage = bench.stage(Part("h", {"hooks": specs}, replies={"hook.emit": answer}))
    orc = stage.orc
    for case in chosen:
        current[0] = case["id"]
        _compare(case, _emitted(orc, case), seen.get(case["id"], []))


def _event(case: Json) -> str:
    """An event that is open as the case says: a vendor's own is open as a whole (HOK-031)."""
    return f"fold:{case['id']}" if case["open"] is None else "tool:pre"


def _emitted(orc: Player, case: Json) -> Json:
    result: Json = orc.emit(_event(case), case["data"]).result()
    return result


def _compare(case: Json, found: Json, seen: list[Json]) -> None:
    wanted: dict[str, Any] = dict(case["result"])
    failed = any("fails" in h["answer"] and h["on_error"] == "deny" for h in case["handlers"])
    if failed and wanted.get("action") == "deny" and found.get("reason"):
        wanted["reason"] = found["reason"]  # how it words the failure is the host's
    same(f"{case['id']}: the fold is another", wanted, found)
    bare = [{name: v for name, v in data.items() if name not in STAMPS} for data in seen]
    same(f"{case['id']}: the handlers were told otherwise", case["seen"], bare)


def _declare(requirement: str, title: str) -> None:
    def run(bench: HostBench) -> None:
        fold(bench, requirement)

    name = f"folding.{requirement.lower().replace('-', '_')}"
    HOST_CHECKS.add(Check(name, "folding", title, (requirement,), run, "host"))


for _requirement, _title in SENTENCES.items():
    _declare(_requirement, _title)
