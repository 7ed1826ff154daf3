"""Verdicts of the Python SDK: a line in hex on stdin, its verdict in the form of vectors/messages.json on stdout."""

from __future__ import annotations

import json
import sys
from typing import Any

from amplifier_ipc.wire import (
    Dropped,
    Notification,
    Refusal,
    Request,
    Response,
    Verdict,
    decode,
)


def told(verdict: Verdict) -> dict[str, Any]:
    """The verdict as the vectors write it."""
    match verdict:
        case Request(id, method, params):
            return {"request": {"id": id, "method": method, "params": params}}
        case Notification(method, params):
            return {"notification": {"method": method, "params": params}}
        case Response(id, result, None):
            return {"response": {"id": id, "result": result}}
        case Response(id, _, error):
            return {"response": {"id": id, "error": error}}
        case Refusal(code, id, _):
            return {"refuse": {"code": code, "id": id}}
        case Dropped(id):
            return {"drop": {"id": id}}


for line in sys.stdin:
    print(json.dumps(told(decode(bytes.fromhex(line)))), flush=True)  # noqa: T201 - its output
