"""Orchestrator `puppet` and context manager `list`: the prompt is JSON that says which requests to send, one by one.

`[[method, params], …]`; the response is the JSON list of the answers. A method `notify:NAME` sends a notification.
"""

import json

import plain

messages = []


def execute(params):
    answers = []
    script = params["prompt"].replace('"REQUEST_ID"', json.dumps(params["_id"]))
    for method, arguments in json.loads(script):
        if method.startswith("notify:"):
            plain.notify(method.removeprefix("notify:"), arguments)
        else:
            answer = plain.call(method, arguments)
            answers.append({key: answer[key] for key in ("result", "error") if key in answer})
    seen = {
        key: params[key]
        for key in ("tools", "hooks", "providers", "system_prompt", "config")
        if key in params
    }
    return {"response": json.dumps(answers), "status": "completed", "metadata": {"params": seen}}


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
