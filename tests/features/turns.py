"""Orchestrators: a turn through the host, with its hooks, and how it ends."""

from __future__ import annotations

from features.catalog import feature
from features.components import described, text_of, user
from features.driver import Answer, Host, Incoming, Service
from features.judge import Json

GROUP = "Components"
ADD, GET = "request.context_add_message", "request.context_get_messages"
EMIT, COMPLETE, INFO = "request.hook_emit", "request.provider_complete", "request.provider_info"
KNOWN = {
    "id": "parrot",
    "display_name": "Parrot",
    "credential_env_vars": [],
    "capabilities": ["streaming"],
    "defaults": {},
    "config_fields": [],
}
TURN = {
    "prompt": "hi",
    "system_prompt": "Be kind.",
    "tools": [],
    "hooks": [],
    "providers": [{"name": "parrot", "service": "everything"}],
    "agents": [],
    "config": {},
}
BLOCKS = [
    {"type": "text", "text": "Hello"},
    {"type": "hologram", "depth": {"z": [1, None]}},
]
END = ["orchestrator:complete", "prompt:complete"]


def said(call: Incoming) -> Json:
    """What the model says, streamed before."""
    call.notify("stream.provider.content_block_start", type="text", index=0)
    for text in ("Hel", "lo"):
        call.notify("stream.provider.token", index=0, text=text)
    call.notify("stream.provider.content_block_end", type="text", index=0)
    return {"content": BLOCKS, "finish_reason": "stop"}


def script(**folds: Json) -> dict[str, object]:
    """A host for turns: `prompt__submit` is the fold of `prompt:submit`."""
    by_event = {event.replace("__", ":"): fold for event, fold in folds.items()}
    return {
        ADD: {},
        GET: {"messages": [user("before"), user("hi")]},
        EMIT: lambda call: by_event.get(call.params["event"], {"action": "continue"}),
        INFO: KNOWN,
        COMPLETE: said,
    }


def play(service: Service, replies: dict[str, object], **params: object) -> tuple[Json, Host]:
    """The result of a turn under this script, and the host that saw its calls."""
    with service.host(replies) as host:
        return service.ask("orchestrator.execute", {**TURN, **params}), host


def asked(host: Host, method: str) -> list[Json]:
    return [payload for name, payload in host.asked if name == method]


def emitted(host: Host) -> list[str]:
    return [payload["event"] for payload in asked(host, EMIT)]


def stored(host: Host) -> list[tuple[str, str]]:
    """Role and text of each message that was stored."""
    messages = [payload["message"] for payload in asked(host, ADD)]
    return [(message["role"], text_of(message["content"])) for message in messages]


@feature(GROUP, "Orchestrator: drives a turn through the host, and streams it")
def orchestrator(service: Service) -> None:
    described(service, "orchestrators", "once")
    with service.host(script()) as host:
        turn = service.send("orchestrator.execute", {**TURN, "orchestrator": "once"})
        result = turn.result()
    assert (result["response"], result["status"], result["turn_count"]) == ("Hello", "completed", 1)
    whole, for_the_model = asked(host, GET)
    assert (whole, for_the_model["provider_info"]["id"]) == ({}, "parrot")
    (request,) = asked(host, COMPLETE)
    assert (request["provider"], request["stream"]) == ("parrot", True)
    assert request["request"]["messages"] == [user("before"), user("hi")]
    assert request["request"]["system"] == "Be kind."
    assert not request["request"].get("tools")
    assert stored(host) == [("user", "hi"), ("assistant", "Hello")]
    answer = asked(host, ADD)[1]["message"]
    assert answer["content"] == BLOCKS, "blocks of unknown types are kept (PRV-005)"
    assert emitted(host) == ["prompt:submit", "provider:request", *END]
    prompt, asking, complete, over = (payload["data"] for payload in asked(host, EMIT))
    assert (prompt, over) == ({"prompt": "hi"}, {"response": "Hello"})
    assert asking == {"iteration": 1, "provider": "parrot", "message_count": 2}
    assert complete == {"orchestrator": "once", "turn_count": 1, "status": "success"}
    tokens = [n["params"] for n in turn.notes() if n["method"] == "stream.token"]
    assert [(token["index"], token["text"]) for token in tokens] == [(0, "Hel"), (0, "lo")]


