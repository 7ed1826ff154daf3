"""Start-up of the adapters: to the answer to describe, and to the first word of a vendor's stream."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import peers
from measure import ROOT, in_turn
from row import Row
from spawn import BARE, DESCRIBE, first_answer
from vendors import MODEL, vendors

PROVIDERS = ROOT / "services" / "providers"
COMPLETE = (
    json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 2,
            "method": "provider.complete",
            "params": {
                "stream": True,
                "request": {"model": MODEL, "messages": [{"role": "user", "content": "Hi"}]},
            },
        }
    ).encode()
    + b"\n"
)
KEY = "sk-bench-0000000000000000"


@dataclass(frozen=True)
class Adapter:
    """An adapter, and the variables by which it finds the fake vendor: what follows the address in its base URL."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    go: bool = False

    @property
    def program(self) -> Path:
        """What was built."""
        built = ROOT / "build" / "providers" / self.name
        return built if self.go else PROVIDERS / self.name / "dist" / "main.js"

    @property
    def command(self) -> list[str]:
        """How it is started."""
        return [str(self.program)] if self.go else ["node", str(self.program)]

    @property
    def bare(self) -> str:
        """What it is held against."""
        return "go" if self.go else "node"


ADAPTERS = (
    Adapter("mock"),
    Adapter("anthropic", {"ANTHROPIC_BASE_URL": "", "ANTHROPIC_API_KEY": KEY}),
    Adapter("openai", {"OPENAI_BASE_URL": "/v1", "OPENAI_API_KEY": KEY}),
    Adapter("azure_openai", {"AZURE_OPENAI_ENDPOINT": "", "AZURE_OPENAI_API_KEY": KEY}),
    Adapter("gemini", {"GOOGLE_GEMINI_BASE_URL": "", "GEMINI_API_KEY": KEY}),
    Adapter(
        "github_copilot", {"GITHUB_COPILOT_BASE_URL": "", "GITHUB_API_URL": "", "GITHUB_TOKEN": KEY}
    ),
    Adapter("ollama", {"OLLAMA_HOST": ""}, go=True),
    Adapter("vllm", {"VLLM_API_BASE": "/v1", "VLLM_API_KEY": KEY}, go=True),
)


def rows(rounds: int) -> Iterator[Row]:
    """Both times of all adapters, and bare programs beside them in the same rounds."""
    peers.install("go")
    bare = {"node": BARE["node"], "go": [str(peers.BUILT / "go" / "bare")]}
    built = [adapter for adapter in ADAPTERS if adapter.program.exists()]
    with vendors() as url:
        measured = {
            name: partial(first_answer, command, DESCRIBE, _plain())
            for name, command in bare.items()
        }
        measured |= {adapter.name: partial(first_word, adapter, url) for adapter in built}
        ms = in_turn(measured, rounds)
    for adapter in ADAPTERS:
        yield from _both(adapter, ms.get(adapter.name), ms[adapter.bare]["ms"])


def _both(adapter: Adapter, found: Mapping[str, float] | None, bare: float) -> Iterator[Row]:
    for what in ("describe", "first word"):
        name = f"provider {adapter.name}, spawn → {what} / bare {adapter.bare}"
        value = found[what] / bare if found else None
        detail = {"ms": round(found[what], 2), "bare_ms": round(bare, 2)} if found else {}
        yield Row(name, value, "×", detail=detail)


def first_word(adapter: Adapter, url: str) -> dict[str, float]:
    """From the start of an adapter's process to its describe, and to the first token that it streams, ms."""
    environment = {
        name: value if value == KEY else url + value for name, value in adapter.environment.items()
    }
    start = time.perf_counter()
    with subprocess.Popen(
        adapter.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=_plain() | environment,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(DESCRIBE)
        process.stdin.flush()
        process.stdout.readline()
        described = time.perf_counter() - start
        process.stdin.write(COMPLETE)
        process.stdin.flush()
        for line in process.stdout:
            if b'"stream.provider.token"' in line:
                break
            if b'"error"' in line:
                raise RuntimeError(f"{adapter.name} answered {line.decode().strip()}")
        streamed = time.perf_counter() - start
        process.stdin.close()
        process.stdout.read()
        process.wait(timeout=10)
    return {"describe": described * 1000, "first word": streamed * 1000}


def _plain() -> dict[str, str]:
    """Neither proxies nor keys, nor certificates, which Node would read at its start."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
