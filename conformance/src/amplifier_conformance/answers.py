"""The responses of a subject: errors, results, and what was streamed before them. The second part of the judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from .envelopes import Envelopes
from .protocol import Json, codes, key, methods, misfits, misfits_of
from .tally import Asked

TRACES = (
    "Traceback (most recent call last)",
    "goroutine 1 [",
    "stack backtrace:",
    "\n    at ",
    "\\n    at ",
)


class Answers(Envelopes):
    """Holds responses against the rules of chapters 2, 4 and 6."""

    def _response(self, message: Json) -> None:
        rule = self.tally.rule
        if message["id"] is None:
            self._error(message["error"], "")
            return  # a refusal of a line whose id could not be told (FRM-009)
        at = key(message["id"])
        waiting = self.asked.get(at)
        before = "answered before" if at in self.answered else "never asked"
        told = f"an answer that nobody waits for (id {message['id']!r}; {before})"
        if not rule("RPC-005", bool(waiting), told) or not waiting:
            return
        asked = waiting.pop() if "error" in message else waiting.pop(0)
        self.read = max(self.read, asked.at)
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
        if kind == "llm_error" and method.startswith("provider."):
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
        whole = "".join(str(b.get("text", "")) for b in blocks if isinstance(b, dict))
        for index, text in asked.streamed.items():
            block = blocks[index] if index < len(blocks) and isinstance(blocks[index], dict) else {}
            there = f"tokens of block {index}, which is no text: {json.dumps(block)[:100]}"
            self.tally.rule("PRV-033", block.get("type") == "text", there)
            if block:
                told = (
                    f"the tokens of block {index} are {text!r}, its text is {block.get('text')!r}"
                )
                self.tally.rule("RPC-043", block.get("text") == text, told)
            lost = f"{text!r} was streamed, and is not in the response"
            self.tally.rule("RPC-044", text.strip() in whole, lost)
        named = [
            (b.get("id"), b.get("name"))
            for b in blocks
            if isinstance(b, dict) and b.get("type") == "tool_call"
        ]
        if isinstance(result.get("tool_calls"), list):
            calls = [call for call in result["tool_calls"] if isinstance(call, dict)]
            listed = [(call.get("id"), call.get("name")) for call in calls]
            self.tally.rule("PRV-014", listed == named, f"tool_calls {listed}, blocks {named}")


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
