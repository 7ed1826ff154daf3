"""Stand-in for a version 0 provider, `oldmodel`.

A user message that is JSON, `[[tool, arguments], …]`, is answered with calls of these tools, as long as no tool has
answered; any other, or the results, with a text. With the argument `blocks`, `text` or `nothing` the text stands in
blocks, in `text` or nowhere; `silent` says nothing of itself.
"""

import json
import os
import sys
import time

import first

HOW = sys.argv[1] if len(sys.argv) > 1 else "string"
SILENT = "silent" in sys.argv  # of itself it says nothing


def response(text, calls):
    blocks = [{"type": "text", "text": text, "visibility": None}] if text else []
    blocks += [
        {"type": "tool_call", "id": c["id"], "name": c["name"], "input": c["arguments"]}
        for c in calls
    ]
    content = {"string": text, "blocks": blocks, "text": None, "nothing": None}[HOW]
    if calls:
        content = blocks
    return {
        "content": content,
        "text": None if HOW == "nothing" else text,
        "content_blocks": blocks if calls or HOW in ("string", "blocks") else None,
        "tool_calls": calls or None,
        "usage": {
            "input_tokens": 7,
            "output_tokens": 3,
            "total_tokens": 10,
            "reasoning_tokens": None,
        },
        "finish_reason": "tool_calls" if calls else "stop",
        "degradation": None,
        "model": "old-1",
        "metadata": None,
    }


def complete(params):
    assert set(params) == {"provider", "request"}, f"unexpected params: {sorted(params)}"
    assert params["provider"] == "oldmodel"
    messages = params["request"]["messages"]
    asked = [each["content"] for each in messages if each["role"] == "user"][-1]
    text = asked if isinstance(asked, str) else asked[0]["text"]
    if text == "hang":
        open(f"hangs-{os.getpid()}", "w").close()
        while True:
            time.sleep(3600)
    told = [each for each in messages if each["role"] == "tool"]
    if text.startswith("[[") and not told:
        calls = [
            {"id": f"c{n}", "name": name, "arguments": arguments}
            for n, (name, arguments) in enumerate(json.loads(text))
        ]
        return response("", calls)
    seen = "; ".join(str(each["content"]) for each in told)
    return response(f"tools said: {seen}" if told else f"you said: {text}", [])


INFO = {
    "provider.info": lambda _: {"id": "oldmodel", "display_name": "Old model"},
    "provider.list_models": lambda _: [{"id": "old-1", "display_name": None}],
}
first.serve(
    {
        "name": "version0_provider",
        "capabilities": {"providers": [{"name": "oldmodel"}], "tools": []},
    },
    {
        "provider.complete": complete,
        **({} if SILENT else INFO),
    },
)
