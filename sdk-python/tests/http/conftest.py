"""A service as a process that listens, and a host that it can call back."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from way_back import PATIENCE, WayBack  # noqa: E402 # it lies beside this file

SERVICES = Path(__file__).parents[1] / "services"


class Served:
    """A running service. What it writes to stderr can be waited for."""

    def __init__(self, program: Path, arguments: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
            cwd=program.parent,
        )
        self._told = threading.Condition()
        self._stderr = b""
        self._heard = 0
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()
        assert self.process.stdout
        self.line = self.process.stdout.readline()
        self.url = json.loads(self.line)["url"] if self.line else ""
        self.client = httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    def _drain(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            with self._told:
                self._stderr += line
                self._told.notify_all()

    def until_told(self, text: str) -> None:
        """Wait until it has written this to stderr, behind what was waited for before."""
        wanted = text.encode()
        with self._told:
            found = self._told.wait_for(
                lambda: self._stderr.find(wanted, self._heard) >= 0, PATIENCE
            )
            assert found, text
            self._heard = self._stderr.find(wanted, self._heard) + len(wanted)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Ask an endpoint."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, path, json=body, headers=named)

    def tool(self, name: str, tool_input: dict[str, Any] | None = None, **headers: str) -> Any:
        """Run a tool; return the answer."""
        return self.ask("POST", f"/tools/{name}/execute", {"input": tool_input or {}}, **headers)

    @contextlib.contextmanager
    def stream(self, path: str, body: Any, **headers: str) -> Iterator["Stream"]:
        """Ask for a stream; leaving it closes the connection."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with self.client.stream(
            "POST", path, json=body, headers={"Accept": "text/event-stream", **named}
        ) as response:
            yield Stream(response)

    @contextlib.contextmanager
    def raw(
        self, method: str, path: str, body: bytes, length: int | None = None, head: bytes = b""
    ) -> Iterator[socket.socket]:
        """Send a request over a socket of its own; leaving it closes the connection."""
        parts = urlsplit(self.url)
        named = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        size = len(body) if length is None else length
        with socket.create_connection((parts.hostname, parts.port), PATIENCE) as connection:
            connection.sendall(named.encode() + head + b"Content-Length: %d\r\n\r\n" % size + body)
            yield connection

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> tuple[int, bytes, str]:
        """Wait for the end; return the exit code, all that it wrote to stdout, and stderr."""
        assert self.process.stdout
        rest = self.process.stdout.read()
        code = self.process.wait(PATIENCE)
        self._thread.join(PATIENCE)
        return code, self.line + rest, self._stderr.decode()

    def kill(self) -> None:
        self.client.close()
        self.process.kill()
        self.process.wait()
        self._thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream and not stream.closed:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


class Stream:
    """A stream of events as it comes, read by plain means."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """Return the next event: its name and its data."""
        lines = []
        for line in self._lines:
            if not line:
                break
            lines.append(line)
        assert len(lines) == 2, lines
        name, data = lines[0].removeprefix("event: "), lines[1].removeprefix("data: ")
        return name, json.loads(data)

    def rest(self) -> list[tuple[str, Any]]:
        """Return the events up to the end, which tell how the call ended."""
        events = [self.next()]
        while events[-1][0] not in ("result", "error"):
            events.append(self.next())
        assert list(self._lines) == []
        return events


Serve = Callable[..., Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start services: the name of one, or the path of a program, at a free port."""
    yield from _serve()


@pytest.fixture(scope="module")
def remote() -> Iterator[Served]:
    """One service for the tests of a file that leave it as it was."""
    for served in _serve():
        yield served()


def _serve() -> Iterator[Serve]:
    running: list[Served] = []

    def served(
        program: str | Path = "remote", *arguments: str, http: bool = True, **environment: str
    ) -> Served:
        path = program if isinstance(program, Path) else SERVICES / f"{program}.py"
        address = ["--http", "127.0.0.1:0"] if http else []
        running.append(Served(path, [*address, *arguments], environment))
        return running[-1]

    yield served
    for process in running:
        process.kill()


@pytest.fixture
def host() -> Iterator[WayBack]:
    """A host that answers calls back."""
    with WayBack() as answering:
        yield answering
