"""Orchestrator `repeats`: answers with what it was given."""

import json

import plain


def execute(params):
    seen = {key: params.get(key) for key in ("prompt", "config", "providers")}
    return {"response": json.dumps(seen), "status": "completed"}


plain.serve(
    plain.describe_answer("repeats", orchestrators=[{"name": "repeats"}]),
    {"orchestrator.execute": execute},
)
