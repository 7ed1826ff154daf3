"""Serves the content of a definition without code from within the host, over pipes as a process would be."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from threading import Thread
from typing import Any

from .content import Content
from .describe import PROTOCOL_VERSIONS
from .errors import INVALID_PARAMS, METHOD_NOT_FOUND, RpcError
from .plane import decode, message

Json = dict[str, Any]


def serve(name: str, folder: Path) -> tuple[int, int]:
    """The ends of its pipes: (to read from, to write to). It ends when the latter is closed. Raises OSError.

    A thread of its own reads the files, so that a slow disk holds up nobody else.
    """
    questions, ask = os.pipe2(os.O_CLOEXEC)
    listen, answers = os.pipe2(os.O_CLOEXEC)
    shelf = _Shelf(name, Content(folder))
    Thread(target=_answer, args=(shelf, questions, answers), name=name, daemon=True).start()
    return listen, ask


def _answer(shelf: _Shelf, questions: int, answers: int) -> None:
    with os.fdopen(questions, "rb") as lines, os.fdopen(answers, "wb", buffering=0) as out:
        try:
            for line in lines:
                answer = shelf.answer(decode(line))
                if answer is not None:
                    _write(out.fileno(), answer + b"\n")
        except BrokenPipeError:  # nobody listens any more
            return


def _write(fd: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(fd, left) :]


class _Shelf:
    """What such a service answers; of all else it says that it has no such method."""

    def __init__(self, name: str, content: Content) -> None:
        self._name = name
        self._content = content
        self._methods: dict[str, Callable[[Json], Json]] = {
            "describe": lambda _: self._describe(),
            "configure": lambda _: {"status": "ok"},
            "ping": lambda _: {},
            "content.read": lambda params: content.read(_text(params, "path")),
            "content.list": lambda params: {"paths": content.paths(_text(params, "prefix", ""))},
        }

    def answer(self, request: Json) -> bytes | None:
        """The line that answers a request; None for what is none."""
        if "id" not in request or "method" not in request:
            return None
        method = self._methods.get(str(request["method"]), _unknown)
        try:
            return message(id=request["id"], result=method(request.get("params") or {}))
        except RpcError as error:
            return message(id=request["id"], error=error.to_wire())

    def _describe(self) -> Json:
        return {
            "protocol_version": PROTOCOL_VERSIONS[0],
            "name": self._name,
            "version": version("amplifier-ipc-host"),
            "capabilities": {"content": {"paths": self._content.paths()}},
        }


def _unknown(_: Json) -> Json:
    raise RpcError(METHOD_NOT_FOUND, "content has no such method", {"kind": "method_not_found"})


def _text(params: Json, member: str, default: str | None = None) -> str:
    value = params.get(member)
    value = default if value is None else value
    if not isinstance(value, str):
        fault = [{"path": f"/{member}", "message": "must be a string"}]
        raise RpcError(
            INVALID_PARAMS, "the params do not fit", {"kind": "invalid_params", "errors": fault}
        )
    return value
