"""The conversation of three turns that every adapter must lead alike; its other half is `fixtures/aimock.json`."""

from __future__ import annotations

import json
from typing import Any

from .process import AdapterProcess

Json = dict[str, Any]

SYSTEM = "You are a careful weather service."
TURNS = [
    "What is the weather in Paris?",
    "And in Oslo and in Lima?",
    "Thank you. Why is Lima warmer?",
]
WEATHER = {
    "name": "get_weather",
    "description": "Tells the weather of a city.",
    "input_schema": {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "The city."},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            "note": {"type": "string"},
        },
        "required": ["city"],
        "additionalProperties": False,
    },
}
RESULTS = {"Paris": {"temperature": 21}, "Oslo": {"temperature": -3}, "Lima": {"temperature": 66}}
THOUGHTS = [
    "Paris needs a look.",
    "The result is here.",
    "Two places at once.",
    "Both are known.",
    "Latitude decides.",
]

PARIS = {"city": "Paris", "unit": "celsius"}
OSLO = {"city": "Oslo", "unit": "celsius"}
LIMA = {"city": "Lima", "unit": "fahrenheit", "note": 'says "sí", ünïcode\n'}


def _said(text: str) -> Json:
    return {"type": "text", "text": text}


def _calls(number: int, given: Json) -> Json:
    return {"type": "tool_call", "id": f"call {number}", "name": "get_weather", "input": given}


def _told(number: int, city: str) -> Json:
    return {"role": "tool", "call": f"call {number}", "content": json.dumps(RESULTS[city])}


TRANSCRIPT: list[Json] = [
    {"role": "user", "content": TURNS[0]},
    {"role": "assistant", "content": [_said("I look it up."), _calls(1, PARIS)]},
    _told(1, "Paris"),
    {"role": "assistant", "content": [_said("It is 21 °C in Paris — 晴れ ☀.")]},
    {"role": "user", "content": TURNS[1]},
    {"role": "assistant", "content": [_calls(2, OSLO), _calls(3, LIMA)]},
    _told(2, "Oslo"),
    _told(3, "Lima"),
    {"role": "assistant", "content": [_said("Oslo has -3 °C and Lima 66 °F.")]},
    {"role": "user", "content": TURNS[2]},
    {"role": "assistant", "content": [_said("Lima lies near the equator, Oslo does not.")]},
]
"""The transcript, apart from ids, usage and thoughts."""
REASONS = ["tool_calls", "stop", "tool_calls", "stop", "stop"]


class Conversation:
    """Leads it as an orchestrator does: each call's result goes back, until the model calls no more."""

    def __init__(self, adapter: AdapterProcess, *, stream: bool, **request: Any) -> None:
        self.adapter, self.stream, self.request = adapter, stream, request
        self.messages: list[Json] = []
        self.responses: list[Json] = []
        self.streamed: list[list[tuple[str, Json]]] = []

    async def run(self) -> None:
        """All turns."""
        for prompt in TURNS:
            self.messages.append({"role": "user", "content": prompt})
            while calls := await self._step():
                self.messages += [_result(call) for call in calls]

    async def _step(self) -> list[Json]:
        pieces: list[tuple[str, Json]] = []
        request = {
            "system": SYSTEM,
            "messages": self.messages,
            "tools": [WEATHER],
            "reasoning_effort": "low",
            **self.request,
        }
        response = await self.adapter.ask(request, stream=self.stream, pieces=pieces)
        self.responses.append(response)
        self.streamed.append(pieces)
        calls: list[Json] = response.get("tool_calls", [])
        message = {"role": "assistant", "content": response["content"]}
        self.messages.append({**message, "tool_calls": calls} if calls else message)
        return calls

    @property
    def transcript(self) -> list[Json]:
        """The messages, with the calls numbered and the thoughts left out."""
        numbers: dict[str, str] = {}
        return [_plain(message, numbers) for message in self.messages]

    @property
    def thoughts(self) -> list[str]:
        """What each response held of thoughts."""
        return [_thoughts(response["content"]) for response in self.responses]


def _result(call: Json) -> Json:
    result = RESULTS[call["arguments"]["city"]]
    about = {"tool_call_id": call["id"], "name": call["name"]}
    return {"role": "tool", "content": json.dumps(result), **about}


def _plain(message: Json, numbers: dict[str, str]) -> Json:
    if message["role"] == "tool":
        return {
            "role": "tool",
            "call": numbers[message["tool_call_id"]],
            "content": message["content"],
        }
    content = message["content"]
    if isinstance(content, list):
        content = [_block(block, numbers) for block in content if block["type"] not in _THOUGHTS]
    return {"role": message["role"], "content": content}


_THOUGHTS = ("thinking", "redacted_thinking", "reasoning")


def _block(block: Json, numbers: dict[str, str]) -> Json:
    if block["type"] != "tool_call":
        return block
    assert block["id"] not in numbers, "two calls have the same id"
    number = numbers.setdefault(block["id"], f"call {len(numbers) + 1}")
    return {"type": "tool_call", "id": number, "name": block["name"], "input": block["input"]}


def _thoughts(content: list[Json]) -> str:
    """The thoughts; a block of type reasoning may stand beside them, and hold them once more for the vendor."""
    thoughts = [block["thinking"] for block in content if block["type"] == "thinking"]
    kept = [block for block in content if block["type"] == "reasoning"]
    summaries = [part["text"] for block in kept for part in block.get("summary", [])]
    return "".join(thoughts or summaries)
