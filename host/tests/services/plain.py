"""A service without an SDK, for the host's tests: standard library only, one line in, one line out.

`serve(describe, handlers)` runs it. A handler takes the params and returns a result, or raises RefuseError.
`call(method, params)` asks the host and returns the whole response. What a test wants to go wrong is written
by hand with `write`.
"""

import itertools
import json
import os
import re
import sys
import threading

_lock = threading.Lock()
_answers = {}
_cancels = {}
_arrived = threading.Condition()
_numbers = itertools.count(1)


class RefuseError(Exception):
    """An error response."""

    def __init__(self, code, message, **data):
        super().__init__(message)
        self.error = {"code": code, "message": message, "data": data}


def write(message):
    """One line: bytes as they are, anything else as JSON, where a text "RAW123" becomes the bare 123."""
    line = message
    if not isinstance(message, bytes):
        line = json.dumps(message, separators=(",", ":")).encode()
        line = re.sub(rb'"RAW([^"]*)"', rb"\1", line)
    with _lock:
        os.write(1, line + b"\n") if len(line) < 4096 else write_all(line + b"\n")


def write_all(data):
    """Bytes as they are, all of them."""
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]


def call(method, params):
    """A request to the host; the whole response message."""
    own = f"s-{next(_numbers)}"
    write({"jsonrpc": "2.0", "id": own, "method": method, "params": params})
    with _arrived:
        _arrived.wait_for(lambda: own in _answers)
        return _answers.pop(own)


def notify(method, params):
    """A notification to the host."""
    write({"jsonrpc": "2.0", "method": method, "params": params})


def wait_until_cancelled(params):
    """A handler that ends when it is cancelled: well if gracefully, -32800 if at once."""
    notify("$/progress", {"request_id": params["_id"], "message": "waiting"})
    with _arrived:
        _arrived.wait_for(lambda: params["_id"] in _cancels)
    if _cancels[params["_id"]] == "graceful":
        return {"success": True, "output": "stopped"}
    raise RefuseError(-32800, "cancelled", kind="cancelled")


def describe_answer(name, **capabilities):
    """A describe result of this name."""
    return {
        "protocol_version": "1.0",
        "name": name,
        "version": "1.0.0",
        "sdk": {"name": "none", "version": "0", "language": "python"},
        "capabilities": capabilities,
    }


def serve(describe, handlers, *, leave=True, hears=None):
    """Read lines until the end of the input; each request runs in a thread of its own. `hears`: notifications."""
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if "method" not in message:
            with _arrived:
                _answers[message.get("id")] = message
                _arrived.notify_all()
        elif message["method"] == "$/cancel":
            with _arrived:
                _cancels[message["params"]["id"]] = message["params"].get("mode", "immediate")
                _arrived.notify_all()
        elif "id" in message:
            if message["method"] == "describe":
                write({"jsonrpc": "2.0", "id": message["id"], "result": describe})
            else:
                threading.Thread(target=_answer, args=(message, handlers), daemon=True).start()
        elif hears and message["method"] in hears:
            hears[message["method"]](message["params"])
    if leave:
        os._exit(0)


def _answer(message, handlers):
    params = {**message.get("params", {}), "_id": message["id"]}
    try:
        result = handlers.get(message["method"], _default(message["method"]))(params)
        write({"jsonrpc": "2.0", "id": message["id"], "result": result})
    except RefuseError as refusal:
        write({"jsonrpc": "2.0", "id": message["id"], "error": refusal.error})


def _default(method):
    def answer(params):
        if method in ("configure", "ping"):
            return {"status": "ok"} if method == "configure" else {}
        raise RefuseError(-32601, f"no {method} here", kind="method_not_found")

    return answer
