"""Sessions in a process of their own, measured from within: `host_session.py WHAT ROUNDS SHARE` prints JSON."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.events import Complete, Stream
from amplifier_ipc_host.services import HostServices
from spawn import DESCRIBE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
DRIVER = HERE / "services" / "driver.py"
GO_HOOKS = ROOT / "build" / "bench" / "go" / "hooks"
Json = dict[str, Any]

# Ten services in four languages, as `make` builds them; those that offer the same tools are mounted without them.
MIXED: dict[str, list[str]] = {
    "driver": [sys.executable, str(DRIVER), "driver"],
    "foundation-agent": [str(ROOT / ".venv/bin/foundation-agent")],
    "mock": ["node", str(ROOT / "services/providers/mock/dist/main.js")],
    "workspace": [str(ROOT / "target/release/foundation-workspace")],
    "hooks": [str(ROOT / "build/go/foundation-hooks")],
    "words-python": [sys.executable, str(ROOT / "examples/words/python/words.py")],
    "words-rust": [str(ROOT / "target/release/words")],
    "words-go": [str(ROOT / "build/go/words")],
    "words-node": ["node", str(ROOT / "examples/words/typescript/words.mjs")],
    "words-again": [sys.executable, str(ROOT / "examples/words/python/words.py")],
}


def agent(folder: Path, services: dict[str, list[str]], provider: str) -> Path:
    """An agent over these services: JSON is YAML."""
    links = []
    for name, command in services.items():
        service = {"stack": "command", "command": command}
        body: Json = {"ref": name, "service": service}
        if name.startswith("words"):
            body["tools"] = False
        if name == "hooks":
            body["hooks"] = ["logging", "shell_guard"]  # the third asks the user, who is not there
        (folder / f"{name}.yaml").write_text(json.dumps({"behavior": body}))
        links.append({name: f"./{name}.yaml"})
    roles = {
        "orchestrator": "driver:driver",
        "context_manager": "driver:list",
        "provider": provider,
    }
    path = folder / "agent.yaml"
    path.write_text(
        json.dumps({"agent": {"ref": "bench", **roles, "base": "", "behaviors": links}})
    )
    return path


@asynccontextmanager
async def opened(
    services: dict[str, list[str]], provider: str, **options: Any
) -> AsyncIterator[Callable[..., Session]]:
    """Sessions of an agent over these services, without a tap, as `run` has them; closed in the end."""
    sessions: list[Session] = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AMPLIFIER_HOME"] = f"{folder}/home"
        path = agent(Path(folder), services, provider)

        def session(**more: Any) -> Session:
            made = Session(load_agent(path), cwd=folder, tap=False, **{**options, **more})
            sessions.append(made)
            return made

        try:
            yield session
        finally:
            for made in sessions:
                await made.close()


async def ran(session: Session, **order: Any) -> Json:
    """What the driver found out in a turn."""
    async for event in session.execute(json.dumps(order)):
        last = event
    assert isinstance(last, Complete), last
    found: Json = json.loads(last.response)
    return found


class FirstRequest:
    """When the orchestrator asked the host for something: the control plane has it."""

    def __init__(self) -> None:
        self.at = 0.0
        served = HostServices.request

        def request(services: HostServices, connection: int, asked: Json) -> None:
            if (asked.get("params") or {}).get("key") == "bench.first":
                self.at = time.perf_counter()
            served(services, connection, asked)

        HostServices.request = request  # type: ignore[method-assign]


async def turns(rounds: int, _: float) -> Json:
    """From the prompt to the orchestrator's first request, ms: all ten first, early, and on spares.

    `alone`: until the ten have answered describe, without a host.
    """
    first = FirstRequest()
    taken: dict[str, list[float]] = {"alone": [], "cold": [], "early": [], "spares": []}

    async def turn(session: Session, kind: str) -> None:
        begin = time.perf_counter()
        await ran(session, do="nothing")
        taken[kind].append((first.at - begin) * 1000)

    async with opened(MIXED, "mock:mock") as session:
        await ran(session(eager=True), do="nothing")  # imports, file caches, describes
        for _ in range(rounds):
            for kind, options in (("cold", {"eager": True}), ("early", {})):
                fresh = session(**options)
                await turn(fresh, kind)
                await fresh.close()
            taken["alone"].append(alone())
        keeping = session(spares=True)
        await ran(keeping, do="nothing")
        for _ in range(rounds):
            assert keeping._spares.started is not None
            await keeping._spares.started
            await turn(keeping, "spares")
    return {kind: statistics.median(each) for kind, each in taken.items()}


def alone() -> float:
    """All ten at once, until each has answered describe, ms; nothing of a host."""
    begin = time.perf_counter()
    processes = [
        subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-3) for command in MIXED.values()
    ]
    for process in processes:
        assert process.stdin
        process.stdin.write(DESCRIBE)
        process.stdin.flush()
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    taken = (time.perf_counter() - begin) * 1000
    for process in processes:
        process.communicate()
    return taken


async def hooks(rounds: int, share: float) -> Json:
    """One call of a tool in Go, an event with five handlers in the same service, one with none: median ns."""
    services = {
        "driver": MIXED["driver"],
        "speaker": [sys.executable, str(DRIVER), "speaker"],
        "hooks": [str(GO_HOOKS)],
    }
    event = {"tool_name": "say", "tool_input": {"text": "word"}, "result": {"success": True}}
    requests = {
        "hop": ["request.tool_execute", {"name": "say", "input": {"text": "word " * 40}}],
        "five": ["request.hook_emit", {"event": "tool:post", "data": event}],
        "nobody": ["request.hook_emit", {"event": "tool:pre", "data": event}],
    }
    async with opened(services, "speaker") as session:
        count = int(1000 * share)
        return await ran(session(), do="calls", rounds=rounds, count=count, requests=requests)


PACED: Json = {"count": 300, "pause": 0.001}


async def tokens(rounds: int, share: float) -> Json:
    """Tokens from the provider by way of the orchestrator to the events of the session: per second, and the delay.

    `direct_us`: that of the same two processes and a reader in Python, with pipes between them and no host.
    """
    services = {
        "driver": MIXED["driver"],
        "speaker": [sys.executable, str(DRIVER), "speaker"],
    }
    count = int(200_000 * share)

    async def listen(session: Session, **ask: Any) -> tuple[float, list[float]]:
        delays, begin, end = [], 0.0, 0.0
        async for event in session.execute(json.dumps({"do": "tokens", "ask": ask})):
            if isinstance(event, Stream):
                now = time.monotonic_ns()
                begin, end = begin or now, now
                delays.append((now - int(event.data["text"])) / 1000)
        assert len(delays) == ask["count"], len(delays)
        return len(delays) / (end - begin) * 1e9, delays

    async with opened(services, "speaker") as session:
        talk = session()
        rates, delays, directs = [], [], []
        for _ in range(rounds):
            rates.append((await listen(talk, count=count, pause=0))[0])
            delays.append(statistics.median((await listen(talk, **PACED))[1]))
            directs.append(statistics.median(await asyncio.to_thread(direct)))
    found = {"per_second": rates, "delay_us": delays, "direct_us": directs}
    return {name: statistics.median(each) for name, each in found.items()}


def direct() -> list[float]:
    """The delays of tokens that no host has a part in, µs."""
    read, write = os.pipe()
    order = json.dumps({"do": "tokens", "ask": PACED})
    lines = [
        {"id": "e", "method": "orchestrator.execute", "params": {"prompt": order}},
        {"id": "r", "result": {}},  # of its first request
    ]
    os.write(write, b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    driver = subprocess.Popen([*MIXED["driver"]], stdin=read, stdout=-1)
    speaker = subprocess.Popen(
        [sys.executable, str(DRIVER), "speaker"], stdin=-1, stdout=write, bufsize=0
    )
    os.close(read)
    os.close(write)
    assert driver.stdout
    assert speaker.stdin
    ask = {"request": {"messages": [], "metadata": PACED}, "stream": True}
    complete = {"jsonrpc": "2.0", "id": "r", "method": "provider.complete", "params": ask}
    speaker.stdin.write(json.dumps(complete).encode() + b"\n")
    delays = []
    for line in driver.stdout:
        message = json.loads(line)
        if message.get("method") == "stream.token":
            delays.append((time.monotonic_ns() - int(message["params"]["text"])) / 1000)
        elif message.get("id") == "e":
            break
    speaker.stdin.close()
    driver.stdout.close()
    for process in (speaker, driver):
        process.wait(10)
    return delays


async def memory(_: int, __: float) -> Json:
    """Resident memory of this process, MB: with twenty services idle, and after 1 GiB has passed through."""
    services = dict.fromkeys((f"words-{n}" for n in range(17)), MIXED["words-go"])
    services |= {
        "driver": MIXED["driver"],
        "speaker": [sys.executable, str(DRIVER), "speaker"],
        "echo": [sys.executable, str(DRIVER), "echo"],
    }
    async with opened(services, "speaker") as session:
        one = session()
        await one.mount()
        idle = resident()
        await ran(one, do="payloads", size=1 << 20, count=512)
        return {"idle": idle, "after": resident(), "services": len(services)}


def resident() -> float:
    """VmRSS of this process, MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


PARTS: dict[str, Callable[[int, float], Awaitable[Json]]] = {
    "turns": turns,
    "hooks": hooks,
    "tokens": tokens,
    "memory": memory,
}

if __name__ == "__main__":
    name, rounds, share = sys.argv[1:]
    print(json.dumps(asyncio.run(PARTS[name](int(rounds), float(share)))))  # type: ignore[arg-type]
