"""What the vendors refuse though their documents do not say so: by their guides and by the errors that they answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Json = dict[str, Any]
BLANK = " \t\r\n"
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")


def broken(dialect: str, body: Json) -> list[str]:
    """The rules that a request breaks."""
    text = json.dumps(body)
    slips = [word for word in ("[object Object]", "<nil>") if word in text]
    return [*(f"it says {word}" for word in slips), *_RULES[dialect](body)]


def _anthropic(body: Json) -> Iterator[str]:
    messages = body["messages"]
    if not messages or messages[0]["role"] != "user":
        yield "the user begins"
    for text in body.get("stop_sequences", ()):
        if not text.strip(BLANK):
            yield "a stop sequence is not blank"
    for block in body.get("system", ()):
        if not (block if isinstance(block, str) else block["text"]).strip(BLANK):
            yield "the system says something"
    if body.get("temperature", 0) > 1:
        yield "temperature is at most 1"
    if json.dumps(body).count('"cache_control"') > 4:
        yield "at most four marks for the cache"
    thinks = body.get("thinking", {}).get("type") == "enabled"
    if thinks and body["thinking"]["budget_tokens"] >= body["max_tokens"]:
        yield "the budget is below max_tokens"
    if thinks and body.get("tool_choice", {}).get("type") in ("any", "tool"):
        yield "who thinks is not forced to call"
    yield from _tools([(tool["name"], tool["input_schema"]) for tool in body.get("tools", ())])
    yield from _anthropic_turns(messages)


def _anthropic_turns(messages: list[Json]) -> Iterator[str]:
    ids: list[str] = []
    due: list[str] = []
    for message in messages:
        blocks = message["content"]
        if not blocks:
            yield "a message says something"
        results = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        if sorted(results) != sorted(due):
            yield f"the results {results} are those of the calls {due}"
        if [block["type"] for block in blocks[: len(results)]] != ["tool_result"] * len(results):
            yield "results come first"
        due = [block["id"] for block in blocks if block["type"] == "tool_use"]
        ids += due
        for block in blocks:
            if block["type"] == "text" and not block["text"].strip(BLANK):
                yield "a text is not blank"
            if block["type"] == "image":
                yield from _anthropic_image(block["source"])
    if due:
        yield "the last calls have results"
    if len(ids) != len(set(ids)) or not all(map(NAME.match, ids)):
        yield "ids are unique and plain"
    last = messages[-1] if messages else {"role": "user"}
    if last["role"] == "assistant" and last["content"][-1].get("text", "x")[-1:] in BLANK:
        yield "the assistant's last text does not end in white space"


def _anthropic_image(source: Json) -> Iterator[str]:
    if source["type"] == "base64" and (source["media_type"] not in KINDS or not source["data"]):
        yield f"an image is one of {KINDS}"
    if source["type"] == "url" and not source["url"].startswith("http"):
        yield "the address of an image is one of the web"


def _chat(body: Json) -> Iterator[str]:
    yield from _vllm(body)
    if len(body.get("stop", ["one"])) not in range(1, 5):
        yield "one to four stop texts"
    functions = [tool["function"] for tool in body.get("tools", ())]
    yield from _tools([(each["name"], each["parameters"]) for each in functions])


def _vllm(body: Json) -> Iterator[str]:
    """Any number of stop texts, and any schema."""
    messages, at = body.get("messages") or [], 0
    if not messages:
        yield "there are messages"
    while at < len(messages):
        message, at = messages[at], at + 1
        if message["role"] == "tool":
            yield "a result follows its call"
        calls = message.get("tool_calls") or ()
        ids = [call["id"] for call in calls]
        results = [
            each["tool_call_id"] for each in messages[at : at + len(ids)] if each["role"] == "tool"
        ]
        if sorted(results) != sorted(ids) or len(ids) != len(set(ids)):
            yield f"the results {results} are those of the calls {ids}"
        at += len(results)
        yield from _chat_calls(calls)
        yield from _chat_images(message.get("content"))


def _chat_calls(calls: Iterable[Json]) -> Iterator[str]:
    for call in calls:
        if not isinstance(json.loads(call["function"]["arguments"]), dict):
            yield "arguments are an object"
        if not NAME.match(call["function"]["name"]):
            yield "the name of a call is plain"


def _chat_images(content: Any) -> Iterator[str]:
    for part in content if isinstance(content, list) else ():
        source = part["image_url"]["url"] if part["type"] == "image_url" else "http://"
        if not re.match(r"https?://|data:image/\w+;base64,\w", source):
            yield "an image has bytes or an address"


def _responses(body: Json) -> Iterator[str]:
    items = body["input"]
    calls = [item["call_id"] for item in items if item.get("type") == "function_call"]
    results = [item["call_id"] for item in items if item.get("type") == "function_call_output"]
    if sorted(calls) != sorted(results):
        yield f"the results {results} are those of the calls {calls}"
    if not all(0 < len(each) <= 64 for each in calls):
        yield "ids have 1 to 64 characters"
    if not items and not body.get("instructions"):
        yield "there is something to answer"
    yield from _tools([(tool["name"], tool["parameters"]) for tool in body.get("tools", ())])


def _gemini(body: Json) -> Iterator[str]:
    contents = body["contents"]
    if not contents or contents[0]["role"] != "user":
        yield "the user begins"
    due: list[str] = []
    for content in contents:
        parts = content.get("parts") or [{}]
        if not all(parts) or any(part.get("inlineData", part).get("data") == "" for part in parts):
            yield "a content has parts, and these say something"
        given = [part["functionResponse"]["name"] for part in parts if "functionResponse" in part]
        if given != due:
            yield f"the responses {given} are those of the calls {due}"
        due = [part["functionCall"]["name"] for part in parts if "functionCall" in part]
    if due:
        yield "the last calls have responses"
    if len(body.get("generationConfig", {}).get("stopSequences", ())) > 5:
        yield "at most five stop sequences"
    tools = [each for tool in body.get("tools", ()) for each in tool["functionDeclarations"]]
    yield from _tools([(tool["name"], {"type": "object"}) for tool in tools])


def _ollama(body: Json) -> Iterator[str]:
    if not body.get("messages"):
        yield "there are messages"
    for message in body["messages"]:
        if not all(message.get("images") or ()):
            yield "an image has bytes"


def _tools(tools: list[tuple[str, Json]]) -> Iterator[str]:
    names = [name for name, _ in tools]
    if len(names) != len(set(names)) or not all(map(NAME.match, names)):
        yield f"names of tools are unique and plain: {names}"
    for name, schema in tools:
        if schema.get("type") != "object" or not {"oneOf", "anyOf", "allOf"}.isdisjoint(schema):
            yield f"the schema of {name} is that of an object and combines none: {schema}"


_RULES: dict[str, Callable[[Json], Iterator[str]]] = {
    "anthropic": _anthropic,
    "chat": _chat,
    "vllm": _vllm,
    "responses": _responses,
    "gemini": _gemini,
    "ollama": _ollama,
}
