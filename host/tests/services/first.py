"""What the stand-ins for services of the first generation share, written from section 9 of the protocol's design.

`serve(describe, answers)` reads a line, answers it, and reads the next: there is nothing beside it. A line that holds
an array or a bare value ends the process with a stack trace, a notification is dropped whatever it says, and errors
carry no data. `VERSION0_SEEN` names a file that gets each line that came, with the name of the service before it.
"""

import itertools
import json
import os
import sys

numbers = itertools.count(1)


class UnknownError(Exception):
    """There is no such method."""


class BrokenError(Exception):
    """The handler broke, also on params that do not fit."""


def write(message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def note(name, line):
    if "VERSION0_SEEN" in os.environ:
        with open(os.environ["VERSION0_SEEN"], "a") as file:
            file.write(f"{name} {line.rstrip()}\n")


def lines(name):
    """What comes in, as objects. `.get` of an array or a bare value is what ends the process."""
    for line in sys.stdin:
        note(name, line)
        message = json.loads(line)
        message.get("id")
        yield message
    note(name, "EOF")


def serve(describe, answers):
    """Answer one request after the other. `answers`: method → what answers the params (and may take the id)."""
    for message in lines(describe["name"]):
        if message.get("id") is None or "method" not in message:
            continue
        answer(describe, answers, message)


def unknown(_):
    raise UnknownError


def answer(describe, answers, message):
    answers = {"describe": lambda _: describe, **answers}
    method, params = message["method"], message.get("params") or {}
    try:
        result = answers.get(method, unknown)(params)
    except UnknownError:
        error = {"code": -32601, "message": f"Method not found: {method}"}
        write({"id": message["id"], "error": error})
    except Exception as error:
        write(
            {"id": message["id"], "error": {"code": -32603, "message": f"Internal error: {error}"}}
        )
    else:
        write({"id": message["id"], "result": result})
