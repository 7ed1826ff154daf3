"""A service that keeps a piece of memory for each line that it reads."""

from __future__ import annotations

import json
import sys

RESULT = {"protocol_version": "1.0", "name": "leaky", "version": "1", "capabilities": {}}
kept = []

for line in sys.stdin:
    kept.append(bytearray(b"x" * 50_000))
    message = json.loads(line)
    answer = {"jsonrpc": "2.0", "id": message["id"], "result": {}}
    if message["method"] == "describe":
        answer["result"] = RESULT
    print(json.dumps(answer), flush=True)
