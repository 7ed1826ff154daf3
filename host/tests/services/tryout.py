"""A provider of the name that it is given, which does what its second argument says (JSON).

`keys`: what it says to read; `models`: their ids; `tools`: whether they have tools;
`knows_nothing`: not even that is told of them; `streams`; `error`: the answer to
every provider.complete; `refuses`: the same to a request with tools; `waits`: it answers when it is cancelled; `dies`;
`tells`: its answer is its configuration; `members`: of its configuration, by name with their types.
"""

import os
import sys
from json import dumps, loads

import plain

NAME, SPEC = sys.argv[1], loads(sys.argv[2])
CAPABILITIES = ["streaming", *(["tools"] if SPEC.get("tools", True) else [])]
USAGE = {"input_tokens": 12, "output_tokens": 3, "total_tokens": 15, "cost_usd": "0.000123"}
config = {}


def info(_):
    return {
        "id": NAME,
        "display_name": NAME.title(),
        "credential_env_vars": SPEC.get("keys", []),
        "capabilities": CAPABILITIES,
        "defaults": {"model": models()[0]} if models() else {},
        "config_fields": [],
    }


def models():
    return SPEC.get("models", [f"{NAME}-1"])


def listed(_):
    can = [] if SPEC.get("knows_nothing") else CAPABILITIES
    one = {"context_window": 1, "max_output_tokens": 1, "capabilities": can}
    return {"models": [{"id": id_, "display_name": id_, "defaults": {}, **one} for id_ in models()]}


def complete(params):
    request = params["request"]
    fault = SPEC.get("error") or (SPEC.get("refuses") if request.get("tools") else None)
    if fault:
        raise plain.RefuseError(-32010, fault.pop("message"), kind="llm_error", **fault)
    if SPEC.get("dies"):
        os._exit(3)
    if SPEC.get("waits"):
        return plain.wait_until_cancelled(params)
    if request.get("tools") and request["messages"][-1]["role"] != "tool" and not SPEC.get("lazy"):
        call = {"type": "tool_call", "id": "c1", "name": "glob", "input": {"pattern": "*"}}
        return {"content": [call], "finish_reason": "tool_calls"}
    if request["messages"][-1]["role"] == "tool":
        text = f"I see {request['messages'][-1]['content']}."
    else:
        text = dumps(config) if SPEC.get("tells") else SPEC.get("text", "Hello.")
    if SPEC.get("streams", True) and params.get("stream"):
        for piece in text.split(" "):
            about = {"request_id": params["_id"], "index": 0, "text": piece}
            plain.notify("stream.provider.token", about)
    model = request.get("model") or config.get(NAME, {}).get("model") or models()[0]
    content = [{"type": "text", "text": text}]
    return {"content": content, "finish_reason": "stop", "model": model, "usage": USAGE}


def parse(params):
    blocks = params["response"]["content"]
    calls = [
        {"id": each["id"], "name": each["name"], "arguments": each["input"]}
        for each in blocks
        if each["type"] == "tool_call"
    ]
    return {"tool_calls": calls}


def configure(params):
    given = params["config"].get(NAME, {})
    config.update(params["config"])
    known = SPEC.get("members")
    wrong = [name for name in given if known is not None and name not in known]
    if wrong:
        path = f"/config/{NAME}/{wrong[0]}"
        faults = [{"path": path, "message": "is not known"}]
        raise plain.RefuseError(-32602, dumps(wrong), kind="invalid_params", errors=faults)
    return {"status": "ok"}


answer = plain.describe_answer(NAME, providers=[{"name": NAME}])
if "members" in SPEC:
    properties = {name: {"type": kind} for name, kind in SPEC["members"].items()}
    schema = {"type": "object", "additionalProperties": False, "properties": properties}
    answer["config_schema"] = {NAME: schema}
plain.serve(
    answer,
    {
        "configure": configure,
        "provider.complete": complete,
        "provider.info": info,
        "provider.list_models": listed,
        "provider.parse_tool_calls": parse,
    },
)
