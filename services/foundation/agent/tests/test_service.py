"""The process: what it announces, what it refuses, how it ends, and a turn over its real pipes."""

import json
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from foundation_agent import __version__

HERE = Path(__file__).parent
DESCRIBE = {"id": "h-1", "method": "describe", "params": {"protocol_versions": ["1.0"]}}


class Process:
    def __init__(self):
        command = [sys.executable, "-m", "foundation_agent.main"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def send(self, **message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.process.stdin.flush()

    def receive(self):
        return json.loads(self.process.stdout.readline())

    def ask(self, **message):
        self.send(**message)
        return self.receive()


@pytest.fixture
def service():
    running = Process()
    with running.process:  # closes the pipes
        yield running
        running.process.kill()


def test_describe_is_the_golden_file(service):
    golden = json.loads((HERE / "describe.json").read_text(encoding="utf-8"))
    assert service.ask(**DESCRIBE)["result"] == golden


def test_one_version():
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == __version__


def test_a_wrong_config_tells_every_fault(service):
    service.ask(**DESCRIBE)
    config = {
        "streaming": {"max_iteration": 1, "retry": {"max_retries": "x"}},
        "simple": {"max_tokens": "y"},
    }
    error = service.ask(id="h-2", method="configure", params={"config": config})["error"]
    assert error["code"] == -32602
    assert {fault["path"] for fault in error["data"]["errors"]} == {
        "/config/streaming/max_iteration",
        "/config/streaming/retry/max_retries",
        "/config/simple/max_tokens",
    }


@pytest.mark.parametrize("way", ["eof", "sigterm"])
def test_the_way_out(service, way):
    service.ask(**DESCRIBE)
    if way == "eof":
        service.process.stdin.close()
    else:
        service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(timeout=30) == 0
    assert service.process.stderr.read() == b""


def test_a_turn_over_the_wire(service):
    """The test is the host: it answers what the service asks, in lines."""
    service.ask(**DESCRIBE)
    answers = {
        "request.context_add_message": {},
        "request.context_get_messages": {"messages": [{"role": "user", "content": "hello"}]},
        "request.provider_complete": {"content": [{"type": "text", "text": "hi"}]},
    }
    lists = {"tools": [], "hooks": [], "providers": [], "agents": []}
    params = {
        "prompt": "hello",
        "system_prompt": "",
        "config": {},
        **lists,
        "_meta": {"depth": 0, "turn_id": "t1"},
    }
    service.send(id="h-2", method="orchestrator.execute", params=params)
    streamed = []
    while (message := service.receive()).get("id") != "h-2":
        if "id" in message:
            assert message["params"]["_meta"]["depth"] == 1
            assert message["params"]["_meta"]["turn_id"] == "t1"
            service.send(id=message["id"], result=answers[message["method"]])
        else:
            assert message["params"]["request_id"] == "h-2"
            streamed.append(message["method"])
    assert message["result"] == {"response": "hi", "status": "completed", "turn_count": 1}
    assert streamed.count("stream.token") == 1
