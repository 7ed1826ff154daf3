"""Tool `tries`: does what it is asked, and tells what came of it: the outcome, or the name of the error.

`{"tries": [[WHAT, ARGUMENT], …]}`. When it is asked to end (SIGTERM) it writes the file `ended`; the end of its input
alone does not end it.
"""

import contextlib
import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import plain


def write(path):
    Path(path).write_text("written")
    return "written"


def connect(port):
    with socket.create_connection(("127.0.0.1", port)):
        return "connected"


def send(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(b"told", ("127.0.0.1", port))
        return "sent"


def local(_):
    ours, theirs = socket.socketpair()
    ours.send(b"here")
    return theirs.recv(4).decode()


def leave(pipe):
    """A process in a session of its own that holds a pipe open, and ends by nothing but a signal."""
    code = "import os, signal; os.write(1, b'here'); os.write(2, b'.'); signal.pause()"
    with open(pipe, "wb") as held:
        child = subprocess.Popen(
            [sys.executable, "-c", code],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=held,
            stderr=subprocess.PIPE,
        )
    child.stderr.read(1)


DEEDS = {
    "write": write,
    "read": lambda path: Path(path).read_text(errors="replace")[:100],
    "list": lambda path: sorted(os.listdir(path)),
    "truncate": lambda path: os.truncate(path, 0),
    "remove": os.unlink,
    "make": os.mkdir,
    "move": lambda paths: os.rename(*paths),
    "device": lambda path: os.mknod(path, 0o600 | 0o060000, os.makedev(7, 0)),
    "connect": connect,
    "send": send,
    "local": local,
    "signal": lambda pid: os.kill(pid, 0),
    "run": lambda command: subprocess.check_output(command, text=True),
    "leave": leave,
    "descriptors": lambda _: sorted(os.listdir("/proc/self/fd"), key=int)[:-1],
    "environment": lambda _: dict(os.environ),
    "where": lambda _: os.getcwd(),
    "exit": os._exit,
    "die": lambda _: os.kill(os.getpid(), signal.SIGKILL),
}


def attempt(what, argument):
    try:
        return DEEDS[what](argument)
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # until it is waited for
plain.serve(
    plain.describe_answer(
        "tries",
        tools=[{"name": "tries", "description": "Tries.", "input_schema": {"type": "object"}}],
    ),
    {
        "tool.execute": lambda params: {
            "success": True,
            "output": [attempt(*each) for each in params["input"]["tries"]],
        }
    },
    leave=False,
)
signal.sigwait([signal.SIGTERM])
with contextlib.suppress(OSError):
    Path("ended").write_text("by SIGTERM")
os._exit(0)
