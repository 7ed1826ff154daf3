"""Hooks `gate` (of tools, on_error deny) and `ear` (of the session), tool `delegate`; `ear` writes what it hears.

The file is the first argument: one JSON object a line, with the process that heard it.
"""

import json
import os
import sys

import plain

ANY = {"type": "object"}


def hear(params):
    if params["hook"] == "ear":
        with open(sys.argv[1], "a", encoding="utf-8") as file:
            line = {"event": params["event"], "pid": os.getpid(), **params["data"]}
            file.write(json.dumps(line) + "\n")
    return {"action": "continue"}


plain.serve(
    plain.describe_answer(
        "gate",
        tools=[{"name": "delegate", "description": "Hands on.", "input_schema": ANY}],
        hooks=[
            {"name": "gate", "events": ["tool:pre"], "on_error": "deny"},
            {"name": "ear", "events": ["session:*"]},
        ],
    ),
    {"hook.emit": hear, "tool.execute": lambda _: {"success": True, "output": "handed on"}},
)
