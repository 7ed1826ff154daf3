"""`make bench`: every promise about speed, measured side by side in one run, as ratios of medians.

Prints a table and writes bench/results/latest.json. Exit code 0 whether the goals are met or not: a goal that is
missed is said in the table, it does not fail a build on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import relay
import spawn
import upward

RESULTS = Path(__file__).resolve().parent / "results" / "latest.json"
KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One promise: what was measured, the goal, and the numbers that the value was made from."""

    name: str
    value: float
    unit: str
    goal: str
    met: bool
    numbers: dict[str, float]


def at_most(name: str, value: float, goal: float, unit: str = "×", **numbers: float) -> Row:
    """A row whose value must not be above its goal."""
    return Row(name, round(value, 3), unit, f"≤ {goal:g} {unit}", value <= goal, _rounded(numbers))


def at_least(name: str, value: float, goal: float, unit: str = "×", **numbers: float) -> Row:
    """A row whose value must not be below its goal."""
    return Row(name, round(value, 3), unit, f"≥ {goal:g} {unit}", value >= goal, _rounded(numbers))


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {key.replace("_", " "): round(value, 3) for key, value in numbers.items()}


def median_runs(
    load: relay.Load, arrangements: tuple[str, ...], rounds: int
) -> dict[str, relay.Seen]:
    """The arrangements take turns; of each, the medians over all rounds."""
    runs: dict[str, list[relay.Seen]] = {name: [] for name in arrangements}
    for _ in range(rounds):
        for name in arrangements:
            runs[name].append(relay.measure(name, load))
    return {
        name: relay.Seen(
            statistics.median(run.p50_ns or 0.0 for run in seen),
            statistics.median(run.per_second for run in seen),
            statistics.median(run.cpu_ns for run in seen),
        )
        for name, seen in runs.items()
    }


def relay_rows(rounds: int, scale: float) -> Iterator[Row]:
    """Round trips of one message at a time, by size."""
    sizes = [
        ("200 B", 200, 20_000, 1.10),
        ("4 KiB", 4 * KIB, 15_000, 1.15),
        ("64 KiB", 64 * KIB, 2_000, 1.15),
        ("1 MiB", MIB, 150, 1.15),
    ]
    for label, size, count, goal in sizes:
        load = relay.Load(size, int(count * scale), 1, int(count * scale) // 10 + 1)
        seen = median_runs(load, ("raw", "router", "router in Python"), rounds)
        raw, router, inside = (
            seen[name].p50_ns or 0.0 for name in ("raw", "router", "router in Python")
        )
        microseconds = {
            "raw_µs": raw / 1e3,
            "router_µs": router / 1e3,
            "inside_Python_µs": inside / 1e3,
        }
        yield at_most(f"router vs raw relay, p50, {label}", router / raw, goal, **microseconds)
        yield at_most(f"router inside Python vs alone, p50, {label}", inside / router, 1.05)


def throughput_rows(rounds: int, scale: float) -> Iterator[Row]:
    """16 MiB messages one at a time, and small ones 64 at a time."""
    seen = median_runs(
        relay.Load(16 * MIB, max(3, int(10 * scale)), 1, 2), ("raw", "store", "router"), rounds
    )
    per_second = {f"{name}_msg/s": run.per_second for name, run in seen.items()}
    router = seen["router"].per_second
    yield at_least(
        "16 MiB throughput vs raw relay", router / seen["raw"].per_second, 0.5, **per_second
    )
    yield at_least(
        "16 MiB throughput vs store-and-forward relay", router / seen["store"].per_second, 0.95
    )
    seen = median_runs(relay.Load(200, int(400_000 * scale), 64, 1_000), ("raw", "router"), rounds)
    per_second = {f"{name}_msg/s": run.per_second for name, run in seen.items()}
    yield at_least(
        "64 under way, 200 B, requests/s vs raw relay",
        seen["router"].per_second / seen["raw"].per_second,
        0.65,
        **per_second,
    )
    # One request through the relay is two messages: the request and its answer.
    yield at_most(
        "CPU of the router per message, 64 under way",
        seen["router"].cpu_ns / 2e3,
        0.4,
        "µs",
        raw_µs=seen["raw"].cpu_ns / 2e3,
    )


def upward_rows(rounds: int, scale: float) -> Iterator[Row]:
    """Messages that the host itself gets."""
    count = int(100_000 * scale) // 500 * 500
    ways = {"router": upward.through_router, "asyncio": upward.through_asyncio}
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            seen[name].append(upward.per_second(way, count))
    router, plain = (statistics.median(seen[name]) for name in ("router", "asyncio"))
    yield at_least(
        "host-addressed messages vs asyncio + orjson",
        router / plain,
        5,
        **{"router_msg/s": router, "asyncio_msg/s": plain},
    )


def spawn_rows(rounds: int) -> Iterator[Row]:
    """Spawn → answer to describe."""
    ms = spawn.medians(rounds)
    for language in ("Rust", "Go"):
        yield at_most(f"spawn → describe, {language}", ms[language], 5, "ms")
    yield at_most(
        "spawn → describe, TypeScript vs bare node",
        ms["TypeScript"] / ms["bare node"],
        1.4,
        ms=ms["TypeScript"],
        bare_ms=ms["bare node"],
    )
    yield at_most(
        "spawn → describe, Python less bare python",
        ms["Python"] - ms["bare python"],
        110,
        "ms",
        ms=ms["Python"],
        bare_ms=ms["bare python"],
    )


def show(row: Row) -> None:
    """Prints one row as soon as it is measured."""
    verdict = "met" if row.met else "MISSED"
    numbers = "  ".join(f"{key} {value:,g}" for key, value in row.numbers.items())
    print(
        f"{row.name:<48} {row.value:>9.3f} {row.unit:<3} {row.goal:>10}  {verdict:<7} {numbers}",
        flush=True,
    )


def main() -> None:
    """Runs all rows; `--quick` takes a tenth of the load and fewer rounds, to see that everything still runs."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument(
        "--only", default="", help="only rows of this group: relay, throughput, upward, spawn"
    )
    arguments = parser.parse_args()
    rounds, scale = (2, 0.1) if arguments.quick else (7, 1.0)
    groups = {
        "relay": lambda: relay_rows(rounds, scale),
        "throughput": lambda: throughput_rows(rounds, scale),
        "upward": lambda: upward_rows(rounds, scale),
        "spawn": lambda: spawn_rows(rounds * 3),
    }
    rows: list[Row] = []
    for name, group in groups.items():
        if arguments.only in ("", name):
            for row in group():
                show(row)
                rows.append(row)
    if not arguments.quick and not arguments.only:
        machine = {
            "cpus": os.cpu_count(),
            "system": platform.platform(terse=True),
            "python": platform.python_version(),
        }
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(
            json.dumps(
                {"machine": machine, "rows": [asdict(row) for row in rows]},
                indent=2,
                ensure_ascii=False,
            )
            + "\n"
        )
    missed = sum(not row.met for row in rows)
    print(f"{len(rows)} rows, {missed} goals missed")


if __name__ == "__main__":
    main()
