"""What any stream of any provider must keep to (PRV-030 to PRV-033, RPC-040 to RPC-044)."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]
Pieces = list[tuple[str, Json]]


def check_stream(pieces: Pieces, response: Json) -> None:
    """The stream tells what the response holds, each block in its place and in order."""
    content = response["content"]
    assert pieces, "nothing was streamed"
    for index, block in enumerate(content):
        heard = [(name, piece) for name, piece in pieces if piece.get("index") == index]
        _check_block(block, heard)
    assert {piece["index"] for _, piece in pieces if "index" in piece} <= set(range(len(content)))
    calls = [(piece["id"], piece["name"]) for name, piece in pieces if name == "tool_call_start"]
    assert calls == [(call["id"], call["name"]) for call in response.get("tool_calls", [])]
    if usages := [piece["usage"] for name, piece in pieces if name == "usage"]:
        assert usages[-1] == response["usage"]


def _check_block(block: Json, heard: Pieces) -> None:
    names = [name for name, _ in heard]
    assert names[0] == "content_block_start"
    assert names[-1] == "content_block_end"
    assert heard[0][1]["type"] == heard[-1][1]["type"] == block["type"]
    assert set(names[1:-1]) <= {"token", "thinking", "content_block_delta"}
    if block["type"] == "text":
        assert _joined(heard, "token") == block["text"]
    elif block["type"] == "thinking":
        assert _joined(heard, "thinking") == block["thinking"]
    elif block["type"] == "tool_call" and (raw := _arguments(heard)):
        assert json.loads(raw) == block["input"]


def _joined(heard: Pieces, name: str) -> str:
    return "".join(piece["text"] for each, piece in heard if each == name)


def _arguments(heard: Pieces) -> str:
    deltas = [piece["delta"] for name, piece in heard if name == "content_block_delta"]
    return "".join(delta["partial_json"] for delta in deltas if "partial_json" in delta)


def text_of(response: Json) -> str:
    """The text of a response."""
    return "".join(block["text"] for block in response["content"] if block["type"] == "text")


def tokens(pieces: Pieces) -> str:
    """The text that was streamed."""
    return _joined(pieces, "token")
