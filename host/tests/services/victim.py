"""A service of one kind that stops in one phase: `victim.py KIND PHASE`.

KIND: orchestrator, context, provider, tool, hook, approval, content. PHASE: start (nothing is read yet), describe,
configure, idle, call, shutdown. In that phase it writes `PHASE PID` into the pipe `rendezvous` of its working
directory and does nothing more, whatever it is told. The first that takes away the file `armed` does so; without it
a victim is healthy.
"""

import json
import os
import signal
import sys

import plain

KIND, PHASE = sys.argv[1:3]
ANY = {"type": "object"}
OFFERS = {
    "orchestrator": {"orchestrators": [{"name": "loop"}]},
    "context": {"context_managers": [{"name": "memory"}]},
    "provider": {"providers": [{"name": "fake"}]},
    "tool": {"tools": [{"name": "act", "description": "Acts.", "input_schema": ANY}]},
    "hook": {
        "hooks": [{"name": "gate", "events": ["test:fan"], "priority": 200, "on_error": "deny"}]
    },
    "approval": {"approval_providers": [{"name": "judge"}]},
    "content": {"content": {"paths": ["notes.md"]}},
}
messages = []


def stop():
    """Say where it stands, and stand there."""
    with open("rendezvous", "w") as pipe:
        pipe.write(f"{PHASE} {os.getpid()}\n")
    while True:
        signal.pause()


def stopping(phase, handler):
    """The handler, but for the phase that this one stops in."""
    return (lambda _: stop()) if phase == PHASE else handler


def execute(params):
    answers = [plain.call(*request) for request in json.loads(params["prompt"])]
    return {"response": json.dumps(answers), "status": "completed"}


def keep(params):
    messages[:] = params["messages"] if "messages" in params else [*messages, params["message"]]
    return {}


def main():
    if PHASE == "start":
        stop()
    if PHASE == "describe":
        sys.stdin.buffer.readline()
        stop()
    if PHASE == "shutdown":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    serve(leave=PHASE != "shutdown")
    stop()


def serve(*, leave):
    calls = {
        "orchestrator.execute": execute,
        "context.add_message": keep,
        "provider.complete": lambda _: {"content": [], "finish_reason": "stop"},
        "tool.execute": lambda _: {"success": True, "output": "acted"},
        "hook.emit": lambda _: {"action": "continue"},
        "approval.request": lambda _: {"approved": True},
        "content.read": lambda _: {"content": "Notes.", "encoding": "utf-8"},
    }
    handlers = {method: stopping("call", handler) for method, handler in calls.items()}
    handlers["context.set_messages"] = stopping("restore", keep)
    handlers["context.get_messages"] = lambda _: {"messages": messages}
    handlers["configure"] = stopping("configure", lambda _: {"status": "ok"})
    plain.serve(plain.describe_answer("victim", **OFFERS[KIND]), handlers, leave=leave)


try:
    os.unlink("armed")
except FileNotFoundError:
    PHASE = "none"
main()
