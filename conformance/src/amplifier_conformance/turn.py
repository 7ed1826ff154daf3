"""A host for one turn of an orchestrator: it plays the model, the tools, the hooks, the user and the history."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .check import Bench
from .protocol import Json
from .service import Call, Incoming, Service
from .verdicts import Failed, NotVerified
from .world import INFO, MODEL, USAGE, Reply, World

SYSTEM = "You are the suite's assistant."
PROMPT = "What does the suite ask?"
COMPLETE, EXECUTE = "request.provider_complete", "request.tool_execute"
GET, ADD, EMIT = "request.context_get_messages", "request.context_add_message", "request.hook_emit"
APPROVAL = "request.approval"
CONTINUE: Json = {"action": "continue"}
PROVIDER: Json = {"name": "suite", "service": "suite", "info": INFO, "models": [MODEL]}
EARS: Json = {"name": "suite_ears", "service": "suite", "events": ["*"], "priority": 100}


# ---- what is played


def text(said: str, **more: Any) -> Json:
    """A response of the model."""
    return {
        "content": [{"type": "text", "text": said}],
        "finish_reason": "stop",
        "usage": USAGE,
        **more,
    }


def wants(*names: str, said: str = "", inputs: Sequence[Json] = (), first: int = 1) -> Json:
    """A response that calls tools; the ids are call_1, call_2 …"""
    given = [*inputs, *({} for _ in names[len(inputs) :])]
    blocks: list[Json] = [
        {"type": "tool_call", "id": f"call_{first + n}", "name": name, "input": given[n]}
        for n, name in enumerate(names)
    ]
    calls = [{"id": b["id"], "name": b["name"], "arguments": b["input"]} for b in blocks]
    content = [{"type": "text", "text": said}, *blocks] if said else blocks
    return {
        "content": content,
        "tool_calls": calls,
        "finish_reason": "tool_calls",
        "usage": USAGE,
    }


def output(value: Any, **more: Any) -> Json:
    """A result of a tool that succeeded."""
    return {"success": True, "output": value, **more}


def fails(code: int, kind: str, message: str = "so says the suite", **data: Any) -> Reply:
    """A reply that is an error."""

    def fail(call: Incoming) -> None:
        call.fail(code, kind, message, **data)

    return fail


def streams(response: Json, *pieces: str, index: int = 0) -> Reply:
    """A response of the model, streamed before if it was asked so."""

    def answer(call: Incoming) -> Json:
        stream(call, *pieces, index=index)
        return response

    return answer


def stream(call: Incoming, *pieces: str, index: int = 0) -> None:
    """Stream pieces of the model's answer to a call, if it was asked so."""
    for piece in pieces if call.params.get("stream") else ():
        about = {"request_id": call.id, "index": index, "text": piece}
        call.service.notify("stream.provider.token", about)


class Turn(World):
    """Plays one turn. Replies are results, HOLD or functions of the call; a list gives one after the other.

    `model`: the responses in order, then a last word; `tools`: results by name; `hooks`: folds by event; `approval`: of
    the user; `specs`: more members of the tools' declarations; `replies`: other replies by method.
    """

    def __init__(
        self,
        *model: Reply,
        tools: Mapping[str, Reply] | None = None,
        hooks: Mapping[str, Reply] | None = None,
        approval: Reply = None,
        specs: Mapping[str, Json] | None = None,
        replies: Mapping[str, Reply] | None = None,
    ) -> None:
        super().__init__()
        self.replies |= replies or {}
        self.model = list(model)
        self.tools = dict(tools or {})
        self.hooks = {event: _list(reply) for event, reply in (hooks or {}).items()}
        self.approvals = _list(approval) if approval is not None else []
        self.specs = dict(specs or {})
        self.answered: list[Incoming] = []  # of the held calls, those that a check has answered
        self.message: Json = {}  # the response to orchestrator.execute
        playing: dict[str, Callable[[Incoming], Any]] = {
            COMPLETE: self._complete,
            EXECUTE: self._execute,
            EMIT: self._emit,
            APPROVAL: self._approve,
        }
        for method, play in playing.items():
            self.replies.setdefault(method, play)
        self.replies.setdefault("request.provider_info", INFO)
        self.replies.setdefault("request.provider_list_models", {"models": [MODEL]})

    # ---- what came

    @property
    def result(self) -> Json:
        """The result of the turn; an error fails the check."""
        if "result" not in self.message:
            raise Failed("the turn ended in an error", "a result", self.message.get("error"))
        found: Json = self.message["result"]
        return found

    @property
    def status(self) -> str:
        """How the turn ended; the kind of the error if it ended in one."""
        if "error" in self.message:
            data = self.message["error"].get("data")
            return str(data.get("kind")) if isinstance(data, dict) else ""
        return str(self.result.get("status"))

    def asked(self, method: str, **params: Any) -> list[Incoming]:
        """The calls of this method so far, with these params."""
        return [c for c in super().asked(method) if params.items() <= c.params.items()]

    def first(self, method: str) -> Incoming:
        """The first call of this method; its absence fails the check."""
        found = self.asked(method)
        if not found:
            raise Failed(f"{method} was not called", method, self.message)
        return found[0]

    def emits(self, event: str = "") -> list[Incoming]:
        """The emits of an event, or of all."""
        return [c for c in self.asked(EMIT) if event in ("", c.params.get("event"))]

    def told(self, event: str) -> list[Json]:
        """The data of the emits of an event."""
        return [c.params["data"] for c in self.emits(event)]

    def requests(self) -> list[Json]:
        """The requests to the model."""
        return [c.params["request"] for c in self.asked(COMPLETE)]

    def request(self, number: int) -> Json:
        """One of them, counted from 0, or -1; fails the check if there were not so many."""
        found = self.requests()
        if not found or len(found) <= number:
            raise Failed(
                f"only {len(found)} requests were made to the model", number + 1, self.message
            )
        return found[number]

    def before(self, first: Incoming, second: Incoming) -> bool:
        """Whether one call came before another."""
        return self.calls.index(first) < self.calls.index(second)

    def heard(self, event: str) -> None:
        """Not verified unless the orchestrator asked the hooks about this event."""
        if not self.emits(event):
            raise NotVerified(f"it never asked the hooks about {event}")

    # ---- what is answered

    def _complete(self, call: Incoming) -> Any:
        while self.model and not call.params["request"].get("tools") and _calls(self.model[0]):
            self.model.pop(0)  # a model calls no tools that it was not offered
        return _played(self.model.pop(0) if self.model else text("That is all."), call)

    def _execute(self, call: Incoming) -> Any:
        name = str(call.params.get("name"))
        if name not in self.tools:
            return fails(-32004, "not_found", f"no tool {name}", what="tool", name=name)(call)
        return _played(_next(self.tools[name], output("ok")), call)

    def _emit(self, call: Incoming) -> Any:
        return _played(_next(self.hooks.get(str(call.params.get("event"))), CONTINUE), call)

    def _approve(self, call: Incoming) -> Any:
        nobody = {"approved": False, "reason": "nobody is here"}
        return _played(_next(self.approvals, nobody), call)


