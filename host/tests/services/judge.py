"""Approval provider `judge`: says yes to low risk, never answers a critical one, and dies of a high one."""

import os
import threading

import plain


def decide(params):
    if params["risk_level"] == "high":
        os._exit(9)
    if params["risk_level"] == "critical":
        threading.Event().wait()
    return {"approved": True, "reason": f"{params['action']} is fine"}


plain.serve(
    plain.describe_answer("judge", approval_providers=[{"name": "judge"}]),
    {"approval.request": decide},
)
