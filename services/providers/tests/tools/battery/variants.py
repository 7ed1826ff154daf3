"""Other ways in which servers of each dialect say the same, as their documentation allows and real ones do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .dialects import DIALECTS, Said
from .dialects.base import Json, sse

TEXT = "One, two, three."
SAID = Said(text=("One, ", "two, ", "three."), counts=None)
ARGUMENTS = {"city": "Oslo"}


@dataclass(frozen=True)
class Variant:
    """A streamed answer: `TEXT`, or with `calls` the call of get_weather with `ARGUMENTS`."""

    name: str
    body: bytes
    calls: int = 0
    finish: str = "stop"

    def __str__(self) -> str:
        return self.name


def variants(dialect: str) -> list[Variant]:
    """The variants of a dialect."""
    body = DIALECTS[dialect].stream(SAID)
    everywhere = [Variant("lines end with CR LF", body.replace(b"\n", b"\r\n"))]
    if DIALECTS[dialect].content_type == "text/event-stream":
        everywhere += [
            Variant(
                "comments keep the connection alive", body.replace(b"\n\n", b"\n\n: alive\n\n")
            ),
            Variant("no space after the colon", body.replace(b"data: ", b"data:")),
            Variant("a stream begins with a comment", b":ok\n\n" + body),
        ]
    return everywhere + _OWN[dialect]


def _chunk(delta: Json | None, finish: str | None = None, **more: Any) -> Json:
    about = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {**about, "choices": [] if delta is None else [choice], **more}


def _chat(*chunks: Json, done: bool = True) -> bytes:
    return b"".join(map(sse, chunks)) + (sse("[DONE]") if done else b"")


def _piece(**members: Any) -> Json:
    return {"tool_calls": [members]}


_USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
_WHOLE = {"name": "get_weather", "arguments": '{"city": "Oslo"}'}
_ANSWER = [_chunk({"role": "assistant"}), _chunk({"content": TEXT})]
_CHAT = [
    Variant(
        "a first chunk without a choice (Azure)",
        _chat(_chunk(None, prompt_filter_results=[]), *_ANSWER, _chunk({}, "stop")),
    ),
    Variant("usage beside the reason", _chat(*_ANSWER, _chunk({}, "stop", usage=_USAGE))),
    Variant(
        "usage in every chunk",
        _chat(*(_chunk({"content": c}, usage=_USAGE) for c in TEXT), _chunk({}, "stop")),
    ),
    Variant("the reason beside the text", _chat(_chunk({"content": TEXT}, "stop"))),
    Variant("no [DONE]", _chat(*_ANSWER, _chunk({}, "stop"), done=False)),
    Variant(
        "null content and null calls",
        _chat(
            _chunk({"content": None, "tool_calls": None}),
            *_ANSWER,
            _chunk({"content": None}, "stop"),
        ),
    ),
    Variant(
        "a call in one piece (vLLM)",
        _chat(
            _chunk(_piece(index=0, id="call_1", type="function", function=_WHOLE)),
            _chunk({}, "tool_calls"),
        ),
        calls=1,
        finish="tool_calls",
    ),
    Variant(
        "a call and the reason stop",
        _chat(
            _chunk(_piece(index=0, id="call_1", type="function", function=_WHOLE)),
            _chunk({}, "stop"),
        ),
        calls=1,
        finish="tool_calls",
    ),
    Variant(
        "the id alone first",
        _chat(
            _chunk(_piece(index=0, id="call_1", type="function", function={"name": "get_weather"})),
            _chunk(_piece(index=0, function={"arguments": '{"city":'})),
            _chunk(_piece(index=0, function={"arguments": ' "Oslo"}'})),
            _chunk({}, "tool_calls"),
        ),
        calls=1,
        finish="tool_calls",
    ),
    Variant(
        "the pieces of two calls mixed",
        _chat(
            _chunk(
                _piece(
                    index=0,
                    id="call_1",
                    type="function",
                    function={"name": "get_weather", "arguments": ""},
                )
            ),
            _chunk(
                _piece(
                    index=1,
                    id="call_2",
                    type="function",
                    function={"name": "get_weather", "arguments": ""},
                )
            ),
            _chunk(_piece(index=0, function={"arguments": '{"city":'})),
            _chunk(_piece(index=1, function={"arguments": '{"city": "Os'})),
            _chunk(_piece(index=0, function={"arguments": ' "Oslo"}'})),
            _chunk(_piece(index=1, function={"arguments": 'lo"}'})),
            _chunk({}, "tool_calls"),
        ),
        calls=2,
        finish="tool_calls",
    ),
]


def _anthropic(*events: Json, reason: str = "end_turn") -> bytes:
    usage = {"input_tokens": 3, "output_tokens": 1}
    about = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": []}
    ending = {"stop_reason": None, "stop_sequence": None, "usage": usage}
    delta = {"stop_reason": reason, "stop_sequence": None}
    whole = [
        {"type": "message_start", "message": {**about, **ending}},
        *events,
        {"type": "message_delta", "delta": delta, "usage": {"output_tokens": 7}},
        {"type": "message_stop"},
    ]
    return b"".join(sse(each, each["type"]) for each in whole)


def _block(index: int, start: Json, *deltas: Json) -> list[Json]:
    return [
        {"type": "content_block_start", "index": index, "content_block": start},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


_SPOKEN = {"type": "text_delta", "text": TEXT}
_ANTHROPIC = [
    Variant(
        "usage of the output alone at the end",
        _anthropic(*_block(0, {"type": "text", "text": ""}, _SPOKEN)),
    ),
    Variant(
        "the first piece in the start of the block",
        _anthropic(*_block(0, {"type": "text", "text": TEXT[:4]}, {**_SPOKEN, "text": TEXT[4:]})),
    ),
    Variant(
        "a stop sequence",
        _anthropic(*_block(0, {"type": "text", "text": ""}, _SPOKEN), reason="stop_sequence"),
    ),
    Variant(
        "a call without pieces of its input in between",
        _anthropic(
            *_block(
                0,
                {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}},
                {"type": "input_json_delta", "partial_json": '{"city": "Oslo"}'},
            ),
            reason="tool_use",
        ),
        calls=1,
        finish="tool_calls",
    ),
]


def _responses(*events: Json, output: list[Json] | None = None) -> bytes:
    about = {"id": "resp_1", "object": "response", "created_at": 1, "model": "m", "output": []}
    made = {**about, "status": "completed", "output": output or []}
    whole = [
        {"type": "response.created", "response": {**about, "status": "in_progress"}},
        *events,
        {"type": "response.completed", "response": made},
    ]
    numbered = [{**each, "sequence_number": at} for at, each in enumerate(whole)]
    return b"".join(sse(each, each["type"]) for each in numbered)


_PART = {"type": "output_text", "text": TEXT, "annotations": []}
_MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [_PART],
}
_FUNCTION = {
    "id": "fc_1",
    "type": "function_call",
    "call_id": "call_1",
    "status": "completed",
    "name": "get_weather",
    "arguments": '{"city": "Oslo"}',
}
_ADDED = {"type": "response.output_item.added", "output_index": 0}
_DONE = {"type": "response.output_item.done", "output_index": 0}
_RESPONSES = [
    Variant(
        "an item without pieces",
        _responses(
            {**_ADDED, "item": {**_MESSAGE, "content": []}},
            {**_DONE, "item": _MESSAGE},
            output=[_MESSAGE],
        ),
    ),
    Variant(
        "a call without pieces of its arguments",
        _responses(
            {**_ADDED, "item": {**_FUNCTION, "arguments": ""}},
            {**_DONE, "item": _FUNCTION},
            output=[_FUNCTION],
        ),
        calls=1,
        finish="tool_calls",
    ),
    Variant("the output in the last event alone", _responses(output=[_MESSAGE])),
]


def _candidate(parts: list[Json], finish: str | None = None, **more: Any) -> Json:
    candidate: Json = {"content": {"parts": parts, "role": "model"}}
    return {"candidates": [{**candidate, "finishReason": finish} if finish else candidate], **more}


_CALL = {"functionCall": {"name": "get_weather", "args": ARGUMENTS}}
_GEMINI = [
    Variant("the reason beside the text", sse(_candidate([{"text": TEXT}], "STOP"))),
    Variant(
        "a last chunk without content",
        sse(_candidate([{"text": TEXT}])) + sse({"candidates": [{"finishReason": "STOP"}]}),
    ),
    Variant(
        "usage in every chunk",
        b"".join(
            sse(_candidate([{"text": c}], usageMetadata={"promptTokenCount": 3})) for c in TEXT
        )
        + sse(_candidate([], "STOP", usageMetadata={"promptTokenCount": 3, "totalTokenCount": 9})),
    ),
    Variant("a call and the reason beside it", sse(_candidate([_CALL], "STOP")), 1, "tool_calls"),
    Variant(
        "a call with an id of its own",
        sse(_candidate([{"functionCall": {"id": "abc", **_CALL["functionCall"]}}], "STOP")),
        1,
        "tool_calls",
    ),
    Variant(
        "two calls in two chunks",
        sse(_candidate([_CALL])) + sse(_candidate([_CALL], "STOP")),
        2,
        "tool_calls",
    ),
]


def _lines(*lines: Json) -> bytes:
    about = b'{"model": "qwen3", "created_at": "2026-01-01T00:00:00Z", '
    return b"".join(about + sse(line)[len(b"data: {") : -1] for line in lines)


def _message(**members: Any) -> Json:
    return {"message": {"role": "assistant", "content": "", **members}, "done": False}


_END = {"done": True, "done_reason": "stop"}
_OLLAMA = [
    Variant("text in the last line", _lines({**_message(content=TEXT), **_END})),
    Variant(
        "calls with ids, in two lines",
        _lines(
            _message(
                tool_calls=[
                    {
                        "id": "a",
                        "function": {"index": 0, "name": "get_weather", "arguments": ARGUMENTS},
                    }
                ]
            ),
            _message(
                tool_calls=[
                    {
                        "id": "b",
                        "function": {"index": 1, "name": "get_weather", "arguments": ARGUMENTS},
                    }
                ]
            ),
            {**_message(), **_END},
        ),
        2,
        "tool_calls",
    ),
    Variant(
        "a call in the last line",
        _lines(
            {
                **_message(
                    tool_calls=[{"function": {"name": "get_weather", "arguments": ARGUMENTS}}]
                ),
                **_END,
            }
        ),
        1,
        "tool_calls",
    ),
]
_OWN = {
    "anthropic": _ANTHROPIC,
    "responses": _RESPONSES,
    "chat": _CHAT,
    "gemini": _GEMINI,
    "ollama": _OLLAMA,
}
