"""A service of the first generation: no version, one request at a time, nulls everywhere (protocol.md §9)."""

import json
import sys

TOOL = {
    "name": "shout",
    "description": "Say it loud.",
    "parameters": {"type": "object", "properties": {}},
}
DESCRIBE = {
    "name": "old",
    "capabilities": {
        "tools": [TOOL],
        "hooks": [{"name": "watch", "events": ["tool:pre"]}],
        "context_managers": [{"name": "simple"}],
        "providers": [],
        "orchestrators": [],
        "content": {"paths": []},
    },
}


def answer(method: str, params: dict) -> object:
    match method:
        case "describe":
            return DESCRIBE
        case "tool.execute":
            if params.get("name") != "shout":
                raise LookupError(f"Unknown tool: {params.get('name')}")
            return {"success": True, "output": "HEY", "error": None}
        case "hook.emit":
            return {"action": "CONTINUE", "data": None, "reason": None}
        case "context.get_messages":
            return []
    raise NotImplementedError(f"Method not found: {method}")


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    body: dict = {"jsonrpc": "2.0", "id": message["id"]}
    try:
        body["result"] = answer(message["method"], message.get("params") or {})
    except NotImplementedError as error:
        body["error"] = {"code": -32601, "message": str(error)}
    except LookupError as error:
        body["error"] = {"code": -32603, "message": str(error)}
    print(json.dumps(body), flush=True)