def _calls(reply: Reply) -> bool:
    return isinstance(reply, dict) and bool(reply.get("tool_calls"))


def _list(reply: Reply) -> Reply:
    return list(reply) if isinstance(reply, list) else reply


def _next(reply: Reply, otherwise: Json) -> Reply:
    """The reply, or the next one of a list, or what is said when there is none."""
    if isinstance(reply, list):
        return reply.pop(0) if reply else otherwise
    return otherwise if reply is None else reply


def _played(reply: Reply, call: Incoming) -> Any:
    return reply(call) if callable(reply) else reply


# ---- who plays


@dataclass
class Stage:
    """An orchestrator of a service, ready for turns."""

    bench: Bench
    service: Service
    name: str

    def begin(self, turn: Turn, **params: Any) -> Call:
        """Begin a turn."""
        with self.service.process.changed:
            self.service.world = turn
        return self.service.send("orchestrator.execute", self.params(turn, **params))

    def play(self, turn: Turn, **params: Any) -> Turn:
        """Play a turn to its end."""
        return self.end(turn, self.begin(turn, **params))

    def end(self, turn: Turn, call: Call) -> Turn:
        """Wait for the end of a turn."""
        turn.message = call.message()
        return turn

    def completed(self, turn: Turn, **params: Any) -> Turn:
        """Play a turn that must be completed."""
        self.play(turn, **params)
        if turn.result.get("status") != "completed":
            raise Failed(f"a turn of {self.name} was not completed", "completed", turn.result)
        return turn

    def params(self, turn: Turn, **params: Any) -> Json:
        """The params of `orchestrator.execute` for a turn."""
        tools = [
            {
                "name": name,
                "description": f"The suite's {name}.",
                "input_schema": {"type": "object"},
                **turn.specs.get(name, {}),
            }
            for name in turn.tools
        ]
        return {
            "orchestrator": self.name,
            "prompt": PROMPT,
            "system_prompt": SYSTEM,
            "tools": tools,
            "hooks": [EARS],
            "providers": [PROVIDER],
            "agents": [],
            "config": {},
            **params,
        }

    def await_call(self, turn: Turn, method: str, number: int = 0, **payload: Any) -> Incoming:
        """The so-manieth call of a method in this turn that has these params, as soon as it is there."""

        def there() -> Incoming | None:
            mine = turn.asked(method, **payload)
            return mine[number] if len(mine) > number else None

        found: Incoming = self.service.wait(f"{method} from {self.name}", there)
        return found


def stages(bench: Bench) -> Iterator[Stage]:
    """The orchestrators of the service, one after the other."""
    for each in bench.declared("orchestrators"):
        service = bench.service
        yield Stage(bench, service, str(each["name"]))
        with service.process.changed:
            service.world = World()


def wherever(events: Iterable[str], look: Callable[[str], None]) -> None:
    """Look at each event of a turn; not verified only if it could be seen at none of them."""
    unseen: list[NotVerified] = []
    seen = 0
    for event in events:
        try:
            look(event)
            seen += 1
        except NotVerified as why:
            unseen.append(why)
    if not seen and unseen:
        raise unseen[0]


# ---- how conversations are read


def holds(value: Any, word: str) -> bool:
    """Whether a word is anywhere in a value."""
    return word in json.dumps(value, ensure_ascii=False)


def results(messages: Sequence[Json]) -> list[tuple[str, Json]]:
    """The tool results of a conversation: the id of the call, and the message or block that answers it."""
    found: list[tuple[str, Json]] = []
    for message in messages:
        content = message.get("content")
        blocks = content if isinstance(content, list) else []
        if message.get("role") == "tool" and "tool_call_id" in message:
            found.append((str(message["tool_call_id"]), message))
        else:
            found += [(b["tool_call_id"], b) for b in blocks if b.get("type") == "tool_result"]
    return found


def failed(result: Json) -> bool:
    """Whether a tool result is marked as a failure."""
    content = result.get("content")
    blocks = content if isinstance(content, list) else []
    marked = (result.get("metadata") or {}).get("is_error") or result.get("is_error")
    return bool(marked or any(b.get("is_error") for b in blocks if isinstance(b, dict)))
