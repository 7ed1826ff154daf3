"""What the provider streams reaches the user at once and in order; hooks hear it without slowing it."""

import asyncio


async def pieces(host, inbound):
    host.piece(inbound, "content_block_start", type="thinking", index=0)
    host.piece(inbound, "thinking", index=0, text="hm")
    host.piece(inbound, "content_block_end", type="thinking", index=0)
    for token in ("it ", "is ", "so"):
        host.piece(inbound, "token", index=1, text=token)
    host.piece(inbound, "tool_call_start", id="c1", name="a")
    usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    host.piece(inbound, "usage", usage=usage)
    content = [
        {"type": "thinking", "thinking": "hm", "signature": "s"},
        {"type": "text", "text": "it is so"},
    ]
    return {"content": content, "usage": usage}


async def test_everything_is_relayed_in_order(stage):
    async with stage(model=[pieces]) as host:
        assert (await host.turn())["status"] == "completed"
    names = [name for name, _ in host.streamed if name != "stream.context_message_added"]
    assert names == [
        *("stream.content_block_start", "stream.thinking", "stream.content_block_end"),
        *("stream.content_block_start", *["stream.token"] * 3, "stream.content_block_end"),
        "stream.usage",
    ]
    assert host.shown("token") == [{"index": 1, "text": token} for token in ("it ", "is ", "so")]
    assert host.shown("thinking") == [{"index": 0, "text": "hm"}]


async def test_hooks_hear_blocks_deltas_and_thinking(stage):
    async with stage(model=[pieces]) as host:
        await host.turn()
    assert host.told("thinking:delta") == [{"index": 0, "delta": "hm"}]
    assert host.told("thinking:final") == [{"index": 0, "text": "hm"}]
    assert (
        "".join(data["delta"] for data in host.told("content_block:delta") if data["index"] == 1)
        == "it is so"
    )
    assert [data["block"] for data in host.told("content_block:end")] == [
        {"type": "thinking", "thinking": "hm"},
        {"type": "text", "text": "it is so"},
    ]


async def test_deltas_are_gathered_for_the_hooks(stage):
    async def many(host, inbound):
        for _ in range(500):
            host.piece(inbound, "token", index=0, text="x")
        return {"content": [{"type": "text", "text": "x" * 500}]}

    async with stage(model=[many]) as host:
        await host.turn()
    deltas = [data["delta"] for data in host.told("content_block:delta")]
    assert "".join(deltas) == "x" * 500
    assert len(host.shown("token")) == 500
    assert len(deltas) < 100


async def test_a_slow_hook_does_not_hold_the_tokens(stage, gate):
    slow = gate()

    async def model(host, inbound):
        host.piece(inbound, "content_block_start", type="text", index=0)
        await slow.reached.wait()
        host.piece(inbound, "token", index=0, text="a")
        await host.until("token")  # while the hook still thinks about the start of the block
        slow.open.set()
        return {"content": [{"type": "text", "text": "a"}]}

    async def hears(data):
        await slow(data)
        return {}

    async with stage(model=[model], hooks={"content_block:start": hears}) as host:
        assert (await host.turn())["response"] == "a"


async def test_what_the_provider_did_not_stream_is_shown_all_the_same(stage, say):
    answer = {"content": [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]}
    async with stage(model=[answer]) as host:
        assert (await host.turn())["response"] == "one two"
    assert host.shown("token") == [{"index": 0, "text": "one "}, {"index": 1, "text": "two"}]
    assert [block["index"] for block in host.shown("content_block_end")] == [0, 1]


async def test_every_piece_precedes_the_result(stage, say):
    async with stage(model=[say("x")]) as host:
        turn = asyncio.create_task(host.turn())
        turn.add_done_callback(lambda _: host.journal.append("result"))
        await turn
    assert host.journal[-1] == "result"
    assert host.journal.index("stream.token") < host.journal.index("request.context_add_message", 5)
