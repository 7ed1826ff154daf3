"""An adapter on the test bench."""

from __future__ import annotations

from typing import Any

from amplifier_ipc import RpcError

from .adapters import KEY, Adapter
from .dialects import DIALECTS, Dialect
from .gateway import Gateway
from .process import AdapterProcess, Json

HELLO = "Say hello."
GREETING = "Hello, world: ü 日本 🎉!"


class Bench:
    """The adapter, the gateway that it talks to, and its process."""

    def __init__(self, adapter: Adapter, gateway: Gateway, process: AdapterProcess) -> None:
        self.adapter, self.gateway, self.process = adapter, gateway, process
        self.dialect: Dialect = DIALECTS[adapter.dialect]
        self.url = ""
        """Another base URL, where a test keeps it."""
        self.response: Json = {}
        """The last answer, where a test keeps it."""

    async def set(self, **config: Any) -> None:
        """Configure the adapter: its model, no retries, and what is given."""
        usual = {"model": self.adapter.model, "max_retries": 0, **self.adapter.config}
        await self.process.set(**{**usual, **config})

    async def ask(
        self, prompt: str | list[Json] = HELLO, *, stream: bool = False, **more: Any
    ) -> Json:
        """Ask the model; `more` are members of the request, and `pieces`."""
        pieces = more.pop("pieces", None)
        return await self.process.ask(_request(prompt, more), stream=stream, pieces=pieces)

    async def refused(
        self, prompt: str | list[Json] = HELLO, *, stream: bool = False, **more: Any
    ) -> RpcError:
        """Ask the model; the error that it ends in, which shows no secret."""
        pieces = more.pop("pieces", None)
        error = await self.process.refused(_request(prompt, more), stream=stream, pieces=pieces)
        assert KEY not in f"{error.message} {error.data}"
        return error

    @property
    def sent(self) -> Json:
        """The body of the last call of the model."""
        body: Json = self.gateway.calls[-1].json
        return body

    def leave(self) -> None:
        """Look at what must hold after every test: the key is in no log."""
        assert KEY not in self.process.stderr
        assert KEY not in str(self.process.notifications)


def _request(prompt: str | list[Json], more: Json) -> Json:
    messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
    return {"messages": messages, **more}
