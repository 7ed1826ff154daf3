"""Orchestrator `ending`: ends a turn with the status that its first argument names, or when it is cancelled.

`cancellable` ends at the first cancel, `stubborn` at the immediate one, `deaf` at none; `dies` does;
`logs` streams its answer with a log line in the middle; `answers-…` answers what is no result. `never-described`
is no orchestrator: it says in the pipe `started` that it lives, and answers nothing.
"""

import json
import os
import sys

HOW = sys.argv[1]
STATUS = "completed" if HOW == "logs" else HOW
WAITS = ("cancellable", "stubborn", "deaf")
DESCRIBE = {
    "protocol_version": "1.0",
    "name": "ending",
    "version": "1.0.0",
    "capabilities": {"orchestrators": [{"name": "ending"}]},
}
ODD = {
    "answers-null": None,
    "answers-text": "done",
    "answers-number": {"response": 7, "status": "completed"},
    "answers-nothing": {},
}
turn = None


def write(message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def say(text):
    params = {"request_id": turn, "index": 0, "text": text}
    write({"method": "stream.token", "params": params})


def end(status, response):
    write({"id": turn, "result": ODD.get(HOW, {"response": response, "status": status})})


def cancel(mode):
    say(f"asked: {mode}")
    if HOW == "cancellable" or (HOW == "stubborn" and mode == "immediate"):
        end("cancelled", f"stopped: {mode}")


if HOW == "never-described":
    with open("started", "w") as pipe:
        pipe.write("here")
for line in sys.stdin:
    message = json.loads(line)
    method = message.get("method")
    if HOW == "never-described":
        continue
    if method == "orchestrator.execute":
        if HOW == "dies":
            os._exit(7)
        turn = message["id"]
        if HOW == "logs":
            say("it was ")
            write({"method": "$/log", "params": {"level": "info", "message": "in between"}})
            say("logs")
        say("it began") if HOW in WAITS else end(STATUS, f"it was {HOW}")
    elif method == "$/cancel" and message["params"]["id"] == turn:
        cancel(message["params"]["mode"])
    elif "id" in message:
        answers = {"describe": DESCRIBE, "configure": {"status": "ok"}}
        write({"id": message["id"], "result": answers.get(method, {})})
