"""Orchestrator `clerk`: writes into a ledger what it asks to be kept, and what it was told is kept.

The ledger is the file that is its first argument: one JSON object a line, `{"asks": [METHOD, PARAMS]}`, and
`{"kept": [METHOD, PARAMS]}` once that is answered. At the prompt `read` it answers with the history and the state.
At `insist` it asks the hooks of `test:fan` twenty times, whatever becomes of its turn, notes their actions as
`{"hooks": ACTION}`, and says `done PID` in the pipe `rendezvous`.
"""

import json
import os
import sys

import plain

WRITES = ("request.context_add_message", "request.context_set_messages", "state.set")
ledger = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def note(what, request):
    os.write(ledger, json.dumps({what: request}).encode() + b"\n")


def ask(method, params):
    request = [method, params]
    if method in WRITES:
        note("asks", request)
    answer = plain.call(method, params)
    if "error" in answer:
        raise plain.RefuseError(-32603, json.dumps(answer["error"]), kind="internal_error")
    if method in WRITES:
        note("kept", request)
    return answer["result"]


def message(text):
    return {"role": "user", "content": f"{text} of {os.getpid()}"}


def work(params):
    for number in range(6):
        about = {"request_id": params["_id"], "index": 0, "text": f"{number}\n"}
        plain.notify("stream.token", about)
        ask("request.context_add_message", {"message": message(f"message {number}")})
        ask("state.set", {"key": "clerk.number", "value": [os.getpid(), number]})
        ask("request.tool_execute", {"name": "echo", "input": {"text": "hi"}})
        ask("request.hook_emit", {"event": "tool:pre", "data": {"tool_name": "echo"}})
    history = [message("it began"), message("it went on")]
    ask("request.context_set_messages", {"messages": history})
    ask("request.context_add_message", {"message": message("the last")})
    return "done"


def read(_):
    history = ask("request.context_get_messages", {})["messages"]
    state = ask("state.get", {"key": "clerk.number"})["value"]
    return json.dumps({"history": history, "state": state})


def insist(_):
    plain.notify("display.show", {"level": "info", "message": "begun"})
    for _ in range(20):
        result = ask("request.hook_emit", {"event": "test:fan", "data": {}})
        note("hooks", result["action"])
    with open("rendezvous", "w") as pipe:
        pipe.write(f"done {os.getpid()}\n")
    return "done"


def execute(params):
    response = {"read": read, "insist": insist}.get(params["prompt"], work)(params)
    return {"response": response, "status": "completed"}


plain.serve(
    plain.describe_answer("clerk", orchestrators=[{"name": "clerk"}]),
    {"orchestrator.execute": execute},
)
