"""A provider that asks its vendor through the proxy of HTTPS_PROXY: well-behaved, or not, as its argument says."""

import contextlib
import json
import os
import socket
import sys
import threading
import urllib.parse

FAULT = sys.argv[1] if len(sys.argv) > 1 else ""
DESCRIBE = {
    "protocol_version": "1.0",
    "name": "vendor",
    "version": "1.0.0",
    "requires": [],
    "capabilities": {"providers": [{"name": "vendor"}]},
}
INFO = {
    "id": "vendor",
    "display_name": "Vendor",
    "credential_env_vars": ["VENDOR_KEY"],
    "capabilities": [],
    "defaults": {},
    "config_fields": [],
}
under_way = {}  # id of a request → its connections
kept = []
writing = threading.Lock()


def send(message):
    with writing:
        sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")) + "\n")
        sys.stdout.flush()


def fail(request, code, kind, message, **data):
    """Answer a request with an error, once, and let its connection go."""
    with writing:
        connections = under_way.pop(request, None)
    if connections is None:
        return
    for connection in connections:
        if FAULT == "keeps":
            kept.append(connection)
        else:
            close(connection)
    error = {"code": code, "message": message, "data": {"kind": kind, **data}}
    send({"id": request, "error": error})


def close(connection):
    """End a connection, also for a thread that reads from it."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def connect():
    proxy = urllib.parse.urlsplit(os.environ.get("HTTPS_PROXY", "http://127.0.0.1:9"))
    return socket.create_connection((proxy.hostname, proxy.port))


def ask(request):
    """Ask the vendor, who never answers; return when the connection is over."""
    connection = connect()
    with writing:
        ended = request not in under_way
        if not ended:
            under_way[request].append(connection)
    if ended:
        close(connection)
        return
    connection.sendall(b"CONNECT vendor.example:443 HTTP/1.1\r\n\r\n")
    connection.recv(100)


def complete(request, left):
    if left is not None:
        late = (request, -32001, "deadline_exceeded", "the deadline passed")
        timer = threading.Timer(left / 1000, fail, late)
        timer.daemon = True
        timer.start()
    with contextlib.suppress(OSError):
        ask(request)
    told = {"llm_error": "network", "provider": "vendor", "retryable": True}
    fail(request, -32010, "llm_error", "the vendor cannot be reached", **told)


def info():
    if FAULT == "calls":
        with contextlib.suppress(OSError):
            connect().close()
    return INFO


def main():
    if FAULT == "logs":
        print(dict(os.environ), file=sys.stderr)
    for line in sys.stdin:
        message = json.loads(line)
        params, request = message.get("params", {}), message.get("id")
        if message.get("method") == "$/cancel":
            fail(params.get("id"), -32800, "cancelled", "cancelled")
        elif message.get("method") == "describe":
            send({"id": request, "result": DESCRIBE})
        elif message.get("method") == "provider.info" and isinstance(
            params.get("provider", ""), str
        ):
            send({"id": request, "result": info()})
        elif message.get("method") == "provider.parse_tool_calls" and "response" in params:
            send({"id": request, "result": {"tool_calls": []}})
        elif message.get("method") == "provider.list_models":
            send({"id": request, "result": {"models": []}})
        elif message.get("method") == "provider.complete" and "request" in params:
            under_way[request] = []
            left = params.get("_meta", {}).get("deadline_ms")
            threading.Thread(target=complete, args=(request, left), daemon=True).start()
        elif message.get("method") == "ping":
            send({"id": request, "result": {}})
        elif request is not None:
            error = {
                "code": -32602,
                "message": "no",
                "data": {"kind": "invalid_params", "errors": []},
            }
            send({"id": request, "error": error})


main()
