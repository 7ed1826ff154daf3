"""Services over HTTP beside services over stdio, in one session (spec chapter 13)."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from amplifier_ipc_host import DefinitionError, load_agent
from amplifier_ipc_host.events import (
    ActivityStarted,
    ServiceFailed,
    ServiceReady,
    Stream,
)
from amplifier_ipc_host.trace.records import read

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("amplifier-ipc")
EVERYTHING = ROOT / "examples" / "everything" / "python" / "everything.py"
WEB = Path(__file__).parent / "services" / "web.py"
GRANTS = [
    "hook.emit",
    "tool.execute",
    "provider.complete",
    "context",
    "approval",
    "content.read",
    "capability.call",
    "channel.collect",
]
SERVES_TOOLS = {"AMPLIFIER_COMPONENTS": "word_count,countdown,wait,about,ask_host,guard"}


@dataclass
class Served:
    """A service that runs, and where."""

    url: str
    process: subprocess.Popen[bytes]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts a script that serves over HTTP; what still runs at the end of the test is ended."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(script: Path, *arguments: str, **env: str) -> Served:
        process = subprocess.Popen(
            [sys.executable, str(script), *arguments],
            cwd=tmp_path,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        running.append(process)
        assert process.stdout
        return Served(json.loads(process.stdout.readline())["url"], process)

    yield serve
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def everything(serve) -> Callable[..., Served]:
    return lambda **env: serve(EVERYTHING, "--http", "127.0.0.1:0", **env)


@pytest.fixture
def web(serve) -> Served:
    return serve(WEB)


def call(name: str, **arguments: object) -> list[object]:
    return ["request.tool_execute", {"name": name, "input": arguments}]


# ---- what works -----------------------------------------------------------------------------------------------


async def test_tools_of_both_bindings_are_called_in_one_turn(house, run, everything):
    house.remote("far", everything(**SERVES_TOOLS).url, grants=GRANTS)
    session = house.session()
    turn = await run(
        session, call("word_count", text="a b b"), call("echo", text="near"), call("about")
    )
    outputs = [answer["result"]["output"] for answer in turn.answers]
    assert outputs[:2] == [3, "near"]
    assert outputs[2]["session_id"] == session.session_id
    ready = {event.service: event for event in turn.of(ServiceReady)}
    assert ready["far"].pid is None
    assert ready["far"].url.startswith("http://127.0.0.1:")
    assert ready["far"].language == "python"
    assert ready["parrot"].url is None


async def test_a_whole_turn_runs_over_http(house, run, everything):
    """Orchestrator, context manager, provider and hooks: the nested calls come back and go out again."""
    house.behaviors.clear()
    house.remote("far", everything().url, grants=GRANTS)
    roles = {"orchestrator": "once", "context_manager": "memory", "provider": "parrot"}
    session = house.session(house.agent(**roles))
    turn = await run(session, prompt="well said")
    assert turn.complete.response == "WELL SAID", "as the hook `shout` has it"
    tokens = [event.text for event in turn.of(Stream) if event.name == "token"]
    assert (len(tokens) > 1, "".join(tokens)) == (True, "WELL SAID")
    path = house.folder / "sessions" / session.session_id / "transcript.jsonl"
    assert [json.loads(line)["role"] for line in path.read_text().splitlines()] == [
        "user",
        "assistant",
    ]
    again = await run(session, prompt="once more")
    assert again.complete.response == "ONCE MORE"


async def test_the_far_orchestrator_drives_services_on_stdio(house, run, everything):
    house.behaviors.remove("parrot")
    house.service("news")
    house.remote("far", everything().url, grants=GRANTS)
    roles = {"orchestrator": "once", "context_manager": "list", "provider": "parrot"}
    turn = await run(house.session(house.agent(**roles)), prompt="hi")
    assert turn.complete.response == "HI"


@pytest.mark.parametrize(
    ("service", "output"),
    [
        ("hooks", {"action": "continue", "reason": None}),
        ("tools", {"success": True, "output": "hi"}),
        ("provider_stream", {"tokens": ["hi"], "text": "hi"}),
        ("context", {"count": 1}),
        ("state", {"value": {"n": 1}}),
        ("approval", {"approved": False, "reason": "nobody is there to approve it"}),
        ("capabilities", {"names": ["words.count"], "service": "far", "output": {"count": 2}}),
        ("channels", {"contributions": [{"headline": "all is well"}]}),
        ("display", "shown"),
        ("content", {"paths": ["context/hello.md"], "content": "Hello from everything.\n"}),
    ],
)
async def test_the_way_back_serves_what_the_host_serves(house, run, everything, service, output):
    house.behaviors.remove("parrot")
    house.service("echo", script="patient", hooks=False)
    house.remote("far", everything().url, grants=GRANTS)
    session = house.session(house.agent(provider="parrot"))
    turn = await run(session, call("ask_host", service=service))
    assert turn.answers == [{"result": {"success": True, "output": output}}]


async def test_hooks_of_both_bindings_are_folded(house, run, everything):
    """The gate over HTTP comes first by its priority; what it lets through the hook on stdio changes."""
    house.behaviors.remove("parrot")
    house.service("patient")
    house.remote("far", everything(**SERVES_TOOLS).url)

    def emit(command: str) -> list[object]:
        data = {"tool_name": "bash", "tool_input": {"command": command}}
        return ["request.hook_emit", {"event": "tool:pre", "data": data}]

    session = house.session(house.agent(provider="patient"))
    turn = await run(session, emit("rm -rf /"), emit("ls"))
    denied, modified = (answer["result"] for answer in turn.answers)
    assert denied == {"action": "deny", "reason": "rm -rf is not allowed"}
    assert modified["action"] == "modify"
    assert modified["data"] == {"tool_input": {"command": "ls", "seen": True}}


async def test_content_capabilities_and_channels_are_reached(house, run, everything, web):
    house.behaviors.remove("parrot")
    house.remote("far", everything().url)
    house.remote("web", web.url)
    turn = await run(
        house.session(house.agent(provider="parrot")),
        ["request.content_read", {"service": "far", "path": "context/hello.md"}],
        ["request.content_read", {"service": "far", "path": "../everything.py"}],
        ["request.capability_call", {"name": "words.count", "input": {"text": "a b"}}],
        ["request.channel_collect", {"channel": "news"}],
        ["notify:channel.publish", {"channel": "news", "data": {"n": 1}}],
        call("news"),
    )
    content, outside, counted, collected, heard = turn.answers
    assert content["result"]["content"] == "Hello from everything.\n"
    assert outside["error"]["data"]["kind"] == "not_found"
    assert counted["result"]["output"] == {"count": 2}
    contributions = [{"service": "far", "data": {"headline": "all is well"}}]
    assert collected["result"] == {"contributions": contributions}
    assert heard["result"]["output"] == {"sender": "puppet", "data": {"n": 1}}


async def test_two_sessions_on_one_process_keep_apart(house, run, everything):
    house.behaviors.remove("parrot")
    house.remote("far", everything().url)
    agent = house.agent(context_manager="memory", provider="parrot")

    async def one(text: str) -> object:
        message = {"role": "user", "content": text}
        requests = [
            ["request.context_add_message", {"message": message}],
            ["request.context_get_messages", {}],
        ]
        turn = await run(house.session(agent), *requests)
        return [message["content"] for message in turn.answers[1]["result"]["messages"]]

    assert await asyncio.gather(one("first"), one("second")) == [["first"], ["second"]]


async def test_settings_are_given_when_the_definition_has_some(house, run, everything, web):
    house.behaviors.remove("parrot")
    house.remote("far", everything().url)
    house.remote("web", web.url)
    config = {"parrot": {"prefix": "> "}}
    complete = {"request": {"messages": [{"role": "user", "content": "hi"}]}}
    session = house.session(house.agent(provider="parrot", config=config))
    turn = await run(session, ["request.provider_complete", complete], call("asked"))
    said, asked = turn.answers
    assert said["result"]["content"] == [{"type": "text", "text": "> hi"}]
    own = session.session_id
    assert asked["result"]["output"] == [
        ["GET", "/describe", None],
        ["POST", "/tools/asked/execute", own],
    ], "it has no settings there, and is not configured"


# ---- cancels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["graceful", "immediate"])
async def test_a_cancel_reaches_what_the_far_orchestrator_waits_for(house, everything, mode):
    """Host → orchestrator over HTTP → its call back → a provider on stdio."""
    house.behaviors.remove("parrot")
    house.service("patient")
    house.remote("far", everything(AMPLIFIER_COMPONENTS="once").url)
    session = house.session(house.agent(orchestrator="once", provider="patient"))
    await session.mount()
    events = []
    async for event in session.execute("hi"):
        events.append(event)
        if isinstance(event, Stream) and event.name == "token":
            session.cancel(mode)
    assert events[-1].type == "complete", events[-1]
    assert (events[-1].type, events[-1].status, events[-1].response) == (
        "complete",
        "cancelled",
        "so far",
    )
    told = house.work / "cancelled"
    async with asyncio.timeout(60):
        while not (told.exists() and told.read_text()):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.01)
    assert told.read_text() == mode


async def test_a_call_past_its_deadline_ends_and_its_connection_is_closed(house, run, web):
    house.remote("web", web.url)
    hang = ["request.tool_execute", {"_meta": {"deadline_ms": 200}, "name": "hangs", "input": {}}]
    turn = await run(house.session(), hang, call("heard_the_end"))
    assert turn.answers[0]["error"]["code"] == -32001
    assert turn.answers[1]["result"]["success"] is True


# ---- faults ---------------------------------------------------------------------------------------------------


async def test_a_trace_has_what_a_service_over_http_was_asked_and_answered(house, run, everything):
    house.remote("far", everything(**SERVES_TOOLS).url, grants=GRANTS)
    session = house.session(trace=True)
    turn = await run(session, call("word_count", text="one two"))
    file = session.folder / "trace.jsonl"
    await session.close()
    told = [record.event for record in read(file).records if record.event.get("to") == "far"]
    asked, answered = [each for each in told if each["method"] == "tool.execute"]
    assert asked["params"]["input"] == {"text": "one two"}
    assert answered["result"]["output"] == turn.answers[0]["result"]["output"]


async def test_what_refuses_connections_does_not_mount_and_is_named_with_its_address(house, run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        house.remote("far", url)
        turn = await run(house.session(), call("echo", text="hi"))
    (failure,) = turn.of(ServiceFailed)
    assert failure.message == f"service far cannot be reached at {url}: connection refused"
    assert turn.answers[0]["result"]["output"] == "hi"


async def test_what_is_no_service_does_not_mount(house, run, web):
    house.remote("far", f"{web.url}/elsewhere")
    turn = await run(house.session())
    (failure,) = turn.of(ServiceFailed)
    assert failure.message == (
        f"service far at {web.url}/elsewhere answered GET /describe with 404 and text/html, "
        "which is no answer of the protocol"
    )


async def test_a_server_killed_in_mid_call_is_unavailable_and_the_turn_goes_on(house, everything):
    served = everything(**SERVES_TOOLS)
    house.remote("far", served.url, grants=GRANTS)
    session = house.session(tap=True)
    await session.mount()
    served.process.send_signal(signal.SIGSTOP)
    turn = []
    async for event in session.execute(json.dumps([call("wait"), call("echo", text="on")])):
        turn.append(event)
        if isinstance(event, ActivityStarted) and event.target == "far":
            served.process.kill()
    first, second = json.loads(turn[-1].response)
    assert first["error"]["code"] == -32002
    assert first["error"]["data"]["service"] == "far"
    assert second["result"]["output"] == "on"


async def test_a_server_that_dies_of_a_call_is_unavailable(house, run, web):
    house.remote("web", web.url)
    turn = await run(house.session(), call("dies"), call("asked"))
    assert [answer["error"]["code"] for answer in turn.answers] == [-32002, -32002]
    # Its listening socket may outlive the connection that broke by a moment.
    reasons = ("connection refused", "connection reset")
    assert any(reason in turn.answers[1]["error"]["message"] for reason in reasons)


async def test_a_stream_that_is_cut_off_fails_with_its_text(house, run, web):
    house.behaviors.remove("parrot")
    house.remote("web", web.url)
    complete = ["request.provider_complete", {"stream": True, "request": {"messages": []}}]
    turn = await run(house.session(house.agent(provider="cut")), complete)
    error = turn.answers[0]["error"]
    assert (error["code"], error["data"]["partial"]) == (-32002, "half a sentence")


@pytest.mark.parametrize("tool", ["redirects", "page"])
async def test_an_answer_of_somebody_else_is_service_unavailable(house, run, web, tool):
    house.remote("web", web.url)
    turn = await run(house.session(), call(tool), call("asked"))
    assert turn.answers[0]["error"]["code"] == -32002
    paths = [path for _, path, _ in turn.answers[1]["result"]["output"]]
    assert paths.count("/tools/asked/execute") == 1, "redirects are not followed"


# ---- rights ---------------------------------------------------------------------------------------------------


async def test_a_grant_that_the_definition_does_not_give_is_refused_on_the_way_back(
    house, run, everything
):
    house.remote("far", everything(**SERVES_TOOLS).url, grants=["context"])
    turn = await run(
        house.session(), call("ask_host", service="hooks"), call("ask_host", service="context")
    )
    error = turn.answers[0]["error"]
    assert error["code"] == -32003
    assert error["data"] == {"kind": "permission_denied", "grant": "hook.emit"}
    assert turn.answers[1]["result"]["success"] is True


async def test_a_forged_token_is_refused(house, run, web):
    house.remote("web", web.url)
    turn = await run(house.session(), call("forges"))
    assert turn.answers[0]["result"]["output"] == [403, "permission_denied"]


async def test_a_service_with_a_token_is_given_it_by_its_definition(
    house, run, everything, monkeypatch
):
    secret = "7Qm0yq"
    served = everything(**SERVES_TOOLS, AMPLIFIER_HTTP_TOKEN=secret)
    house.remote("far", served.url, env=["AMPLIFIER_HTTP_TOKEN"])
    agent = house.agent()
    turn = await run(house.session(agent), call("word_count", text="a"))
    (failure,) = turn.of(ServiceFailed)
    assert "service far refused describe: " in failure.message
    monkeypatch.setenv("AMPLIFIER_HTTP_TOKEN", secret)
    turn = await run(house.session(agent), call("word_count", text="a"))
    assert turn.answers[0]["result"]["output"] == 1
    assert not [event for event in turn.events if secret in str(event)]


# ---- definitions and inspect ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("https://there", "the host speaks no TLS"),
        ("there:8080", "one such as http://127.0.0.1:8080 is wanted"),
        ("http://", "one such as http://127.0.0.1:8080 is wanted"),
        ("http://there:port", "Port could not be cast to integer"),
        ("http://there/?a=1", "neither a query nor a user"),
    ],
)
def test_a_definition_names_an_address(house, source, why):
    house.remote("far", source)
    with pytest.raises(DefinitionError, match=why) as refused:
        load_agent(house.agent())
    assert "far.yaml:1" in refused.value.message


def inspect(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), "inspect", *arguments],
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_inspect_asks_a_service_that_runs(everything):
    url = everything(**SERVES_TOOLS).url
    shown = inspect(url)
    assert (shown.returncode, shown.stdout.startswith("everything 0.1.0")) == (0, True), shown
    assert "word_count(text: string, unique?: boolean = false)" in shown.stdout
    called = inspect("--trace", "--call", "countdown", "--input", '{"steps": 2}', url)
    assert (called.returncode, called.stdout.strip()) == (0, "done"), called
    assert "step 1" in called.stderr
    assert '"method":"tool.execute"' in called.stderr
    asked = inspect("--call", "ask_host", "--input", '{"service": "state"}', "--", url)
    assert json.loads(asked.stdout) == {"value": {"n": 1}}


def test_inspect_says_why_it_cannot(everything):
    locked = everything(AMPLIFIER_HTTP_TOKEN="secret").url
    refused = inspect(locked)
    assert refused.returncode == 1
    assert "refused describe" in refused.stderr
    assert inspect("--env", "AMPLIFIER_HTTP_TOKEN=secret", locked).returncode == 0
    wrong = inspect("https://there")
    assert (wrong.returncode, "the host speaks no TLS" in wrong.stderr) == (1, True), wrong
