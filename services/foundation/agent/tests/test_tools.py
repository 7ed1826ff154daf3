"""Tool calls: side by side, answered in order; what goes wrong with one is a result that the model sees."""

import asyncio

import pytest
from amplifier_ipc import RpcError


def tool_messages(host):
    return [message for message in host.messages if message["role"] == "tool"]


async def test_calls_run_side_by_side_and_are_stored_in_their_order(stage, say, call):
    both = asyncio.Barrier(2)
    second_done = asyncio.Event()

    async def slow(tool_input):
        await both.wait()
        await second_done.wait()
        return "slow"

    async def fast(tool_input):
        await both.wait()
        second_done.set()
        return "fast"

    model = [call(("slow", {}), ("fast", {})), say("x")]
    async with stage(model=model, tools={"slow": slow, "fast": fast}) as host:
        await host.turn()
    assert [(m["tool_call_id"], m["content"]) for m in tool_messages(host)] == [
        ("call_1", "slow"),
        ("call_2", "fast"),
    ]
    assert [end["id"] for end in host.shown("tool_call_end")] == ["call_2", "call_1"]
    assert host.shown("tool_call_start")[0] == {"id": "call_1", "name": "slow", "input": {}}


@pytest.mark.parametrize(("annotations", "most"), [({}, 3), ({"parallel_safe": False}, 1)])
async def test_tools_that_are_not_parallel_safe_wait_for_their_turn(
    stage, say, call, annotations, most
):
    running, seen = 0, []

    async def tool(tool_input):
        nonlocal running
        running += 1
        seen.append(running)
        for _ in range(20):
            await asyncio.sleep(0)  # gives the others every chance to start
        running -= 1
        return "ok"

    barrier = asyncio.Barrier(3)

    async def meets(tool_input):
        await barrier.wait()
        return await tool(tool_input)

    run = tool if most == 1 else meets
    model = [call(("a", {}), ("a", {}), ("a", {})), say("x")]
    async with stage(
        model=model, tools={"a": run}, specs={"a": {"annotations": annotations}}
    ) as host:
        await host.turn()
    assert max(seen) == most
    assert len(tool_messages(host)) == 3


async def test_max_parallel_tools_holds(stage, say, call):
    running, seen = 0, []

    async def tool(tool_input):
        nonlocal running
        running += 1
        seen.append(running)
        await asyncio.sleep(0)
        running -= 1
        return "ok"

    model = [call(*[("a", {})] * 6), say("x")]
    async with stage(model=model, tools={"a": tool}, max_parallel_tools=2) as host:
        await host.turn()
    assert len(seen) == 6
    assert max(seen) <= 2


async def test_results_as_the_model_reads_them(stage, say, call):
    image = {
        "type": "image",
        "source": {"type": "base64", "media_type": "image/png", "data": "aGk="},
    }
    tools = {
        "words": "plain text",
        "facts": {"n": 1, "ä": [True, None]},
        "failed": {
            "success": False,
            "output": None,
            "error": {"message": "no such file", "kind": "not_found"},
        },
        "sees": {"success": True, "output": "a cat", "content": [image]},
    }
    async with stage(model=[call(*[(name, {}) for name in tools]), say("x")], tools=tools) as host:
        await host.turn()
    words, facts, failed, sees = tool_messages(host)
    assert words == {
        "role": "tool",
        "content": "plain text",
        "tool_call_id": "call_1",
        "name": "words",
    }
    assert facts["content"] == '{"n": 1, "ä": [true, null]}'
    assert failed["content"] == "no such file"
    assert failed["metadata"] == {"is_error": True}
    assert sees["content"] == [{"type": "text", "text": "a cat"}, image]
    assert [end["success"] for end in host.shown("tool_call_end")] == [True, True, False, True]


async def test_long_output_is_cut_with_a_note(stage, say, call):
    async with stage(
        model=[call(("a", {})), say("x")],
        tools={"a": "y" * 50},
        tool_output_limit=10,
        preview_chars=5,
    ) as host:
        await host.turn()
    assert (
        tool_messages(host)[0]["content"]
        == "y" * 10 + "\n[cut: 50 characters, the first 10 are shown]"
    )
    assert host.shown("tool_call_end")[0]["output_preview"].startswith("y" * 5 + "\n")


async def test_a_tool_whose_service_dies_is_a_failed_result_and_the_turn_goes_on(stage, say, call):
    died = RpcError("service_unavailable", "gone", service="workspace", signal="SIGKILL")
    async with stage(model=[call(("a", {})), say("it died")], tools={"a": died}) as host:
        result = await host.turn()
    assert result["status"] == "completed"
    message = tool_messages(host)[0]
    assert message["metadata"] == {"is_error": True}
    assert message["content"] == (
        "a could not finish: service_unavailable: the service workspace was ended by SIGKILL"
    )
    assert host.asked[1]["messages"][-1] == message
    told = host.told("tool:error")[0]
    assert told["error"] == {"type": "RpcError", "msg": "gone", "kind": "service_unavailable"}
    assert host.told("tool:post") == []


async def test_wrong_input_tells_the_model_every_fault(stage, say, call):
    faults = [
        {"path": "/input/text", "message": "is missing"},
        {"path": "/input/n", "message": "is no integer"},
    ]
    wrong = RpcError("invalid_params", "wrong", errors=faults)
    async with stage(model=[call(("a", {})), say("x")], tools={"a": wrong}) as host:
        await host.turn()
    assert tool_messages(host)[0]["content"] == (
        "The input of a does not fit: /input/text: is missing; /input/n: is no integer"
    )


async def test_an_unknown_tool_is_told_with_the_nearest_name(stage, say, call):
    async with stage(model=[call(("glop", {})), say("x")], tools={"glob": 1}) as host:
        await host.turn()
    assert "there is no tool 'glop' here; did you mean 'glob'?" in tool_messages(host)[0]["content"]


async def test_an_answer_that_is_no_tool_result(stage, say, call):
    async with stage(model=[call(("a", {})), say("x")], tools={"a": 1}) as host:
        host.answers["request.tool_execute"] = {"success": "perhaps"}
        assert (await host.turn())["status"] == "completed"
    assert (
        "the answer to request.tool_execute does not fit ToolResult"
        in tool_messages(host)[0]["content"]
    )


async def test_two_calls_with_one_id_get_a_result_each(stage, say, call):
    twins = call(("a", {"n": 1}), ("a", {"n": 2}))
    for made in twins["tool_calls"]:
        made["id"] = "same"
    async with stage(model=[twins, say("x")], tools={"a": lambda given: given["n"]}) as host:
        await host.turn()
    assert [message["content"] for message in tool_messages(host)] == ["1", "2"]


async def test_the_list_of_todos_is_shown(stage, say, call):
    todos = [{"content": "write", "status": "pending"}]
    async with stage(
        model=[call(("todo", {})), say("x")], tools={"todo": {"todos": todos}}
    ) as host:
        await host.turn()
    assert host.shown("todo_update") == [{"todos": todos}]
