"""generateContent of the Gemini API, v1beta."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from .base import Counts, Dialect, Json, Said, sse, texts

SIGNATURE = "c2lnbmVkLWJ5LWdvb2dsZQ=="


class Gemini(Dialect):
    """https://ai.google.dev/api/generate-content."""

    finishes: ClassVar[dict[str, str]] = {
        "stop": "STOP",
        "length": "MAX_TOKENS",
        "tool_calls": "STOP",  # Gemini has no reason of its own for calls
        "content_filter": "SAFETY",
    }
    unknown: ClassVar[bytes] = sse({"weatherReport": {"rain": True}})
    malformed: ClassVar[bytes] = b'data: {"candidates": [{"content": {"parts": [{"text": \n\n'
    last: ClassVar[bytes] = b"data: "
    failing: ClassVar[bytes] = sse(
        {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
    )
    places: ClassVar[dict[str, str]] = {
        "temperature": "generationConfig.temperature",
        "top_p": "generationConfig.topP",
        "max_output_tokens": "generationConfig.maxOutputTokens",
        "stop": "generationConfig.stopSequences",
        "tool_choice": "toolConfig.functionCallingConfig",
        "tools": "tools.0.functionDeclarations",
    }

    def whole(self, said: Said) -> Json:
        parts: list[Json] = []
        if said.thoughts:
            parts.append({"text": said.whole_thoughts, "thought": True})
        if said.text:
            parts.append({"text": said.whole_text})
        parts += [_call(call, first=not at) for at, call in enumerate(said.calls)]
        return self._response(said, parts, finish=True)

    def stream(self, said: Said) -> bytes:
        parts: list[Json] = [{"text": piece, "thought": True} for piece in said.thoughts]
        parts += [{"text": piece} for piece in said.text]
        parts += [_call(call, first=not at) for at, call in enumerate(said.calls)]
        chunks = [self._response(said, [part], finish=False) for part in parts]
        return b"".join(map(sse, [*chunks, self._response(said, [{"text": ""}], finish=True)]))

    def _response(self, said: Said, parts: list[Json], *, finish: bool) -> Json:
        candidate: Json = {"content": {"role": "model", "parts": parts}, "index": 0}
        if finish:
            candidate["finishReason"] = self.finishes[said.finish]
        counted = {"usageMetadata": usage(said.counts)} if said.counts and finish else {}
        about = {"modelVersion": said.model, "responseId": "resp-1"}
        return {"candidates": [candidate], **counted, **about}

    def system(self, body: Json) -> str:
        return texts((body.get("systemInstruction") or {}).get("parts"))

    def images(self, body: Json) -> list[str]:
        found: list[str] = []
        for part in _parts(body):
            if "inlineData" in part:
                found.append(part["inlineData"]["data"])
            elif "fileData" in part:
                found.append(part["fileData"]["fileUri"])
        return found

    def results(self, body: Json) -> list[str]:
        responses = [
            part["functionResponse"] for part in _parts(body) if "functionResponse" in part
        ]
        return [json.dumps(each["response"], ensure_ascii=False) for each in responses]


def _parts(body: Json) -> list[Json]:
    return [part for content in body["contents"] for part in content["parts"]]


def _call(call: tuple[str, str, tuple[str, ...]], *, first: bool) -> Json:
    _, name, pieces = call
    part: dict[str, Any] = {"functionCall": {"name": name, "args": json.loads("".join(pieces))}}
    return {**part, "thoughtSignature": SIGNATURE} if first else part


def usage(counts: Counts) -> Json:
    """The output without the thoughts, which stand beside it."""
    return {
        "promptTokenCount": counts.input,
        "cachedContentTokenCount": counts.cache_read,
        "candidatesTokenCount": counts.output - counts.reasoning,
        "thoughtsTokenCount": counts.reasoning,
        "totalTokenCount": counts.input + counts.output,
    }
