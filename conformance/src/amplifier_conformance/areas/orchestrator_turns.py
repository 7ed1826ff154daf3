"""Two turns of an orchestrator at once (ORC-004)."""

from __future__ import annotations

from typing import Any

from ..check import Bench, check
from ..protocol import Json
from ..service import Call, Incoming
from ..turn import ADD, COMPLETE, EXECUTE, GET, Turn, holds, output, stages, text, wants
from ..verdicts import Failed
from ..world import HOLD, World


@check("ORC-004", title="Two turns at once are kept apart")
def two_turns(bench: Bench) -> None:
    for stage in stages(bench):
        both = _Two()
        with stage.service.process.changed:
            stage.service.world = both
        calls = {
            name: stage.service.send(
                "orchestrator.execute",
                stage.params(
                    Turn(tools={"pick": output("x")}),
                    prompt=f"prompt {name}",
                    system_prompt=f"system {name}",
                    _meta={"session_id": name, "turn_id": name},
                ),
            )
            for name in both.names
        }
        both.release(list(calls.values()))
        for name, call in calls.items():
            result = call.result()
            _own(name, result.get("response"), "the response")
            _own(name, both.histories.get(name), "the history")
            _own(name, both.asked_by(name), "a request to the model")


def _own(name: str, value: Any, what: str) -> None:
    other = "left" if name == "right" else "right"
    if not holds(value, name) or holds(value, other):
        raise Failed(f"{what} of the turn {name} has what is not its own", name, value)


class _Two(World):
    """A host for two turns side by side; what belongs to which is told by `session_id` in `_meta`."""

    names = ("left", "right")

    def __init__(self) -> None:
        super().__init__()
        self.histories: dict[str, list[Json]] = {}
        self.answered = 0  # requests to the model
        self.replies |= {
            COMPLETE: HOLD,
            EXECUTE: lambda call: output(f"tool {self.of(call)}"),
            ADD: self._add,
            GET: lambda call: {"messages": list(self.history(call))},
        }

    def _add(self, call: Incoming) -> Json:
        self.history(call).append(call.params["message"])
        return {}

    def of(self, call: Incoming) -> str:
        """The turn that a call belongs to."""
        return str(call.meta.get("session_id"))

    def history(self, call: Incoming) -> list[Json]:
        """The history of the turn that a call belongs to."""
        return self.histories.setdefault(self.of(call), [])

    def asked_by(self, name: str) -> list[Json]:
        """The requests to the model of a turn."""
        return [c.params["request"] for c in self.asked(COMPLETE) if self.of(c) == name]

    def release(self, calls: list[Call]) -> None:
        """Answer the models crosswise, the first time with a tool call, whenever both turns wait for them."""
        waiting = self._waiting(calls)
        while waiting:
            for call in waiting:
                name, again = self.of(call), len(self.asked_by(self.of(call))) > 1
                calling = wants("pick", said=f"tool {name}", inputs=[{"by": name}])
                offered = bool(call.params["request"].get("tools"))
                call.answer(calling if offered and not again else text(f"answer {name}"))
            waiting = self._waiting(calls)

    def _waiting(self, calls: list[Call]) -> list[Incoming]:
        """The requests to the model that wait, as soon as there is one of each turn that goes on."""

        def there() -> tuple[list[Incoming]] | None:
            new = self.asked(COMPLETE)[self.answered :]
            return (new,) if len(new) >= sum(not call.found() for call in calls) else None

        (found,) = calls[0].service.wait("a request to the model of each of two turns", there)
        self.answered += len(found)
        return list(found)
