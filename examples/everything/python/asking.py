"""The calls that a service can make to its host."""

from collections.abc import Awaitable, Callable
from typing import Any

from amplifier_ipc import (
    ApprovalRequestParams,
    ChatRequest,
    Host,
    Message,
    RequestSessionSpawnParams,
    TextBlock,
)

HI = Message(role="user", content="hi")


async def hooks(host: Host) -> Any:
    data = {"tool_name": "bash", "tool_input": {"command": "ls"}}
    result = await host.emit_hook("tool:pre", data)
    return {"action": result.action, "reason": result.reason or None}


async def tools(host: Host) -> Any:
    result = await host.execute_tool("echo", {"text": "hi"}, call_id="c1")
    return {"success": result.success, "output": result.output}


async def provider(host: Host) -> Any:
    info = await host.provider_info()
    models = await host.list_models()
    response = await host.complete(ChatRequest(messages=[HI]))
    text = "".join(block.text for block in response.content if isinstance(block, TextBlock))
    return {"provider": info.id, "models": [model.id for model in models], "text": text}


async def provider_stream(host: Host) -> Any:
    stream = host.stream_complete(ChatRequest(messages=[HI]))
    tokens = [piece["text"] async for method, piece in stream if method.endswith(".token")]
    response = await stream.response()
    text = "".join(block.text for block in response.content if isinstance(block, TextBlock))
    return {"tokens": tokens, "text": text}


async def context(host: Host) -> Any:
    await host.add_message(HI)
    messages = await host.get_messages(token_budget=100)
    await host.set_messages(messages)
    await host.clear_messages()
    return {"count": len(messages)}


async def state(host: Host) -> Any:
    await host.set_state("everything.last", {"n": 1})
    return {"value": await host.get_state("everything.last")}


async def approval(host: Host) -> Any:
    request = ApprovalRequestParams(tool_name="bash", action="run", details={}, risk_level="high")
    result = await host.request_approval(request)
    return {"approved": result.approved, "reason": result.reason or None}


async def sessions(host: Host) -> Any:
    child = RequestSessionSpawnParams(agent="self", instruction="hi")
    first = await host.spawn_session(child)
    second = await host.resume_session(first.session_id, "more")
    return {
        "session_id": first.session_id,
        "first": first.response,
        "second": second.response,
    }


async def capabilities(host: Host) -> Any:
    listed = await host.list_capabilities()
    found = await host.get_capability("words.count")
    output = await host.call_capability("words.count", {"text": "a b"})
    return {"names": [c.name for c in listed], "service": found.service, "output": output}


async def channels(host: Host) -> Any:
    await host.publish("news", {"n": 1})
    contributions = await host.collect_channel("news")
    return {"contributions": [contribution.data for contribution in contributions]}


async def display(host: Host) -> Any:
    await host.show("hello", "warning")
    return "shown"


async def content(host: Host) -> Any:
    paths = await host.list_content("context/")
    found = await host.read_content("context/hello.md")
    return {"paths": paths, "content": found.content}


ask_the_host: dict[str, Callable[[Host], Awaitable[Any]]] = {
    ask.__name__: ask
    for ask in (
        *(hooks, tools, provider, provider_stream, context, state),
        *(approval, sessions, capabilities, channels, display, content),
    )
}
