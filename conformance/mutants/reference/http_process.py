"""The process that is served over HTTP: its address, its threads, its end (HTP-070 to HTP-077)."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import describing
import http_connection
import schema
import wire
from http_peer import HttpPeer
from mutations import broken
from process import CANCELLED, FINISH, WRITE
from service import Service

if TYPE_CHECKING:
    from http_connection import Connection

DEFAULT_ADDRESS = "127.0.0.1:8080"
TICK = 0.01  # seconds between two looks at what is still to be written at the end


def address(text: str) -> tuple[str, int]:
    """Host and port of `host:port`, `:port` or `port` (HTP-070). ValueError if it is none."""
    found = re.fullmatch(r"(?:(?P<host>[^:]*|\[[^\]]*\]):)?(?P<port>[0-9]{1,5})", text.strip())
    if found is None or int(found["port"]) > 65535:
        raise ValueError(f"{text!r} is no address; write host:port, :port or port")
    if broken("htp-070-port") and ":" not in text:
        raise ValueError(f"{text!r} is no address; write host:port")
    absent = "0.0.0.0" if broken("htp-070-all") else "127.0.0.1"  # noqa: S104 - the point of the switch
    return (found["host"] or absent).strip("[]"), int(found["port"])


def _end_with_stdin() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


def apply_config(service: Service, text: str) -> None:
    """Start with these settings (HTP-077). ValueError tells every fault."""
    try:
        config = wire.read(text)
    except wire.NoJsonError as why:
        raise ValueError(f"AMPLIFIER_CONFIG is not JSON: {why}") from None
    found = schema.params_faults("configure", {"config": config})
    found = found or describing.config_faults(service.parts, config)
    if found:
        told = "; ".join(f"{path or '/config'} {text}" for path, text in found)
        raise ValueError(f"AMPLIFIER_CONFIG: {told}")
    for part in service.parts:
        part.config = config.get(part.name) or {}


class HttpProcess:
    """Listens, and ends on SIGTERM."""

    def __init__(self, service: Service, where: tuple[str, int]) -> None:
        # Before any thread starts: only the one that waits for it gets the signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        self.token = os.environ.get("AMPLIFIER_HTTP_TOKEN") or None
        self.service = service
        self.peer = HttpPeer(service)
        self.connections: set[Connection] = set()
        service.peer, service.process = self.peer, self
        service.described = True  # nothing needs a first describe here
        family = socket.AF_INET6 if ":" in where[0] else socket.AF_INET
        self.listener = socket.create_server(where, family=family, backlog=128)

    def run(self) -> None:
        """Serve until SIGTERM comes; never returns."""
        self._tell()
        for work in (self._accept, self.service.work):
            threading.Thread(target=work, daemon=True).start()
        signal.sigwait({signal.SIGTERM})
        self._end()

    def _tell(self) -> None:
        """The one line on stdout; what is printed afterwards goes to stderr (HTP-071)."""
        host, port = self.listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        line = json.dumps({"url": f"http://{shown}:{port}"}, separators=(",", ":"))
        os.write(1, line.encode() + b"\n")
        if broken("htp-071-greets"):
            os.write(1, b"reference 1.0.0 is ready\n")
        if broken("htp-076-ends"):
            threading.Thread(target=_end_with_stdin, daemon=True).start()
        else:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # HTP-076: nobody looks at stdin
        if not broken("htp-071-prints"):
            os.dup2(2, 1)

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            http_connection.start(sock, self)

    def _end(self) -> None:
        """Let what runs finish, cancel the rest, and write what they answer (HTP-075)."""
        if broken("htp-075-code"):
            os._exit(143)
        with self.peer.lock:
            self.peer.ending = True
        if not broken("htp-075-accepts"):
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
        if broken("htp-075-drops"):
            os._exit(0)
        self._wait_for_handlers(3600 if broken("htp-075-stays") else FINISH)
        for request in list(self.peer.under_way.values()):
            self.peer.cancel(request, "immediate", "the service ends")
        self._wait_for_handlers(CANCELLED)
        self.flush()
        sys.stderr.flush()
        os._exit(0)

    def _wait_for_handlers(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        self.peer.wait_until(lambda: not self.peer.under_way, until)

    def flush(self) -> None:
        """Wait until all answers are written, but not for long."""
        until = time.monotonic() + WRITE
        while any(one.out for one in list(self.connections)) and time.monotonic() < until:
            time.sleep(TICK)
