"""Feeds the wire layers of the four SDKs and of the router the same drawn lines; they must agree, and with the text.

python conformance/differential/run.py [--examples N] [--seed S] [--strict] [--line HEX] [--with NAME=COMMAND]

A command reads lines in hex, and writes for each its verdict in the form of conformance/vectors/messages.json.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable

from amplifier_conformance.fuzz.answers import shown
from amplifier_conformance.fuzz.lines import LINE
from amplifier_conformance.fuzz.oracle import verdicts
from amplifier_conformance.fuzz.search import search, shorter
from amplifier_conformance.protocol import Json
from amplifier_conformance.verdicts import Failed
from compare import same
from driver import COMMANDS, ROUTER, Driver, DriverEnded

Told = dict[str, Json]  # the verdict of each by its name


class Comparison:
    """Asks all of them about a line."""

    def __init__(self, commands: dict[str, list[str]], *, strict: bool) -> None:
        self.strict = strict  # where the text leaves room they must still agree
        self.drivers = [Driver(name, command) for name, command in commands.items()]

    def judge(self, line: bytes) -> None:
        """Raises Failed if they differ, or if one is wrong."""
        if not line.strip(b" \t\r"):
            return  # no line that reaches a decoder (FRM-003)
        told: Told = {}
        for driver in self.drivers:
            try:
                told[driver.name] = driver.verdict(line)
            except DriverEnded as ended:
                raise Failed(str(ended), shown(line)) from None
        wrong = [name for name, verdict in told.items() if not _right(name, line, verdict)]
        if not wrong and self.strict:
            wrong = [name for name in told if name != ROUTER and not _alike(told, name, "python")]
        if wrong:
            right = " or ".join(map(json.dumps, verdicts(line)))
            raise Failed(f"{', '.join(wrong)}: {shown(line)}", right, told)

    def close(self) -> None:
        """End all of them."""
        for driver in self.drivers:
            driver.close()


def _alike(told: Told, one: str, other: str) -> bool:
    return same(told[one], told[other])


def _right(name: str, line: bytes, verdict: Json) -> bool:
    """Whether the text allows this verdict."""
    router = name == ROUTER
    allowed = verdicts(line, router=router)
    if router:  # it has no call that an error without an id could be for
        allowed = [{"drop": {}} if _is_nobodys(v) else v for v in allowed]
    return any(same(verdict, other, drop_ids=not router) for other in allowed)


def _is_nobodys(verdict: Json) -> bool:
    return "response" in verdict and verdict["response"]["id"] is None


def report(line: bytes, failed: Failed, say: Callable[[str], object]) -> None:
    """Tell of a difference."""
    say(failed.reason)
    say(f"  the line in hex  {line.hex()}")
    say(f"  the text         {failed.expected}")
    for name, verdict in failed.actual.items() if isinstance(failed.actual, dict) else ():
        say(f"  {name:<15}  {json.dumps(verdict, ensure_ascii=False)[:400]}")


def main() -> int:
    """The command. Exit code 1 if they differ."""
    given = _given()
    comparison = Comparison(COMMANDS | dict(given.others), strict=given.strict)
    try:
        found = _smallest(given, comparison)
    finally:
        comparison.close()
    if found is None:
        print("they agree")  # noqa: T201 - the command's answer
        return 0
    line, failed = found
    report(line, failed, print)
    return 1


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    add("--examples", type=int, default=2000, help="lines that are drawn (2000)")
    add("--seed", type=int, default=0, help="the same seed draws the same lines (0)")
    add("--strict", action="store_true", help="they must agree, too, where the text leaves room")
    add("--line", type=bytes.fromhex, help="one line, in hex, instead of drawn ones")
    add("--with", type=_named, action="append", default=[], dest="others", help="add NAME=COMMAND")
    return parser.parse_args()


def _smallest(given: argparse.Namespace, comparison: Comparison) -> tuple[bytes, Failed] | None:
    """The smallest line on which they differ, and how."""
    if given.line is not None:
        return _one(given.line, comparison)
    judge = comparison.judge
    return search(LINE, judge, examples=given.examples, seed=given.seed, simpler=shorter)


def _named(text: str) -> tuple[str, list[str]]:
    name, _, command = text.partition("=")
    return name, shlex.split(command)


def _one(line: bytes, comparison: Comparison) -> tuple[bytes, Failed] | None:
    """The line, if they differ on it."""
    try:
        comparison.judge(line)
    except Failed as failed:
        return line, failed
    return None


if __name__ == "__main__":
    sys.exit(main())
