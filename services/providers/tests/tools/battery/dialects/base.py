"""What the dialects have in common."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

Json = dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """Tokens, as `Usage` counts them: the cached ones are part of the input, reasoning of the output."""

    input: int = 1125
    output: int = 50
    cache_read: int = 1000
    cache_write: int = 100
    reasoning: int = 30


@dataclass(frozen=True)
class Said:
    """What a model says, in pieces."""

    text: tuple[str, ...] = ()
    thoughts: tuple[str, ...] = ()
    calls: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Tool calls: id, name, the JSON of the arguments in pieces."""
    finish: str = "stop"
    counts: Counts | None = field(default_factory=Counts)
    model: str = "some-model"

    @property
    def whole_text(self) -> str:
        """The text at once."""
        return "".join(self.text)

    @property
    def whole_thoughts(self) -> str:
        """The thoughts at once."""
        return "".join(self.thoughts)


class Dialect:
    """How a vendor says it."""

    content_type: ClassVar[str] = "text/event-stream"
    finishes: ClassVar[dict[str, str]]
    """The finish reasons: ours → the vendor's."""
    unknown: ClassVar[bytes]
    """An event of a type that did not exist yet when the adapter was written."""
    malformed: ClassVar[bytes]
    """A piece that is no JSON."""
    last: ClassVar[bytes]
    """How the terminal event begins."""
    failing: ClassVar[bytes]
    """An event that tells of an overloaded server in mid-stream."""
    places: ClassVar[dict[str, str]]
    """Where in a request a member of ChatRequest ends up, as a path with points."""

    def whole(self, said: Said) -> Json:
        """The answer to a request without a stream."""
        raise NotImplementedError

    def stream(self, said: Said) -> bytes:
        """The answer as it is streamed."""
        raise NotImplementedError

    def body(self, said: Said, *, stream: bool) -> bytes:
        """Either of them."""
        return self.stream(said) if stream else json.dumps(self.whole(said)).encode()

    def headers(self, *, stream: bool) -> dict[str, str]:
        """The headers of the answer."""
        return {"content-type": self.content_type if stream else "application/json"}

    def find(self, body: Json, member: str) -> Any:
        """What a request holds for a member of ChatRequest; None if nothing."""
        return at(body, self.places[member]) if member in self.places else None

    def system(self, body: Json) -> str:
        """The instructions of the system, as the model reads them."""
        raise NotImplementedError

    def images(self, body: Json) -> list[str]:
        """The images of a request: their base64, or their URL."""
        raise NotImplementedError

    def results(self, body: Json) -> list[str]:
        """The texts of the tool results in a request, in order."""
        raise NotImplementedError


def at(value: Any, path: str) -> Any:
    """Follow a path with points; None where it leads nowhere."""
    for step in path.split("."):
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


def sse(data: Json | str, event: str | None = None) -> bytes:
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {event}\n" if event else "").encode() + f"data: {text}\n\n".encode()


def texts(content: Any) -> str:
    """The text of a content: a string, or parts with `text`."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(part.get("text") or "" for part in parts if isinstance(part, dict))
