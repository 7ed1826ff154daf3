"""Provider `patient`: a token, and then nothing until it is cancelled; tool `echo`; hook `lookout`.

How it was cancelled stands in the file `cancelled` of its working directory.
"""

from pathlib import Path

import plain

ANY = {"type": "object"}
INFO = {
    "id": "patient",
    "display_name": "Patient",
    "credential_env_vars": [],
    "capabilities": ["streaming"],
    "defaults": {},
    "config_fields": [],
}


def complete(params):
    about = {"request_id": params["_id"], "index": 0, "text": "so far"}
    plain.notify("stream.provider.token", about)
    try:
        plain.wait_until_cancelled(params)
        mode = "graceful"
    except plain.RefuseError:
        mode = "immediate"
    Path("cancelled").write_text(mode)
    raise plain.RefuseError(-32800, "cancelled", kind="cancelled")


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
        "provider.info": lambda _: INFO,
        "tool.execute": lambda params: {"success": True, "output": params["input"]["text"]},
        "hook.emit": look_out,
    },
)
