"""The trace of a turn over four languages: what each of them was asked and answered, message by message."""

from __future__ import annotations

import json

from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.trace.records import read
from amplifier_ipc_host.trace.waterfall import turns


async def test_a_turn_over_four_languages_is_traced_with_all_payloads(desk):
    session = Session(
        load_agent(desk.polyglot), cwd=desk.work, sessions=desk.home / "sessions", trace=True
    )
    try:
        await session.mount()
        end = [event async for event in session.execute(desk.prompt)][-1]
        path = session.folder / "trace.jsonl"
    finally:
        await session.close()
    trace = read(path)
    assert (trace.unread, trace.remarks) == (0, [])
    (turn,) = turns(trace.records)
    languages = {each.language for each in turn.services if each.language}
    assert languages == {"python", "rust", "go", "typescript"}
    assert [row.method for row in turn.rows if row.wrong] == []
    carried = {
        (row.target, row.method): {key: each[key] for each in row.records for key in each}
        for row in turn.rows
        if row.records[0]["type"] == "message"
    }
    driven = carried["foundation-agent", "orchestrator.execute"]
    assert driven["params"]["prompt"] == desk.prompt
    assert driven["result"]["response"] == end.response
    (told,) = [message for message in desk.transcript() if message["role"] == "tool"]
    tool = carried["workspace", "tool.execute"]
    assert tool["params"]["name"] == tool["name"]
    assert tool["result"]["output"] == json.loads(told["content"])
    asked = carried["mock", "provider.complete"]
    assert asked["params"]["request"]["messages"]
    assert asked["result"]["finish_reason"] == "stop"
    gate = carried["foundation-hooks", "hook.emit"]
    assert gate["result"]["action"] in ("continue", "modify")
    streamed = [row for row in turn.rows if row.method == "stream.provider.token"]
    assert streamed
    assert {(row.source, row.above.method) for row in streamed} == {("mock", "provider.complete")}
