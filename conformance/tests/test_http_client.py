"""The suite's own HTTP: the vectors, requests over sockets, and the way back."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from amplifier_conformance.cases import pieces
from amplifier_conformance.http import mapping
from amplifier_conformance.http.callback import Callbacks
from amplifier_conformance.http.client import Answer, Broken, Exchange, Url
from amplifier_conformance.http.sse import Events
from amplifier_conformance.protocol import methods
from amplifier_conformance.verdicts import Failed

ROOT = Path(__file__).resolve().parents[2]
PIECES = 4000  # bytes above which a stream is not cut in two at every place


def cases(name: str) -> list[Any]:
    """The cases of a file of vectors, as parameters."""
    path = ROOT / "conformance" / "vectors" / f"{name}.json"
    return [pytest.param(case, id=case["id"]) for case in json.loads(path.read_text())["cases"]]


# ---- the vectors


@pytest.mark.parametrize(
    "case", [c for c in cases("http_requests") if c.values[0]["way"] != "read"]
)
def test_a_request_is_written(case):
    written = mapping.request(case["method"], case["params"], stream=case.get("stream", False))
    wanted = case["http"]
    assert (written.method, written.target) == (wanted["method"], wanted["target"])
    assert written.headers == wanted["headers"]
    assert written.body == wanted["body"]
    assert written.stream == case.get("stream", False)


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in cases("http_requests")
        if "params" in c.values[0] and c.values[0]["http"]["headers"]
    ],
)
def test_headers_are_read(case):
    headers = {name.lower(): value for name, value in case["http"]["headers"].items()}
    meta = case["params"].get("_meta", {})
    assert mapping.read_meta(headers) == {
        name: value for name, value in meta.items() if case["way"] != "write" or name == "depth"
    }


@pytest.mark.parametrize("case", cases("http_answers"))
def test_an_answer_is_read(case):
    found = mapping.answer(case["status"], case["content_type"], case["body"].encode())
    if "result" in case:
        assert found == {"result": case["result"]}
        return
    wanted, error = case["error"], found["error"]
    assert error["code"] == wanted["code"]
    assert wanted["data"].items() <= error["data"].items()
    assert error["message"] == wanted.get("message", error["message"])


@pytest.mark.parametrize("case", cases("server_sent_events"))
def test_events_are_read_in_whatever_pieces_they_come(case):
    data = b"".join(pieces(case["input"]))
    wanted = [(name, _text(text)) for name, text in case["events"]]
    assert _read(data) == wanted
    assert _read(*(data[at : at + 1] for at in range(len(data)))) == wanted
    step = 1 if len(data) < PIECES else len(data) // 50
    for at in range(0, len(data), step):
        assert _read(data[:at], data[at:]) == wanted, at


def _read(*parts: bytes) -> list[tuple[str, str]]:
    events = Events()
    return [tuple(event) for part in parts for event in events.feed(part)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return b"".join(pieces(value.get("parts", [value]))).decode()


def test_every_endpoint_can_be_written():
    wanting = {
        name: {"provider": "p", "name": "n", "event": "e", "path": "a", "channel": "c"}
        for name in methods()
    }
    for name, row in methods().items():
        if row["http"]:
            written = mapping.request(name, dict(wanting[name]))
            assert written.method == row["http"]["method"]
            assert "{" not in written.target


def test_what_no_path_holds_is_told():
    for params in ({}, {"name": 5}, {"name": ""}):
        with pytest.raises(mapping.Unspeakable, match="name"):
            mapping.request("tool.execute", dict(params))
    with pytest.raises(mapping.Unspeakable, match="no endpoint"):
        mapping.request("state.get", {"key": "a"})


# ---- the client


@contextlib.contextmanager
def answering(*pieces: bytes) -> Iterator[str]:
    """The address of a server that reads a head, writes these bytes, says that this is all, and reads to the end.

    What stands unread when a socket is closed would make of the close a reset, which may overtake the bytes.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                heard = b""
                while b"\r\n\r\n" not in heard:
                    heard += connection.recv(65536)
                for piece in pieces:
                    connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_an_answer_is_read_whole_and_its_headers_by_their_names_in_lower_case():
    with (
        answering(
            b"HTTP/1.1 404 No\r\nX-A: 1\r\nx-a: 2\r\nContent-", b"Length: 2\r\n\r\n{", b"}"
        ) as url,
        Exchange(url) as exchange,
    ):
        answer = exchange.send("GET", "/describe").answer()
    assert (answer.status, answer.json(), answer.headers["x-a"]) == (404, {}, "1, 2")


def test_events_are_read_one_by_one_out_of_chunks_that_cut_them():
    chunks = [b"event: a\nda", b"ta: 1\n\nevent: result\ndata: {}\n\n"]
    sent = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    with answering(STREAM, *sent, b"0\r\n\r\n") as url, Exchange(url) as exchange:
        exchange.send("POST", "/a", {"Accept": "text/event-stream"}, b"{}", chunked=True)
        assert exchange.head().streams
        assert list(exchange.events()) == [("a", "1"), ("result", "{}")]


@pytest.mark.parametrize(
    "pieces_sent",
    [
        [],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"],
        [b"SSH-2.0-x\r\n\r\n"],
        [STREAM, b"2\r\n{}\r\n"],
    ],
)
def test_what_is_cut_off_or_no_http_is_told(pieces_sent):
    with answering(*pieces_sent) as url, Exchange(url) as exchange, pytest.raises(Broken):
        exchange.send("GET", "/healthz").answer()


def test_nobody_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Broken, match="no connection"):
        Exchange(f"http://127.0.0.1:{port}")


