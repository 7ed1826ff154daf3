"""A service without an SDK, for the host's tests: standard library only, one line in, one line out.

`serve(describe, handlers)` runs it. A handler takes (params, call) and returns a result, or raises Refuse. `call(method,
params)` asks the host and returns the answer's message. What a test wants to go wrong is written by hand with `write`.
"""

import json
import os
import sys
import threading

_lock = threading.Lock()
_answers = {}
_arrived = threading.Condition()
_number = 0


class Refuse(Exception):
    """An error response."""

    def __init__(self, code, message, **data):
        super().__init__(message)
        self.error = {"code": code, "message": message, "data": data}


def write(message):
    """One line: bytes as they are, anything else as JSON."""
    line = (
        message
        if isinstance(message, bytes)
        else json.dumps(message, separators=(",", ":")).encode()
    )
    with _lock:
        os.write(1, line + b"\n") if len(line) < 4096 else _write_all(line + b"\n")


def _write_all(data):
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def call(method, params):
    """A request to the host; the whole response message."""
    global _number
    with _arrived:
        _number += 1
        own = f"s-{_number}"
    write({"jsonrpc": "2.0", "id": own, "method": method, "params": params})
    with _arrived:
        _arrived.wait_for(lambda: own in _answers)
        return _answers.pop(own)


def notify(method, params):
    """A notification to the host."""
    write({"jsonrpc": "2.0", "method": method, "params": params})


def describe_answer(name, **capabilities):
    """A describe result of this name."""
    return {
        "protocol_version": "1.0",
        "name": name,
        "version": "1.0.0",
        "sdk": {"name": "none", "version": "0", "language": "python"},
        "capabilities": capabilities,
    }


def serve(describe, handlers, *, leave=True):
    """Read lines until the end of the input; each request runs in a thread of its own."""
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if "method" not in message:
            with _arrived:
                _answers[message.get("id")] = message
                _arrived.notify_all()
        elif "id" in message:
            if message["method"] == "describe":
                write({"jsonrpc": "2.0", "id": message["id"], "result": describe})
            else:
                threading.Thread(target=_answer, args=(message, handlers), daemon=True).start()
    if leave:
        os._exit(0)


def _answer(message, handlers):
    params = {**message.get("params", {}), "_id": message["id"]}
    try:
        if message["method"] in ("configure", "ping") and message["method"] not in handlers:
            result = {"status": "ok"} if message["method"] == "configure" else {}
        elif message["method"] in handlers:
            result = handlers[message["method"]](params)
        else:
            raise Refuse(-32601, f"no {message['method']} here", kind="method_not_found")
        write({"jsonrpc": "2.0", "id": message["id"], "result": result})
    except Refuse as refusal:
        write({"jsonrpc": "2.0", "id": message["id"], "error": refusal.error})
