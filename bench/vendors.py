"""The vendors that measured adapters talk to: the shortest stream of each dialect, over HTTP on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
MODEL = "gpt-4.1"  # known to none but OpenAI: the others take it as it is
WORD = "Hello"
SOON = 1800


@contextmanager
def vendors() -> Iterator[str]:
    """Serve all dialects; the base URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers by the end of the path, which is another one for each dialect."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Models and the token of Copilot."""
        path = self.path.partition("?")[0]
        if path.endswith("/copilot_internal/v2/token"):
            body = {"token": "t", "expires_at": int(time.time()) + SOON, "refresh_in": SOON}
        elif path.endswith("/api/tags"):
            body = {"models": [{"name": MODEL, "model": MODEL}]}
        else:
            body = {"object": "list", "data": [{"id": MODEL, "object": "model"}]}
        self._whole(body)

    def do_POST(self) -> None:
        """A streamed answer of one word."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        for end, stream in STREAMS.items():
            if path.endswith(end):
                kind = "application/x-ndjson" if end == "/api/chat" else "text/event-stream"
                self._send(kind, stream)
                return
        if path.endswith("/api/show"):
            self._whole({"capabilities": ["completion"], "model_info": {}, "details": {}})
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _whole(self, body: Json) -> None:
        self._send("application/json", json.dumps(body).encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _sse(*events: Json, named: bool = True) -> bytes:
    lines = (
        (f"event: {event['type']}\n" if named else "") + f"data: {json.dumps(event)}\n\n"
        for event in events
    )
    return "".join(lines).encode()


def _messages() -> bytes:
    usage = {"input_tokens": 3, "output_tokens": 1}
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    ended = {"stop_reason": "end_turn", "stop_sequence": None}
    return _sse(
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": WORD},
        },
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": ended, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    )


def _responses() -> bytes:
    part: Json = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    item: Json = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "status": "in_progress",
        "content": [],
    }
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    said = {**part, "text": WORD}
    done = {**item, "status": "completed", "content": [said]}
    response: Json = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": MODEL,
        "status": "in_progress",
        "output": [],
        "usage": None,
    }
    usage = {
        "input_tokens": 3,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 4,
    }
    whole = {**response, "status": "completed", "output": [done], "usage": usage}
    events = [
        {"type": "response.created", "response": response},
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        {"type": "response.content_part.added", **at, "part": part},
        {"type": "response.output_text.delta", **at, "delta": WORD, "logprobs": []},
        {"type": "response.output_text.done", **at, "text": WORD, "logprobs": []},
        {"type": "response.content_part.done", **at, "part": said},
        {"type": "response.output_item.done", "output_index": 0, "item": done},
        {"type": "response.completed", "response": whole},
    ]
    return _sse(*({**event, "sequence_number": at} for at, event in enumerate(events)))


def _chat() -> bytes:
    def chunk(delta: Json, reason: str | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        known = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
        return {**known, "choices": [choice]}

    said = chunk({"role": "assistant", "content": WORD})
    return _sse(said, chunk({}, "stop"), named=False) + b"data: [DONE]\n\n"


def _generate() -> bytes:
    content = {"role": "model", "parts": [{"text": WORD}]}
    usage = {"promptTokenCount": 3, "candidatesTokenCount": 1, "totalTokenCount": 4}
    candidate = {"content": content, "finishReason": "STOP", "index": 0}
    answer = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": MODEL}
    return _sse(answer, named=False)


def _ollama() -> bytes:
    known = {"model": MODEL, "created_at": "2026-01-01T00:00:00Z"}
    said = {**known, "message": {"role": "assistant", "content": WORD}, "done": False}
    counts = {"done_reason": "stop", "prompt_eval_count": 3, "eval_count": 1}
    last = {**known, "message": {"role": "assistant", "content": ""}, "done": True, **counts}
    return b"".join(json.dumps(line).encode() + b"\n" for line in (said, last))


STREAMS = {
    "/messages": _messages(),
    "/responses": _responses(),
    "/chat/completions": _chat(),
    ":streamGenerateContent": _generate(),
    "/api/chat": _ollama(),
}
