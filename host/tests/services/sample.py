"""A service for `inspect`: one of each kind of component, and a tool for each thing that may happen meanwhile."""

import os
import sys

import plain

WORDS = {
    "type": "object",
    "properties": {
        "unique": {"type": "boolean", "default": False},
        "text": {"type": "string", "description": "The text to count in."},
    },
    "required": ["text"],
}
ANY = {"type": "object"}


def tool(name, schema=ANY, **more):
    return {"name": name, "description": f"Does {name}.", "input_schema": schema, **more}


TOOLS = [
    tool("word_count", WORDS, output_schema={"type": "integer"}, annotations={"read_only": True}),
    tool("slow"),
    tool("fails"),
    tool("lies", output_schema={"type": "object", "properties": {"n": {"type": "integer"}}}),
    tool("asks"),
    tool("waits"),
    tool("surroundings"),
    tool("dies"),
    tool("passes_on"),
]
DESCRIBE = plain.describe_answer(
    "sample",
    tools=TOOLS,
    hooks=[{"name": "guard", "events": ["tool:pre"], "priority": 10, "on_error": "deny"}],
    providers=[{"name": "parrot", "display_name": "Parrot"}],
    context_managers=[{"name": "list"}],
    approval_providers=[{"name": "judge"}],
    exports=[{"name": "words.count", "description": "Count.", "input_schema": WORDS}],
    channels=[{"name": "news", "contributes": True}],
    content={"paths": ["hello.md", "dot.bin"]},
)
DESCRIBE["description"] = "One of each."
DESCRIBE["requires"] = ["tool.execute", "provider.complete"]
DESCRIBE["config_schema"] = {
    "word_count": {"type": "object", "properties": {"least": {"type": "integer", "minimum": 0}}}
}
configured = {}


def word_count(params):
    given = params["input"]
    faults = []
    if not isinstance(given.get("text"), str):
        faults.append({"path": "/input/text", "message": "must be a string"})
    if not isinstance(given.get("unique", False), bool):
        faults.append({"path": "/input/unique", "message": "must be a boolean"})
    if faults:
        raise plain.RefuseError(-32602, "no", kind="invalid_params", errors=faults)
    words = given["text"].split()
    return {"success": True, "output": len(set(words) if given.get("unique") else words)}


def slow(params):
    own = params["_id"]
    plain.notify("$/progress", {"request_id": own, "message": "half", "progress": 1, "total": 2})
    for text in ("one\nt", "wo"):
        plain.notify("stream.tool.output", {"request_id": own, "channel": "stdout", "text": text})
    plain.notify("$/log", {"level": "info", "message": "noted", "data": {"n": 1}})
    plain.notify("display.show", {"level": "warning", "message": "look\x1b[2J here"})
    plain.notify("channel.publish", {"channel": "news", "data": {"n": 2}})
    os.write(2, b"a word on stderr\n")
    return {"success": True, "output": "done"}


def asks(params):
    answer = plain.call(params["input"]["method"], params["input"]["params"])
    return {
        "success": True,
        "output": {key: answer[key] for key in answer if key in ("result", "error")},
    }


def dies(params):
    os.write(2, b"the last words\n")
    os._exit(7)


def passes_on(params):
    raise plain.RefuseError(
        -32002, "the service over there is not there", kind="service_unavailable", service="x"
    )


def surroundings(params):
    names = ("AMPLIFIER_SESSION_ID", "SAMPLE", "SECRET")
    seen = {name: os.environ.get(name) for name in names}
    output = {"cwd": os.getcwd(), "configured": configured, "meta": params["_meta"], **seen}
    return {"success": True, "output": output}


def execute(params):
    return {
        "word_count": word_count,
        "slow": slow,
        "asks": asks,
        "dies": dies,
        "passes_on": passes_on,
        "surroundings": surroundings,
        "waits": plain.wait_until_cancelled,
        "fails": lambda _: {
            "success": False,
            "output": None,
            "error": {"message": "no such file", "kind": "not_found"},
        },
        "lies": lambda _: {"success": True, "output": {"n": "x"}},
    }[params["name"]](params)


def configure(params):
    least = params["config"].get("word_count", {}).get("least", 0)
    if not isinstance(least, int):
        fault = {"path": "/config/word_count/least", "message": "must be an integer"}
        raise plain.RefuseError(-32602, "no", kind="invalid_params", errors=[fault])
    configured.update(params)
    configured.pop("_id")
    return {"status": "ok"}


def emit(params):
    data = params["data"]
    if "rm -rf" in str(data.get("tool_input")):
        return {"action": "deny", "reason": "rm -rf is not allowed"}
    return {"action": "modify", "data": {"hook": params.get("hook"), "seen": sorted(data)}}


def complete(params):
    text = params["request"]["messages"][-1]["content"]
    for word in text.split():
        stream = {"request_id": params["_id"], "index": 0, "text": f"{word} "}
        plain.notify("stream.provider.token", stream)
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    return {
        "content": [{"type": "text", "text": f"{text} "}],
        "usage": usage,
        "finish_reason": "stop",
    }


def read(params):
    if params["path"] == "hello.md":
        return {"content": "Hello.\n", "encoding": "utf-8", "mime_type": "text/markdown"}
    if params["path"] == "dot.bin":
        return {"content": "AAEC", "encoding": "base64"}
    raise plain.RefuseError(
        -32004, "there is no such file", kind="not_found", what="content", name=params["path"]
    )


HOW = sys.argv[1] if len(sys.argv) > 1 else ""
if HOW == "warnings":
    DESCRIBE["requires"] = ["tool.exekute"]
    DESCRIBE["config_schema"] = {"word_cuont": {}}
    DESCRIBE["capabilities"]["hooks"][0]["events"] = ["tool:prae"]
    TOOLS[0]["output_schema"] = {"type": "nonsense"}
if HOW == "faults":
    DESCRIBE["capabilities"]["hooks"][0]["priority"] = "first"
    del TOOLS[0]["description"]
if HOW == "nothing":
    DESCRIBE = plain.describe_answer("sample")
if HOW == "no-provider":
    DESCRIBE["capabilities"]["providers"] = []
if HOW == "approval":
    DESCRIBE["requires"] = ["approval"]
if HOW == "junk":
    plain.write(b"a print that went wrong")

plain.serve(
    DESCRIBE,
    {
        "configure": configure,
        "tool.execute": execute,
        "hook.emit": emit,
        "provider.complete": complete,
        "content.read": read,
        "capability.call": lambda params: {"output": {"count": word_count(params)["output"]}},
        "channel.collect": lambda params: {"data": {"headline": "all is well"}},
        "approval.request": lambda params: {"approved": params["risk_level"] == "low"},
        "context.get_messages": lambda params: {"messages": []},
    },
)