def test_a_reader_in_another_thread_ends_when_the_connection_is_closed():
    failed: list[Failed] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        exchange = Exchange(f"http://127.0.0.1:{listener.getsockname()[1]}", patience=60)
        exchange.send("GET", "/healthz")

        def read() -> None:
            try:
                exchange.head()
            except Failed as why:
                failed.append(why)

        thread = threading.Thread(target=read)
        thread.start()
        exchange.close()
        thread.join(10)
    assert len(failed) == 1


@pytest.mark.parametrize("text", ["localhost:80", "ftp://a", "http://", "http://a/?b=1"])
def test_what_is_no_url_is_refused(text):
    with pytest.raises(ValueError, match="no URL"):
        Url.of(text)


def test_a_url_may_have_a_path_and_no_port():
    assert str(Url.of("http://example.org/base/")) == "http://example.org:80/base"
    assert Url.of("https://[::1]").authority == "[::1]:443"


# ---- the way back


class Home:
    """What comes by the callbacks, and the rules that were broken."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.heard: list[dict[str, Any]] = []
        self.broken: list[str] = []
        self.callbacks = Callbacks(self._hear, self._rule, lambda *_: None)
        self.door = self.callbacks.door("h-1")

    def _hear(self, message: dict[str, Any], _raw: bytes, of: Any) -> None:
        assert of == "h-1"
        with self.changed:
            self.heard.append(message)
            self.changed.notify_all()

    def _rule(self, requirement: str, met: bool, _sentence: str) -> bool:
        self.broken += [] if met else [requirement]
        return met

    def call(self, method: str, body: bytes = b"{}", **headers: str) -> Exchange:
        """Begin a call as a service does; `headers` with _ for -."""
        url = Url.of(self.door["Amplifier-Callback"])
        given = {"Amplifier-Token": self.door["Amplifier-Token"], "Amplifier-Request": "s-1"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return Exchange(url).send("POST", f"/{method}", given, body)

    def tell(self, method: str, body: bytes = b"{}") -> Answer:
        """The answer to a notification."""
        with self.call(method, body) as told:
            return told.answer()

    def wait(self, count: int) -> dict[str, Any]:
        """The so-manieth message."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.heard) >= count, 10)
        return self.heard[count - 1]


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home()
    yield made
    made.callbacks.close()


def test_a_call_is_heard_with_its_meta_and_answered(home):
    with home.call("state.get", b'{"key":"a"}', Amplifier_Depth="2", Amplifier_Session="s") as call:
        came = home.wait(1)
        assert came["params"] == {"_meta": {"session_id": "s", "depth": 2}, "key": "a"}
        home.callbacks.answer({"id": came["id"], "result": {"value": 1}})
        assert call.answer().json() == {"value": 1}
    assert not home.broken


def test_a_call_may_fail(home):
    with home.call("state.get") as call:
        error = {"code": -32003, "message": "no", "data": {"kind": "permission_denied"}}
        home.callbacks.answer({"id": home.wait(1)["id"], "error": error})
        answer = call.answer()
    assert answer.status == 403
    told = {"status": 403, "detail": "no", "kind": "permission_denied", "code": -32003}
    assert answer.json() == {**told, "data": error["data"]}


def test_a_call_that_asks_for_a_stream_gets_one(home):
    asked = home.call("request.provider_complete", Accept="text/event-stream")
    with asked as call:
        at = home.wait(1)["id"]
        home.callbacks.event(at, "stream.provider.token", {"index": 0, "text": "a"})
        assert call.event() == ("stream.provider.token", '{"index":0,"text":"a"}')
        home.callbacks.answer({"id": at, "result": {}})
        assert list(call.events()) == [("result", "{}")]


def test_notifications_are_answered_with_204(home):
    with home.call("display.show", b'{"message":"hi"}') as call:
        answer = call.answer()
    assert (answer.status, answer.body) == (204, b"")
    assert "id" not in home.wait(1)


def test_a_closed_connection_is_an_immediate_cancel_of_the_call(home):
    with home.call("state.get"):
        at = home.wait(1)["id"]
    params = {"id": at, "mode": "immediate"}
    assert home.wait(2) == {"jsonrpc": "2.0", "method": "$/cancel", "params": params}


def test_a_cancel_names_its_call_by_what_the_service_called_it(home):
    with home.call("state.get", Amplifier_Request="mine"):
        at = home.wait(1)["id"]
        home.tell("$/cancel", b'{"id":"mine","mode":"graceful"}')
        assert home.wait(2)["params"] == {"id": at, "mode": "graceful"}


def test_an_immediate_cancel_and_the_close_behind_it_are_one(home):
    with home.call("state.get"):
        home.wait(1)
        home.tell("$/cancel", b'{"id":"s-1"}')
    home.callbacks.join(10)
    assert [message["method"] for message in home.heard] == ["state.get", "$/cancel"]


@pytest.mark.parametrize(
    ("headers", "status", "rule"),
    [
        ({"Amplifier_Token": "another"}, 403, "HTP-061"),
        ({"Content_Type": "text/plain"}, 415, "HTP-061"),
        ({"Amplifier_Request": ""}, None, "HTP-064"),
    ],
)
def test_calls_that_are_not_as_they_should_be_are_found_out(home, headers, status, rule):
    with home.call("state.get", **headers) as call:
        if status:
            assert call.answer().json()["status"] == status
        else:
            home.wait(1)
    assert home.broken == [rule]


def test_two_calls_under_way_of_one_name_are_found_out(home):
    with home.call("state.get"), home.call("state.set"):
        home.wait(2)
    assert home.broken == ["HTP-064"]
    assert home.heard[0]["id"] != home.heard[1]["id"]
