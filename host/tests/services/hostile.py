"""A service that misbehaves as its first argument says; it offers the tool `bad` where it comes to that."""

import os
import signal
import sys
import time

import plain

HOW = sys.argv[1]
TOOL = {"name": "bad", "description": "Misbehaves.", "input_schema": {"type": "object"}}
DESCRIBE = plain.describe_answer("hostile", tools=[TOOL])


def wait_for_ever():
    while True:
        time.sleep(3600)


def die_in_call(params):
    plain.notify(
        "stream.tool.output", {"request_id": params["_id"], "channel": "stdout", "text": "half"}
    )
    print("the last words", file=sys.stderr, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def die_in_stream(params):
    for text in ("one ", "two"):
        plain.notify(
            "stream.provider.token", {"request_id": params["_id"], "index": 0, "text": text}
        )
    os._exit(7)


def print_junk(params):
    plain.write(b"this is no message")
    plain.write(b"\xff\xfe not even text")
    return {"success": True, "output": "fine"}


def flood_junk(params):
    for number in range(150):
        plain.write(f"junk {number}".encode())
    wait_for_ever()


def oversized(params):
    result = {"success": True, "output": "x" * (70 * 1024 * 1024)}
    plain.write({"jsonrpc": "2.0", "id": params["_id"], "result": result})
    return result


def refuse_as_pid(params):
    raise plain.RefuseError(-32603, f"pid {os.getpid()} does not want to", kind="internal_error")


def flood_stderr(params):
    for _ in range(50):
        os.write(2, b"x\n" * 20_000)
    return {"success": True, "output": "flooded"}


def refuse_config(params):
    raise plain.RefuseError(
        -32602,
        "no",
        kind="invalid_params",
        errors=[
            {"path": "/config/bad/x", "message": "must be a number"},
            {"path": "/config/bad/y", "message": "is unknown"},
        ],
    )


def configure_and_die(params):
    plain.write({"jsonrpc": "2.0", "id": params["_id"], "result": {"status": "ok"}})
    os._exit(4)


def close_stdout(params):
    os.close(1)
    wait_for_ever()


if HOW == "dies-before-describe":
    print("cannot find my configuration", file=sys.stderr, flush=True)
    sys.exit(3)
if HOW == "hangs-in-describe":
    wait_for_ever()
if HOW.startswith("never-leaves"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if HOW == "grandchild":
    heard, told = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(told, str(os.getpid()).encode())
            os.close(told)
            wait_for_ever()
        os._exit(0)
    TOOL["description"] = os.read(heard, 16).decode()  # the test reads the pid from the tool

if HOW == "version-2":
    DESCRIBE["protocol_version"] = "2.0"
if HOW == "version-0":
    del DESCRIBE["protocol_version"]
if HOW == "bad-schema":
    TOOL["input_schema"] = {"type": "nonsense"}
if HOW == "bad-describe":
    del TOOL["description"]
if HOW in ("hooks", "dies-when-configured"):
    DESCRIBE["capabilities"]["hooks"] = [{"name": "gate", "events": ["tool:pre"]}]
if HOW == "provider":
    DESCRIBE["capabilities"] = {"providers": [{"name": "broken"}]}
if HOW == "requires":
    DESCRIBE["requires"] = ["tool.execute", "session.spawn"]
if HOW == "asks":
    DESCRIBE["requires"] = ["tool.execute"]

HANDLERS = {
    "dies-in-call": die_in_call,
    "prints-junk": print_junk,
    "floods-junk": flood_junk,
    "oversized": oversized,
    "floods-stderr": flood_stderr,
    "asks": lambda params: {
        "success": True,
        "output": plain.call("request.tool_execute", {"name": "echo", "input": {"text": "hi"}}),
    },
    "hangs-in-call": lambda params: wait_for_ever(),
}
handlers = {"tool.execute": HANDLERS.get(HOW, lambda params: {"success": True, "output": "ok"})}
if HOW in ("refuses-config", "hooks"):
    handlers["configure"] = refuse_config
if HOW == "never-leaves-nor-mounts":
    handlers["configure"] = refuse_as_pid
if HOW == "dies-when-configured":
    handlers["configure"] = configure_and_die
if HOW == "closes-stdout":
    handlers["tool.execute"] = close_stdout
if HOW == "provider":
    handlers["provider.complete"] = die_in_stream
stays = HOW.startswith("never-leaves") or HOW == "closes-stdout"
plain.serve(DESCRIBE, handlers, leave=not stays)
if stays:
    wait_for_ever()
