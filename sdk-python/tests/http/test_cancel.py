"""Cancels and deadlines over real sockets (HTP-050 to HTP-053)."""

import pytest
from way_back import Held

SESSION = {"Amplifier_Session": "5f2c"}
TURN = {
    **{"prompt": "hi", "system_prompt": "", "tools": [], "hooks": [], "providers": []},
    **{"agents": [], "config": {}},
}
TOKEN = ("stream.provider.token", {"index": 0, "text": "He"})


@pytest.fixture
def remote(serve):
    return serve()


def warm_up(remote, host):
    """Connect the service to the host, so that the next call reaches it well within its time."""
    host.replies["state.get"] = {"value": 1}
    asked = {"method": "state.get", "params": {"key": "k"}}
    assert remote.tool("call", asked, **host.headers).json()["output"] == {"result": {"value": 1}}
    host.next("state.get")


def cancel(remote, body, session="5f2c"):
    answer = remote.ask("POST", "/orchestrator/cancel", body, Amplifier_Session=session)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_closed_connection_is_a_cancel_and_closes_those_of_own_calls(remote, host):
    held = host.replies["request.provider_complete"] = Held(TOKEN)
    with remote.stream("/orchestrator/execute", TURN, **SESSION, **host.headers) as stream:
        assert stream.next() == ("stream.token", {"index": 0, "text": "He"})
        host.next("request.provider_complete")
    assert held.closed.wait(30)
    # The handler heard of it, and what it calls to end well still arrives.
    assert host.next("state.set").params == {"key": "left", "value": "He"}


def test_a_closed_connection_without_a_stream_is_a_cancel_too(remote):
    with remote.raw("POST", "/tools/hold/execute", b'{"input":{}}'):
        remote.until_told("holding")
    remote.until_told("cancelled")


@pytest.mark.parametrize("times", [1, 2])
def test_a_closed_connection_closes_calls_that_have_no_stream(remote, host, times):
    for _ in range(times):  # the second goes over a connection that is there already
        held = host.replies["state.get"] = Held()
        body = b'{"input":{"method":"state.get","params":{"key":"k"}}}'
        back = f"Amplifier-Callback: {host.url}\r\n".encode()
        with remote.raw("POST", "/tools/call/execute", body, head=back):
            host.next("state.get")
        assert held.closed.wait(30)


def test_a_graceful_cancel_is_passed_on_and_the_stream_goes_on(remote, host):
    held = host.replies["request.provider_complete"] = Held(TOKEN)
    with remote.stream("/orchestrator/execute", TURN, **SESSION, **host.headers) as stream:
        assert stream.next()[0] == "stream.token"
        asked = host.next("request.provider_complete")
        cancel(remote, {"mode": "graceful"}, session="another")
        cancel(remote, {"mode": "graceful", "reason": "the user said so"})
        told = host.next("$/cancel")
        wanted = {"mode": "graceful", "reason": "the user said so"}
        assert told.params == {"id": asked.headers["amplifier-request"], **wanted}
        assert told.headers["amplifier-token"] == asked.headers["amplifier-token"]
        cancel(remote, {"mode": "graceful"})  # it is known
        held.release({"content": []})
        ((name, result),) = stream.rest()
    assert (name, result["response"], result["status"]) == ("result", "He (graceful)", "cancelled")
    assert host.calls.empty()


def test_an_immediate_cancel_ends_the_stream(remote, host):
    held = host.replies["request.provider_complete"] = Held(TOKEN)
    with remote.stream("/orchestrator/execute", TURN, **SESSION, **host.headers) as stream:
        assert stream.next()[0] == "stream.token"
        cancel(remote, {"mode": "graceful"})
        cancel(remote, {"mode": "of another version"})  # counts as immediate (RPC-033)
        ((name, result),) = stream.rest()
    assert held.closed.wait(30)
    assert (name, result["response"], result["status"]) == ("result", "He", "cancelled")
    remote.until_told("ended: CancelledError")


def test_a_cancel_of_nothing_is_answered_and_so_is_one_without_a_body(remote):
    cancel(remote, {})
    cancel(remote, None)


def test_a_deadline_is_kept(remote, host):
    late = remote.tool("echo", Amplifier_Deadline_Ms="0")
    assert (late.status_code, late.json()["kind"]) == (504, "deadline_exceeded")
    warm_up(remote, host)
    held = host.replies["state.get"] = Held()
    asked = {"method": "state.get", "params": {"key": "k"}}
    answer = remote.tool("call", asked, Amplifier_Deadline_Ms="500", **host.headers)
    assert (answer.status_code, answer.json()["kind"]) == (504, "deadline_exceeded")
    passed_on = host.next("state.get").headers
    assert 0 < int(passed_on["amplifier-deadline-ms"]) <= 500
    assert held.closed.wait(30)


def test_a_deadline_ends_a_stream(remote):
    headers = {"Amplifier_Deadline_Ms": "50"}
    with remote.stream("/tools/hold/execute", {"input": {}}, **headers) as stream:
        assert stream.next()[0] == "$/progress"
        ((name, found),) = stream.rest()
    assert (name, found["status"], found["kind"]) == ("error", 504, "deadline_exceeded")
    remote.until_told("cancelled")


def test_a_deadline_holds_for_the_body_too(remote):
    head = b"Amplifier-Deadline-Ms: 50\r\n"
    with remote.raw("POST", "/tools/echo/execute", b"{", length=100, head=head) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 504 ")


def test_a_call_that_is_silent_for_too_long_is_given_up(remote, host):
    warm_up(remote, host)
    held = host.replies["state.get"] = Held()
    asked = {"method": "state.get", "params": {"key": "k"}, "timeout": 0.5}
    output = remote.tool("call", asked, **host.headers).json()["output"]
    assert output["error"]["data"]["kind"] == "deadline_exceeded"
    assert held.closed.wait(30)
