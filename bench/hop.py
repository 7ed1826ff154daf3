"""A hop by HTTP against the same hop over stdio: the same service of each SDK, the same bare client on both.

The client writes bytes that were made before and reads up to the end of the answer: what is measured is the service.
"""

from __future__ import annotations

import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import IO, Protocol
from urllib.parse import urlsplit

from measure import CORES, ROOT, pinned
from row import Row

SERVICES = {
    "Python": [sys.executable, "examples/everything/python/everything.py"],
    "Rust": ["target/release/everything"],
    "Go": ["build/go/everything"],
    "TypeScript": ["node", "examples/everything/typescript/dist/everything.js"],
}
TEXT = "word " * 40
TOKENS = 10_000
WARM_UP = 300


class Way(Protocol):
    """One binding of a service under measurement."""

    def call(self, text: str) -> Callable[[], None]:
        """A call of its tool, ready to be made."""

    def stream(self, text: str) -> Callable[[], None]:
        """A completion of its provider, ready to be made and read to its end."""

    def close(self) -> None:
        """End the service."""


class Stdio:
    """A service over pipes."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            pinned(command, str(CORES[0])), cwd=ROOT, stdin=-1, stdout=-1, stderr=-3
        )
        self._do("describe", {})()

    def call(self, text: str) -> Callable[[], None]:
        """A call of `word_count`."""
        return self._do("tool.execute", {"name": "word_count", "input": {"text": text}})

    def stream(self, text: str) -> Callable[[], None]:
        """A completion of `parrot`."""
        return self._do("provider.complete", {"stream": True, "request": asked(text)})

    def _do(self, method: str, params: object) -> Callable[[], None]:
        line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        asking, (write, read) = line.encode() + b"\n", self._ends()

        def do() -> None:
            write.write(asking)
            write.flush()
            while not (line := read.readline()).startswith(b'{"jsonrpc":"2.0","id"'):
                assert line, "the service ended"
            assert b'"result"' in line[:40], line[:200]

        return do

    def _ends(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout

    def close(self) -> None:
        """End the service."""
        write, read = self._ends()
        write.close()
        read.read()
        self._process.wait(10)


class Http:
    """The same service over HTTP, on one connection that stays."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(
            pinned([*command, "--http", "127.0.0.1:0"], str(CORES[0])),
            cwd=ROOT,
            stdin=-3,
            stdout=-1,
            stderr=-3,
        )
        assert self._process.stdout
        where = urlsplit(json.loads(self._process.stdout.readline())["url"])
        self._socket = socket.create_connection((where.hostname, where.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = self._socket.makefile("rb")

    def call(self, text: str) -> Callable[[], None]:
        """A call of `word_count`."""
        asking = self._request("/tools/word_count/execute", {"input": {"text": text}})

        def do() -> None:
            self._socket.sendall(asking)
            headers = self._headers()
            self._read.read(int(headers[b"content-length"]))

        return do

    def stream(self, text: str) -> Callable[[], None]:
        """A completion of `parrot`."""
        asking = self._request("/providers/parrot/stream", {"request": asked(text)})

        def do() -> None:
            self._socket.sendall(asking)
            assert self._headers()[b"transfer-encoding"] == b"chunked"
            while size := int(self._read.readline(), 16):
                self._read.read(size + 2)
            self._read.readline()

        return do

    def _headers(self) -> dict[bytes, bytes]:
        status = self._read.readline()
        assert status.startswith(b"HTTP/1.1 200"), status
        found = {}
        while (line := self._read.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            found[name.lower()] = value.strip()
        return found

    def _request(self, path: str, body: object) -> bytes:
        content = json.dumps(body).encode()
        lines = (
            f"POST {path} HTTP/1.1",
            "Host: bench",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        )
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode() + content

    def close(self) -> None:
        """End the service."""
        self._read.close()
        self._socket.close()
        self._process.terminate()
        self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()


def asked(text: str) -> object:
    """A request to a model that says this."""
    return {"messages": [{"role": "user", "content": text}]}


def rows(rounds: int, seconds: float) -> Iterator[Row]:
    """Each SDK's hop and its streamed tokens on both bindings."""
    for name, command in SERVICES.items():
        with ExitStack() as stack:
            ways: dict[str, Way] = {"stdio": Stdio(command), "http": Http(command)}
            for way in ways.values():
                stack.callback(way.close)
            taken = medians({k: way.call(TEXT) for k, way in ways.items()}, rounds, seconds)
            detail = {f"{way}_us": round(each * 1e6, 1) for way, each in taken.items()}
            ratio = taken["http"] / taken["stdio"]
            yield Row(f"{name} SDK, HTTP / stdio, p50, 200 B", ratio, "×", detail=detail)
            text = "token " * TOKENS
            taken = medians({k: way.stream(text) for k, way in ways.items()}, rounds, 0)
            detail = {f"{way}_per_second": round(TOKENS / each) for way, each in taken.items()}
            rate = TOKENS / taken["http"] / 1000
            yield Row(f"{name} SDK, streamed tokens by HTTP", rate, "k/s", detail=detail)


def medians(calls: dict[str, Callable[[], None]], rounds: int, seconds: float) -> dict[str, float]:
    """Seconds a call of each, in turn: the median of the rounds' medians; at least three calls a round."""
    counts = {}
    for name, call in calls.items():
        call()
        begin = time.perf_counter()
        call()
        each = time.perf_counter() - begin
        counts[name] = max(3, int(seconds / each))
        for _ in range(WARM_UP if each < 0.01 else 2):
            call()
    seen: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            seen[name].append(statistics.median(_timed(call) for _ in range(counts[name])))
    return {name: statistics.median(taken) for name, taken in seen.items()}


def _timed(call: Callable[[], None]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
