"""A host program over the library: runs one turn, and tells as JSON how it ended and how much memory it took.

`measured.py AGENT SESSIONS CWD PROMPT`. `peak_mib`: the most that this process had in memory, in MiB; what it had
before the turn is in `before_mib`. `events`: how many of each type the turn gave.
"""

import asyncio
import json
import resource
import sys
from collections import Counter
from pathlib import Path

from amplifier_ipc_host import Session, load_agent


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main() -> None:
    agent, sessions, cwd, prompt = sys.argv[1:]
    session = Session(load_agent(agent), cwd=cwd, sessions=Path(sessions))
    events, end = Counter(), None
    try:
        await session.mount()
        before = peak_mib()
        async for event in session.execute(prompt):
            events[event.type] += 1
            end = event
    finally:
        await session.close()
    told = {"events": events, "before_mib": before, "peak_mib": peak_mib(), "type": end.type}
    print(json.dumps({**told, "response": getattr(end, "response", end.type)}))


asyncio.run(main())
