"""Plain functions off the event loop.

The threads are daemons: one that blocks for ever must not keep the process from ending. There are
as many as run at once (the concurrency limit of the connection bounds them); idle ones are used again.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

_T = TypeVar("_T")
_Job = Callable[[], None]

_idle: list[SimpleQueue[_Job]] = []
_lock = threading.Lock()


async def in_thread(function: Callable[..., _T], *args: Any, **kwargs: Any) -> _T:
    """Run a plain function in a thread; a cancel leaves it behind and drops what it returns."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[tuple[_T | None, BaseException | None]] = loop.create_future()
    context = contextvars.copy_context()

    def settle(value: _T | None, error: BaseException | None) -> None:
        if not done.done():
            done.set_result((value, error))

    def job() -> None:
        value, error = None, None
        try:
            value = context.run(function, *args, **kwargs)
        except BaseException as raised:  # SystemExit too is that call's alone
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
            loop.call_soon_threadsafe(settle, value, error)

    _submit(job)
    value, error = await done
    if error is not None:
        raise error
    return value  # type: ignore[return-value] # it is None only where the function returned it


def _submit(job: _Job) -> None:
    with _lock:
        jobs = _idle.pop() if _idle else None
    if jobs is None:
        jobs = SimpleQueue()
        threading.Thread(target=_work, args=(jobs,), daemon=True, name="amplifier-ipc").start()
    jobs.put(job)


def _work(jobs: SimpleQueue[_Job]) -> None:
    while True:
        jobs.get()()
        with _lock:
            _idle.append(jobs)
