"""The way back over real sockets: calls of the host for a request (HTP-061 to HTP-068)."""

import pytest
from way_back import TOKEN, Answer, Streamed

STATE = {"method": "state.get", "params": {"key": "k"}}
PROBLEM = "application/problem+json"
TURN = {
    **{"prompt": "hi", "system_prompt": "", "tools": [], "hooks": [], "providers": []},
    **{"agents": [], "config": {}},
}


def called(remote, host, asked=STATE, **headers):
    """Return how a call of the host ended."""
    return remote.tool("call", asked, **host.headers, **headers).json()["output"]


def test_a_call_carries_the_token_and_meta_of_its_request(remote, host):
    host.replies["state.get"] = {"value": 1}
    meta = {
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        **{"tracestate": "a=1", "baggage": "k=v", "Amplifier_Depth": "2"},
        **{"Amplifier_Session": "5f2c", "Amplifier_Parent_Session": "p", "Amplifier_Turn": "t1"},
    }
    assert called(remote, host, **meta) == {"result": {"value": 1}}
    call = host.next("state.get")
    assert call.params == {"key": "k"}
    sent = {name.lower().replace("_", "-"): value for name, value in meta.items()}
    wanted = {**sent, "amplifier-depth": "3", "amplifier-token": TOKEN}
    assert call.headers.items() >= wanted.items()
    assert call.headers["content-type"] == "application/json"
    assert "amplifier-deadline-ms" not in call.headers


def test_each_call_has_a_name_of_its_own(remote, host):
    host.replies["state.get"] = lambda call: {"value": call.params["key"]}
    output = remote.tool("call_twice", **host.headers).json()["output"]
    assert output == ["a", "b"]
    names = [host.next("state.get").headers["amplifier-request"] for _ in output]
    assert names[0] != names[1]
    assert all(names)


def test_notifications(remote, host):
    assert remote.tool("tell_the_host", **host.headers).json()["success"] is True
    assert host.next("channel.publish").params == {"channel": "news", "data": {"n": 1}}
    assert host.next("display.show").params == {"message": "hello", "level": "warning"}


def test_a_notification_that_the_host_refuses_fails_nothing(remote, host):
    host.replies["channel.publish"] = Answer(403, "text/plain", b"no")
    assert remote.tool("tell_the_host", **host.headers).json()["success"] is True
    remote.until_told("channel.publish was not taken")
    host.next("channel.publish")
    host.next("display.show")


def test_without_a_callback_a_call_fails(remote):
    for asked in ("call_twice", "tell_the_host"):
        answer = remote.tool(asked)
        assert (answer.status_code, answer.json()["kind"]) == (503, "service_unavailable")
    strange = remote.tool("call_twice", Amplifier_Callback="file:///etc/passwd")
    assert strange.json()["kind"] == "service_unavailable"


def test_a_host_that_is_gone(remote, host):
    headers = {**host.headers, "Amplifier_Callback": "http://127.0.0.1:1/x"}
    error = remote.tool("call", STATE, **headers).json()["output"]["error"]
    assert error["data"]["kind"] == "service_unavailable"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(403, "text/html", b"<h1>no</h1>"), "permission_denied"),
        (Answer(504, None), "deadline_exceeded"),
        (Answer(302, "text/plain"), "service_unavailable"),
        (Answer(200, "text/html", b"<p>"), "service_unavailable"),
        (Answer(200, "application/json", b'"x' + b"x" * (1 << 20) + b'"'), "service_unavailable"),
        (
            Answer(404, PROBLEM, b'{"status":404,"detail":"no","kind":"not_found","code":-32004}'),
            "not_found",
        ),
    ],
)
def test_answers_that_are_no_results(remote, host, answer, kind):
    host.replies["state.get"] = answer
    assert called(remote, host)["error"]["data"]["kind"] == kind


def test_an_error_of_a_model_is_raised_as_one(remote, host):
    host.replies["request.provider_complete"] = Answer(
        502,
        PROBLEM,
        b'{"status":502,"detail":"slow down","kind":"llm_error","code":-32010,'
        b'"data":{"kind":"llm_error","llm_error":"rate_limit","retry_after":2}}',
    )
    asked = {"method": "request.provider_complete", "params": {"request": {"messages": []}}}
    assert called(remote, host, asked) == {"llm_error": "RateLimitError", "retry_after": 2}
    assert host.next("request.provider_complete").headers["accept"] == "application/json"


def token(text):
    return "stream.provider.token", {"index": 0, "text": text}


def test_a_model_is_streamed_through(remote, host):
    host.replies["request.provider_complete"] = Streamed(
        [token("Hel"), ("vendor.event", []), token("lo"), ("result", {"content": []})]
    )
    with remote.stream("/orchestrator/execute", TURN, **host.headers) as stream:
        assert stream.rest() == [
            ("stream.token", {"index": 0, "text": "Hel"}),
            ("stream.token", {"index": 0, "text": "lo"}),
            ("result", {"response": "Hello", "status": "completed"}),
        ]
    call = host.next("request.provider_complete")
    assert call.headers["accept"] == "text/event-stream"
    assert call.params["stream"] is True


@pytest.mark.parametrize("end", [[None], [], [("error", {"status": 500})], [("result", 1)]])
def test_a_stream_that_breaks_off(remote, host, end):
    host.replies["request.provider_complete"] = Streamed([token("Hel"), token("lo"), *end])
    with remote.stream("/orchestrator/execute", TURN, **host.headers) as stream:
        name, found = stream.rest()[-1]
    assert (name, found["kind"], found["code"]) == ("error", "service_unavailable", -32002)
    if end in ([None], []):
        assert found["data"]["partial"] == "Hello"


def test_a_stream_that_ends_with_an_error(remote, host):
    problem = {"status": 404, "detail": "no", "kind": "not_found", "code": -32004}
    host.replies["request.provider_complete"] = Streamed([("error", problem)])
    with remote.stream("/orchestrator/execute", TURN, **host.headers) as stream:
        ((name, found),) = stream.rest()
    assert (name, found["detail"], found["kind"]) == ("error", "no", "not_found")


def test_the_token_is_written_nowhere(serve, host):
    remote = serve(REMOTE_LOG_LEVEL="DEBUG", AMPLIFIER_HTTP_TOKEN="s3cret-of-the-service")
    shown = {"Authorization": "Bearer s3cret-of-the-service"}
    host.replies["state.get"] = Answer(500, "text/plain", b"oops")
    answers = [
        remote.tool("call", STATE, **host.headers, **shown),
        remote.tool("about", **host.headers, **shown),
        remote.tool("call_twice", **host.headers, **shown),
        remote.tool("echo", **host.headers, Authorization="Bearer s3cret-of-another"),
        remote.tool("call", STATE, **shown, Amplifier_Token=TOKEN, Amplifier_Callback="http://["),
    ]
    remote.terminate()
    code, stdout, stderr = remote.end()
    assert code == 0
    assert "httpcore" in stderr  # what is logged at all is looked at
    for text in (stdout.decode(), stderr, *(answer.text for answer in answers)):
        assert TOKEN not in text
        assert "s3cret" not in text
