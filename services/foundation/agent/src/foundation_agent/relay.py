"""A provider's stream on its way to the user, heard by the hooks."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from amplifier_ipc import ChatResponse, Context, StreamEvent

from .events import Events

Json = dict[str, Any]
DELTA_PAUSE = 0.05
"""Seconds between two events of a block's deltas: hooks hear at most 20 a second."""
_PREFIX = "stream.provider."
_MEMBER = {"text": "text", "thinking": "thinking"}
"""Type of a block → the member that its pieces make up."""


@dataclass(slots=True)
class Block:
    """A block under way: `pieces` from `told` on have not been told to the hooks."""

    type: str
    pieces: list[str] = field(default_factory=list)
    told: int = 0
    told_at: float = 0.0


@dataclass(slots=True)
class Relay:
    """Passes one stream on, in order and at once. Hooks on it are not waited for."""

    ctx: Context
    events: Events
    _open: dict[int, Block] = field(default_factory=dict)
    _ended: set[int] = field(default_factory=set)
    _text: list[str] = field(default_factory=list)
    _spoke: bool = False

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._text)

    async def take(self, event: StreamEvent) -> None:
        """Pass a piece of the stream on."""
        name, params = event.method.removeprefix(_PREFIX), event.params
        if name in ("token", "thinking"):
            await self._piece(name, params)
        elif name == "content_block_start":
            await self._start(_index(params), str(params.get("type", "text")))
        elif name == "content_block_delta":
            await self.ctx.stream("stream.content_block_delta", **params)
            block = self._open.get(_index(params))
            about = {"index": _index(params), "delta": params.get("delta")}
            self.events.note("content_block:delta", block_type=block.type if block else "", **about)
        elif name == "content_block_end":
            await self._end(_index(params))
        # usage and the start of tool calls: the orchestrator says them itself, once they are settled

    async def finish(self, response: ChatResponse) -> None:
        """End what is open, and say what the provider did not stream."""
        silent = not self._spoke
        for index, block in enumerate(response.content):
            wire = block.to_wire()
            if index in self._open:
                await self._end(index, wire)
            elif index not in self._ended:
                await self._start(index, str(wire.get("type", "")))
                text = wire.get("text")
                if wire.get("type") == "text" and text and silent:
                    await self._piece("token", {"index": index, "text": text})
                await self._end(index, wire)
        await self.close()

    async def close(self) -> None:
        """End what is open: nothing more comes."""
        for index in list(self._open):
            await self._end(index)

    async def _piece(self, name: str, params: Json) -> None:
        index, text = _index(params), str(params.get("text", ""))
        kind = "text" if name == "token" else "thinking"
        if index not in self._open:
            await self._start(index, kind)
        if kind == "text":
            self._spoke = True
            self._text.append(text)
        await self.ctx.stream(f"stream.{name}", index=index, text=text)
        block = self._open[index]
        block.pieces.append(text)
        if time.monotonic() - block.told_at >= DELTA_PAUSE:
            self._tell_delta(index, block)

    async def _start(self, index: int, kind: str) -> None:
        if index in self._open:
            return
        self._open[index] = Block(kind)
        await self.ctx.stream("stream.content_block_start", type=kind, index=index)
        self.events.note("content_block:start", block_type=kind, index=index)

    async def _end(self, index: int, wire: Json | None = None) -> None:
        block = self._open.pop(index, None)
        if block is None:
            return
        self._ended.add(index)
        self._tell_delta(index, block)
        await self.ctx.stream("stream.content_block_end", type=block.type, index=index)
        text = "".join(block.pieces)
        if block.type == "thinking":
            self.events.note("thinking:final", index=index, text=text)
        if wire is None and block.type in _MEMBER:
            wire = {"type": block.type, _MEMBER[block.type]: text}
        if wire is not None:
            self.events.note("content_block:end", block_type=block.type, index=index, block=wire)

    def _tell_delta(self, index: int, block: Block) -> None:
        delta = "".join(block.pieces[block.told :])
        if not delta:
            return
        block.told, block.told_at = len(block.pieces), time.monotonic()
        self.events.note("content_block:delta", block_type=block.type, index=index, delta=delta)
        if block.type == "thinking":
            self.events.note("thinking:delta", index=index, delta=delta)


def _index(params: Json) -> int:
    index = params.get("index", 0)
    return index if isinstance(index, int) else 0
