"""The README: every program in it runs, and its API reference is the API."""

import ast
import contextlib
import inspect
import itertools
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import amplifier_ipc
import amplifier_ipc.testing
import httpx
import pytest

README = (Path(__file__).parents[1] / "README.md").read_text()
PROGRAMS = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
REFERENCE = "".join(re.findall(r"^```pyi\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))
WORDS, SERVER, KINDS, SCHEMAS, CANCEL, ERRORS, TESTS, SUITE, FIXTURE = PROGRAMS


@pytest.fixture
def ask(tmp_path):
    """Run a program of the README; return the answers to some calls after describe."""

    def asked(program, *calls, name="words.py"):
        (tmp_path / name).write_text(program)
        calls = [("describe", {}), *calls]
        lines = [
            json.dumps({"jsonrpc": "2.0", "id": n, "method": method, "params": params})
            for n, (method, params) in enumerate(calls)
        ]
        ended = subprocess.run(
            [sys.executable, name],
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        sent = [json.loads(line) for line in ended.stdout.splitlines()]
        answers = {message["id"]: message for message in sent if "method" not in message}
        return [answers[n].get("result", answers[n].get("error")) for n in range(len(calls))]

    return asked


def call(name, **tool_input):
    return "tool.execute", {"name": name, "input": tool_input}


def test_the_quick_start(ask):
    data = {"tool_name": "bash", "tool_input": {"command": "rm -rf /"}}
    described, counted, denied = ask(
        WORDS,
        call("word_count", text="a b a", unique=True),
        ("hook.emit", {"event": "tool:pre", "data": data}),
    )
    assert described["name"] == "words"
    assert counted["output"] == 2
    assert (denied["action"], denied["reason"]) == ("deny", "rm -rf is not allowed")


@contextlib.contextmanager
def served(folder, command, output):
    """Start a server; return the address that it tells in a line of one of its outputs."""
    pipes = {output: subprocess.PIPE}
    environment = {**os.environ, "WORDS_TOKEN": "t"}
    with subprocess.Popen(command, cwd=folder, env=environment, **pipes) as process:
        lines = (line.decode() for line in getattr(process, output))
        yield next(found[0] for line in lines if (found := re.search(r"http://[0-9.:]+", line)))
        process.terminate()
        getattr(process, output).read()
    assert process.returncode in (0, -signal.SIGTERM)  # uvicorn ends as it was told to


def test_the_quick_start_over_http(tmp_path):
    (tmp_path / "words.py").write_text(WORDS)
    shell = next(block for block in re.findall(r"^```sh\n(.*?)^```$", README, re.S | re.M))
    asked = re.search(r"(curl http://[0-9.:]+/tools.*?'{.*?)\n", shell, re.DOTALL)[1]
    started = shlex.split(re.search(r"^python (.*?) &", shell, re.MULTILINE)[1])
    started[started.index("--http") + 1] = "127.0.0.1:0"
    with served(tmp_path, [sys.executable, *started], "stdout") as url:
        command = asked.replace("http://127.0.0.1:8080", url)
        answered = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
        assert json.loads(answered.stdout) == {"success": True, "output": 4}


def test_the_server_of_the_readme_serves(tmp_path):
    (tmp_path / "words.py").write_text(WORDS)
    (tmp_path / "server.py").write_text(SERVER)
    command = [sys.executable, "-m", *shlex.split(re.search(r"`(uvicorn [^`]+)`", README)[1])]
    command[command.index("8080")] = "0"
    with served(tmp_path, command, "stderr") as url:
        shown = {"Authorization": "Bearer t"}
        assert httpx.get(f"{url}/describe", headers=shown).json()["name"] == "words"
        assert httpx.get(f"{url}/describe").status_code == 401


def test_every_kind_stands_there_once(ask):
    request = {"messages": [{"role": "user", "content": "hi"}]}
    approval = {"tool_name": "x", "action": "x", "details": {}, "risk_level": "high"}
    described, *answers = ask(
        KINDS,
        call("shout", text="hi"),
        ("hook.emit", {"event": "provider:request", "data": {}}),
        ("provider.complete", {"request": request}),
        ("context.add_message", {"message": {"role": "user", "content": "x"}}),
        ("approval.request", approval),
        ("content.read", {"path": "context/hello.md"}),
        ("capability.call", {"name": "words.count", "input": {"text": "a b"}}),
        ("channel.collect", {"channel": "news"}),
    )
    assert sorted(described["capabilities"]) == sorted(
        [
            *("tools", "hooks", "providers", "context_managers", "orchestrators"),
            *("approval_providers", "content", "exports", "channels"),
        ]
    )
    louder, brief, said, added, approved, read, counted, news = answers
    assert louder["output"] == "HI"
    assert brief["context_injection"] == "Be brief."
    assert said["content"][0]["text"] == "hi"
    assert added == {}
    assert approved["approved"] is False
    assert read["content"] == "Hello.\n"
    assert counted == {"output": 2}
    assert news == {"data": {"headline": "all is well"}}


async def test_the_orchestrator_of_the_readme_runs_a_turn(tmp_path):
    module: dict[str, object] = {"__name__": "kinds", "__file__": str(tmp_path / "kinds.py")}
    exec(compile(KINDS, "kinds.py", "exec"), module)
    said = {"content": [{"type": "text", "text": "well"}]}
    replies = {
        "request.context_add_message": {},
        "request.context_get_messages": {"messages": []},
        "request.provider_complete": said,
    }
    async with amplifier_ipc.testing.FakeHost(module["Once"], replies=replies) as host:
        assert (await host.execute("hi")).response == "well"


def test_types_become_schemas(ask):
    described, page, refused = ask(
        SCHEMAS, call("fetch", path="x", first=2), call("fetch", first=0, how="pdf")
    )
    (tool,) = described["capabilities"]["tools"]
    first = {"type": "integer", "minimum": 1, "default": 1}
    wanted = {**first, "description": "The line to begin with, from 1."}
    assert tool["input_schema"]["properties"]["first"] == wanted
    assert set(tool["output_schema"]["properties"]) == {"title", "lines"}
    assert page["output"] == {"title": "x", "lines": ["text from line 2"]}
    faults = sorted(fault["path"] for fault in refused["data"]["errors"])
    assert faults == ["/input/first", "/input/how", "/input/path"]


def test_progress_and_errors(ask):
    assert ask(CANCEL, call("download", urls=["a", "b"]))[1]["output"] == ["a", "b"]
    _, failed = ask(ERRORS, call("remember", key="", value="x"))
    assert failed["error"]["kind"] == "invalid_key"


def run_tests(folder, **environment):
    command = [sys.executable, "-m", "pytest", "-q", "-o", "asyncio_mode=auto", "-p"]
    subprocess.run(
        [*command, "no:cacheprovider"],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, **environment},
    )


def test_the_tests_of_the_readme_pass(tmp_path):
    (tmp_path / "test_greet.py").write_text(TESTS)
    run_tests(tmp_path)


def test_the_suite_is_asked_as_the_readme_says(tmp_path):
    told = [
        *("check", "--execute", 'word_count={"text": "one two"}'),
        *("--", sys.executable, "words.py"),
    ]
    suite = tmp_path / "suite"
    suite.write_text(f"#!{sys.executable}\nimport sys\nassert sys.argv[1:] == {told!r}\n")
    suite.chmod(0o755)
    (tmp_path / "test_words.py").write_text(SUITE)
    run_tests(tmp_path, AMPLIFIER_CONFORMANCE=str(suite))


def test_a_program_beside_offers_the_fixture(ask, tmp_path):
    (tmp_path / "words.py").write_text(WORDS)
    (tools, _) = ask(FIXTURE, name="beside.py")[0]["capabilities"].values()
    assert [tool["name"] for tool in tools] == ["word_count", "conformance.fixture"]


def reference():
    """Return what the README says of each class: its methods, and its other members."""
    text = re.sub(r"\s+#.*", "", REFERENCE)
    text = re.sub(r"( -> [^\n]+)(?=\n|$)", r"\1: ...", text)
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    assert len(classes) == 5
    return {node.name: node.body for node in classes}


def plain(arguments):
    """Return parameters without their annotations."""
    for argument in ast.walk(arguments):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(arguments)


def methods_of(body):
    functions = (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name: node for node in functions}


@pytest.mark.parametrize(("name", "body"), reference().items())
def test_the_reference_is_the_api(name, body):
    home = amplifier_ipc.testing if name == "FakeHost" else amplifier_ipc
    cls = getattr(home, name)
    # FakeHost is also the handler of its connection: two methods that are nobody else's.
    own = {"request", "notification"} if name == "FakeHost" else set()
    said, real = methods_of(body), methods_of(ast.parse(inspect.getsource(cls)).body[0].body)
    properties = {method for method in real if isinstance(vars(cls)[method], property)}
    public = {method for method in real if not method.startswith("_")} - properties - own
    assert {method for method in said if not method.startswith("_")} == public
    for method, node in said.items():
        assert plain(node.args) == plain(real[method].args), method
        assert method == "__aiter__" or type(node) is type(real[method]), method
    members = {node.target.id for node in body if isinstance(node, ast.AnnAssign)}
    assert {member for member in properties if not member.startswith("_")} <= members


def test_every_name_that_the_readme_imports_exists():
    for program in PROGRAMS:
        nodes = ast.walk(ast.parse(program))
        imported = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        names = itertools.chain.from_iterable(
            node.names for node in imported if node.module == "amplifier_ipc"
        )
        for alias in names:
            assert hasattr(amplifier_ipc, alias.name)
