"""Load for some seconds (--soak S): everything is answered once, nothing else comes, and the memory stays."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import memory
from ..check import FIXTURE, TRIAL, Bench, check
from ..protocol import Json, key
from ..service import Service
from ..verdicts import Failed

AT_ONCE = 32
FLOOR = 16 << 20  # bytes of growth that mean nothing: allocators, caches, compiled code
KEPT = 400  # lines of the trace
ENDLESS = {"progress": 1, "delay_ms": 600_000}
NEVER = (-32700, -32600, -32601, -32602, -32004)  # what no request of the load deserves


@dataclass
class Job:
    """A request of the load: what may come for it, and how many steps it tells of before."""

    method: str
    params: Json
    right: Callable[[Json], bool]  # whether a response is what must come
    steps: int = 0
    seen: int = 0
    cancel: str = ""  # the mode in which it is cancelled at once


@check(
    "RPC-005", "RPC-016", "RPC-018", "RPC-030", "RPC-055", "TOL-015",
    title="Under load every request is answered once, nothing else comes, and the memory does not grow",
)  # fmt: skip
def load(bench: Bench) -> None:
    Load(bench, bench.start()).run(bench.options.soak)


class Load:
    """Keeps so many requests under way at once, drawn by seed."""

    def __init__(self, bench: Bench, service: Service) -> None:
        self.bench, self.service = bench, service
        self.draw = random.Random(bench.options.seed)  # noqa: S311 - no secret
        self.tools = [t for t in bench.executable() if t[0] != FIXTURE]
        self.most = max(1, min(AT_ONCE, bench.concurrency))
        self.under_way: dict[tuple[str, Any], Job] = {}

    def run(self, seconds: float) -> None:
        """Load for so long, then wait until all is answered. Raises Failed."""
        self.service.received.clear()  # the answer to describe
        begin = time.monotonic()
        early = 0
        while (passed := time.monotonic() - begin) < seconds:
            while len(self.under_way) < self.most:
                self._send(self._job())
            self._take(len(self.under_way))
            if not early and passed >= seconds / 4:
                early = memory.peak(self.service.process.pid)
        self._take(1)
        late = memory.resident(self.service.process.pid)
        self._send(self._ping())
        self._take(1)
        if early and late > early * 1.5 + FLOOR:
            raise Failed(
                f"its memory grew in {seconds:g} s of load",
                f"at most {(early * 3 // 2 + FLOOR) >> 20} MiB, since it had {early >> 20} after a quarter",
                f"{late >> 20} MiB",
            )

    # ---- what is asked

    def _job(self) -> Job:
        kinds = [self._ping, self._describe]
        kinds += [self._tool] * 2 if self.tools else []
        kinds += [self._echo, self._steps, self._cancelled] * 2 if self.bench.has_fixture else []
        return self.draw.choice(kinds)()

    def _ping(self) -> Job:
        return Job("ping", {}, lambda answer: answer.get("result") == {})

    def _describe(self) -> Job:
        return Job("describe", {}, lambda answer: "capabilities" in answer.get("result", {}))

    def _tool(self) -> Job:
        name, given = self.draw.choice(self.tools)
        params = {"_meta": {"deadline_ms": TRIAL}, "name": name, "input": given}
        return Job("tool.execute", params, lambda a: a.get("error", {}).get("code") not in NEVER)

    def _fixture(self, given: Json, right: Callable[[Json], bool], **more: Any) -> Job:
        return Job("tool.execute", {"name": FIXTURE, "input": given}, right, **more)

    def _echo(self) -> Job:
        value = {"n": self.draw.random(), "text": "é" * self.draw.randrange(2000), "none": None}
        return self._fixture({"echo": value}, lambda answer: _output(answer).get("echo") == value)

    def _steps(self) -> Job:
        count = self.draw.randrange(1, 6)
        return self._fixture({"progress": count}, lambda answer: "result" in answer, steps=count)

    def _cancelled(self) -> Job:
        mode = self.draw.choice(("immediate", "graceful")) if not self.bench.http else "immediate"
        return self._fixture(
            ENDLESS,
            lambda a: a.get("error", {}).get("code") == -32800 or "cancelled" in _output(a),
            cancel=mode,
        )

    def _send(self, job: Job) -> None:
        call = self.service.send(job.method, job.params)
        self.under_way[key(call.id)] = job
        if job.cancel:
            call.cancel(mode=job.cancel)

    # ---- what comes

    def _take(self, below: int) -> None:
        """Take in what came, until fewer than so many are under way."""

        def some() -> bool:
            self._sort()
            return len(self.under_way) < below

        try:
            self.service.wait("an answer", some)
        except Failed as failed:
            job = next(iter(self.under_way.values()), None)
            if job is None or not failed.reason.startswith("waited"):
                raise
            shown = {"method": job.method, "params": job.params}
            raise Failed(
                f"{failed.reason} ({len(self.under_way)} requests are under way)",
                "an answer",
                shown,
            ) from None

    def _sort(self) -> None:
        """Hold each message against its request; what was taken is forgotten, however long this lasts."""
        for message in self.service.received:
            if message.get("method") == "$/progress":
                job = self.under_way.get(key(message["params"].get("request_id")))
                if job:
                    job.seen += 1
            elif "method" not in message:
                self._answer(message)
        self.service.received.clear()
        self.service.raw.clear()
        self.service.incoming.clear()
        del self.service.process.trace[:-KEPT]

    def _answer(self, message: Json) -> None:
        job = self.under_way.pop(key(message.get("id")), None)
        if job is None:
            raise Failed("an answer came that nobody waits for", "nothing", message)
        shown = {"method": job.method, "params": job.params}
        if not job.right(message):
            raise Failed(f"under load {job.method} got another answer", shown, message)
        if job.seen < job.steps:
            raise Failed(f"{job.steps} $/progress should have come", shown, f"{job.seen} came")


def _output(answer: Json) -> Json:
    result = answer.get("result")
    output = result.get("output") if isinstance(result, dict) else None
    return output if isinstance(output, dict) else {}
