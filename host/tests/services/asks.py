"""Orchestrator `asks`: answers with what its provider says, and with its own settings and model."""

import json

import plain

config = {}


def configure(params):
    config.update(params["config"])
    return {"status": "ok"}


def execute(params):
    messages = [{"role": "user", "content": params["prompt"]}]
    answer = plain.call("request.provider_complete", {"request": {"messages": messages}})
    if "error" in answer:
        return {"response": json.dumps(answer["error"]), "status": "failed"}
    told = json.loads(answer["result"]["content"][0]["text"])
    return {"response": json.dumps({**told, "own": config}), "status": "completed"}


plain.serve(
    plain.describe_answer("asks", orchestrators=[{"name": "asks"}]),
    {"orchestrator.execute": execute, "configure": configure},
)