@feature(GROUP, "Orchestrator: what is attached to the prompt is stored with it")
def attachments(service: Service) -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    _, host = play(service, script(), attachments=[image])
    prompt = asked(host, ADD)[0]["message"]
    assert prompt["content"] == [{"type": "text", "text": "hi"}, image]


@feature(GROUP, "Orchestrator: hooks deny, patch the prompt and the request, and inject texts")
def orchestrator_hooks(service: Service) -> None:
    no = {"action": "deny", "reason": "not today"}
    result, host = play(service, script(prompt__submit=no))
    assert (result["status"], result["response"]) == ("denied", "not today")
    assert [method for method, _ in host.asked] == [EMIT], "nothing is stored (ORC-040)"
    result, host = play(service, script(provider__request=no))
    assert (result["status"], asked(host, COMPLETE)) == ("denied", [])
    settings = {"temperature": 0.5, "max_output_tokens": 7}
    request = {"provider": "robot", "model": "robot-1", "model_config": settings}
    more = {"context_injection": "Mind.", "ephemeral": True}
    result, host = play(
        service,
        script(
            prompt__submit={
                "action": "inject_context",
                "context_injection": "Note.",
                "data": {"prompt": "HI"},
            },
            provider__request={"action": "inject_context", "data": request, **more},
            orchestrator__complete=no,
            prompt__complete=no,
        ),
    )
    assert result["status"] == "completed", "deny has no effect at the end (HOK-040)"
    assert stored(host) == [("user", "HI"), ("system", "Note."), ("assistant", "Hello")]
    (params,) = asked(host, COMPLETE)
    came = {
        "provider": params["provider"],
        **{n: params["request"][n] for n in ("model", *settings)},
    }
    assert came == {"provider": "robot", "model": "robot-1", **settings}
    assert params["request"]["messages"][-1] == {"role": "system", "content": "Mind."}


@feature(GROUP, "Orchestrator: a hook has the user asked; what is not approved is denied")
def orchestrator_approval(service: Service) -> None:
    question = {"prompt": "May it?", "options": ["yes", "no"], "timeout": 42, "default": "allow"}
    fold = {"action": "ask_user", **{f"approval_{name}": it for name, it in question.items()}}
    cases = (
        ({"approved": True}, "completed", "Hello"),
        ({"approved": False, "reason": "no, thanks"}, "denied", "no, thanks"),
        (Answer(-32002, "service_unavailable"), "denied", None),
    )
    for reply, status, response in cases:
        result, host = play(service, {**script(prompt__submit=fold), "request.approval": reply})
        assert result["status"] == status
        assert response in (None, result["response"])
        (asking,) = asked(host, "request.approval")
        assert question.items() <= asking.items()
        assert bool(stored(host)) is (status == "completed")
        decision = "approval:granted" if status == "completed" else "approval:denied"
        assert emitted(host)[:3] == ["prompt:submit", "approval:required", decision]


@feature(GROUP, "Orchestrator: a model that cannot be asked fails the turn, and hooks hear of it")
def orchestrator_failure(service: Service) -> None:
    for method in (COMPLETE, INFO):
        error = Answer(-32002, "service_unavailable", "the parrot has flown")
        result, host = play(service, {**script(), method: error})
        assert (result["status"], result["response"]) == ("failed", "")
        assert result["metadata"] == {"error": "the parrot has flown"}
        assert emitted(host) == ["prompt:submit", "provider:request", "provider:error", *END]
        told = asked(host, EMIT)[2]["data"]
        assert (told["iteration"], told["provider"]) == (1, "parrot")
        assert (told["error"]["msg"], told["error"]["kind"]) == (
            "the parrot has flown",
            "service_unavailable",
        )
        assert stored(host) == [("user", "hi")]
