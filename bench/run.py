"""`make bench`: what is promised about speed, side by side in one run.

Usage: run.py [--quick] [--only WORD [--merge]] [--output FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

import hop
import host_rows
import providers
import sdk
from measure import CORES, HERE, TASKSET, build, in_turn, relay, scanner
from row import Row
from spawn import spawns

SIZES = {200: 20_000, 4096: 10_000, 65_536: 2_000, 1 << 20: 150}
LARGE = 16 << 20
LATEST = HERE / "results" / "latest.json"


def pings(program: Path, rounds: int, share: float) -> Iterator[Row]:
    """Round trips: the router against the raw relay, and inside Python against alone."""
    for size, count in SIZES.items():
        kinds = ("raw", "stored", "router", "python")
        each = max(20, int(count * share))
        runs = in_turn({k: partial(relay, program, k, "ping", size, each) for k in kinds}, rounds)
        p50 = {kind: run["p50_ns"] for kind, run in runs.items()}
        micro = {f"{kind}_us": round(ns / 1000, 2) for kind, ns in p50.items()}
        goal = 1.10 if size == 200 else 1.15
        yield Row(
            f"router / raw relay, p50, {text(size)}",
            p50["router"] / p50["raw"],
            "×",
            at_most=goal,
            detail=micro,
        )
        yield Row(
            f"router inside Python / alone, p50, {text(size)}",
            p50["python"] / p50["router"],
            "×",
            at_most=1.05,
        )
        if size > 200:
            prose = {k: partial(relay, program, k, "prose", size, each) for k in ("raw", "router")}
            runs = in_turn(prose, max(3, rounds // 2))
            ratio = runs["router"]["p50_ns"] / runs["raw"]["p50_ns"]
            yield Row(f"… with prose, {text(size)}", ratio, "×")


def taps(program: Path, rounds: int, share: float) -> Iterator[Row]:
    """What a trace costs the data plane: records of all messages with payloads, against none."""
    for size in (200, 65_536):
        each = max(20, int(SIZES[size] * share))
        kinds = ("router", "tapped")
        runs = in_turn({k: partial(relay, program, k, "ping", size, each) for k in kinds}, rounds)
        p50 = {kind: run["p50_ns"] for kind, run in runs.items()}
        micro = {f"{kind}_us": round(ns / 1000, 2) for kind, ns in p50.items()}
        ratio = p50["tapped"] / p50["router"]
        yield Row(f"router with a tap / without, p50, {text(size)}", ratio, "×", detail=micro)


def large(program: Path, rounds: int, share: float) -> Iterator[Row]:
    """Throughput of 16 MiB messages."""
    each = max(4, int(12 * share))
    kinds = ("raw", "stored", "router")
    runs = in_turn({k: partial(relay, program, k, "ping", LARGE, each) for k in kinds}, rounds)
    ms = {kind: run["p50_ns"] / 1e6 for kind, run in runs.items()}
    detail = {f"{kind}_ms": round(value, 2) for kind, value in ms.items()}
    yield Row(
        "16 MiB throughput, router / raw",
        ms["raw"] / ms["router"],
        "×",
        at_least=0.5,
        detail=detail,
    )
    yield Row(
        "16 MiB throughput, router / store-and-forward",
        ms["stored"] / ms["router"],
        "×",
        at_least=0.95,
    )


def floods(program: Path, rounds: int, share: float) -> Iterator[Row]:
    """Sixty-four under way."""
    count = int(400_000 * share)
    kinds = ("raw", "router", "python")
    runs = in_turn(
        {k: partial(relay, program, k, "flood", 200, count, apart=True) for k in kinds}, rounds
    )
    rate = {kind: run["per_second"] for kind, run in runs.items()}
    detail = {f"{kind}_per_second": round(value) for kind, value in rate.items()}
    yield Row(
        "64 under way, 200 B, msg/s, router / raw",
        rate["router"] / rate["raw"],
        "×",
        at_least=0.65,
        detail=detail,
    )
    together = in_turn(
        {k: partial(relay, program, k, "flood", 200, count) for k in ("raw", "router")}, rounds
    )
    cpu = {"raw_us": together["raw"]["cpu_us"], "on_its_own_core_us": runs["router"]["cpu_us"]}
    yield Row(
        "router's CPU per message, 200 B",
        together["router"]["cpu_us"],
        "µs",
        at_most=0.4,
        detail=cpu,
    )


def upward(program: Path, rounds: int, share: float) -> Iterator[Row]:
    """Lines for the host."""
    count = int(640_000 * share)
    runs = in_turn(
        {
            k: partial(relay, program, k, "push", 200, count, apart=True)
            for k in ("drain", "asyncio")
        },
        rounds,
    )
    rate = {kind: run["per_second"] for kind, run in runs.items()}
    detail = {f"{kind}_per_second": round(value) for kind, value in rate.items()}
    ratio = rate["drain"] / rate["asyncio"]
    yield Row(
        "host-addressed messages, router / asyncio + orjson", ratio, "×", at_least=5, detail=detail
    )


def text(size: int) -> str:
    """A size for people."""
    if size >= 1 << 20:
        return f"{size >> 20} MiB"
    return f"{size >> 10} KiB" if size >= 1 << 10 else f"{size} B"


def machine() -> dict[str, Any]:
    """What kind of machine this is; nothing that tells which one."""
    info = Path("/proc/cpuinfo")
    models = [
        line.split(":", 1)[1].strip()
        for line in info.read_text().splitlines()
        if line.startswith("model name")
    ]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": len(CORES),
        "kernel": platform.release().split("-")[0],
        "python": platform.python_version(),
        "pinned": TASKSET is not None,
        "load_before": os.getloadavg()[0],
    }


def merge(path: Path, how: dict[str, Any], part: str, rows: list[dict[str, Any]]) -> None:
    """Put the rows of one part into a record of all; `parts` says how they were measured."""
    record = json.loads(path.read_text())
    names = {row["name"] for row in rows}
    record["rows"] = [row for row in record["rows"] if row["name"] not in names] + rows
    record.setdefault("parts", {})[part] = how
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def main() -> int:
    """Measure, print, keep. 0 even when a goal is missed: the table says so."""
    parser = argparse.ArgumentParser(description="The promises of issue 1, measured side by side.")
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds: a look, not a result to keep"
    )
    parser.add_argument(
        "--only",
        default="",
        help="ping, tap, large, flood, upward, spawn, providers, sdk, hop or host",
    )
    parser.add_argument(
        "--merge",
        action="store_true",
        help="with --only: put these rows in place of the older ones in bench/results/latest.json",
    )
    parser.add_argument(
        "--output", type=Path, help="where the JSON goes (default bench/results/latest.json)"
    )
    options = parser.parse_args()
    rounds, share = (3, 0.2) if options.quick else (7, 0.5)
    kind = machine()
    program = cache(build)
    parts = {
        "ping": lambda: pings(program(), rounds, share),
        "tap": lambda: taps(program(), rounds, share),
        "large": lambda: large(program(), rounds, share),
        "flood": lambda: floods(program(), rounds, share),
        "upward": lambda: upward(program(), rounds, share),
        "spawn": lambda: spawns(2 * rounds + 1),
        "providers": lambda: providers.rows(2 * rounds + 1),
        "sdk": lambda: sdk.rows(rounds, share),
        "hop": lambda: hop.rows(rounds, share),
        "host": lambda: host_rows.rows(rounds, share),
    }
    rows = []
    print(f"{'':62}{'goal':>10}{'value':>12}   verdict")
    for name, part in parts.items():
        for row in part() if options.only in name else ():
            value = f"{row.value:.2f} {row.unit}" if row.value is not None else "–"
            print(f"{row.name:62}{row.goal:>10}{value:>12}   {row.verdict}", flush=True)
            rows.append(asdict(row) | {"verdict": row.verdict})
    whole = not (options.only or options.quick)
    output = options.output or (LATEST if whole else None)
    if options.only and options.merge:
        merge(LATEST, {"machine": kind, "rounds": rounds}, options.only, rows)
    if output:
        output.parent.mkdir(exist_ok=True)
        record = {"machine": kind, "rounds": rounds, "rows": rows}
        if whole:
            record["scanner"] = scanner(program())
        output.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
