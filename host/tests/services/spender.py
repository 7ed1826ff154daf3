"""Orchestrator `spender`: each turn adds five messages with three results of tools, and tells what it took."""

import plain

MESSAGES = [
    {"role": "user", "content": "go"},
    {"role": "tool", "content": "well", "tool_call_id": "1", "name": "echo"},
    {
        "role": "tool",
        "content": "no",
        "tool_call_id": "2",
        "name": "echo",
        "metadata": {"is_error": True},
    },
    {
        "role": "user",
        "content": [{"type": "tool_result", "tool_call_id": "3", "output": "no", "is_error": True}],
    },
    {"role": "assistant", "content": "done"},
]
USAGE = {"input_tokens": 10, "output_tokens": 3, "total_tokens": 13, "cost_usd": "0.15"}


def execute(_):
    for message in MESSAGES:
        plain.call("request.context_add_message", {"message": message})
    return {"response": "done", "status": "completed", "usage": USAGE}


plain.serve(
    plain.describe_answer("spender", orchestrators=[{"name": "spender"}]),
    {"orchestrator.execute": execute},
)
