"""A service over HTTP of the standard library alone, with two tools; `--break NAME` breaks one rule on purpose."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
BROKEN = sys.argv[sys.argv.index("--break") + 1] if "--break" in sys.argv else ""
TOKEN = os.environ.get("AMPLIFIER_HTTP_TOKEN", "")
TEXT: Json = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
NOTHING: Json = {"type": "object", "properties": {}, "additionalProperties": False}
TOOLS = [
    {"name": name, "description": told, "input_schema": schema, "annotations": {"read_only": True}}
    for name, told, schema in (
        ("shout", "Gives a text in capitals.", TEXT),
        ("remember", "Asks the host for a value.", NOTHING),
    )
]
DESCRIBED: Json = {
    "protocol_version": "1.0",
    "name": "tiny",
    "version": "0",
    "capabilities": {"tools": TOOLS},
}
KINDS = {
    "method_not_found": (-32601, 404),
    "not_found": (-32004, 404),
    "unsupported_version": (-32008, 400),
    "invalid_params": (-32602, 422),
}


class RefusedError(Exception):
    """The answer is a Problem."""

    def __init__(self, kind: str, message: str, **data: Any) -> None:
        code, self.status = KINDS[kind]
        super().__init__(message)
        self.problem = {
            "status": self.status,
            "detail": message,
            "kind": kind,
            "code": code,
            "data": {"kind": kind, **data},
        }


class Handler(BaseHTTPRequestHandler):
    """A request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        """describe and ping."""
        found = {"/describe": DESCRIBED, "/healthz": {}}.get(urlsplit(self.path).path)
        try:
            self._allowed(self.path)
            self._speaks()
            self._result(found)
        except RefusedError as why:
            self._refuse(why)

    def do_POST(self) -> None:
        """configure and the tools."""
        given = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        try:
            self._allowed(self.path)
            tool = re.fullmatch(r"/tools/([^/]+)/execute", self.path)
            if self.path == "/configure":
                self._result({"status": "ok"})
            elif tool:
                self._tool(tool[1], given.get("input"))
            else:
                self._result(None)
        except RefusedError as why:
            self._refuse(why)

    def _speaks(self) -> None:
        if "1.0" not in self.headers.get("Amplifier-Protocol", "1.0").split(", "):
            raise RefusedError("unsupported_version", "only 1.0", supported=["1.0"])

    def _allowed(self, path: str) -> None:
        right = f"Bearer {TOKEN}"
        if TOKEN and path != "/healthz" and self.headers.get("Authorization") != right:
            self._answer(401, "application/problem+json", b"{}")
            raise ConnectionAbortedError("no token")

    # ---- tools

    def _tool(self, name: str, given: Any) -> None:
        if name not in ("shout", "remember"):
            raise RefusedError("not_found", f"no tool {name}", what="tool", name=name)
        self._fit(name, given)
        if BROKEN == "silent":
            self.close_connection = True
            return
        output = given["text"].upper() if name == "shout" else self._ask()
        if BROKEN == "secret":
            output = f"{output} {self.headers['Amplifier-Token']}"
        result = {"success": True, "output": output}
        if "text/event-stream" in self.headers.get("Accept", "") and BROKEN != "whole":
            self._stream(result)
        else:
            self._result(result)

    def _fit(self, name: str, given: Any) -> None:
        known = {"text"} if name == "shout" else set()
        if not isinstance(given, dict):
            faults = [{"path": "/input", "message": "is no object"}]
        else:
            faults = [
                {"path": f"/input/{each}", "message": "is not allowed"}
                for each in given
                if each not in known
            ]
            if name == "shout" and not isinstance(given.get("text"), str):
                faults.append({"path": "/input/text", "message": "is no text"})
        if faults:
            raise RefusedError("invalid_params", "the input does not fit", errors=faults)

    def _stream(self, result: Json) -> None:
        told = {
            "channel": "stdout",
            "text": "…",
            **({"request_id": "h-1"} if BROKEN == "request_id" else {}),
        }
        events = [("stream.tool.output", told), ("result", result)]
        events += [("result", result)] if BROKEN == "twice" else []
        events = events[:1] if BROKEN == "endless" else events
        body = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
        self._answer(200, "text/event-stream", body.encode())

    def _ask(self) -> Any:
        """The value of a key, from the host."""
        url = urlsplit(self.headers["Amplifier-Callback"])
        headers = {
            "Content-Type": "application/json",
            "Amplifier-Token": self.headers["Amplifier-Token"],
            "Amplifier-Request": "s-1",
            "Amplifier-Depth": "1",
        }
        lost = {"tokenless": "Amplifier-Token", "nameless": "Amplifier-Request"}.get(BROKEN)
        if lost:
            del headers[lost]
        connection = http.client.HTTPConnection(str(url.hostname), url.port or 80, timeout=20)
        connection.request("POST", f"{url.path}/state.get", b'{"key":"tiny"}', headers)
        answer = connection.getresponse()
        value = json.loads(answer.read()).get("value")
        connection.close()
        return value

    # ---- answers

    def _result(self, result: Any) -> None:
        if result is None:
            raise RefusedError("method_not_found", "no such endpoint")
        self._answer(200, "application/json", json.dumps(result).encode())

    def _refuse(self, why: RefusedError) -> None:
        if BROKEN == "words":
            self._answer(why.status, "text/plain", str(why).encode())
        else:
            status = 500 if BROKEN == "status" else why.status
            body = json.dumps({**why.problem, "status": status}).encode()
            self._answer(status, "application/problem+json", body)

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if BROKEN != "versionless":
            self.send_header("Amplifier-Protocol", "1.0")
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Says nothing of connections that were closed."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_address[1]}"}), flush=True)
    if BROKEN == "chatty":
        print("hello", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()
