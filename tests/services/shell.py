"""Tool service `shell`, standard library only: what the tests of the polyglot agent need beside its own services.

`bash` does not run anything: it appends the command to the file `ran` in the working directory. `linger` leaves a
process in a session of its own and answers its pid once it lives. `meet` waits until it is called twice at a time.
"""

import json
import os
import signal
import sys
import threading

ALONE_AFTER = 30
lock = threading.Lock()
meeting = threading.Barrier(2, timeout=ALONE_AFTER)


def write(message):
    with lock:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        sys.stdout.flush()


def bash(given):
    with open("ran", "a") as file:
        file.write(given["command"] + "\n")
    return "it ran"


def linger(_):
    alive, told = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(told, str(os.getpid()).encode())
            os.closerange(0, 1024)
            while True:
                signal.pause()
        os._exit(0)
    pid = int(os.read(alive, 16))
    os.wait()
    return f"left behind: {pid}"


def meet(given):
    meeting.wait()
    return f"{given['name']} was not alone"


TOOLS = {"bash": bash, "linger": linger, "meet": meet}
DESCRIBE = {
    "protocol_version": "1.0",
    "name": "shell",
    "version": "1.0.0",
    "capabilities": {
        "tools": [
            {"name": name, "description": f"For tests: {name}.", "input_schema": {"type": "object"}}
            for name in TOOLS
        ]
    },
}


def execute(request_id, params):
    try:
        output = TOOLS[params["name"]](params["input"])
        result = {"success": True, "output": output}
    except Exception as error:
        result = {"success": False, "output": repr(error), "error": {"message": repr(error)}}
    write({"id": request_id, "result": result})


for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    if message["method"] == "tool.execute":
        work = (message["id"], message["params"])
        threading.Thread(target=execute, args=work, daemon=True).start()
    else:
        answers = {"describe": DESCRIBE, "configure": {"status": "ok"}, "ping": {}}
        write({"id": message["id"], "result": answers[message["method"]]})
os._exit(0)
