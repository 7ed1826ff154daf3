"""A service over HTTP without an SDK: tools and a provider for each thing that may go wrong on the way.

It writes its address as chapter 13 says, and remembers what it was asked.
"""

import json
import os
import select
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANY = {"type": "object"}
TOOLS = ("dies", "hangs", "heard_the_end", "forges", "asked", "news", "redirects", "page")
DESCRIBE = {
    "protocol_version": "1.0",
    "name": "web",
    "version": "1.0.0",
    "capabilities": {
        "tools": [{"name": name, "description": name, "input_schema": ANY} for name in TOOLS],
        "providers": [{"name": "cut"}],
        "channels": [{"name": "news", "subscribes": True}],
    },
}
asked = []
ended = threading.Event()
news = threading.Condition()
told = []


class Web(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.note()
        if self.path.startswith("/describe"):
            self.answer(DESCRIBE)
        else:
            self.page(404)

    def do_POST(self):
        self.note()
        length = int(self.headers.get("Content-Length", 0))
        self.body = json.loads(self.rfile.read(length) or b"{}")
        parts = self.path.split("/")
        if parts[1] == "tools":
            getattr(self, parts[2])()
        elif parts[1] == "providers":
            self.cut()
        elif parts[1] == "channels":
            with news:
                told.append(self.body)
                news.notify_all()
            self.send_response(204)
            self.end_headers()
        else:
            self.answer({"status": "ok"})

    def note(self):
        asked.append([self.command, self.path.split("?")[0], self.headers["Amplifier-Session"]])

    def answer(self, result):
        self.plain(200, "application/json", json.dumps(result).encode())

    def page(self, status=200):
        self.plain(status, "text/html", b"<h1>hello</h1>")

    def plain(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    # ---- the tools --------------------------------------------------------------------------------------------

    def dies(self):
        os._exit(7)

    def hangs(self):
        """Never answers; ends when the other side does."""
        select.select([self.connection], [], [])
        ended.set()
        self.close_connection = True

    def heard_the_end(self):
        self.answer({"success": ended.wait(30)})

    def forges(self):
        """Calls back with a token of its own making."""
        url = f"{self.headers['Amplifier-Callback']}/capability.list"
        request = urllib.request.Request(url, b"{}", method="POST")
        request.add_header("Content-Type", "application/json")
        request.add_header("Amplifier-Token", "0" * 64)
        try:
            with urllib.request.urlopen(request) as answer:
                self.answer({"success": True, "output": answer.status})
        except urllib.error.HTTPError as refused:
            problem = json.load(refused)
            self.answer({"success": True, "output": [refused.code, problem["kind"]]})

    def asked(self):
        self.answer({"success": True, "output": asked})

    def news(self):
        with news:
            news.wait_for(lambda: told, 30)
        self.answer({"success": True, "output": told[0]})

    def redirects(self):
        self.send_response(307)
        self.send_header("Location", "/tools/asked/execute")
        self.send_header("Content-Length", "0")
        self.end_headers()

    # ---- the provider -----------------------------------------------------------------------------------------

    def cut(self):
        """Two tokens, and no end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for text in ("half a ", "sentence"):
            data = json.dumps({"index": 0, "text": text})
            self.wfile.write(f"event: stream.provider.token\ndata: {data}\n\n".encode())

    def log_message(self, *_):
        """Nothing: a test reads what it wants to know."""


class Server(ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Web)
print(json.dumps({"url": f"http://127.0.0.1:{server.server_port}"}), flush=True)
server.serve_forever()
