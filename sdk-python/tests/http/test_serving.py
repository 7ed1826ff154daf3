"""The life of a process that serves over HTTP: its start, its settings, its end (HTP-070 to HTP-077)."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from way_back import Held

SERVICES = Path(__file__).parents[1] / "services"
GRACE = 5


def test_one_line_on_stdout_and_nothing_else(serve):
    remote = serve()
    assert re.fullmatch(rb'\{"url":"http://127\.0\.0\.1:\d+"\}\n', remote.line)
    assert remote.tool("noise").status_code == 200
    for said in ("noise: print", "noise: descriptor", "noise: child"):
        remote.until_told(said)
    remote.terminate()
    code, stdout, stderr = remote.end()
    assert (code, stdout) == (0, remote.line)
    assert "cleaned up" not in stderr  # it was never used


@pytest.mark.parametrize("address", ["0", ":0", "localhost:0"])
def test_the_environment_can_ask_for_http(serve, address):
    remote = serve(http=False, AMPLIFIER_TRANSPORT="http", AMPLIFIER_HTTP_ADDRESS=address)
    assert remote.url.startswith("http://127.0.0.1:")
    assert remote.ask("GET", "/healthz").json() == {}


def test_it_does_not_end_with_its_stdin(serve):
    remote = serve()
    remote.process.stdin.close()
    for _ in range(3):
        assert remote.ask("GET", "/healthz").status_code == 200
    assert remote.process.poll() is None


def read_all(connection, end=None):
    """Read until the other side closes, or until what is to come last."""
    answer = b""
    while (end is None or not answer.endswith(end)) and (chunk := connection.recv(65536)):
        answer += chunk
    return answer


def test_what_is_under_way_is_answered_before_the_end(serve, host):
    remote = serve()
    held = host.replies["state.get"] = Held()
    body = json.dumps({"input": {"method": "state.get", "params": {"key": "k"}}}).encode()
    back = f"Amplifier-Callback: {host.url}\r\n".encode()
    news = {"sender": "words", "data": "x"}
    assert remote.ask("POST", "/channels/news", news).status_code == 204  # it is to be cleaned up
    with (
        remote.raw("GET", "/healthz", b"") as idle,
        remote.raw("POST", "/tools/call/execute", body, head=back) as connection,
    ):
        assert read_all(idle, b"{}").endswith(b"{}")
        host.next("state.get")
        remote.terminate()
        assert idle.recv(1) == b""  # it is closed when the end begins
        with pytest.raises(ConnectionError), remote.raw("GET", "/healthz", b"") as late:
            late.recv(1)
        held.release({"value": 1})
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'{"success":true,"output":{"result":{"value":1}}}')
    code, _, stderr = remote.end()
    assert code == 0
    assert "cleaned up" in stderr


@pytest.mark.parametrize(("tool", "told"), [("hold", "holding"), ("resist", "resisting")])
def test_what_does_not_end_is_cancelled(serve, tool, told):
    remote = serve()
    with remote.stream(f"/tools/{tool}/execute", {"input": {}}) as stream:
        remote.until_told(told)
        began = time.monotonic()
        remote.terminate()
        if tool == "hold":
            name, found = stream.rest()[-1]
            assert (name, found["kind"], found["status"]) == ("error", "cancelled", 499)
        assert remote.end()[0] == 0
    assert time.monotonic() - began < GRACE + 1  # a loaded machine starts processes slowly


def test_settings_of_the_environment(serve):
    remote = serve(AMPLIFIER_CONFIG='{"guard":{"word":"rm"}}')
    assert remote.ask("POST", "/hooks/tool:pre", {"data": {}}).status_code == 200
    remote.until_told("guarding against rm")


def refused_start(*arguments, **environment):
    """Start a service that cannot be; return its exit code and what it says."""
    ended = subprocess.run(
        [sys.executable, SERVICES / "remote.py", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert ended.stdout == ""
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ('{"guard":{"limit":"x"}}', ["/config/guard/word", "/config/guard/limit"]),
        ('{"gaurd":{}}', ["/config/gaurd", "did you mean 'guard'?"]),
        ("[]", ["/config"]),
        ("{", ["AMPLIFIER_CONFIG", "not JSON"]),
    ],
)
def test_settings_that_do_not_fit_end_the_start(config, told):
    code, stderr = refused_start("--http", "0", AMPLIFIER_CONFIG=config)
    assert code == 1
    assert all(text in stderr for text in told), stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["--http"], {}, "--http wants an address"),
        (["--http=127.0.0.1:http"], {}, "'127.0.0.1:http' is no address"),
        (["--http", "99999"], {}, "'99999' is no address"),
        (["--http", "203.0.113.1:0"], {}, "cannot listen at http://203.0.113.1:0"),
        ([], {"AMPLIFIER_TRANSPORT": "carrier pigeon"}, "AMPLIFIER_TRANSPORT is 'http' or 'stdio'"),
    ],
)
def test_an_address_that_cannot_be(arguments, environment, told):
    code, stderr = refused_start(*arguments, **environment)
    assert code == 1
    assert told in stderr
    assert len(stderr.splitlines()) == 1


def test_an_address_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, stderr = refused_start("--http", str(port))
    assert code == 1
    assert f"cannot listen at http://127.0.0.1:{port}: Address already in use" in stderr


@pytest.mark.parametrize("library", ["starlette", "uvicorn", "httpx"])
def test_a_missing_extra_is_one_sentence(tmp_path, library):
    program = tmp_path / "words.py"
    program.write_text(
        f"import sys\nsys.modules[{library!r}] = None\n"
        "from amplifier_ipc import serve, tool\n"
        "@tool\ndef echo(value: int) -> int:\n    'Say it again.'\n    return value\n"
        "serve()\n"
    )
    ended = subprocess.run(
        [sys.executable, program, "--http", "0"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    sentence = f'{library} is not installed: pip install "amplifier-ipc[http]"\n'
    assert ended.stderr.endswith(sentence)
    assert len(ended.stderr.splitlines()) == 1


def test_nothing_of_http_is_loaded_unless_it_is_asked_for():
    program = (
        "import sys, amplifier_ipc\n"
        "light = set(sys.modules)\n"
        "from amplifier_ipc import Service, tool\n"
        "@tool\ndef echo(value: int) -> int:\n    'Say it again.'\n    return value\n"
        "Service(echo, name='x').serve()\n"
        "heavy = {'starlette', 'uvicorn', 'httpx', 'amplifier_ipc.http'}\n"
        "print(sorted(heavy & set(sys.modules)), 'asyncio' in light, file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, check=True
    )
    assert ended.stderr == b"[] False\n"
