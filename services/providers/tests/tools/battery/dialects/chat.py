"""The chat completions of OpenAI, as vLLM, GitHub Copilot and other servers speak them too."""

from __future__ import annotations

from typing import Any, ClassVar

from .base import Counts, Dialect, Json, Said, sse, texts


class Chat(Dialect):
    """https://platform.openai.com/docs/api-reference/chat."""

    finishes: ClassVar[dict[str, str]] = {
        "stop": "stop",
        "length": "length",
        "tool_calls": "tool_calls",
        "content_filter": "content_filter",
    }
    unknown: ClassVar[bytes] = sse(
        {"id": "chatcmpl-1", "object": "weather.report", "created": 1, "model": "m", "choices": []}
    )
    malformed: ClassVar[bytes] = b'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"con\n\n'
    last: ClassVar[bytes] = b'data: {"id": "chatcmpl-1", "object": "chat.completion.chunk", '
    failing: ClassVar[bytes] = sse(
        {"error": {"message": "The server is overloaded", "type": "server_error", "code": 503}}
    )
    places: ClassVar[dict[str, str]] = {
        "model": "model",
        "temperature": "temperature",
        "top_p": "top_p",
        "stop": "stop",
        "tool_choice": "tool_choice",
        "tools": "tools",
        "reasoning_effort": "reasoning_effort",
        "response_format": "response_format",
    }

    def whole(self, said: Said) -> Json:
        message: Json = {"role": "assistant", "content": said.whole_text or None, "refusal": None}
        if said.thoughts:
            message["reasoning_content"] = said.whole_thoughts
        if said.calls:
            calls = [_call(call, name, "".join(pieces)) for call, name, pieces in said.calls]
            message["tool_calls"] = calls
        choice = {"index": 0, "message": message, "logprobs": None}
        finish = {"finish_reason": self.finishes[said.finish]}
        counted = {"usage": usage(said.counts)} if said.counts else {}
        return {**_about(said, "chat.completion"), "choices": [{**choice, **finish}], **counted}

    def stream(self, said: Said) -> bytes:
        deltas: list[Json] = [{"role": "assistant", "content": "", "refusal": None}]
        deltas += [{"reasoning_content": piece} for piece in said.thoughts]
        deltas += [{"content": piece} for piece in said.text]
        for index, (call, name, pieces) in enumerate(said.calls):
            deltas.append({"tool_calls": [{"index": index, **_call(call, name, "")}]})
            for piece in pieces:
                function = {"arguments": piece}
                deltas.append({"tool_calls": [{"index": index, "function": function}]})
        chunks = [_chunk(said, delta, None) for delta in deltas]
        chunks.append(_chunk(said, {}, self.finishes[said.finish]))
        if said.counts:
            about = _about(said, "chat.completion.chunk")
            chunks.append({**about, "choices": [], "usage": usage(said.counts)})
        return b"".join([*map(sse, chunks), sse("[DONE]")])

    def find(self, body: Json, member: str) -> Any:
        if member == "max_output_tokens":  # the newer name, and the one that servers of others know
            return body.get("max_completion_tokens", body.get("max_tokens"))
        return super().find(body, member)

    def system(self, body: Json) -> str:
        told = [each for each in body["messages"] if each["role"] in ("system", "developer")]
        return "\n".join(texts(each["content"]) for each in told)

    def images(self, body: Json) -> list[str]:
        contents = [message.get("content") for message in body["messages"]]
        parts = [part for content in contents if isinstance(content, list) for part in content]
        urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
        return [url.split("base64,", 1)[-1] for url in urls]

    def results(self, body: Json) -> list[str]:
        return [texts(each["content"]) for each in body["messages"] if each["role"] == "tool"]


def usage(counts: Counts) -> Json:
    """The input with what is cached."""
    return {
        "prompt_tokens": counts.input,
        "completion_tokens": counts.output,
        "total_tokens": counts.input + counts.output,
        "prompt_tokens_details": {"cached_tokens": counts.cache_read, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": counts.reasoning, "audio_tokens": 0},
    }


def _call(call: str, name: str, arguments: str) -> Json:
    return {"id": call, "type": "function", "function": {"name": name, "arguments": arguments}}


def _about(said: Said, kind: str) -> Json:
    return {"id": "chatcmpl-1", "object": kind, "created": 1741569952, "model": said.model}


def _chunk(said: Said, delta: Json, finish: str | None) -> Json:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {**_about(said, "chat.completion.chunk"), "choices": [choice]}
