"""An orchestrator, a context manager and a provider without an SDK: what is measured is the host.

The prompt is JSON: {"do": "nothing" | "calls" | "tokens" | "payloads", …}; the response is JSON with the numbers.
"""

import json
import os
import sys
import time
from typing import Any

READ = sys.stdin.buffer.readline
SPEAK = '{"jsonrpc":"2.0","method":"stream.token","params":{"request_id":%s,"index":0,"text":%s}}\n'


def say(message: dict) -> None:
    """One message."""
    write(json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode() + b"\n")


def write(data: bytes) -> None:
    """All of these bytes."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def asked(line: bytes) -> bytes:
    """Send a request as bytes, with the id "r"; the line that answers it."""
    write(line)
    while not (answer := READ()).startswith(b'{"jsonrpc":"2.0","id":"r"'):
        pass
    assert b'"result"' in answer[:60], answer[:300]
    return answer


def request(method: str, params: dict) -> bytes:
    """A request with the id "r", as bytes."""
    message = {"jsonrpc": "2.0", "id": "r", "method": method, "params": params}
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def calls(order: dict) -> dict:
    """Medians of the rounds of each kind of request, in turn, in ns."""
    lines = {name: request(*each) for name, each in order["requests"].items()}
    taken = {name: [] for name in lines}
    for _ in range(order["rounds"]):
        for name, line in lines.items():
            asked(line)
            for _ in range(order["count"]):
                begin = time.perf_counter_ns()
                asked(line)
                taken[name].append(time.perf_counter_ns() - begin)
    return {name: sorted(each)[len(each) // 2] for name, each in taken.items()}


def payloads(order: dict) -> dict:
    """So many bytes to a tool and back."""
    line = request("request.tool_execute", {"name": "echo", "input": {"text": "x" * order["size"]}})
    for _ in range(order["count"]):
        asked(line)
    return {}


def tokens(order: dict, own: Any) -> dict:
    """A completion, each of whose tokens is handed on to the front end as it comes."""
    params = {"request": {"messages": [], "metadata": order["ask"]}, "stream": True}
    write(request("request.provider_complete", params))
    own = json.dumps(own)
    while not (line := READ()).startswith(b'{"jsonrpc":"2.0","id":"r"'):
        message = json.loads(line)
        if message.get("method") == "stream.provider.token":
            text = json.dumps(message["params"]["text"])
            write((SPEAK % (own, text)).encode())
    return {}


def complete(params: dict, own: Any) -> dict:
    """Tokens that say when they were written: as fast as can be, or one after the other."""
    ask = params["request"]["metadata"]
    line = SPEAK.replace("stream.", "stream.provider.") % ("%s", '"%d"')
    own = json.dumps(own)
    if ask["pause"]:
        for _ in range(ask["count"]):
            time.sleep(ask["pause"])
            write((line % (own, time.monotonic_ns())).encode())
    else:
        batch = (line % (own, 0)).encode() * 50
        for _ in range(ask["count"] // 50):
            write(batch)
    return {"content": [{"type": "text", "text": ""}], "finish_reason": "stop"}


def execute(params: dict, own: Any) -> dict:
    """A turn."""
    order = json.loads(params["prompt"])
    write(request("state.get", {"key": "bench.first"}))  # the orchestrator's first request
    READ()
    found = {}
    if order["do"] == "calls":
        found = calls(order)
    elif order["do"] == "payloads":
        found = payloads(order)
    elif order["do"] == "tokens":
        found = tokens(order, own)
    return {"response": json.dumps(found), "status": "completed"}


OFFERS = {
    "driver": {
        "orchestrators": [{"name": "driver"}],
        "context_managers": [{"name": "list"}],
    },
    "speaker": {"providers": [{"name": "speaker"}]},
    "echo": {
        "tools": [
            {"name": "echo", "description": "Says it again.", "input_schema": {"type": "object"}}
        ]
    },
}
NAME = sys.argv[1]
DESCRIBE = {"protocol_version": "1.0", "name": NAME, "version": "1", "capabilities": OFFERS[NAME]}
ANSWERS = {
    "describe": lambda params, own: DESCRIBE,
    "orchestrator.execute": execute,
    "provider.complete": complete,
    "tool.execute": lambda params, own: {"success": True, "output": params["input"]["text"]},
    "context.get_messages": lambda params, own: {"messages": []},
}
while line := READ():
    message = json.loads(line)
    if "id" in message and "method" in message:
        answer = ANSWERS.get(message["method"], lambda params, own: {"status": "ok"})
        say({"id": message["id"], "result": answer(message.get("params") or {}, message["id"])})
