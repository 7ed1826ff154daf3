"""Stand-in for a version 0 service with tools and hooks; its argument says what is special about it.

Tools: `shout` says it louder, `state` counts what it was asked and configured, `hang` and `die` do that, `fail` breaks,
`nan` answers with what no JSON can hold, `big` answers with so many letters, `stubborn` hangs and hears no signal,
`chatty` prints what is no message, `ask` sends a request of its own and answers with what it is answered.
Hooks: `gate` (priority 5) denies the tool `rm`, `watch` (no priority) hears that and `tool:post`.
"""

import json
import os
import signal
import sys
import time

import first

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
ANY = {"type": "object", "properties": {}}
SCHEMAS = {
    "shout": {"parameters": {"type": "object", "properties": {"text": {"type": "string"}}}},
    "state": {"input_schema": ANY},
    "hang": {"parameters": ANY},
    "die": {"parameters": ANY},
    "fail": {"parameters": ANY},
    "nan": {"parameters": ANY},
    "big": {"parameters": ANY},
    "stubborn": {"parameters": ANY},
    "chatty": {"parameters": ANY},
    "ask": {"parameters": ANY},
}
HOOKS = [
    {"name": "gate", "events": ["tool:pre"], "priority": 5},
    {"name": "watch", "events": ["tool:pre", "tool:post"]},
]
if HOW == "twins":
    HOOKS = [
        {"name": "late", "events": ["tool:pre", "tool:post"], "priority": 50},
        {"name": "early", "events": ["tool:pre"], "priority": 10},
    ]
DESCRIBE = {
    "name": "version0_tools",
    "capabilities": {
        "tools": [{"name": n, "description": f"Old {n}.", **s} for n, s in SCHEMAS.items()],
        "hooks": [] if HOW == "no-hooks" else HOOKS,
        "orchestrators": [],
        "context_managers": [],
        "providers": [],
        "content": {"paths": []},
    },
}
state = {"executed": 0, "configured": 0, "style": "loud", "emits": []}


def execute(params):
    name, given = params["name"], params["input"]
    assert set(params) == {"name", "input"}, f"unexpected params: {sorted(params)}"
    state["executed"] += 1
    if name == "shout":
        output = given["text"].upper() if state["style"] == "loud" else given["text"]
        return {"success": True, "output": output, "error": None}
    if name == "state":
        return {"success": True, "output": dict(state), "error": None}
    if name == "fail":
        return {"success": False, "output": None, "error": "it did not work"}
    if name == "nan":
        return {"success": True, "output": float("nan"), "error": None}
    if name == "big":
        return {"success": True, "output": "x" * given["letters"], "error": None}
    if name == "chatty":
        print("hello there\n[1]", flush=True)
        return {"success": True, "output": "said", "error": None}
    if name == "ask":
        first.write(
            {"id": next(first.numbers), "method": given["method"], "params": given["params"]}
        )
        return {"success": True, "output": json.loads(sys.stdin.readline()), "error": None}
    if name == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        name = "hang"
    if name == "hang":
        open(f"hangs-{os.getpid()}", "w").close()
        while True:
            time.sleep(3600)
    raise first.BrokenError(f"Unknown tool: {name}")


def emit(params):
    """One emit runs all handlers, in the order of their priorities."""
    assert set(params) == {"event", "data"}, f"unexpected params: {sorted(params)}"
    event = params["event"]
    handlers = sorted(HOOKS, key=lambda hook: hook.get("priority", 0))
    ran = [hook["name"] for hook in handlers if event in hook["events"]]
    state["emits"].append([event, ran])
    if HOW == "hanging-hook" and event == "tool:pre":
        open(f"hangs-{os.getpid()}", "w").close()
        while True:
            time.sleep(3600)
    action, reason = "CONTINUE", None
    if event == "tool:pre" and params["data"].get("tool_name") == "rm":
        action, reason = "DENY", "rm is not done here"
    return {
        "action": action,
        "data": None,
        "reason": reason,
        "context_injection": None,
        "context_injection_role": "system",
        "ephemeral": False,
        "approval_prompt": None,
        "approval_options": None,
        "approval_timeout": 300.0,
        "approval_default": "deny",
        "suppress_output": False,
        "user_message": None,
        "user_message_level": "info",
    }


def configure(params):
    """What was configured replaces everything, also what was counted so far."""
    if HOW == "refuses-configure":
        raise first.BrokenError("Unknown component: shout")
    state.update(executed=0, emits=[], configured=state["configured"] + 1)
    state["style"] = params["config"].get("shout", {}).get("style", "loud")
    return {"status": "ok"}


def refuse(params):
    if params:
        raise first.BrokenError("describe takes no params")
    return DESCRIBE


answers = {"tool.execute": execute, "hook.emit": emit}
if HOW != "unknown-configure":
    answers["configure"] = configure
if HOW == "strict-describe":
    lines = first.lines

    def strict(name):
        for message in lines(name):
            assert message.get("method") != "describe" or "params" not in message
            yield message

    first.lines = strict
if HOW == "refuses-describe":
    answers["describe"] = refuse
first.serve(DESCRIBE, answers)
