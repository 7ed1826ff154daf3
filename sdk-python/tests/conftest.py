"""A service as a process and the host's end of its pipes; the shared vectors."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PATIENCE = 30.0
"""Seconds: long enough for a loaded machine; a test that waits this long has failed."""


class ServiceProcess:
    """A running service. Lines are read all the time, unless ``reading`` is False."""

    def __init__(self, program: Path, environment: dict[str, str], reading: bool = True) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._stderr: list[bytes] = []
        self._threads = [threading.Thread(target=self._drain_stderr, daemon=True)]
        if reading:
            self._threads.append(threading.Thread(target=self.read, daemon=True))
        for thread in self._threads:
            thread.start()

    def read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._messages.put(json.loads(line))
        self._messages.put(None)

    def start_reading(self) -> None:
        self._threads.append(threading.Thread(target=self.read, daemon=True))
        self._threads[-1].start()

    def _drain_stderr(self) -> None:
        assert self.process.stderr
        self._stderr.extend(self.process.stderr)

    def send(self, message: dict[str, Any]) -> None:
        self.send_bytes(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def request(self, request: Any, method: str, params: dict[str, Any] | None = None) -> None:
        self.send({"id": request, "method": method, "params": params or {}})

    def tool(self, request: Any, name: str, **tool_input: Any) -> None:
        self.request(request, "tool.execute", {"name": name, "input": tool_input})

    def next(self) -> dict[str, Any]:
        message = self._messages.get(timeout=PATIENCE)
        assert message is not None, f"the service ended: {b''.join(self._stderr).decode()}"
        return message

    def ask(self, method: str, params: dict[str, Any] | None = None, request: Any = "q") -> Any:
        """Send a request and take the next message for its answer."""
        self.request(request, method, params)
        answer = self.next()
        assert answer["id"] == request
        return answer.get("result", answer.get("error"))

    def ask_tool(self, name: str, **tool_input: Any) -> Any:
        return self.ask("tool.execute", {"name": name, "input": tool_input})

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> tuple[int, list[dict[str, Any]], str]:
        """Wait for the end; return the exit code, what was left on the wire, and stderr."""
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        left = []
        while (message := self._messages.get(timeout=PATIENCE)) is not None:
            left.append(message)
        return code, left, b"".join(self._stderr).decode()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream and not stream.closed:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


Start = Callable[..., ServiceProcess]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start services; ``described=False`` leaves out the first describe."""
    running: list[ServiceProcess] = []

    def started(
        service: str = "parrot", *, described: bool = True, reading: bool = True, **environment: str
    ) -> ServiceProcess:
        process = ServiceProcess(HERE / "services" / f"{service}.py", environment, reading)
        running.append(process)
        if described:
            process.ask("describe", {"protocol_versions": ["1.0"]})
        return process

    yield started
    for process in running:
        process.kill()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Fill ``case`` of tests marked with ``vectors(file)`` from the shared vectors.

    A file that is missing is an error, not a reason to skip.
    """
    marker = metafunc.definition.get_closest_marker("vectors")
    if marker is None:
        return
    path = HERE.parents[1] / "conformance" / "vectors" / marker.args[0]
    cases = json.loads(path.read_text(encoding="utf-8"))["cases"] if path.exists() else [path]
    member = marker.kwargs.get("having")
    chosen = [case for case in cases if member is None or case == path or member in case]
    chosen = chosen or [path]
    names = [case["id"] if isinstance(case, dict) else "missing" for case in chosen]
    metafunc.parametrize("case", chosen, ids=names)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "vectors(file, having): run once for each case of the file (that has a member)"
    )


@pytest.fixture(autouse=True)
def _vectors_are_there(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("vectors"):
        case = request.node.callspec.params["case"]
        assert not isinstance(case, Path), f"no cases in {case}"
