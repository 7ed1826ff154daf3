"""Provider `patient`: a token, and then nothing until it is cancelled; tool `echo`; hook `lookout`.

How it was cancelled stands in the file `cancelled` of its working directory.
"""

from pathlib import Path

import plain

ANY = {"type": "object"}


def complete(params):
    about = {"request_id": params["_id"], "index": 0, "text": "so far"}
    plain.notify("stream.provider.token", about)
    try:
        plain.wait_until_cancelled(params)
    except plain.RefuseError:
        Path("cancelled").write_text("immediate")
        raise
    Path("cancelled").write_text("graceful")
    return {"content": [{"type": "text", "text": "so far"}], "finish_reason": "stop"}


def look_out(params):
    seen = {**params["data"]["tool_input"], "seen": True}
    return {"action": "modify", "data": {"tool_input": seen}}


plain.serve(
    plain.describe_answer(
        "patient",
        providers=[{"name": "patient"}],
        tools=[{"name": "echo", "description": "Says it again.", "input_schema": ANY}],
        hooks=[{"name": "lookout", "events": ["tool:pre"], "priority": 200}],
    ),
    {
        "provider.complete": complete,
        "provider.info": lambda _: {"id": "patient", "display_name": "Patient"},
        "tool.execute": lambda params: {"success": True, "output": params["input"]["text"]},
        "hook.emit": look_out,
    },
)
