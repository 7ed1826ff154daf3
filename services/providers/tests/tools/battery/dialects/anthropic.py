"""The Messages API of Anthropic."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from .base import Counts, Dialect, Json, Said, sse, texts

SIGNATURE = "c2lnbmVkLWJ5LWFudGhyb3BpYw=="


class Anthropic(Dialect):
    """https://docs.anthropic.com/en/api/messages, …/messages-streaming, …/errors."""

    finishes: ClassVar[dict[str, str]] = {
        "stop": "end_turn",
        "length": "max_tokens",
        "tool_calls": "tool_use",
        "content_filter": "refusal",
    }
    unknown: ClassVar[bytes] = sse({"type": "weather_report", "rain": True}, "weather_report")
    malformed: ClassVar[bytes] = (
        b'event: content_block_delta\ndata: {"type":"content_block_delta","index":\n\n'
    )
    last: ClassVar[bytes] = b"event: message_delta"
    failing: ClassVar[bytes] = sse(
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "error"
    )
    places: ClassVar[dict[str, str]] = {
        "model": "model",
        "temperature": "temperature",
        "top_p": "top_p",
        "max_output_tokens": "max_tokens",
        "stop": "stop_sequences",
        "tool_choice": "tool_choice",
        "tools": "tools",
    }

    def whole(self, said: Said) -> Json:
        return {
            **_message(said),
            "content": _blocks(said),
            "stop_reason": self.finishes[said.finish],
            "usage": {**usage(said.counts), **_PLACE},
        }

    def stream(self, said: Said) -> bytes:
        start = {"type": "message_start", "message": _message(said)}
        parts = [_event(start), _event({"type": "ping"})]
        for index, block in enumerate(_blocks(said)):
            parts += [_event(each) for each in _grown(index, block, said)]
        delta = {**_ENDING, "stop_reason": self.finishes[said.finish]}
        counted = usage(said.counts)
        parts.append(_event({"type": "message_delta", "delta": delta, "usage": counted}))
        return b"".join([*parts, _event({"type": "message_stop"})])

    def system(self, body: Json) -> str:
        return texts(body.get("system"))

    def images(self, body: Json) -> list[str]:
        sources = [block["source"] for block in _all_blocks(body) if block["type"] == "image"]
        return [source.get("data") or source["url"] for source in sources]

    def results(self, body: Json) -> list[str]:
        blocks = [block for block in _all_blocks(body) if block["type"] == "tool_result"]
        return [texts(block["content"]) for block in blocks]


def _all_blocks(body: Json) -> list[Json]:
    contents = [message["content"] for message in body["messages"]]
    return [block for content in contents if isinstance(content, list) for block in content]


def _event(data: Json) -> bytes:
    return sse(data, data["type"])


def usage(counts: Counts | None) -> Json:
    """The input without what is cached, which stands beside it."""
    counts = counts or Counts(0, 0, 0, 0, 0)
    plain = counts.input - counts.cache_read - counts.cache_write
    return {
        "input_tokens": plain,
        "cache_creation_input_tokens": counts.cache_write,
        "cache_read_input_tokens": counts.cache_read,
        "output_tokens": counts.output,
        "output_tokens_details": {"thinking_tokens": counts.reasoning},
        "server_tool_use": None,
    }


_ENDING: Json = {
    "stop_reason": None,
    "stop_sequence": None,
    "stop_details": None,
    "container": None,
}
_PLACE: Json = {"cache_creation": None, "inference_geo": None, "service_tier": "standard"}


def _message(said: Said) -> Json:
    about: dict[str, Any] = {"id": "msg_01XFD", "type": "message", "role": "assistant"}
    first = {**usage(said.counts), **_PLACE, "output_tokens": 1, "output_tokens_details": None}
    return {**about, "model": said.model, "content": [], **_ENDING, "usage": first}


def _blocks(said: Said) -> list[Json]:
    blocks: list[Json] = []
    if said.thoughts:
        thinking = {"thinking": said.whole_thoughts, "signature": SIGNATURE}
        blocks.append({"type": "thinking", **thinking})
    if said.text:
        blocks.append({"type": "text", "text": said.whole_text, "citations": None})
    for call, name, pieces in said.calls:
        given = json.loads("".join(pieces) or "{}") if _is_json(pieces) else {}
        about = {"type": "tool_use", "id": call, "name": name, "caller": {"type": "direct"}}
        blocks.append({**about, "input": given})
    return blocks


def _is_json(pieces: tuple[str, ...]) -> bool:
    try:
        json.loads("".join(pieces) or "{}")
    except ValueError:
        return False
    return True


def _grown(index: int, block: Json, said: Said) -> list[Json]:
    deltas: list[Json]
    if block["type"] == "thinking":
        empty = {**block, "thinking": "", "signature": ""}
        deltas = [{"type": "thinking_delta", "thinking": piece} for piece in said.thoughts]
        deltas.append({"type": "signature_delta", "signature": SIGNATURE})
    elif block["type"] == "text":
        empty = {**block, "text": ""}
        deltas = [{"type": "text_delta", "text": piece} for piece in said.text]
    else:
        empty = {**block, "input": {}}
        pieces = next(pieces for call, _, pieces in said.calls if call == block["id"])
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in ("", *pieces)]
    return [
        {"type": "content_block_start", "index": index, "content_block": empty},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]
