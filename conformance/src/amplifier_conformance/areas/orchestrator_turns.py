"""Two turns of an orchestrator at once (ORC-004)."""

from __future__ import annotations

from typing import Any

from ..check import Bench, check
from ..protocol import Json
from ..service import Call, Incoming
from ..turn import (
    ADD,
    COMPLETE,
    CONTINUE,
    EMIT,
    EXECUTE,
    GET,
    Turn,
    holds,
    output,
    stages,
    text,
    wants,
)
from ..verdicts import Failed
from ..world import HOLD, Reply, World


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
        self.answered = 0  # of what is held
        self.replies |= {
            COMPLETE: HOLD,
            EXECUTE: lambda call: output(f"tool {self.of(call)}"),
            ADD: self._add,
            EMIT: self._emit,
            GET: lambda call: {"messages": list(self.history(call))},
        }

    def _add(self, call: Incoming) -> Json:
        self.history(call).append(call.params["message"])
        return {}

    def _emit(self, call: Incoming) -> Reply:
        """Inject into each turn its own text; hold the emits before requests to the model."""
        if call.params["event"] == "prompt:submit":
            note = f"note {self.of(call)}"
            return {"action": "inject_context", "context_injection": note, "ephemeral": True}
        return HOLD if call.params["event"] == "provider:request" else CONTINUE

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
        """Answer what is held, the first model with a tool call, whenever both turns wait."""
        waiting = self._waiting(calls)
        while waiting:
            for call in waiting:
                call.answer(CONTINUE if call.method == EMIT else self._said(call))
            waiting = self._waiting(calls)

    def _said(self, call: Incoming) -> Json:
        name, again = self.of(call), len(self.asked_by(self.of(call))) > 1
        if again or not call.params["request"].get("tools"):
            return text(f"answer {name}")
        return wants("pick", said=f"tool {name}", inputs=[{"by": name}])

    def _held(self) -> list[Incoming]:
        return [
            call
            for call in self.calls
            if call.method == COMPLETE or call.params.get("event") == "provider:request"
        ]

    def _waiting(self, calls: list[Call]) -> list[Incoming]:
        """What is held and not answered, as soon as each turn that goes on waits."""

        def there() -> tuple[list[Incoming]] | None:
            new = self._held()[self.answered :]
            return (new,) if len(new) >= sum(not call.found() for call in calls) else None

        (found,) = calls[0].service.wait("both of two turns at a request to the model", there)
        self.answered += len(found)
        return list(found)
