"""Stand-in for a version 0 orchestrator, `oldloop`.

While it executes it reads its input by itself, and waits for nothing but the answers to its own requests, which it
numbers from 1: whatever else comes then is lost. `requests` sends several at once. With the argument `whole` it also
offers the context manager, a tool and a hook, as services of the first generation do.
"""

import json
import os
import sys
import time

import first

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
NAME = "version0_orchestrator"


def requests(*asked):
    """Send requests, all at once, and wait for all answers; results in their order, errors raised."""
    pending = {}
    for method, params in asked:
        number = next(first.numbers)
        pending[number] = None
        first.write({"id": number, "method": method, "params": params})
    waiting = set(pending)
    for message in incoming:
        if message.get("id") in waiting and "method" not in message:
            pending[message["id"]] = message
            waiting.discard(message["id"])
        if not waiting:
            break
    else:
        sys.exit(0)
    for answer in pending.values():
        if "error" in answer:
            raise first.BrokenError(answer["error"]["message"])
    return [answer["result"] for answer in pending.values()]


def request(method, params):
    return requests((method, params))[0]


def tell(method, params):
    first.write({"method": method, "params": params})


def add(message):
    message = {"name": None, "tool_calls": None, "tool_call_id": None, "metadata": None, **message}
    request("request.context_add_message", {"message": message})
    tell("stream.context_message_added", {"message": message})


def execute(params):
    assert set(params) == {"prompt", "system_prompt", "config"}, sorted(params)
    prompt, config = params["prompt"], params["config"]
    if prompt == "show":
        return json.dumps(params)
    if prompt == "die":
        os._exit(9)
    if prompt == "sleep":
        tell("stream.token", {"text": "half a "})
        tell("stream.token", {"text": "word"})
        while True:
            time.sleep(3600)
    if prompt.startswith("spawn "):
        asked = {"agent": "self", "instruction": prompt.removeprefix("spawn "), "agents": None}
        return "the child: " + request("request.session_spawn", asked)["response"]
    if prompt == "silent":
        return None
    request("request.hook_emit", {"event": "prompt:submit", "data": {"prompt": prompt}})
    add({"role": "user", "content": prompt})
    for _ in range(10):
        text = step(config, params["system_prompt"])
        if text is not None:
            return text
    return "no end"


def step(config, system):
    """Ask the model, and run its tools; the text, or None to go on."""
    info = {"id": config["provider_name"], "display_name": None, "defaults": None}
    messages = request("request.context_get_messages", info)
    assert isinstance(messages, list)
    asked = {"messages": messages, "system": system, "tools": config["tools"], "model": None}
    tell("stream.thinking", {"thinking": "hm"})
    answer = request("request.provider_complete", {"request": asked})
    calls = answer["tool_calls"] or []
    text = answer["text"] or ""
    assert answer["content_blocks"] == answer["content"]
    for word in text.split(" "):
        tell("stream.token", {"text": word + " "})
    add({"role": "assistant", "content": answer["content"], "tool_calls": calls or None})
    if not calls:
        return text
    for call in calls:
        tell("stream.tool_call_start", {"tool_name": call["name"]})
    run(calls)
    return None


def run(calls):
    """All tools that no hook denies, at once."""
    gates = requests(
        *(
            (
                "request.hook_emit",
                {
                    "event": "tool:pre",
                    "data": {
                        "tool_name": c["name"],
                        "tool_call_id": c["id"],
                        "tool_input": c["arguments"],
                    },
                },
            )
            for c in calls
        )
    )
    allowed = [c for c, gate in zip(calls, gates, strict=True) if gate["action"] != "DENY"]
    for call in allowed:
        tell("stream.tool_call", {"tool_name": call["name"], "arguments": call["arguments"]})
    results = (
        requests(
            *(
                ("request.tool_execute", {"name": c["name"], "input": c["arguments"]})
                for c in allowed
            )
        )
        if allowed
        else []
    )
    by_id = {c["id"]: result for c, result in zip(allowed, results, strict=True)}
    for call, gate in zip(calls, gates, strict=True):
        result = by_id.get(call["id"])
        output = f"Denied: {gate['reason']}" if result is None else told(result)
        if result is not None:
            tell(
                "stream.tool_result",
                {"tool_name": call["name"], "success": result["success"], "output": output},
            )
            data = {"tool_name": call["name"], "tool_input": call["arguments"], "result": result}
            request("request.hook_emit", {"event": "tool:post", "data": data})
        add({"role": "tool", "tool_call_id": call["id"], "content": output})


def told(result):
    if result["success"]:
        return (
            result["output"] if isinstance(result["output"], str) else json.dumps(result["output"])
        )
    return f"Error: {result['error']['message']}"


stored = []
described = {"orchestrators": [{"name": "oldloop"}], "tools": [], "hooks": []}
answers = {"orchestrator.execute": execute}
if HOW == "whole":
    described |= {
        "tools": [
            {"name": "shout", "description": "Say it loud.", "parameters": {"type": "object"}}
        ],
        "hooks": [{"name": "gate", "events": ["tool:pre"]}],
        "context_managers": [{"name": "oldlist"}],
    }
    answers |= {
        "tool.execute": lambda params: {
            "success": True,
            "output": params["input"]["text"].upper(),
            "error": None,
        },
        "hook.emit": lambda params: {
            "action": "DENY" if params["data"].get("tool_name") == "rm" else "CONTINUE",
            "reason": "rm is not done here",
            "data": None,
        },
        "context.add_message": lambda params: stored.append(params["message"]),
        "context.get_messages": lambda params: stored,
        "context.set_messages": lambda params: stored.__setitem__(slice(None), params["messages"]),
    }
incoming = first.lines(NAME)
for message in incoming:
    if message.get("id") is not None and "method" in message:
        first.answer({"name": NAME, "capabilities": described}, answers, message)
