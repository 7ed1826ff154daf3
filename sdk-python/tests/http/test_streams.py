"""Streams of events over real sockets (HTP-040 to HTP-047)."""

import pytest

TURN = {
    **{"prompt": "hi", "system_prompt": "", "tools": [], "hooks": [], "providers": []},
    **{"agents": [], "config": {}},
}


def asked(text):
    return {"request": {"messages": [{"role": "user", "content": text}]}}


def test_a_provider_streams_and_its_result_comes_last(remote):
    with remote.stream("/providers/canned/stream", asked("one two")) as stream:
        assert stream.response.headers["content-type"] == "text/event-stream"
        assert stream.response.headers["cache-control"] == "no-store"
        assert stream.response.headers["amplifier-protocol"] == "1.0"
        said = {"content": [{"type": "text", "text": "one two"}], "finish_reason": "stop"}
        assert stream.rest() == [
            ("stream.provider.token", {"index": 0, "text": "one"}),
            ("stream.provider.token", {"index": 0, "text": "two"}),
            ("result", said),
        ]
    plain = remote.ask("POST", "/providers/canned/complete", {**asked("one"), "stream": True})
    assert plain.json()["content"][0]["text"] == "one"


def test_what_the_handler_raises_ends_its_stream(remote):
    with remote.stream("/providers/canned/stream", asked("too much")) as stream:
        assert stream.response.status_code == 200
        ((name, found),) = stream.rest()
    assert (name, found["status"], found["kind"]) == ("error", 502, "llm_error")
    assert found["data"]["llm_error"] == "rate_limit"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/providers/canned/stream", {}, 422),
        ("/providers/other/stream", asked("x"), 404),
        ("/orchestrator/execute", {"prompt": 1}, 422),
        ("/tools/call/execute", {"input": {"method": 1}}, 422),
        ("/tools/cal/execute", {"input": {}}, 404),
    ],
)
def test_a_request_that_is_refused_before_its_handler_runs_has_no_stream(
    remote, path, body, status
):
    with remote.stream(path, body) as stream:
        assert stream.response.status_code == status
        assert stream.response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "streamed"),
    [
        ("text/event-stream", True),
        ("application/json, Text/Event-Stream;q=0.5", True),
        ("text/event-stream;q=0, */*", False),
        ("*/*", False),
    ],
)
def test_a_tool_streams_if_it_is_asked_to(remote, accept, streamed):
    answer = remote.tool("echo", {"value": 1}, Accept=accept)
    wanted = "text/event-stream" if streamed else "application/json"
    assert answer.headers["content-type"] == wanted
    result = '{"success":true,"output":1}'
    assert answer.text == (f"event: result\ndata: {result}\n\n" if streamed else result)


def test_an_event_is_sent_when_it_happens(remote):
    with remote.stream("/tools/hold/execute", {"input": {}}) as stream:
        assert stream.next() == ("$/progress", {"message": "holding"})
    remote.until_told("cancelled")


def test_a_log_goes_into_the_stream_or_else_to_stderr(remote, host):
    host.replies["state.get"] = {"value": 1}
    body = {"input": {}}
    with remote.stream("/tools/from_a_thread/execute", body, **host.headers) as stream:
        first, second, (last, result) = stream.rest()
    written = {"level": "info", "message": "from a thread", "logger": "from_a_thread"}
    assert first == ("$/log", {**written, "data": {"n": 1}})
    logged = {"level": "warning", "message": "logged!", "logger": "remote.thread"}
    assert second == ("$/log", logged)
    assert (last, result["output"]) == ("result", 1)
    assert remote.tool("from_a_thread", **host.headers).json()["output"] == 1
    remote.until_told('INFO from_a_thread: from a thread {"n": 1}\n')
    remote.until_told("WARNING remote.thread: logged!\n")


def test_an_answer_that_no_json_carries_ends_the_stream(remote):
    with remote.stream("/tools/fail/execute", {"input": {"how": "no json"}}) as stream:
        ((name, found),) = stream.rest()
    assert (name, found["kind"]) == ("error", "internal_error")
