"""Holds every message of a subject against the rules that bind its sender. Pure: no time, no I/O.

Each rule counts how often it could be seen and keeps what broke it; the observing checks (areas/observed.py) read the tally.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from . import wire
from .protocol import MAX_INTEGER, Json, codes, events, key, methods, misfits, misfits_of

SMALL = 4096  # bytes up to which spelling is looked at
STREAMS = ("$/progress", "stream.")
TRACES = ("Traceback (most recent call last)", "goroutine 1 [", "stack backtrace:", "\n    at ", "\\n    at ")  # fmt: skip


@dataclass
class Tally:
    """What rules have seen: how often each could be judged, and what broke it."""

    seen: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def rule(self, requirement: str, ok: bool, sentence: str = "") -> bool:
        """Count an observation of the requirement; keep the sentence if it was broken."""
        self.seen[requirement] += 1
        if not ok:
            self.faults[requirement].append(sentence)
        return ok

    def add(self, other: Tally) -> None:
        self.seen.update(other.seen)
        for requirement, found in other.faults.items():
            self.faults[requirement] += found


@dataclass
class Asked:
    """A request of the suite that the subject has not answered yet."""

    method: str
    params: Json
    streamed: dict[int, str] = field(default_factory=lambda: defaultdict(str))
    blocks: list[tuple[str, int]] = field(default_factory=list)  # what the stream said, in order


class Judge:
    """Knows one connection: what was asked and answered on both sides."""

    def __init__(self, limit: int) -> None:
        self.tally = Tally()
        self.limit = limit  # bytes of a line that the suite announced
        self.legacy = False
        self.asked: dict[tuple[str, Any], list[Asked]] = {}
        self.answered: set[tuple[str, Any]] = set()
        self.calls: dict[tuple[str, Any], str] = {}  # of the subject, under way
        self.over: set[tuple[str, Any]] = set()  # calls of the subject that were answered
        self.cancels: dict[tuple[str, Any], list[str]] = {}  # modes of the cancels of its calls
        self.requires: set[str] | None = None
        self.outputs: dict[str, jsonschema_rs.Draft202012Validator] = {}

    # ---- what the suite does

    def request(self, message_id: Any, method: str, params: Json) -> None:
        """The suite asks, so an answer is owed."""
        self.asked.setdefault(key(message_id), []).append(Asked(method, params))

    def reply(self, message_id: Any) -> None:
        """The suite answered a call of the subject."""
        self.calls.pop(key(message_id), None)
        self.over.add(key(message_id))

    # ---- what the subject does

    def line(self, raw: bytes, *, ended: bool) -> Json | None:
        """Judge a line; returns its message, None if there is none."""
        rule = self.tally.rule
        if not ended:
            rule("FRM-001", False, f"the last line has no LF: {raw[:200]!r}")
            return None
        rule("FRM-016", len(raw) <= self.limit, f"a line of {len(raw)} bytes, over {self.limit}")
        read = wire.read(raw)
        wrong = {fault.requirement for fault in read.faults}
        for requirement in ("FRM-001", "FRM-029", "FRM-038", "FRM-040", "RPC-001"):
            if requirement not in wrong:
                self.tally.seen[requirement] += 1
        for fault in read.faults:
            rule(fault.requirement, False, f"{fault.sentence}: {raw[:200]!r}")
        if read.message is None:
            return None
        if len(raw) <= SMALL:
            rule("FRM-006", wire.compact(raw), f"white space between tokens: {raw[:200]!r}")
        return self._message(read.message, raw)

    def _message(self, message: Json, raw: bytes) -> Json | None:
        if not self._envelope(message):
            return None
        if "method" not in message:
            self._response(message)
        elif "id" in message:
            self._request(message, raw)
        else:
            self._notification(message)
        return message

    def _envelope(self, message: Json) -> bool:
        """The shape of RPC-003 to RPC-008; only what has it is judged further."""
        rule = self.tally.rule
        shown = json.dumps(message, ensure_ascii=False)[:300]
        legal = rule("RPC-003", message.get("jsonrpc") == "2.0", f'jsonrpc is not "2.0": {shown}')
        kinds = ("method" in message) + ("result" in message or "error" in message)
        legal &= rule(
            "RPC-003", kinds == 1, f"neither or both of method and result or error: {shown}"
        )
        if "method" in message:
            legal &= rule(
                "RPC-052", isinstance(message["method"], str), f"the method is no string: {shown}"
            )
            legal &= rule(
                "RPC-006",
                isinstance(message.get("params", {}), dict),
                f"params are no object: {shown}",
            )
            if "id" in message:
                legal &= rule(
                    "RPC-004", _is_id(message["id"]), f"the id is no string and no integer: {shown}"
                )
        elif kinds == 1:
            both = "result" in message and "error" in message
            legal &= rule("RPC-008", not both, f"both result and error: {shown}")
            legal &= self._error_shape(message, shown)
            null = message.get("id", 0) is None and "error" in message
            legal &= rule(
                "RPC-053",
                "id" in message and (null or _is_id(message["id"])),
                f"a response without a legal id: {shown}",
            )
        if isinstance(message.get("id"), int | float) and not isinstance(message.get("id"), bool):
            rule(
                "RPC-051",
                _is_small(message["id"]),
                f"an id outside of ±(2^53 - 1), or not an integer: {shown}",
            )
        return legal

    def _error_shape(self, message: Json, shown: str) -> bool:
        if "error" not in message:
            return True
        error = message["error"]
        code = error.get("code") if isinstance(error, dict) else None
        whole = isinstance(code, float) and code.is_integer()
        self.tally.rule("FRM-039", not whole, f"the code is written with a fraction: {shown}")
        fits = (
            isinstance(error, dict)
            and (whole or _is_small(code))
            and isinstance(error.get("message"), str)
        )
        return self.tally.rule(
            "RPC-008", fits, f"the error has no integer code and string message: {shown}"
        )

    # ---- responses

    def _response(self, message: Json) -> None:
        rule = self.tally.rule
        if message["id"] is None:
            self._error(message["error"], "")
            return  # a refusal of a line whose id could not be told (FRM-009)
        at = key(message["id"])
        waiting = self.asked.get(at)
        if not rule(
            "RPC-005",
            bool(waiting),
            f"an answer that nobody waits for (id {message['id']!r}; {'answered before' if at in self.answered else 'never asked'})",
        ):
            return
        assert waiting
        asked = waiting.pop() if "error" in message else waiting.pop(0)
        if not waiting:
            del self.asked[at]
            self.answered.add(at)
        if "error" in message:
            self._error(message["error"], asked.method)
        elif asked.method in methods():
            self._result(asked, message["result"])

    def _error(self, error: Json, method: str) -> None:
        rule = self.tally.rule
        data = error.get("data")
        data = data if isinstance(data, dict) else {}
        shown = f"{method}: {json.dumps(error, ensure_ascii=False)[:400]}"
        kind = data.get("kind")
        if not self.legacy:
            rule("RPC-045", isinstance(kind, str), f"no data.kind in the error of {shown}")
        if kind in codes():
            rule(
                "RPC-047",
                codes()[kind] == error["code"],
                f"{kind} has the code {codes()[kind]}: {shown}",
            )
        text = json.dumps(error, ensure_ascii=False)
        rule(
            "RPC-072",
            not any(trace in text for trace in TRACES),
            f"a stack trace in the error of {shown}",
        )
        rule("RPC-069", bool(error["message"].strip()), f"an empty message in the error of {shown}")
        rule(
            "RPC-011",
            None not in data.values() or kind not in codes(),
            f"null in the data of the error of {shown}",
        )
        if kind == "invalid_params":
            rule(
                "RPC-070",
                _faults_fit(data.get("errors")),
                f"data.errors is no list of path and message: {shown}",
            )
        if kind == "not_found":
            named = isinstance(data.get("what"), str) and isinstance(data.get("name"), str)
            rule("RPC-073", named, f"what or name is missing: {shown}")
        if kind == "llm_error":
            told = all(name in data for name in ("llm_error", "provider", "retryable"))
            rule("PRV-020", told, f"llm_error, provider or retryable is missing: {shown}")

    def _result(self, asked: Asked, result: Any) -> None:
        if self.legacy:
            return
        self._fit(methods()[asked.method]["result"], result, f"the result of {asked.method}")
        if asked.method == "describe" and isinstance(result, dict):
            self._learn(result)
        if asked.method == "tool.execute" and isinstance(result, dict):
            self._tool_result(asked, result)
        if asked.method == "provider.complete" and isinstance(result, dict):
            self._streamed(asked, result)

    def _fit(self, reference: str, value: Any, what: str) -> None:
        for money in _sums(value):
            self.tally.rule(
                "FRM-028", isinstance(money, str), f"{what}: cost_usd is {money!r}, no string"
            )
        found = misfits(reference, value)
        nulls = [fault for fault in found if fault.value is None and fault.path]
        other = [fault for fault in found if fault not in nulls]
        self.tally.rule(
            "RPC-011", not nulls, f"null in {what} at {', '.join(f.path for f in nulls)}"
        )
        self.tally.rule(
            "RPC-088", not other, f"{what} does not fit: {'; '.join(map(str, other[:5]))}"
        )

    def _learn(self, result: Json) -> None:
        self.requires = set(result.get("requires") or ())
        for tool in (result.get("capabilities") or {}).get("tools") or ():
            schema = tool.get("output_schema") if isinstance(tool, dict) else None
            try:
                if schema is not None:
                    self.outputs[tool.get("name")] = jsonschema_rs.Draft202012Validator(schema)
            except ValueError:
                continue  # tools.schemas tells of it

    def _tool_result(self, asked: Asked, result: Json) -> None:
        self.tally.rule(
            "TOL-022",
            "output" in result,
            f"a ToolResult without output: {json.dumps(result)[:300]}",
        )
        name = asked.params.get("name", "")
        if result.get("success", True) is False:
            told = isinstance(result.get("error"), dict) and result["error"].get("message")
            self.tally.rule(
                "TOL-021", bool(told), f"{name} failed and error.message does not tell why"
            )
        elif name in self.outputs:
            faults = misfits_of(self.outputs[name], result.get("output"))
            self.tally.rule(
                "TOL-004",
                not faults,
                f"the output of {name} does not fit its output_schema: {'; '.join(map(str, faults[:3]))}",
            )

    def _streamed(self, asked: Asked, result: Json) -> None:
        content = result.get("content")
        blocks = content if isinstance(content, list) else []
        for index, text in asked.streamed.items():
            block = blocks[index] if index < len(blocks) and isinstance(blocks[index], dict) else {}
            self.tally.rule(
                "PRV-033",
                bool(block),
                f"tokens of block {index}, but the response has {len(blocks)} blocks",
            )
            if block:
                same = block.get("text") == text
                self.tally.rule(
                    "RPC-043",
                    same,
                    f"the tokens of block {index} are {text!r}, the block is {block.get('text')!r}",
                )
            self.tally.rule("RPC-044", bool(blocks), "the response lacks what was streamed")
        named = [
            b.get("id") for b in blocks if isinstance(b, dict) and b.get("type") == "tool_call"
        ]
        if isinstance(result.get("tool_calls"), list):
            listed = [call.get("id") for call in result["tool_calls"] if isinstance(call, dict)]
            self.tally.rule("PRV-014", listed == named, f"tool_calls {listed}, blocks {named}")

    # ---- requests and notifications of the subject

    def _request(self, message: Json, raw: bytes) -> None:
        rule = self.tally.rule
        method, params, at = message["method"], message.get("params", {}), key(message["id"])
        rule("RPC-009", at not in self.calls, f"the id {message['id']!r} is still under way")
        rule(
            "RPC-050",
            str(message["id"]).startswith("s-"),
            f"the id {message['id']!r} has no prefix s-",
        )
        if len(raw) <= SMALL:
            order = [
                name for name in wire.members(raw) if name in ("jsonrpc", "id", "method", "params")
            ]
            right = [name for name in ("jsonrpc", "id", "method", "params") if name in message]
            rule("RPC-049", order == right, f"members in the order {order}")
        self.calls[at] = method
        row = methods().get(method)
        known = (
            row is not None and row["direction"] != "host_to_service" and row["kind"] == "request"
        )
        if not rule("RPC-088", known, f"{method} is no request that a service may make"):
            return
        assert row
        self._fit(row["params"], params, f"the params of {method}")
        self._meta(params)
        if row["grant"] and self.requires is not None and not self.legacy:
            rule(
                "LIF-018",
                row["grant"] in self.requires,
                f"{method} needs the grant {row['grant']}, which requires does not list",
            )
        if method == "request.hook_emit":
            self._event(params)

    def _meta(self, params: Json) -> None:
        meta = params.get("_meta")
        if isinstance(meta, dict) and "deadline_ms" in meta:
            whole = isinstance(meta["deadline_ms"], int) and not isinstance(
                meta["deadline_ms"], bool
            )
            self.tally.rule("RPC-061", whole, f"deadline_ms is {meta['deadline_ms']!r}")

    def _event(self, params: Json) -> None:
        row = events().get(str(params.get("event")))
        if row is None:
            return
        data = params.get("data")
        if isinstance(data, dict):  # the host adds these where they are absent (HOK-007)
            data = {"timestamp": "2026-01-01T00:00:00Z", "session_id": "s", **data}
        found = misfits(row["data"], data)
        self.tally.rule(
            "SES-040",
            not found,
            f"the data of {params['event']} does not fit: {'; '.join(map(str, found[:3]))}",
        )

    def _notification(self, message: Json) -> None:
        rule = self.tally.rule
        method, params = message["method"], message.get("params", {})
        if method == "$/cancel":
            self._cancel(params)
        row = methods().get(method)
        known = (
            row is not None
            and row["direction"] != "host_to_service"
            and row["kind"] == "notification"
        )
        if not self.legacy and rule(
            "RPC-088", known, f"{method} is no notification that a service may send"
        ):
            assert row
            if method.startswith(STREAMS):
                self._about(method, params)
            self._fit(row["params"], params, f"the params of {method}")

    def _cancel(self, params: Json) -> None:
        mode = params.get("mode", "immediate")
        before = self.cancels.setdefault(key(params.get("id")), [])
        again = bool(before) and not (mode == "immediate" and before == ["graceful"])
        before.append(mode)
        self.tally.rule("RPC-080", not again, f"a second $/cancel of the call {params.get('id')!r}")
        at = key(params.get("id"))
        late = at in self.over and at not in self.calls
        self.tally.rule(
            "RPC-065",
            not late,
            f"$/cancel of the call {params.get('id')!r}, which has been answered",
        )

    def _about(self, method: str, params: Json) -> None:
        rule = self.tally.rule
        at = key(params.get("request_id"))
        waiting = self.asked.get(at)
        shown = f"{method} about {params.get('request_id')!r}"
        if at in self.answered and not waiting:
            rule("RPC-055", False, f"{shown} after its response")
            rule("RPC-040", False, f"{shown} after its response")
            return
        self.tally.seen["RPC-055"] += 1
        self.tally.seen["RPC-040"] += 1
        if not rule("RPC-086", bool(waiting), f"{shown}, which was never asked"):
            return
        assert waiting
        name = method.removeprefix("stream.").removeprefix("provider.")
        if name in ("token", "thinking", "content_block_delta"):
            index = params.get("index")
            rule(
                "RPC-042", isinstance(index, int) and index >= 0, f"{shown} has the index {index!r}"
            )
        asked = waiting[0]
        if asked.method == "provider.complete":
            self._piece(asked, name, params)

    def _piece(self, asked: Asked, name: str, params: Json) -> None:
        index = params.get("index")
        if not isinstance(index, int):
            return  # usage and tool calls belong to no block
        if name == "token":
            asked.streamed[index] += str(params.get("text", ""))
        blocks = asked.blocks
        if name == "content_block_start":
            early = not any(at == index for _, at in blocks)
            self.tally.rule(
                "PRV-032", early, f"content_block_start of block {index} after other news of it"
            )
        elif name != "usage":
            self.tally.rule(
                "PRV-032",
                ("content_block_end", index) not in blocks,
                f"{name} of block {index} after its end",
            )
        blocks.append((name, index))

    # ---- the end

    def unanswered(self) -> list[Asked]:
        """The requests of the suite that are still open."""
        return [asked for waiting in self.asked.values() for asked in waiting]


def _is_id(value: Any) -> bool:
    return (
        isinstance(value, str)
        or (isinstance(value, int) and not isinstance(value, bool))
        or (isinstance(value, float) and value.is_integer())
    )


def _is_small(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_INTEGER


def _faults_fit(faults: Any) -> bool:
    return (
        isinstance(faults, list)
        and bool(faults)
        and all(
            isinstance(fault, dict)
            and isinstance(fault.get("path"), str)
            and (fault["path"] == "" or fault["path"].startswith("/"))
            and isinstance(fault.get("message"), str)
            for fault in faults
        )
    )


def _sums(value: Any) -> Iterator[Any]:
    """The sums of money in a value: `cost_usd` of each `usage`."""
    if isinstance(value, dict):
        usage = value.get("usage")
        if isinstance(usage, dict) and usage.get("cost_usd") is not None:
            yield usage["cost_usd"]
