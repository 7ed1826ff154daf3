"""Much of everything: `heavy.py orchestrator`, or `heavy.py tool HOW`, which offers the tool `HOW`.

The orchestrator's prompt is a JSON array of [CALL, …]: each inner list is sent at once, the lists one after the other.
A call is `{"tool": NAME, "text": SIZE, …}`: the input has a text of so many bytes and the other members. It answers
with what became of each: the size of the output, or the error's kind and data, and streams the tool's name and
the kind (`ok` where there is none) as soon as it is known.

HOW a tool is heavy: `gives` an output of `input.size` bytes and tells the text's size and hash in `input`; `streams`
`input.count` notifications before it answers; `never-stops` sending them; `never-reads` again once it is asked;
`long-line` writes `input.size` bytes without an end of line first; `words` on stderr, so many bytes.
"""

import hashlib
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import plain

turn = {}


def call(wanted):
    name = wanted["tool"]
    result = ask(wanted)
    about = {"request_id": turn["id"], "index": 0, "text": f"{name} {result.get('kind', 'ok')}"}
    plain.notify("stream.token", about)
    return result


def ask(wanted):
    name, size = wanted.pop("tool"), wanted.pop("text", 0)
    text = "x" * size
    answer = plain.call("request.tool_execute", {"name": name, "input": {**wanted, "text": text}})
    if "error" in answer:
        return {"kind": answer["error"]["data"]["kind"], "data": answer["error"]["data"]}
    output = answer["result"]["output"]
    gave = output.pop("gave", "")
    return {**output, "size": len(gave), "same": gave == "y" * len(gave)}


def execute(params):
    turn["id"] = params["_id"]
    found = []
    for together in json.loads(params["prompt"]):
        with ThreadPoolExecutor(len(together)) as pool:
            found.append(list(pool.map(call, together)))
    return {"response": json.dumps(found), "status": "completed"}


def gives(params):
    text = params["input"]["text"].encode()
    about = {"heard": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    return {**about, "gave": "y" * params["input"].get("size", 0)}


def chunk(params, number):
    about = {"request_id": params["_id"], "channel": "stdout", "text": f"{number}\n"}
    plain.notify("stream.tool.output", about)


def streams(params):
    for number in range(params["input"]["count"]):
        chunk(params, number)
    return {}


def never_stops(params):
    threading.Thread(target=lambda: [chunk(params, n) for n in iter(int, 1)], daemon=True).start()
    threading.Event().wait()


def long_line(params):
    for _ in range(params["input"]["size"] // 2**20):
        plain.write_all(b"z" * 2**20)
    plain.write(b"")
    return {}


def words(params):
    for _ in range(params["input"]["size"] // 2**20):
        os.write(2, b"w" * 2**20)
    return {}


def never_reads():
    """Answers what it needs to be mounted, and then only writes, if it is asked to."""
    answers = {"describe": DESCRIBE, "configure": {"status": "ok"}}
    method = None
    while method != "configure":
        message = json.loads(sys.stdin.buffer.raw.readline())
        method = message["method"]
        plain.write({"jsonrpc": "2.0", "id": message["id"], "result": answers[method]})
    threading.Event().wait()


ROLE, HOW = sys.argv[1], sys.argv[-1]
if ROLE == "orchestrator":
    DESCRIBE = plain.describe_answer("heavy", orchestrators=[{"name": "heavy"}])
    plain.serve(DESCRIBE, {"orchestrator.execute": execute})
TOOL = {"name": HOW, "description": "Heavy.", "input_schema": {"type": "object"}}
DESCRIBE = plain.describe_answer("heavy-tool", tools=[TOOL])
if HOW == "never-reads":
    never_reads()
ways = {
    "gives": gives,
    "streams": streams,
    "never-stops": never_stops,
    "long-line": long_line,
    "words": words,
}
plain.serve(
    DESCRIBE, {"tool.execute": lambda params: {"success": True, "output": ways[HOW](params)}}
)
