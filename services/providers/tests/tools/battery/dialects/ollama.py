"""The chat of Ollama."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from .base import Dialect, Json, Said, texts


class Ollama(Dialect):
    """https://github.com/ollama/ollama/blob/main/docs/api.md."""

    content_type: ClassVar[str] = "application/x-ndjson"
    finishes: ClassVar[dict[str, str]] = {"stop": "stop", "length": "length", "tool_calls": "stop"}
    unknown: ClassVar[bytes] = (
        b'{"model":"qwen3","created_at":"2026-01-01T00:00:00Z","weather_report":{"rain":true},'
        b'"message":{"role":"assistant","content":""},"done":false}\n'
    )
    malformed: ClassVar[bytes] = b'{"model":"qwen3","message":{"role":"assistant","con\n'
    last: ClassVar[bytes] = b'{"model"'
    failing: ClassVar[bytes] = b'{"error":"the runner is overloaded"}\n'
    places: ClassVar[dict[str, str]] = {
        "model": "model",
        "temperature": "options.temperature",
        "top_p": "options.top_p",
        "max_output_tokens": "options.num_predict",
        "stop": "options.stop",
        "tools": "tools",
        "response_format": "format",
        "reasoning_effort": "think",
    }

    def whole(self, said: Said) -> Json:
        message = {"role": "assistant", "content": said.whole_text}
        if said.thoughts:
            message["thinking"] = said.whole_thoughts
        return {**_about(said), "message": {**message, **_calls(said)}, **self._done(said)}

    def stream(self, said: Said) -> bytes:
        messages: list[Json] = [{"content": "", "thinking": piece} for piece in said.thoughts]
        messages += [{"content": piece} for piece in said.text]
        if said.calls:
            messages.append({"content": "", **_calls(said)})
        lines = [
            {**_about(said), "message": {"role": "assistant", **message}, "done": False}
            for message in messages
        ]
        last = {"message": {"role": "assistant", "content": ""}, **self._done(said)}
        lines.append({**_about(said), **last})
        return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)

    def _done(self, said: Said) -> Json:
        took = {"total_duration": 4883583458, "load_duration": 1334875, "eval_duration": 4535599000}
        done = {"done": True, "done_reason": self.finishes[said.finish], **took}
        if said.counts is None:
            return done
        return {**done, "prompt_eval_count": said.counts.input, "eval_count": said.counts.output}

    def system(self, body: Json) -> str:
        told = [each for each in body["messages"] if each["role"] == "system"]
        return "\n".join(texts(each["content"]) for each in told)

    def images(self, body: Json) -> list[str]:
        return [image for each in body["messages"] for image in each.get("images") or []]

    def results(self, body: Json) -> list[str]:
        return [texts(each["content"]) for each in body["messages"] if each["role"] == "tool"]


def _about(said: Said) -> Json:
    return {"model": said.model, "created_at": "2026-01-01T08:52:19.385406455Z"}


def _calls(said: Said) -> Json:
    calls: list[dict[str, Any]] = [
        {"function": {"name": name, "arguments": json.loads("".join(pieces))}}
        for _, name, pieces in said.calls
    ]
    return {"tool_calls": calls} if calls else {}
