"""What providers answer when they are really asked, which takes --allow-effects (chapter 6).

What a model says is its own affair. In a service that offers the fixture a provider may be a mirror, so that more can
be seen: it takes the prompt `tool:NAME INPUT` for a call of that tool, and answers every other prompt with its text,
behind which stand the blocks of unknown types of the last user message; it counts what it uses. The prompt `wait` it
answers only when somebody ends it, `error:NAME` with that error.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from typing import Any

from ..check import Bench, check
from ..protocol import Json
from ..service import Call, Service
from ..verdicts import Failed, NotVerified
from .providers import names

HELLO: Json = {"messages": [{"role": "user", "content": "Say hello in one short sentence."}]}
LONG: Json = {
    "messages": [{"role": "user", "content": "Count from one to three hundred in words."}]
}
GLOB: Json = {
    "name": "glob",
    "description": "Find files by a pattern such as *.md",
    "input_schema": {
        "type": "object",
        "properties": {"pattern": {"type": "string"}},
        "required": ["pattern"],
    },
}
FILES: Json = {
    "messages": [{"role": "user", "content": "What files are here? Look with glob."}],
    "tools": [GLOB],
}
STRANGE: list[Json] = [
    {"type": "vendor_citation", "source": "README.md", "lines": [3, None], "deep": {"x": None}},
    {"type": "vendor_mark", "visibility": "vendor:some"},
]
KINDS = [block["type"] for block in STRANGE]


def asked(bench: Bench) -> list[str]:
    """The providers, if they may be asked."""
    found = names(bench)
    if not bench.options.allow_effects:
        raise NotVerified("providers are asked only with --allow-effects")
    return found


def complete(service: Service, name: str, request: Json, **params: Any) -> Call:
    """Ask a provider."""
    return service.send("provider.complete", {"provider": name, **params, "request": request})


def told(text: str, **more: Any) -> Json:
    """A request with this prompt."""
    return {"messages": [{"role": "user", "content": text}], **more}


def wanting(bench: Bench) -> list[Json]:
    """Requests that a model may answer with a tool call."""
    sure = [told('tool:glob {"pattern": "*"}', tools=[GLOB])] if bench.has_fixture else []
    return [FILES, *sure]


def answered(call: Call, name: str) -> Json:
    """The response; not verified if the model could not be asked."""
    message = call.message()
    if "result" in message:
        found: Json = message["result"]
        return found
    error = message["error"]
    if error.get("code") == -32010:
        raise NotVerified(f"{name} could not ask its model: {error.get('message')}")
    raise Failed(f"{name} answers a request with another error", "a ChatResponse, or -32010", error)


def of_type(response: Json, kind: str) -> list[tuple[int, Json]]:
    """The blocks of a type, with their places."""
    return [(at, b) for at, b in enumerate(response["content"]) if b.get("type") == kind]


@check("PRV-031", title="Without stream nothing is streamed")
def silent(bench: Bench) -> None:
    for name in asked(bench):
        for more in ({}, {"stream": False}):
            call = complete(bench.service, name, HELLO, **more)
            answered(call, name)
            if notes := _stream(call):
                raise Failed(f"{name} streams what was not to be streamed", "no stream", notes[0])


def _stream(call: Call) -> list[Json]:
    mine = call.service.received
    return [
        m
        for m in mine
        if str(m.get("method")).startswith("stream.provider.")
        and m["params"].get("request_id") == call.id
    ]


@check(
    "PRV-030",
    "PRV-033",
    "PRV-012",
    "RPC-043",
    title="With stream the text of each block comes as tokens that say which block, before the answer",
)
def streamed(bench: Bench) -> None:
    for name in asked(bench):
        call = complete(bench.service, name, HELLO, stream=True)
        response = answered(call, name)
        came: dict[Any, str] = defaultdict(str)
        for note in call.notes("stream.provider.token"):
            came[note.get("index")] += str(note.get("text"))
        wanted = {at: b["text"] for at, b in of_type(response, "text") if b.get("text")}
        if {at: text for at, text in came.items() if text} != wanted:
            raise Failed(
                f"the tokens of {name} are not the text of its answer (block: text)", wanted, came
            )
        if not wanted:
            raise NotVerified(f"{name} answered without a text")


@check("PRV-012", "PRV-016", title="A tool call is a block whose input is an object")
def tool_calls(bench: Bench) -> None:
    seen = 0
    for name in asked(bench):
        for request in wanting(bench):
            response = answered(complete(bench.service, name, request), name)
            calls = of_type(response, "tool_call")
            if response.get("tool_calls") and not calls:
                raise Failed(f"{name} has tool calls that are no blocks", "blocks", response)
            for _, block in calls:
                seen += 1
                if not isinstance(block.get("input"), dict):
                    raise Failed(f"{name} gives arguments that are no object", {}, block)
            for call in response.get("tool_calls") or []:
                if not isinstance(call.get("arguments"), dict):
                    raise Failed(f"{name} gives arguments that are no object", {}, call)
    if not seen:
        raise NotVerified("no model called the tool that it was offered")


@check("PRV-014", title="tool_calls names the calls of the blocks, with stream and without")
def listed_calls(bench: Bench) -> None:
    seen = 0
    for name in asked(bench):
        for request, stream in itertools.product(wanting(bench), (False, True)):
            response = answered(complete(bench.service, name, request, stream=stream), name)
            blocks = [(b["id"], b["name"], b["input"]) for _, b in of_type(response, "tool_call")]
            listed = [
                (call.get("id"), call.get("name"), call.get("arguments"))
                for call in response.get("tool_calls") or []
            ]
            if "tool_calls" in response and listed != blocks:
                raise Failed(f"{name} lists other calls than its blocks", blocks, listed)
            seen += bool(listed)
    if not seen:
        raise NotVerified("no response had tool_calls")


@check("PRV-013", title="Blocks of a type that it does not know come back as they went")
def unknown_blocks(bench: Bench) -> None:
    for name in mirrors(bench):
        said = [{"type": "text", "text": "Say it again."}, *STRANGE]
        request = {"messages": [{"role": "user", "content": said}]}
        response = answered(complete(bench.service, name, request), name)
        came = [block for block in response["content"] if block.get("type") in KINDS]
        if came != STRANGE:
            raise Failed(f"{name} loses or changes blocks that it does not know", STRANGE, came)


@check("PRV-015", title="The usage is told whenever it is known")
def usage(bench: Bench) -> None:
    for name in mirrors(bench):
        for stream in (False, True):
            response = answered(complete(bench.service, name, HELLO, stream=stream), name)
            if "usage" not in response:
                raise Failed(f"{name} does not tell what it used", "usage", response)


def mirrors(bench: Bench) -> list[str]:
    """The providers that are mirrors; not verified if none is."""
    providers = asked(bench)
    bench.fixture()
    found = [
        name
        for name in providers
        if holds_call(complete(bench.service, name, wanting(bench)[-1]).message())
    ]
    if not found:
        raise NotVerified("it takes a provider that mirrors its prompts to see this")
    return found


def holds_call(message: Json) -> bool:
    """Whether this is a response with a tool call."""
    return "result" in message and bool(
        of_type(message["result"], "tool_call") or message["result"].get("tool_calls")
    )


@check("PRV-011", title="Where an answer in JSON cannot be had, degradation says so")
def degraded(bench: Bench) -> None:
    form = {
        "type": "json_schema",
        "schema": {
            "type": "object",
            "properties": {"greeting": {"type": "string"}},
            "required": ["greeting"],
        },
    }
    for name in asked(bench):
        response = answered(complete(bench.service, name, {**HELLO, "response_format": form}), name)
        text = "".join(str(b.get("text", "")) for _, b in of_type(response, "text"))
        if "degradation" not in response and not _is_object(text):
            raise Failed(
                f"{name} answers what is no JSON, and does not say that it did something else",
                "JSON with a greeting, or degradation",
                response,
            )


def _is_object(text: str) -> bool:
    bare = re.sub(r"^```(?:json)?\n|\n```$", "", text.strip())
    try:
        return isinstance(json.loads(bare), dict)
    except ValueError:
        return False
