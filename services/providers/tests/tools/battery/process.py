"""An adapter as a process over stdio, with the test as its host."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import amplifier_ipc
from amplifier_ipc import RpcError
from amplifier_ipc._generated.events import EVENTS
from amplifier_ipc.connection import Connection, Inbound, Link
from amplifier_ipc.testing import FakeHost

Json = dict[str, Any]
PATIENCE = 20
"""Seconds after which a call that should have ended is a failure."""


class AdapterProcess(FakeHost):
    """`requests` holds what the adapter asked its host for: the events that it emits, above all."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        super().__init__()
        self._command, self._env, self._cwd = command, dict(env), cwd
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 # closed by __aexit__
        self.process = subprocess.Popen(  # noqa: ASYNC220 # asyncio would read its pipes, which Link does
            self._command,
            cwd=self._cwd,
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            start_new_session=True,
        )
        assert self.process.stdin
        assert self.process.stdout
        link = Link(os.dup(self.process.stdout.fileno()), os.dup(self.process.stdin.fileno()))
        self.process.stdin.close()
        self.process.stdout.close()
        self.connection = Connection("host", link, self, max_concurrency=1 << 20)
        self.about: Json = await self.call("describe", {"protocol_versions": ["1.0"]})
        self.name: str = self.about["capabilities"]["providers"][0]["name"]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.connection.close()
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(None, self.process.wait, PATIENCE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise AssertionError(f"{self.name} did not end when its input ended") from None
        finally:
            self._said.close()

    @property
    def stderr(self) -> str:
        """What it wrote on stderr so far."""
        self._said.seek(0)
        return self._said.read().decode(errors="replace")

    async def set(self, **config: Any) -> None:
        """Configure the provider with this alone."""
        self.requests.clear()
        self.notifications.clear()
        await self.configure({self.name: config}, {"id": "battery", "cwd": str(self._cwd)})

    async def ask(
        self, request: Json, *, stream: bool = False, pieces: list[Any] | None = None
    ) -> Json:
        """Ask the model; `pieces` gets what is streamed, as (name, params)."""
        params: Json = {"request": request}
        if stream:
            params["stream"] = True
        heard = pieces if pieces is not None else []
        name_of = len("stream.provider.")
        async with asyncio.timeout(PATIENCE):
            return await self.call(
                "provider.complete", params, on_stream=lambda m, p: heard.append((m[name_of:], p))
            )

    async def refused(
        self, request: Json, *, stream: bool = False, pieces: list[Any] | None = None
    ) -> RpcError:
        """Ask the model; return the error that it must end in."""
        try:
            answer = await self.ask(request, stream=stream, pieces=pieces)
        except RpcError as error:
            return error
        raise AssertionError(f"an error was due, not {answer}")

    def request(self, inbound: Inbound) -> Json:
        """Answer a call of the adapter (for the connection)."""
        self.requests.append((inbound.method, inbound.params))
        self._news.set()
        if inbound.method != "request.hook_emit":
            raise RpcError.method_not_found(inbound.method)
        return {"action": "continue"}

    async def emitted(self, name: str) -> Json:
        """Wait until it has emitted an event of this name; return the first one's data."""
        while not (found := self.events(name)):
            self._news.clear()
            await self._news.wait()
        return found[0]

    def events(self, name: str) -> list[Json]:
        """The data of the events of this name that it emitted."""
        asked = [params for method, params in self.requests if method == "request.hook_emit"]
        found = [params["data"] for params in asked if params["event"] == name]
        for data in found:
            _held_to_schema(name, data)
        return found


def _held_to_schema(event: str, data: Json) -> None:
    model = getattr(amplifier_ipc, str(EVENTS[event].data))
    model.model_validate(data)
    names = {field.alias or name for name, field in model.model_fields.items()}
    assert set(data) <= names, f"{event} has members that its schema does not know"
