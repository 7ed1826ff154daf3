"""A stage for one turn: a host that keeps the conversation, plays the model, the tools and the hooks.

Whatever the orchestrator says is held to the schemas: the data of every event and every piece of its stream.
"""

import asyncio
import inspect
from typing import Any

import amplifier_ipc
import pytest
from amplifier_ipc import RpcError
from amplifier_ipc._generated.events import EVENTS
from amplifier_ipc.testing import FakeHost
from foundation_agent.orchestrator import Streaming

STAMPED = {"timestamp", "session_id", "parent_id"}
SPEC = {"description": "", "input_schema": {"type": "object"}}


def text(said: str, **more: Any) -> dict[str, Any]:
    """A response of the model."""
    return {"content": [{"type": "text", "text": said}], "finish_reason": "stop", **more}


def wants(*calls: tuple[str, dict[str, Any]], said: str = "", **more: Any) -> dict[str, Any]:
    """A response that calls tools; ids are call_1, call_2, …"""
    made = [{"id": f"call_{i}", "name": n, "arguments": a} for i, (n, a) in enumerate(calls, 1)]
    blocks = [
        {"type": "tool_call", "id": c["id"], "name": c["name"], "input": c["arguments"]}
        for c in made
    ]
    content = [{"type": "text", "text": said}, *blocks] if said else blocks
    return {"content": content, "tool_calls": made, "finish_reason": "tool_calls", **more}


class Stage(FakeHost):
    """`model`: responses in order, RpcErrors, or async functions (stage, inbound) → response.

    `tools`: name → output, ToolResult (a dict with `success`), RpcError, or a function of the input.
    `hooks`: event → HookResult members, RpcError, or a function of the data.
    """

    def __init__(
        self,
        *,
        model=(),
        tools=None,
        hooks=None,
        specs=None,
        listen=("*",),
        providers=None,
        **config,
    ):
        super().__init__(Streaming(), config={"streaming": config})
        self.model, self.tools, self.hooks = list(model), dict(tools or {}), dict(hooks or {})
        self.specs, self.listen = dict(specs or {}), listen
        self.providers = providers or [{"name": "mock", "service": "providers-mock"}]
        self.messages: list[dict[str, Any]] = []
        self.asked: list[dict[str, Any]] = []  # the requests to the model
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.streamed: list[tuple[str, dict[str, Any]]] = []
        self.journal: list[str] = []
        self.turn_id: Any = None
        self._next: asyncio.Future[None] | None = None
        self.answers: dict[str, Any] = {}

    def request(self, inbound):
        self.requests.append((inbound.method, inbound.params))
        act = getattr(self, inbound.method.removeprefix("request.").replace(".", "_"), None)
        if act is None:
            raise RpcError.method_not_found(inbound.method)
        return self._act(act, inbound)

    async def _act(self, act, inbound):
        self.journal.append(inbound.method)
        if inbound.method in self.answers:
            return await played(self.answers[inbound.method], inbound.params)
        return await act(inbound)

    async def hook_emit(self, inbound):
        event, data = inbound.params["event"], inbound.params["data"]
        self.journal[-1] = event
        self.events.append((event, data))
        held_to_schema(event, data)
        return {"action": "continue", **(await played(self.hooks.get(event, {}), data))}

    async def context_add_message(self, inbound):
        self.messages.append(inbound.params["message"])
        return {}

    async def context_get_messages(self, inbound):
        return {"messages": self.messages}

    async def provider_info(self, inbound):
        info = {"id": inbound.params["provider"], "display_name": "", "credential_env_vars": []}
        return {**info, "capabilities": [], "defaults": {}, "config_fields": []}

    async def provider_complete(self, inbound):
        self.asked.append(inbound.params["request"])
        answer = self.model.pop(0)
        if callable(answer):
            answer = await answer(self, inbound)
        if isinstance(answer, RpcError):
            raise answer
        return answer

    async def tool_execute(self, inbound):
        name = inbound.params["name"]
        if name not in self.tools:
            raise RpcError.not_found("tool", name, self.tools)
        output = await played(self.tools[name], inbound.params["input"])
        whole = isinstance(output, dict) and "success" in output
        return output if whole else {"success": True, "output": output}

    async def approval(self, inbound):
        return {"approved": False, "reason": "not scripted"}

    def piece(self, inbound, name, /, **members):
        """Stream a piece of the model's answer."""
        self.connection.notify(f"stream.provider.{name}", {"request_id": inbound.id, **members})

    def params(self, prompt="hello", **more):
        return {
            "prompt": prompt,
            "system_prompt": "Be brief.",
            "tools": [{"name": name, **SPEC, **self.specs.get(name, {})} for name in self.tools],
            "hooks": [
                {"name": "ears", "service": "hooks", "events": list(self.listen), "priority": 1}
            ],
            "providers": self.providers,
            "agents": [],
            "config": {},
            **more,
        }

    async def turn(self, prompt="hello", **more):
        return await self.call(
            "orchestrator.execute", self.params(prompt, **more), on_stream=self._heard
        )

    def _heard(self, method, params):
        self.turn_id = params["request_id"]
        self.journal.append(method)
        held_to_type(method, params)
        if self._next is not None and not self._next.done():
            self._next.set_result(None)
        self.streamed.append((method, {k: v for k, v in params.items() if k != "request_id"}))

    async def until(self, method):
        """Wait until the user has been shown something."""
        while f"stream.{method}" not in self.journal:
            self._next = asyncio.get_running_loop().create_future()
            await self._next

    def cancel(self, mode):
        """Cancel the turn; its result still comes."""
        self.connection.notify("$/cancel", {"id": self.turn_id, "mode": mode})

    def told(self, event):
        return [data for name, data in self.events if name == event]

    def shown(self, method):
        return [params for name, params in self.streamed if name == f"stream.{method}"]

    def roles(self):
        return [message["role"] for message in self.messages]


async def played(reply, params):
    if callable(reply):
        reply = reply(params)
    if inspect.isawaitable(reply):
        reply = await reply
    if isinstance(reply, RpcError):
        raise reply
    return reply


def held_to_schema(event, data):
    row = EVENTS[event]
    if row.data is not None:
        model = getattr(amplifier_ipc, row.data)
        model.model_validate(data)
        names = {field.alias or name for name, field in model.model_fields.items()}
        assert set(data) <= names - STAMPED, f"{event} has members that its schema does not know"


def held_to_type(method, params):
    name = "".join(part.title() for part in method.replace(".", "_").split("_"))
    getattr(amplifier_ipc, f"{name}Params").model_validate(params)


@pytest.fixture
def stage():
    """The class of stages: `async with stage(model=[text("hi")]) as host: await host.turn()`."""
    return Stage


@pytest.fixture
def say():
    return text


@pytest.fixture
def call():
    return wants


@pytest.fixture
def gate():
    """A gate that code under test waits at: `reached` when it is there, `open` lets it go on."""

    class Gate:
        def __init__(self):
            self.reached, self.open = asyncio.Event(), asyncio.Event()

        async def __call__(self, *_):
            self.reached.set()
            await self.open.wait()

    return Gate
