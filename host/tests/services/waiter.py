"""Hook `waiter`: says `hook PID` in the pipe `rendezvous`, and answers when the pipe `release` is written to."""

import os

import plain


def hear(_):
    with open("rendezvous", "w") as pipe:
        pipe.write(f"hook {os.getpid()}\n")
    with open("release") as pipe:
        pipe.read()
    return {"action": "inject_context", "context_injection": "it was released"}


plain.serve(
    plain.describe_answer(
        "waiter", hooks=[{"name": "waiter", "events": ["test:fan"], "timeout_ms": 110_000}]
    ),
    {"hook.emit": hear},
)
