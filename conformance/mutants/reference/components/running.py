"""How the orchestrator runs the tools that a model calls (ORC-020 to ORC-025)."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

from calls import NotStartedError
from errors import RpcError
from mutations import broken
from request import Json

from components.asking import TurnEndError
from components.turn import Turn


class _Run:
    """One tool call: its result for the model, and what the hooks want injected."""

    def __init__(self, turn: Turn, call: Json) -> None:
        self.turn = turn
        self.id: str = call["id"]
        self.name: str = call["name"]
        self.input: Json = call["input"]
        self.injections: list[Json] = []
        self.result: Json = {}
        self.stored = True

    def run(self) -> None:
        """Ask, run, tell; the result is a tool result in any case (ORC-023, ORC-024)."""
        if self._cancelled():
            return
        answer: Json = {}
        if not broken("orc-020-silent"):
            answer = self.turn.ask.emit("tool:pre", self._pre())
        self._keep(answer)
        if not broken("orc-020-input"):
            self.input = answer.get("data", {}).get("tool_input", self.input)
        action = f"run the tool {self.name} with {json.dumps(self.input)}"
        more: Json = {"details": {"tool_input": self.input}, "call_id": self.id}
        why = self.turn.ask.forbidden(answer, self.name, action, **more)
        if why is not None and not broken("hok-041-tool"):
            if broken("orc-023-stops"):
                raise TurnEndError("denied", why)
            self.stored = not broken("orc-023-nothing")
            self.result = _failure(f"Denied: {why}")
        elif not self._cancelled():
            self._start()

    def _cancelled(self) -> bool:
        """A tool that was not started gets a result that says so (RPC-085)."""
        if not self.turn.request.stopping() or broken("rpc-085-tools"):
            return False
        self.result = _failure("Not run: the turn was cancelled.")
        return True

    def _pre(self) -> Json:
        data = {"tool_name": self.name, "tool_call_id": self.id, "tool_input": self.input}
        if broken("ses-040-tool"):
            del data["tool_input"]
        annotations = self._spec().get("annotations")
        return {**data, "annotations": annotations} if annotations else data

    def _spec(self) -> Json:
        tools: list[Json] = self.turn.request.params["tools"]
        return next((tool for tool in tools if tool["name"] == self.name), {})

    def _start(self) -> None:
        """Tell the user, run the tool, tell the hooks (ORC-031)."""
        request = self.turn.request
        if broken("orc-031-backwards"):
            self._told_end(success=True)
        request.notify("stream.tool_call_start", id=self.id, name=self.name)
        params = {"name": self.name, "call_id": self.id, "input": self.input}
        if broken("tol-014-silent"):
            del params["call_id"]
        fresh = not broken("rpc-085-tools")
        try:
            result = request.call("request.tool_execute", params, fresh=fresh)
        except RpcError as why:
            self._told_end(success=False)
            request.check()
            if not (isinstance(why, NotStartedError) and self._cancelled()):
                self._failed(why)
            return
        if broken("tol-023-failed"):
            result = {"success": False, **result}
        self._told_end(success=result.get("success", True) is not False)
        self._post(result)

    def _told_end(self, *, success: bool) -> None:
        """ORC-031."""
        end = {"id": self.id, "name": self.name, "success": success}
        self.turn.request.notify("stream.tool_call_end", **end)

    def line(self) -> str:
        """Runs of one line run one after the other: a tool that says so is not beside itself (TOL-016)."""
        safe = (self._spec().get("annotations") or {}).get("parallel_safe", True) is not False
        return self.id if safe or broken("tol-016-beside") else f"tool {self.name}"

    def _failed(self, why: RpcError) -> None:
        """ORC-022, TOL-025."""
        data: Json = {"tool_name": self.name, "tool_call_id": self.id}
        data["error"] = {"type": why.kind, "msg": why.message, "kind": why.kind}
        if not broken("orc-022-silent"):
            self.turn.ask.tell("tool:error", data)
        if broken("tol-025-ends"):
            raise TurnEndError("failed", why.message)
        self.result = _failure(f"{why.kind}: {why.message}")

    def _post(self, result: Json) -> None:
        """ORC-021."""
        data: Json = {"tool_name": self.name, "tool_call_id": self.id, "tool_input": self.input}
        self.result = result
        if broken("orc-021-silent"):
            return
        answer = self.turn.ask.emit("tool:post", {**data, "result": result})
        self._keep(answer)
        if answer.get("action") == "deny" and not broken("hok-041-result"):
            self.result = _failure(f"Denied: {answer.get('reason', 'the hooks forbade it')}")
        elif not broken("orc-021-result"):
            self.result = answer.get("data", {}).get("result", result)

    def _keep(self, answer: Json) -> None:
        if answer.get("action") != "deny":
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
        content = [block, *(self.result.get("content") or [])]
        return {"role": "tool", "tool_call_id": self.id, "name": self.name, "content": content}


def run_tools(turn: Turn, calls: list[Json]) -> None:
    """Run the calls side by side, and store one result for each, in their order (ORC-024)."""
    runs = [_Run(turn, call) for call in calls]
    lines: dict[str, list[_Run]] = {}
    for run in runs:
        lines.setdefault(run.line(), []).append(run)
    with ThreadPoolExecutor(max_workers=min(8, len(lines))) as pool:
        started = [pool.submit(_run_line, line) for line in lines.values()]
    for future in started:
        future.result()
    if broken("orc-043-drops") and turn.request.stopping():
        return
    for run in _in_order(runs):
        if run.stored:
            turn.store(run.message())
    for run in runs:
        for answer in run.injections:
            turn.inject(answer)


def _run_line(line: list[_Run]) -> None:
    for run in line:
        run.run()


def _in_order(runs: list[_Run]) -> list[_Run]:
    """One result for each call, in the order of the calls (ORC-024)."""
    if broken("orc-024-missing") and len(runs) > 1:
        runs = runs[:-1]
    return runs[::-1] if broken("orc-024-order") else runs


def _failure(text: str) -> Json:
    return {"success": False, "output": None, "error": {"message": text}}
