"""Hook `waiter`: says `hook PID` in the pipe `rendezvous`, and answers when the pipe `release` is written to.

`waiter.py [EVENT [TIMEOUT_MS [ON_ERROR]]]`: what it describes; by default `test:fan`, 110 seconds, `continue`.
"""

import os
import sys

import plain

GIVEN = sys.argv[1:]
EVENT, TIMEOUT_MS, ON_ERROR = [*GIVEN, *("test:fan", "110000", "continue")[len(GIVEN) :]]


def hear(_):
    with open("rendezvous", "w") as pipe:
        pipe.write(f"hook {os.getpid()}\n")
    with open("release") as pipe:
        pipe.read()
    return {"action": "inject_context", "context_injection": "it was released"}


HOOK = {"name": "waiter", "events": [EVENT], "timeout_ms": int(TIMEOUT_MS), "on_error": ON_ERROR}
plain.serve(plain.describe_answer("waiter", hooks=[HOOK]), {"hook.emit": hear})
