"""What the host promises: turns, hooks, tokens, memory, and its command as a process (host.md, `host_session.py`)."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial

import peers
from measure import HERE, ROOT, in_turn
from row import Row

COMMAND = str(ROOT / ".venv" / "bin" / "amplifier-ipc")
AGENT = ROOT / "examples" / "polyglot" / "agent.yaml"


def rows(rounds: int, share: float) -> Iterator[Row]:
    """All rows of the host."""
    peers.install("go")
    yield from turns(rounds)
    yield from commands(rounds)
    yield from hooks(rounds, share)
    yield from tokens(rounds, share)
    yield from memory()


def turns(rounds: int) -> Iterator[Row]:
    """From a prompt to the orchestrator's first request, with ten services in four languages."""
    ms = inside("turns", rounds, 1)
    name = "turn with 10 services → first request"
    detail = {"the_ten_without_a_host_ms": round(ms["alone"], 1)}
    yield Row(f"{name}, cold", ms["cold"], "ms", at_most=350, detail=detail)
    yield Row(f"{name}, cold, describes known", ms["early"], "ms")
    yield Row(f"{name}, spares", ms["spares"], "ms", at_most=5)


def commands(rounds: int) -> Iterator[Row]:
    """The command as a process of its own, beside a bare interpreter in the same rounds."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "AMPLIFIER_HOME": folder}
        run = [COMMAND, "run", "--agent", str(AGENT), "hello"]
        parties = {
            "bare": [str(peers.PYTHON), "-c", "pass"],
            "help": [COMMAND, "--help"],
            "run": run,
            "eager": [*run[:-1], "--eager", run[-1]],
        }
        process(run, environ)  # what is known from then on
        each = {name: partial(process, command, environ) for name, command in parties.items()}
        found = in_turn(each, rounds)
    wall = found["run"]["wall_ms"] / 1000
    detail = {
        "eager_s": round(found["eager"]["wall_ms"] / 1000, 3),
        "bare_python_ms": round(found["bare"]["wall_ms"], 1),
        "cpu_s": round(found["run"]["cpu_ms"] / 1000, 3),
    }
    yield Row("single-shot mock turn, whole process", wall, "s", at_most=0.6, detail=detail)
    over = found["help"]["cpu_ms"] - found["bare"]["cpu_ms"]
    yield Row("amplifier-ipc --help, CPU over bare python", over, "ms", at_most=150)


def hooks(rounds: int, share: float) -> Iterator[Row]:
    """An event with five handlers in Go, and one without, against a call of a tool in Go."""
    ns = inside("hooks", rounds, share)
    detail = {f"{name}_us": round(each / 1000, 1) for name, each in ns.items()}
    yield Row(
        "hook fan-out, 5 handlers in Go", ns["five"] / ns["hop"], "hops", at_most=5, detail=detail
    )
    yield Row("event that nobody handles", ns["nobody"] / ns["hop"], "hops", at_most=1)


def tokens(rounds: int, share: float) -> Iterator[Row]:
    """Tokens: written by the provider, handed on by an orchestrator in Python, taken as events of the session."""
    found = inside("tokens", rounds, share)
    name = "streamed tokens, provider → orchestrator → front end"
    yield Row(name, found["per_second"] / 1000, "k/s", at_least=100)
    detail = {each: round(found[each]) for each in ("delay_us", "direct_us")}
    added = (found["delay_us"] - found["direct_us"]) / 1000
    yield Row(f"{name}, added delay p50", added, "ms", at_most=0.2, detail=detail)


def memory() -> Iterator[Row]:
    """The process of a session: idle, and when 512 MiB have gone to a tool and come back."""
    mb = inside("memory", 1, 1)
    yield Row("host RSS, 20 services idle", mb["idle"], "MB", at_most=80)
    yield Row("host RSS, after 1 GiB passed through", mb["after"] - mb["idle"], "MB", at_most=10)


def inside(what: str, rounds: int, share: float) -> dict[str, float]:
    """What a session in a process of its own finds out."""
    command = [sys.executable, str(HERE / "host_session.py"), what, str(rounds), str(share)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def process(command: list[str], environ: dict[str, str]) -> dict[str, float]:
    """How long a command takes, and the CPU time of it and of all that it waited for, ms."""
    before, begin = _cpu(), time.perf_counter()
    subprocess.run(
        command,
        env=environ,
        cwd=ROOT,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return {"wall_ms": (time.perf_counter() - begin) * 1000, "cpu_ms": (_cpu() - before) * 1000}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
