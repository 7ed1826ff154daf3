"""HTTP/1.1 on bytes: heads in, heads out, bodies in pieces. What is said of both sides is pure (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

HEAD_LIMIT = 65536  # bytes of a head; beyond it is no caller that means well
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
_TARGET = re.compile(rb"[\x21-\x7e\x80-\xff]+\Z")
_SEEN = r"\x21-\x7e\x80-\U0010ffff"
_VALUE = re.compile(rf"(?:[{_SEEN}](?:[\t {_SEEN}]*[{_SEEN}])?)?\Z")
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content", 499: "Client Closed Request"}


class HeadError(ValueError):
    """The bytes are no head of a request; `status` is what to answer."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Head:
    """A request without its body; the names of headers are in lower case."""

    method: str
    target: str
    version: str
    headers: dict[str, str]

    def has(self, name: str, word: str) -> bool:
        """Whether a header that is a list names this word."""
        return word in (part.strip().lower() for part in self.headers.get(name, "").split(","))

    @property
    def keeps(self) -> bool:
        """Whether the connection may be used again."""
        return self.version == "1.1" and not self.has("connection", "close")

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return "transfer-encoding" in self.headers

    @property
    def length(self) -> int:
        """The length of a body that does not come in chunks."""
        return int(self.headers.get("content-length", "0"))


def parse_head(data: bytes) -> Head:
    """The head whose bytes these are, without the blank line; HeadError says why it is none."""
    first, *lines = data.replace(b"\r\n", b"\n").split(b"\n")
    words = first.split(b" ")
    if len(words) != 3 or not _TOKEN.match(words[0]) or not _TARGET.match(words[1]):
        raise HeadError("the request line is broken")
    if words[2] not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise HeadError("this is HTTP/1.1", 505)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not _TOKEN.match(name):
            raise HeadError("a header is broken")
        _add(headers, name.decode().lower(), _text(value.strip(b" \t")))
    head = Head(words[0].decode(), _text(words[1]), words[2][5:].decode(), headers)
    _check_framing(head)
    return head


def _add(headers: dict[str, str], name: str, value: str) -> None:
    """Several headers of one name are one, whose parts commas separate."""
    if name == "content-length" and headers.get(name) == value:
        return
    headers[name] = f"{headers[name]}, {value}" if name in headers else value


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _check_framing(head: Head) -> None:
    length, coding = (head.headers.get(n) for n in ("content-length", "transfer-encoding"))
    if length is not None and (coding is not None or not re.fullmatch(r"[0-9]{1,18}", length)):
        raise HeadError("the length of the body is not told in one way")
    if coding is not None and coding.lower() != "chunked":
        raise HeadError(f"the transfer coding {coding[:80]} is unknown", 501)
    if head.version == "1.1" and "host" not in head.headers:
        raise HeadError("a request names its host")


class Chunks:
    """Reads a body in chunks from a buffer that grows; `over` when the last one has been read."""

    def __init__(self) -> None:
        self.over = False
        self._left = 0  # bytes of the chunk, its CRLF among them
        self._trailers = False

    def take(self, buffer: bytearray) -> Iterator[bytes]:
        """The bytes of the body that the buffer holds, which are removed from it. Raises HeadError."""
        while not self.over:
            if self._left > 2:
                piece = bytes(buffer[: self._left - 2])
                if not piece:
                    return
                self._left -= len(piece)
                del buffer[: len(piece)]
                yield piece
            elif self._left:
                if len(buffer) < self._left:
                    return
                del buffer[: self._left]
                self._left = 0
            elif not self._line(buffer):
                return

    def _line(self, buffer: bytearray) -> bool:
        """Take in the line before a chunk, or behind the last one."""
        line, end, _ = buffer.partition(b"\n")
        if not end:
            if len(buffer) > HEAD_LIMIT:
                raise HeadError("a line between chunks is too long")
            return False
        del buffer[: len(line) + 1]
        line = line.strip()
        if self._trailers:
            self.over = not line
            return True
        size = line.partition(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,15}", size):
            raise HeadError("the length of a chunk is broken")
        self._left = int(size, 16) + 2 if int(size, 16) else 0
        self._trailers = not self._left
        return True


def answer_head(status: int, headers: dict[str, str]) -> bytes:
    """The head of an answer."""
    lines = [f"HTTP/1.1 {status} {phrase_of(status)}", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def phrase_of(status: int) -> str:
    """What a status is called."""
    return _PHRASES.get(status) or HTTPStatus(status).phrase


def chunk(data: bytes) -> bytes:
    """The bytes as one chunk; no bytes are the last one."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def fits_header(value: str) -> bool:
    """Whether a text can be the value of a header (RFC 9110, 5.5)."""
    return _VALUE.match(value) is not None
