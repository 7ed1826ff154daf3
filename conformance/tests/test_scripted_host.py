"""The scripted host: its switches are named and used, and it runs a turn and leaves nothing behind."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.hosts.run import run_host
from amplifier_conformance.outcome import Verdict

ROOT = Path(__file__).resolve().parents[2]
HOST = ROOT / "conformance" / "mutants" / "host"
SERVICE = """
import json, os, subprocess, sys

DESCRIBE = {
    "protocol_version": "1.0",
    "name": "all",
    "version": "1.0.0",
    "capabilities": {
        "orchestrators": [{"name": "loop"}],
        "context_managers": [{"name": "list"}],
        "providers": [{"name": "parrot"}],
        "tools": [{"name": "echo", "description": "Echoes.", "input_schema": {"type": "object"}}],
    },
}


def send(message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def call(method, params):
    send({"id": "s-1", "method": method, "params": params})
    while True:
        message = json.loads(sys.stdin.readline())
        if message.get("id") == "s-1" and "method" not in message:
            return message.get("result", message.get("error"))
        serve(message)


def execute(params):
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    with open("pids", "a") as file:
        file.write(f"{os.getpid()} {os.getpgid(0)} {os.getcwd()}")
    echoed = call("request.tool_execute", {"name": "echo", "input": {"say": params["prompt"]}})
    return {"response": echoed["output"]["say"], "status": os.environ.get("STATUS", "completed")}


def serve(message):
    answers = {
        "describe": lambda params: DESCRIBE,
        "configure": lambda params: {"status": "ok"},
        "orchestrator.execute": execute,
        "tool.execute": lambda params: {"output": params["input"]},
    }
    if "id" in message:
        answer = answers.get(message["method"], lambda params: {})
        send({"id": message["id"], "result": answer(message.get("params", {}))})


for line in sys.stdin:
    serve(json.loads(line))
"""


def switches():
    """What `--list` prints."""
    listed = subprocess.run(
        [sys.executable, HOST, "--list"], capture_output=True, check=True, timeout=20
    )
    return json.loads(listed.stdout)


def agent(folder, **service):
    """An agent of one service that plays all parts."""
    command = [sys.executable, "-c", SERVICE]
    behavior = {"ref": "all", "service": {"stack": "command", "command": command, **service}}
    roles = {"orchestrator": "loop", "context_manager": "list", "provider": "parrot"}
    links = [{"all": "all.json"}]
    (folder / "all.json").write_text(json.dumps({"behavior": behavior}))
    body = {"agent": {"ref": "test", **roles, "behaviors": links}}
    (folder / "agent.json").write_text(json.dumps(body))
    return folder / "agent.json"


def run(folder, definition, *options):
    """One turn of the host."""
    command = [sys.executable, HOST, *options, "--agent", definition, "--working-dir", folder]
    return subprocess.run(
        [*command, "hello"], check=False, capture_output=True, text=True, timeout=60
    )


def below(folder):
    """The processes that work in a folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                cwd = os.readlink(entry / "cwd")
            except OSError:
                continue
            found += [entry.name] if cwd == str(folder) else []
    return found


def test_each_switch_has_a_name_of_its_own_and_breaks_a_requirement_that_there_is():
    listed = switches()
    known = json.loads((ROOT / "spec" / "requirements.json").read_text())["requirements"]
    ids = {requirement["id"] for requirement in known}
    names = [switch["name"] for switch in listed]
    assert len(names) == len(set(names))
    for switch in listed:
        assert switch["requirement"] in ids
        assert re.fullmatch(rf"{switch['requirement'].lower()}(-[a-z0-9]+)+", switch["name"])
        assert switch["says"].endswith(".")


def test_each_switch_stands_in_the_code_and_each_in_the_code_is_listed():
    code = "".join(path.read_text() for path in HOST.glob("*.py"))
    used = set(re.findall(r'broken\("([^"]+)"\)', code))
    assert used == {switch["name"] for switch in switches()}


def test_a_turn_prints_its_answer_and_leaves_no_process_behind(tmp_path):
    done = run(tmp_path, agent(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "hello\n", "")
    pid, group, cwd = (tmp_path / "pids").read_text().split()
    assert pid == group
    assert cwd == str(tmp_path)
    assert below(tmp_path) == []


@pytest.mark.parametrize(("status", "code"), [("denied", 3), ("cancelled", 130), ("failed", 1)])
def test_the_exit_code_tells_how_the_turn_ended(tmp_path, status, code):
    assert run(tmp_path, agent(tmp_path, env={"STATUS": status})).returncode == code


def test_a_service_that_does_not_mount_is_one_line(tmp_path):
    definition = agent(tmp_path, command=[sys.executable, "-c", "raise SystemExit(7)"])
    done = run(tmp_path, definition)
    assert (done.returncode, done.stdout) == (1, "")
    assert "service all is not mounted" in done.stderr
    assert "exit code 7" in done.stderr


def test_no_process_outlives_a_host_that_is_killed(tmp_path):
    hang = SERVICE.replace(
        '    echoed = call("', '    call("ping", {}); sys.stdin.read()\n    echoed = call("'
    )
    definition = agent(tmp_path, command=[sys.executable, "-c", hang])
    command = [sys.executable, HOST, "--agent", definition, "--working-dir", tmp_path, "hello"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as host:
        while not (tmp_path / "pids").exists():
            time.sleep(0.01)
        host.kill()
    while below(tmp_path):
        time.sleep(0.01)


def test_an_unknown_switch_is_refused(tmp_path):
    done = run(tmp_path, agent(tmp_path), "--break", "frm-000-nothing")
    assert done.returncode == 2
    assert "frm-000-nothing" in done.stderr


def test_it_meets_each_check_over_http():
    catalog.load_host()
    checks = [check for check in catalog.host_checks((), ()) if check.area.startswith("http_")]
    words = ("--agent", "{agent}", "--working-dir", "{cwd}", "{prompt}")
    options = Options(acquainted=True)
    report = run_host((sys.executable, str(HOST), *words), checks, options, jobs=2)
    assert {o.check: o.reason for o in report.outcomes if o.verdict is not Verdict.PASS} == {}
    assert len(report.outcomes) == len(checks) > 30
