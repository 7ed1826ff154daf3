"""The router inside a Python process, between the client and the echo of the relay bench."""

from __future__ import annotations

import os
import select
import subprocess
import sys

from amplifier_ipc_host._router import CLOSED, Router


def start(program: str, arguments: list[str]) -> tuple[subprocess.Popen[bytes], int, int]:
    """An end, and the descriptors (read, write) that lead to it."""
    ends = os.environ.get("RELAY_ENDS")
    pinned = ["taskset", "-c", ends] if ends else []
    to_read, to_write = os.pipe(), os.pipe()
    process = subprocess.Popen([*pinned, program, *arguments], stdin=to_write[0], stdout=to_read[1])
    os.close(to_write[0])
    os.close(to_read[1])
    return process, to_read[0], to_write[1]


def main() -> None:
    """Run until the client is done."""
    program, result, mode, *rest = sys.argv[1:]
    router = Router()
    client, *client_fds = start(program, ["client", result, mode, *rest])
    echo, *echo_fds = start(program, ["echo", mode])
    asking = router.connect("client", *client_fds)
    answering = router.connect("echo", *echo_fds)
    router.mount(asking, b'{"role": "orchestrator"}')
    router.mount(answering, b'{"max_concurrency": 1000}')
    router.set_routes(b'{"tools": {"echo": %d}}' % answering)
    while True:
        select.select([router.fileno()], [], [])
        if any(kind == CLOSED for kind, _, _ in router.drain()):
            break
    router.close()
    client.wait()
    echo.wait()


if __name__ == "__main__":
    main()
