"""Cases as data (cases/*.yaml): send these, expect those. README.md in that folder has the format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from . import wire
from .check import Bench, Check, Registry
from .protocol import Json, key
from .service import Service
from .verdicts import Failed, NotVerified

_HERE = Path(__file__).resolve().parent
FOLDER = _HERE / "_cases" if (_HERE / "_cases").is_dir() else _HERE.parents[1] / "cases"
STEPS = {"send", "line", "hex", "pieces", "owe", "expect", "quiet"}
TYPES: dict[str, type | tuple[type, ...]] = {
    "$string": str,
    "$object": dict,
    "$array": list,
    "$integer": int,
}


class CaseError(ValueError):
    """A file of cases is not as it should be; the message says where."""


def load(folder: Path, registry: Registry) -> None:
    """Declare the cases of a folder as checks. Raises CaseError."""
    for file in sorted(folder.glob("*.yaml")):
        try:
            document = yaml.safe_load(file.read_text(encoding="utf-8"))
            for case in document["cases"]:
                registry.add(_check(document["area"], case, document.get("stdio", "")))
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            raise CaseError(
                f"{file}: {error!r}" if isinstance(error, KeyError) else f"{file}: {error}"
            ) from None


def _check(area: str, case: Json, stdio: str) -> Check:
    for number, step in enumerate(case["steps"]):
        if len(set(step) & STEPS) != 1 + ("owe" in step and len(step) > 1):
            raise CaseError(
                f"step {number} of {case['name']} is none of {', '.join(sorted(STEPS))}"
            )

    def run(bench: Bench) -> None:
        for sort in case.get("needs", []):
            bench.declared(sort)
        if "limit" in case.get("unless", {}) and bench.limit > case["unless"]["limit"]:
            raise NotVerified(f"its lines may have {bench.limit} bytes")
        fresh = case.get("fresh", False) or not case.get("described", True)
        service = bench.start(describe=case.get("described", True)) if fresh else bench.service
        Play(service).steps(case["steps"])

    return Check(
        name=f"{area}.{case['name']}",
        area=area,
        title=case["title"],
        requirements=tuple(case["requirements"]),
        run=run,
        profile="both" if case.get("legacy", False) else "1.0",
        stdio=case.get("stdio", stdio),
    )


class Play:
    """Plays the steps of a case on a service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.at = len(service.received)
        self.taken: set[int] = set()

    def steps(self, steps: list[Json]) -> None:
        """Play them in order; Failed tells of the first that goes wrong."""
        for step in steps:
            if "expect" in step:
                self._expect(step["expect"])
            elif "quiet" in step:
                self._quiet()
            else:
                self._send(step)

    def _send(self, step: Json) -> None:
        if "owe" in step:
            self.service.owe(step["owe"], "ping")
        if "send" in step:
            message = {"jsonrpc": "2.0", **step["send"]}
            if "method" in message and "id" in message and "owe" not in step:
                self.service.owe(message["id"], str(message["method"]), message.get("params"))
            self.service.line(wire.encode(message))
        elif "line" in step:
            self.service.line(str(step["line"]).encode())
        elif "hex" in step:
            self.service.line(bytes.fromhex(step["hex"]))
        elif "pieces" in step:
            self.service.line(*pieces(step["pieces"]))

    def _expect(self, expected: Json) -> None:
        """Wait for the message that has this id (null too), and compare what is told of it."""
        wanted = key(expected["id"])

        def there() -> tuple[int, Json] | None:
            for number in range(self.at, len(self.service.received)):
                message = self.service.received[number]
                if (
                    number not in self.taken
                    and "method" not in message
                    and key(message.get("id")) == wanted
                ):
                    return number, message
            return None

        number, message = self.service.wait(f"an answer with the id {expected['id']!r}", there)
        self.taken.add(number)
        wrong = next(differences(expected, message), None)
        if wrong:
            raise Failed(f"the answer is another one {wrong}", expected, message)

    def _quiet(self) -> None:
        """What was sent has been read, and nothing came for it."""
        self.service.ping(2)
        for number in range(self.at, len(self.service.received)):
            message = self.service.received[number]
            if (
                number not in self.taken
                and "method" not in message
                and not str(message.get("id")).startswith("h-")
            ):
                raise Failed("it answered what must not be answered", "silence", message)


def pieces(parts: list[Json]) -> Iterator[bytes]:
    """Bytes from `{text}`, `{hex}` and `{repeat, times}`."""
    for part in parts:
        if "text" in part:
            yield part["text"].encode()
        elif "hex" in part:
            yield bytes.fromhex(part["hex"])
        else:
            yield part["repeat"].encode() * part["times"]


def differences(expected: Any, actual: Any, at: str = "") -> Iterator[str]:
    """Where the actual value is not as expected: members that are not named do not count."""
    if isinstance(expected, dict):
        if not isinstance(actual, dict):
            yield f"at {at or '/'}: no object"
            return
        for name, value in expected.items():
            if value == "$absent":
                if name in actual:
                    yield f"at {at}/{name}: it should be absent"
            elif name not in actual:
                yield f"at {at}/{name}: it is missing"
            else:
                yield from differences(value, actual[name], f"{at}/{name}")
    elif isinstance(expected, str) and expected.startswith("$"):
        if expected in TYPES and not isinstance(actual, TYPES[expected]):
            yield f"at {at}: no {expected[1:]}"
        elif expected.startswith("$match ") and not re.search(expected[7:], str(actual)):
            yield f"at {at}: {actual!r} does not match {expected[7:]}"
    elif key(expected) != key(actual) and not (isinstance(expected, list) and expected == actual):
        yield f"at {at}: {actual!r} instead of {expected!r}"
