"""Orchestrator `puppet` and context manager `list`: the prompt is JSON that says which requests to send, one by one.

`[[method, params], …]`; the response is the JSON list of the answers. A method `notify:NAME` sends a notification,
`together` the requests that are its params all at once, `wait` waits to be cancelled; at the prompt `die` it does.
What a child knows of its parent may stand before the JSON.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import plain

messages = []


def execute(params):
    answers = []
    before, end, own = params["prompt"].rpartition("</parent_context>")
    if own == "die":
        os._exit(9)
    script = own.replace('"REQUEST_ID"', json.dumps(params["_id"]))
    for method, arguments in json.loads(script):
        if method.startswith("notify:"):
            plain.notify(method.removeprefix("notify:"), arguments)
        elif method == "wait":  # gracefully cancelled it tells how far it came
            plain.wait_until_cancelled(params)
            return {"response": "so far", "status": "cancelled"}
        elif method == "together":
            with ThreadPoolExecutor(len(arguments)) as pool:
                answers += pool.map(lambda request: ask(*request), arguments)
        else:
            answers.append(ask(method, arguments))
    seen = {
        key: params[key]
        for key in (
            "tools",
            "hooks",
            "providers",
            "system_prompt",
            "config",
            "agents",
            "attachments",
        )
        if key in params
    }
    seen["parent_context"] = before + end
    return {"response": json.dumps(answers), "status": "completed", "metadata": {"params": seen}}


def ask(method, arguments):
    answer = plain.call(method, arguments)
    return {key: answer[key] for key in ("result", "error") if key in answer}


def set_messages(params):
    messages[:] = params["messages"]
    return {}


def add_message(params):
    messages.append(params["message"])
    return {}


plain.serve(
    plain.describe_answer(
        "puppet", orchestrators=[{"name": "puppet"}], context_managers=[{"name": "list"}]
    ),
    {
        "orchestrator.execute": execute,
        "context.add_message": add_message,
        "context.set_messages": set_messages,
        "context.get_messages": lambda params: {"messages": messages},
        "context.clear": lambda params: messages.clear() or {},
    },
)
