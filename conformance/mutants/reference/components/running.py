"""How the orchestrator runs the tools that a model calls (ORC-020 to ORC-025)."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

from errors import RpcError
from request import Json

from components.turn import Turn


class _Run:
    """One tool call: its result for the model, and what the hooks want injected."""

    def __init__(self, turn: Turn, call: Json) -> None:
        self.turn = turn
        self.id: str = call["id"]
        self.name: str = call["name"]
        self.input: Json = call["input"]
        self.injections: list[Json] = []
        self.appended: list[Json] = []  # to the result itself
        self.result: Json = {}

    def run(self) -> None:
        """Ask, run, tell; the result is a tool result in any case (ORC-023, ORC-024)."""
        if self.turn.request.stopping():
            self.result = _failure("Not run: the turn was cancelled.")
            return
        answer = self.turn.ask.emit("tool:pre", self._pre())
        self._keep(answer)
        self.input = answer.get("data", {}).get("tool_input", self.input)
        action = f"run the tool {self.name} with {json.dumps(self.input)}"
        details = {"tool_input": self.input}
        more: Json = {"details": details, "call_id": self.id}
        why = self.turn.ask.forbidden(answer, self.name, action, **more)
        if why is not None:
            self.result = _failure(f"Denied: {why}")
        elif self.turn.request.stopping():
            self.result = _failure("Not run: the turn was cancelled.")
        else:
            self._execute()

    def _pre(self) -> Json:
        data = {"tool_name": self.name, "tool_call_id": self.id, "tool_input": self.input}
        annotations = self._spec().get("annotations")
        return {**data, "annotations": annotations} if annotations else data

    def _spec(self) -> Json:
        tools: list[Json] = self.turn.request.params["tools"]
        return next((tool for tool in tools if tool["name"] == self.name), {})

    def _execute(self) -> None:
        request = self.turn.request
        request.notify("stream.tool_call_start", id=self.id, name=self.name)
        params = {"name": self.name, "call_id": self.id, "input": self.input}
        try:
            with self._lock():
                result = request.call("request.tool_execute", params)
            success = result.get("success", True) is not False
        except RpcError as why:
            request.notify("stream.tool_call_end", id=self.id, name=self.name, success=False)
            request.check()
            self._failed(why)
            return
        request.notify("stream.tool_call_end", id=self.id, name=self.name, success=success)
        self._post(result)

    def _lock(self) -> Any:
        """TOL-016: not beside another call of the same tool."""
        if (self._spec().get("annotations") or {}).get("parallel_safe", True) is not False:
            return nullcontext()
        return self.turn.locks.setdefault(self.name, threading.Lock())

    def _failed(self, why: RpcError) -> None:
        """ORC-022, TOL-025."""
        data: Json = {"tool_name": self.name, "tool_call_id": self.id}
        data["error"] = {"type": why.kind, "msg": why.message, "kind": why.kind}
        self.turn.ask.tell("tool:error", data)
        self.result = _failure(f"{why.kind}: {why.message}")

    def _post(self, result: Json) -> None:
        """ORC-021."""
        data: Json = {"tool_name": self.name, "tool_call_id": self.id, "tool_input": self.input}
        answer = self.turn.ask.emit("tool:post", {**data, "result": result})
        self._keep(answer)
        if answer.get("action") == "deny":
            self.result = _failure(f"Denied: {answer.get('reason', 'the hooks forbade it')}")
        else:
            self.result = answer.get("data", {}).get("result", result)

    def _keep(self, answer: Json) -> None:
        text = answer.get("context_injection")
        if not text or answer.get("action") == "deny":
            return
        if answer.get("append_to_last_tool_result") and not answer.get("ephemeral"):
            self.appended.append({"type": "text", "text": text})
        else:
            self.injections.append(answer)

    def message(self) -> Json:
        """The tool result as the model sees it."""
        failed = self.result.get("success") is False
        output = self.result.get("output")
        if failed and output is None:
            output = (self.result.get("error") or {}).get("message")
        block = {"type": "tool_result", "tool_call_id": self.id, "output": output}
        if failed:
            block["is_error"] = True
        content = [block, *(self.result.get("content") or []), *self.appended]
        return {"role": "tool", "tool_call_id": self.id, "name": self.name, "content": content}


def run_tools(turn: Turn, calls: list[Json]) -> None:
    """Run the calls side by side, and store one result for each, in their order (ORC-024)."""
    runs = [_Run(turn, call) for call in calls]
    with ThreadPoolExecutor(max_workers=min(8, len(runs))) as pool:
        started = [pool.submit(run.run) for run in runs]
    for future in started:
        future.result()
    for run in runs:
        turn.store(run.message())
    for run in runs:
        for answer in run.injections:
            turn.inject(answer)


def _failure(text: str) -> Json:
    return {"success": False, "output": None, "error": {"message": text}}
