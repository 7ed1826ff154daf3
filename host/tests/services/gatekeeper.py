"""Orchestrator `gatekeeper`: streams a token, and goes on when somebody writes into the pipe that is its argument."""

import sys
from pathlib import Path

import plain


def execute(params):
    about = {"request_id": params["_id"], "index": 0}
    plain.notify("stream.token", {**about, "text": "it waits"})
    Path(sys.argv[1]).read_text()
    plain.notify("stream.token", {**about, "text": " and it goes on"})
    return {"response": "it waits and it goes on", "status": "completed"}


plain.serve(
    plain.describe_answer("gatekeeper", orchestrators=[{"name": "gatekeeper"}]),
    {"orchestrator.execute": execute},
)
