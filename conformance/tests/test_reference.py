"""The switches of the reference: each names a requirement, stands in the code, and leaves describe alone."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "conformance" / "mutants" / "reference"
BASE = "https://amplifier-ipc.github.io/schemas/1.0/"
REQUIREMENTS = {
    row["id"]: row
    for row in json.loads((ROOT / "spec" / "requirements.json").read_text())["requirements"]
}
LISTED = json.loads(
    subprocess.run([sys.executable, REFERENCE, "--list"], capture_output=True, check=True).stdout
)
NAMES = [row["name"] for row in LISTED]
SOME = NAMES[::16]  # the matrix of the mutants starts them all
CODE = "\n".join(path.read_text() for path in REFERENCE.rglob("*.py"))
# Switches whose point is that describe itself is wrong.
UNFIT = {"frm-015-small", "tol-001-name"}
HTTP_SWITCHES = [name for name in NAMES if name.startswith("htp-")]


def registry() -> jsonschema_rs.Registry:
    files = (ROOT / "schemas").glob("*.schema.json")
    return jsonschema_rs.Registry([(BASE + f.name, json.loads(f.read_text())) for f in files])


def validator(name: str) -> Any:
    ref = {"$ref": f"{BASE}describe.schema.json#/$defs/{name}"}
    return jsonschema_rs.validator_for(ref, registry=registry())


def line(rid: str, method: str, params: dict[str, Any]) -> bytes:
    message = {"jsonrpc": "2.0", "id": rid, "method": method, "params": params}
    return json.dumps(message).encode() + b"\n"


DESCRIBE = line("h-1", "describe", {"protocol_versions": ["1.0"]})
PING = line("h-2", "ping", {})


def answers(name: str) -> dict[str, Any]:
    """What the reference with this switch answers to describe and ping, by id."""
    process = subprocess.Popen(
        [sys.executable, "-S", REFERENCE, "--break", name],  # without any installed package
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watchdog = threading.Timer(20, process.kill)
    watchdog.start()
    assert process.stdin
    assert process.stdout
    # One that waits for a second line is asked twice; one that mixes what it writes is not.
    process.stdin.write(DESCRIBE + (PING if name == "lif-004-waits" else b""))
    process.stdin.flush()
    found: dict[str, Any] = {}
    try:
        while len(found) < 2 and (read := process.stdout.readline()):
            message = json.loads(read) if read.startswith(b"{") else {}
            if "id" in message:
                found[message["id"]] = message
            if "h-1" in found and name != "lif-004-waits" and len(found) < 2:
                process.stdin.write(PING)
                process.stdin.flush()
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()
    return found


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with over_http() as where:
        yield where


@pytest.fixture(scope="module")
def all_answers() -> dict[str, dict[str, Any]]:
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(SOME, pool.map(answers, SOME), strict=True))


@contextlib.contextmanager
def over_http(*switches: str, **env: str) -> Iterator[str]:
    """The reference over HTTP with these switches: where it listens."""
    thrown = [word for switch in switches for word in ("--break", switch)]
    process = subprocess.Popen(
        [sys.executable, "-S", REFERENCE, "--http", "0", *thrown],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **env},
    )
    watchdog = threading.Timer(20, process.kill)
    watchdog.start()
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())["url"].removeprefix("http://")
    finally:
        process.kill()
        process.communicate()
        watchdog.cancel()


def asked(where: str, verb: str, target: str, body: Any = None) -> tuple[int, dict[str, str], Any]:
    """Status, headers (names in lower case) and the JSON in the body of an answer."""
    connection = http.client.HTTPConnection(where, timeout=10)
    headers = {} if body is None else {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    connection.request(verb, target, data, headers)
    answer = connection.getresponse()
    held = answer.read()
    connection.close()
    return (
        answer.status,
        {n.lower(): v for n, v in answer.getheaders()},
        json.loads(held or b"null"),
    )


def test_the_names_are_unique_and_there_are_enough():
    assert len(NAMES) == len(set(NAMES))
    assert len(NAMES) >= 110


@pytest.mark.parametrize("row", LISTED, ids=NAMES)
def test_a_switch_breaks_a_requirement_that_exists(row):
    requirement = REQUIREMENTS[row["requirement"]]
    assert row["name"].startswith(row["requirement"].lower() + "-")
    assert requirement["level"] != "MAY", "nobody can break what is free"
    assert re.match(r"[a-z].*[^.]$", row["says"]), row["says"]


def test_each_switch_stands_in_the_code_and_no_other():
    assert set(re.findall(r'broken\(\s*"([^"]+)"\s*\)', CODE)) == set(NAMES)


def test_the_reference_answers_describe_and_ping_whatever_it_breaks(all_answers):
    fits = validator("DescribeResult")
    for name, found in all_answers.items():
        assert found.keys() == {"h-1", "h-2"}, name
        assert fits.is_valid(found["h-1"]["result"]) == (name not in UNFIT), name


@pytest.mark.parametrize("name", ["", *HTTP_SWITCHES[::12]])
def test_over_http_it_answers_describe_and_healthz_whatever_it_breaks(name):
    with over_http(*([name] if name else [])) as where:
        status, _, found = asked(where, "GET", "/describe")
        assert validator("DescribeResult").is_valid(found), name
        assert (status, asked(where, "GET", "/healthz")[0]) == (200, 200), name


REFUSALS = [
    case
    for case in json.loads((ROOT / "conformance" / "vectors" / "http_requests.json").read_text())[
        "cases"
    ]
    if "refused" in case
]


@pytest.mark.parametrize("case", REFUSALS, ids=[case["id"] for case in REFUSALS])
def test_over_http_it_refuses_what_the_vectors_refuse(case, served):
    http = case["http"]
    status, headers, found = asked(served, http["method"], http["target"], http["body"])
    assert (status, found["kind"]) == (case["refused"]["status"], case["refused"]["kind"])
    if "allow" in case["refused"]:
        assert sorted(headers["allow"].split(", ")) == case["refused"]["allow"]


def test_over_http_settings_come_from_the_environment():
    with over_http(AMPLIFIER_CONFIG='{"add": {"most": 2}}') as where:
        _, _, found = asked(where, "POST", "/tools/add/execute", {"input": {"a": 1, "b": 2}})
    assert found["success"] is False


def test_a_switch_that_there_is_not_is_refused():
    done = subprocess.run(
        [sys.executable, REFERENCE, "--break", "x"], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"there is no switch 'x'" in done.stderr
    assert done.stdout == b""


def test_nothing_is_imported_but_the_standard_library():
    own = {path.stem for path in REFERENCE.rglob("*.py")} | {"components"}
    imported = set(re.findall(r"^(?:from|import) (\w+)", CODE, re.MULTILINE))
    assert imported <= own | sys.stdlib_module_names
