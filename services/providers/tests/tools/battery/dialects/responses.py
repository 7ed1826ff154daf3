"""The Responses API of OpenAI, which Azure OpenAI speaks too."""

from __future__ import annotations

from typing import Any, ClassVar

from .base import Counts, Dialect, Json, Said, sse, texts

ENCRYPTED = "Z0FBQUFBQm9lbmNyeXB0ZWQ="


class Responses(Dialect):
    """https://platform.openai.com/docs/api-reference/responses, …/responses-streaming."""

    finishes: ClassVar[dict[str, str]] = {
        "stop": "completed",
        "length": "max_output_tokens",
        "tool_calls": "completed",
        "content_filter": "content_filter",
    }
    unknown: ClassVar[bytes] = sse(
        {"type": "response.weather_report", "rain": True, "sequence_number": 99},
        "response.weather_report",
    )
    malformed: ClassVar[bytes] = (
        b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","del\n\n'
    )
    last: ClassVar[bytes] = b"event: response.completed"
    failing: ClassVar[bytes] = sse(
        {
            "type": "error",
            "code": "server_error",
            "message": "The server is overloaded",
            "param": None,
            "sequence_number": 9,
        },
        "error",
    )
    places: ClassVar[dict[str, str]] = {
        "model": "model",
        "temperature": "temperature",
        "top_p": "top_p",
        "max_output_tokens": "max_output_tokens",
        "tool_choice": "tool_choice",
        "tools": "tools",
        "reasoning_effort": "reasoning.effort",
        "response_format": "text.format",
    }

    def whole(self, said: Said) -> Json:
        return self._response(said, _items(said), finished=True)

    def stream(self, said: Said) -> bytes:
        begun = self._response(said, [], finished=False)
        data: list[Json] = [
            {"type": "response.created", "response": begun},
            {"type": "response.in_progress", "response": begun},
        ]
        for index, item in enumerate(_items(said)):
            data += _grown(index, item, said)
        cut = said.finish in ("length", "content_filter")
        last = "response.incomplete" if cut else "response.completed"
        data.append({"type": last, "response": self.whole(said)})
        numbered = [{**each, "sequence_number": at} for at, each in enumerate(data)]
        return b"".join(sse(each, each["type"]) for each in numbered)

    def _response(self, said: Said, output: list[Json], *, finished: bool) -> Json:
        cut = finished and said.finish in ("length", "content_filter")
        status = ("incomplete" if cut else "completed") if finished else "in_progress"
        more: Json = {"usage": usage(said.counts)} if finished and said.counts else {}
        if cut:
            more["incomplete_details"] = {"reason": self.finishes[said.finish]}
        return {**_empty(said), "status": status, "output": output, **more}

    def system(self, body: Json) -> str:
        told = [
            texts(item["content"])
            for item in body["input"]
            if item.get("role") in ("system", "developer")
        ]
        return "\n".join([body.get("instructions") or "", *told])

    def images(self, body: Json) -> list[str]:
        contents = [item.get("content") for item in body["input"]]
        parts = [part for content in contents if isinstance(content, list) for part in content]
        urls = [part["image_url"] for part in parts if part["type"] == "input_image"]
        return [url.split("base64,", 1)[-1] for url in urls]

    def results(self, body: Json) -> list[str]:
        outputs = [item for item in body["input"] if item.get("type") == "function_call_output"]
        return [texts(item["output"]) for item in outputs]


def usage(counts: Counts) -> Json:
    """The input with what is cached."""
    return {
        "input_tokens": counts.input,
        "input_tokens_details": {"cached_tokens": counts.cache_read},
        "output_tokens": counts.output,
        "output_tokens_details": {"reasoning_tokens": counts.reasoning},
        "total_tokens": counts.input + counts.output,
    }


def _empty(said: Said) -> dict[str, Any]:
    nothing = dict.fromkeys(("error", "incomplete_details", "instructions", "metadata"))
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1741476542,
        **nothing,
        "model": said.model,
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
    }


def _items(said: Said) -> list[Json]:
    items: list[Json] = []
    if said.thoughts:
        summary = [{"type": "summary_text", "text": said.whole_thoughts}]
        reasoning = {"id": "rs_1", "type": "reasoning", "summary": summary}
        items.append({**reasoning, "encrypted_content": ENCRYPTED})
    if said.text:
        part = _part(said.whole_text)
        message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
        items.append({**message, "content": [part]})
    for index, (call, name, pieces) in enumerate(said.calls):
        about = {"id": f"fc_{index}", "type": "function_call", "status": "completed"}
        items.append({**about, "call_id": call, "name": name, "arguments": "".join(pieces)})
    return items


def _part(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _grown(index: int, item: Json, said: Said) -> list[Json]:
    place = {"item_id": item["id"], "output_index": index}
    if item["type"] == "reasoning":
        empty, inner = {**item, "summary": []}, _summary(place, item, said)
        empty.pop("encrypted_content")
    elif item["type"] == "message":
        empty, inner = {**item, "content": [], "status": "in_progress"}, _text(place, said)
    else:
        empty = {**item, "arguments": "", "status": "in_progress"}
        pieces = next(pieces for call, _, pieces in said.calls if call == item["call_id"])
        delta = {"type": "response.function_call_arguments.delta", **place}
        done = {"type": "response.function_call_arguments.done", **place, "name": item["name"]}
        inner = [{**delta, "delta": piece} for piece in pieces]
        inner.append({**done, "arguments": item["arguments"]})
    return [
        {"type": "response.output_item.added", "output_index": index, "item": empty},
        *inner,
        {"type": "response.output_item.done", "output_index": index, "item": item},
    ]


def _summary(place: Json, item: Json, said: Said) -> list[Json]:
    about = {**place, "summary_index": 0}
    name, part = "response.reasoning_summary", {"type": "summary_text", "text": ""}
    delta = {"type": f"{name}_text.delta", **about}
    return [
        {"type": f"{name}_part.added", **about, "part": part},
        *({**delta, "delta": piece} for piece in said.thoughts),
        {"type": f"{name}_text.done", **about, "text": said.whole_thoughts},
        {"type": f"{name}_part.done", **about, "part": item["summary"][0]},
    ]


def _text(place: Json, said: Said) -> list[Json]:
    about = {**place, "content_index": 0}
    delta = {"type": "response.output_text.delta", **about, "logprobs": []}
    done = {"type": "response.output_text.done", **about, "logprobs": []}
    return [
        {"type": "response.content_part.added", **about, "part": _part("")},
        *({**delta, "delta": piece} for piece in said.text),
        {**done, "text": said.whole_text},
        {"type": "response.content_part.done", **about, "part": _part(said.whole_text)},
    ]
