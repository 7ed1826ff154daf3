"""Endpoints over real sockets: what is asked, what is answered, and what is refused."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from way_back import PATIENCE

OPENAPI = Path(__file__).parents[3] / "schemas" / "openapi.json"


def problem(answer, status, kind):
    """Return the problem that an answer has to be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert (found["status"], found["kind"], found["data"]["kind"]) == (status, kind, kind)
    assert found["detail"]
    return found


def raw(url, request):
    """Send bytes and read until the other side closes; return status and body."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def get(path):
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()


def test_describe_names_the_version_and_needs_no_order(serve):
    remote = serve()
    assert remote.tool("echo", {"value": 1}).json() == {"success": True, "output": 1}
    answer = remote.ask("GET", "/describe", Amplifier_Protocol="2.0, 1.0")
    assert answer.headers["amplifier-protocol"] == "1.0"
    described = answer.json()
    assert (described["name"], described["limits"]["max_concurrency"]) == ("remote", 2)
    refused = remote.ask("GET", "/describe", Amplifier_Protocol="2.0")
    assert problem(refused, 400, "unsupported_version")["data"]["supported"] == ["1.0"]
    assert refused.headers["amplifier-protocol"] == "1.0"


def test_a_tool(remote):
    meta = {"Amplifier_Session": "5f2c", "Amplifier_Turn": "t1", "Amplifier_Depth": "2"}
    body = {"call_id": "c1", "input": {}, "name": "echo", "_meta": {"turn_id": "no"}}
    told = remote.ask("POST", "/tools/about/execute", body, **meta).json()["output"]
    assert told["meta"] == {"session_id": "5f2c", "turn_id": "t1", "depth": 2}
    assert (told["call_id"], told["session"]) == ("c1", "5f2c")


def test_faults_of_a_tool_are_problems(remote):
    missing = problem(remote.ask("POST", "/tools/call/execute", {}), 422, "invalid_params")
    assert [fault["path"] for fault in missing["data"]["errors"]] == ["/input"]
    unknown = problem(remote.tool("ehco"), 404, "not_found")
    assert unknown["data"]["did_you_mean"] == "echo"
    broken = problem(remote.tool("fail", {"how": "raise"}), 500, "internal_error")
    assert broken["data"]["exception"] == "ValueError"
    problem(remote.tool("fail", {"how": "no json"}), 500, "internal_error")
    odd = problem(remote.tool("fail", {"how": "odd"}), 500, "vendor:odd")
    assert (odd["code"], odd["data"]["more"]) == (-32603, 1)


def test_an_error_of_a_model_keeps_its_data(remote):
    body = {"request": {"messages": [{"role": "user", "content": "too much"}]}}
    found = problem(remote.ask("POST", "/providers/canned/complete", body), 502, "llm_error")
    assert (found["data"]["llm_error"], found["data"]["retry_after"]) == ("rate_limit", 2.5)


def test_every_kind_of_endpoint(remote):
    assert remote.ask("GET", "/healthz").json() == {}
    assert remote.ask("POST", "/configure", {"config": {}}).status_code == 422
    configured = remote.ask("POST", "/configure", {"config": {"guard": {"word": "rm"}}})
    assert configured.json() == {"status": "ok"}
    hooked = remote.ask("POST", "/hooks/tool%3Apre", {"data": {}})
    assert hooked.json()["action"] == "continue"
    remote.until_told("guarding against rm")
    assert remote.ask("GET", "/providers/canned").json()["id"] == "canned"
    assert remote.ask("GET", "/providers/canned/models").json() == {"models": []}
    assert remote.ask("GET", "/channels/news").json() == {"data": "all is well"}
    assert remote.ask("GET", "/content?prefix=a%2F").json() == {"paths": ["a/b.txt"]}
    assert remote.ask("GET", "/content/a/b.txt").json()["content"] == "b"
    assert remote.ask("GET", "/content/hello%20world.md").json()["content"] == "Hello.\n"


def test_a_notification_is_answered_with_204_once_it_was_taken(remote, host):
    body = {"sender": "words", "data": "ask"}
    headers = {"Amplifier_Session": "a", **host.headers}
    answer = remote.ask("POST", "/channels/news", body, **headers)
    assert (answer.status_code, answer.content) == (204, b"")
    remote.until_told("news: ask of a")
    assert host.next("state.set").params == {"key": "heard", "value": "words"}
    problem(remote.ask("POST", "/channels/news", {"data": 1}), 422, "invalid_params")


def test_paths_that_only_a_name_may_be(remote):
    status, found = raw(remote.url, get("/providers/.."))
    assert (status, found["data"]["name"]) == (404, "..")
    status, found = raw(remote.url, get("/content/../remote.py"))
    assert (status, found["kind"]) == (404, "not_found")
    assert raw(remote.url, get("http://other/describe"))[0] == 200  # RFC 9112, 3.2.2


def test_what_is_no_endpoint(remote, serve):
    problem(remote.ask("GET", "/nothing"), 404, "method_not_found")
    problem(remote.ask("POST", "/approvals", {}), 404, "method_not_found")
    problem(remote.ask("GET", "/approvals"), 404, "method_not_found")
    problem(remote.ask("GET", "/context/messages"), 404, "method_not_found")
    wrong = remote.ask("DELETE", "/channels/news")
    problem(wrong, 405, "method_not_found")
    assert wrong.headers["allow"] == "GET, POST"
    assert remote.ask("HEAD", "/describe").status_code == 405
    problem(serve("parrot").ask("POST", "/orchestrator/cancel", [1]), 400, "invalid_request")


def test_the_openapi_document(remote):
    answer = remote.ask("GET", "/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(OPENAPI.read_text())
    problem(remote.ask("POST", "/openapi.json", {}), 405, "method_not_found")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b'{"input":', 400, "parse_error"),
        (b'{"input":{"value":NaN}}', 400, "parse_error"),
        (b'{"input":{"value":"\\ud800"}}', 400, "parse_error"),
        (b'{"input":{"value":"\xff"}}', 400, "parse_error"),
        (b'{"input":{"value":' + b"[" * 200 + b"]" * 200 + b"}}", 400, "invalid_request"),
        (b"[]", 400, "invalid_request"),
        (b"", 422, "invalid_params"),
    ],
)
def test_bodies_that_do_not_fit(remote, body, status, kind):
    answer = remote.client.post(
        "/tools/echo/execute", content=body, headers={"Content-Type": "application/json"}
    )
    problem(answer, status, kind)


def test_the_last_of_two_members_counts(remote):
    answer = remote.client.post(
        "/tools/echo/execute",
        content=b'{"input":{"value":1},"input":{"value":2}}',
        headers={"Content-Type": "Application/JSON; charset=utf-8"},
    )
    assert answer.json()["output"] == 2


@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {}])
def test_a_body_is_declared(remote, headers):
    answer = remote.client.post("/tools/echo/execute", content=b'{"input":{}}', headers=headers)
    problem(answer, 415, "invalid_request")


def memory_of(process, what):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(what))


def test_a_body_that_is_too_long_is_not_kept(serve):
    remote = serve()
    fits = {"input": {"value": "x" * ((1 << 20) - 100)}}
    assert remote.ask("POST", "/tools/echo/execute", fits).status_code == 200
    refused = remote.ask("POST", "/tools/echo/execute", {"input": {"value": "x" * (1 << 20)}})
    assert problem(refused, 413, "message_too_large")["data"]["limit"] == 1 << 20
    before = memory_of(remote.process, "VmHWM")

    def pieces():
        for _ in range(64):
            yield b"x" * (1 << 20)

    chunked = remote.client.post(
        "/tools/echo/execute", content=pieces(), headers={"Content-Type": "application/json"}
    )
    problem(chunked, 413, "message_too_large")
    assert memory_of(remote.process, "VmHWM") - before < 16 << 10  # KiB
    assert remote.ask("GET", "/healthz").json() == {}


def test_who_shows_no_token_is_refused(serve):
    remote = serve(AMPLIFIER_HTTP_TOKEN="s3cret")
    for headers in ({}, {"Authorization": "Bearer no"}, {"Authorization": "Basic s3cret"}):
        refused = remote.ask("GET", "/describe", **headers)
        problem(refused, 401, "permission_denied")
        assert refused.headers["www-authenticate"] == "Bearer"
    problem(remote.ask("GET", "/nothing"), 401, "permission_denied")
    problem(remote.ask("GET", "/openapi.json"), 401, "permission_denied")
    assert remote.ask("GET", "/healthz").status_code == 200
    assert remote.ask("GET", "/describe", Authorization="bearer s3cret").status_code == 200


def test_a_browser_is_refused(remote):
    for path in ("/describe", "/healthz", "/nothing"):
        problem(remote.ask("GET", path, Origin="null"), 403, "permission_denied")


def test_above_the_limit_only_some_are_served(remote):
    with (
        remote.stream("/tools/hold/execute", {"input": {}}) as first,
        remote.stream("/tools/hold/execute", {"input": {}}) as second,
    ):
        assert (first.next()[0], second.next()[0]) == ("$/progress", "$/progress")
        problem(remote.tool("echo"), 429, "overloaded")
        assert remote.ask("GET", "/healthz").status_code == 200
        assert remote.ask("GET", "/describe").status_code == 200
        assert remote.ask("POST", "/hooks/tool:pre", {"data": {}}).status_code == 200
        assert remote.ask("POST", "/orchestrator/cancel", {}).status_code == 204
    for _ in (first, second):
        remote.until_told("cancelled\n")
