"""Provider `parrot`, tool `echo`: a healthy service."""

import plain

SCHEMA = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}


def complete(params):
    plain.notify(
        "stream.provider.token", {"request_id": params["_id"], "index": 0, "text": "pretty "}
    )
    plain.notify(
        "stream.provider.token", {"request_id": params["_id"], "index": 0, "text": "polly"}
    )
    return {"content": [{"type": "text", "text": "pretty polly"}], "finish_reason": "stop"}


def execute(params):
    if not isinstance(params["input"].get("text"), str):
        faults = [{"path": "/input/text", "message": "must be a string"}]
        raise plain.RefuseError(
            -32602, "the input does not fit", kind="invalid_params", errors=faults
        )
    return {"success": True, "output": params["input"]["text"]}


plain.serve(
    plain.describe_answer(
        "parrot",
        providers=[{"name": "parrot"}],
        tools=[{"name": "echo", "description": "Says it again.", "input_schema": SCHEMA}],
    ),
    {"provider.complete": complete, "tool.execute": execute},
)
