"""Services over HTTP are judged by the checks that judge them over lines."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import Options
from amplifier_conformance.http.talk import Own
from amplifier_conformance.outcome import Outcome, Verdict
from amplifier_conformance.runner import ServiceRun, Unusable
from amplifier_conformance.service import Service
from amplifier_conformance.verdicts import NotApplicable
from amplifier_conformance.world import HOLD, World

TINY = [sys.executable, str(Path(__file__).with_name("services") / "tiny_http.py")]
HTTP = {"AMPLIFIER_TRANSPORT": "http", "AMPLIFIER_HTTP_ADDRESS": "127.0.0.1:0"}


def judged(command: list[str], *only: str, **options: Any) -> dict[str, Outcome]:
    """The outcomes of these checks over HTTP."""
    given = Options(http=True, **options)
    report = ServiceRun(command, given).run(catalog.service_checks(only, (), given))
    assert report.subject.binding == "http"
    return {outcome.check: outcome for outcome in report.outcomes}


def test_a_service_over_http_is_asked_as_one_over_lines():
    with Service(TINY, patience=20, http=True) as service:
        assert service.describe()["name"] == "tiny"
        call = service.execute("shout", {"text": "a"})
        assert call.result()["output"] == "A"
        assert call.notes("stream.tool.output") == [
            {"channel": "stdout", "text": "…", "request_id": call.id}
        ]
        service.world.state["tiny"] = 5
        assert service.execute("remember").result()["output"] == 5
        (asked,) = service.world.asked("state.get")
        assert (asked.payload, asked.meta) == ({"key": "tiny"}, {"depth": 1})
        service.execute("shout", {}).error("invalid_params", -32602)
        service.execute("none").error("not_found", -32004)
        service.ping()
        assert not service.judge.tally.faults


def test_a_cancel_closes_the_connection_and_the_answer_is_the_links_own():
    with Service(TINY, patience=20, http=True) as service:
        service.world = World(state__get=HOLD)
        call = service.execute("remember")
        held = service.call("state.get")
        call.cancel(mode="immediate")
        assert isinstance(call.message(), Own)
        call.error("cancelled", -32800)
        assert not service.judge.unanswered()
        held.answer({"value": 1})
        service.ping()


def test_what_http_has_no_words_for_is_not_applicable():
    with Service(TINY, patience=20, http=True) as service:
        for say in (
            lambda: service.line(b"no message"),
            lambda: service.send("no.such.method", {}, broken=True),
            lambda: service.send("tool.execute", {}, broken=True),
            lambda: service.write({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}),
        ):
            with pytest.raises(NotApplicable):
                say()
        assert not service.can_say("tool.execute", {"input": {}})
        call = service.execute("remember")
        with pytest.raises(NotApplicable, match="gracefully"):
            call.cancel(mode="graceful")


def test_checks_of_both_bindings_pass_and_those_of_lines_say_why_they_do_not_apply():
    found = judged(TINY, "tools", "framing", "observed", "lifecycle.sigterm")
    wrong = [o for o in found.values() if o.verdict in (Verdict.FAIL, Verdict.ERROR)]
    assert not wrong, [(o.check, o.reason, o.actual) for o in wrong]
    assert found["tools.executed"].verdict is Verdict.PASS
    assert found["lifecycle.sigterm"].verdict is Verdict.PASS
    assert found["framing.not_json"].reason == "over HTTP there are no lines"
    assert found["observed.htp_061"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("breach", "check"),
    [
        ("versionless", "observed.htp_023"),
        ("words", "observed.htp_030"),
        ("status", "observed.htp_031"),
        ("whole", "observed.htp_040"),
        ("request_id", "observed.htp_041"),
        ("twice", "observed.htp_043"),
        ("endless", "observed.htp_043"),
        ("tokenless", "observed.htp_061"),
        ("nameless", "observed.htp_064"),
        ("secret", "observed.htp_068"),
        ("chatty", "observed.htp_071"),
        ("silent", "observed.rpc_005"),
    ],
)
def test_what_a_service_breaks_over_http_is_found_out(breach, check):
    found = judged([*TINY, "--break", breach], "tools", check)
    assert found[check].verdict is Verdict.FAIL
    assert f"--only {check} --http" in found[check].replay


def test_a_program_without_an_address_is_told_as_unusable():
    with pytest.raises(Unusable, match="not served over HTTP: waited for the line with its url"):
        judged([sys.executable, "-c", "pass"], "tools")


# ---- a service that runs


@contextlib.contextmanager
def running(**env: str) -> Iterator[str]:
    """The address of a tiny service that is none of the suite's."""
    with subprocess.Popen(
        TINY, stdout=subprocess.PIPE, env={**os.environ, **HTTP, **env}
    ) as started:
        assert started.stdout
        try:
            yield json.loads(started.stdout.readline())["url"]
        finally:
            started.kill()


def command(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    given = {**os.environ, "COLUMNS": "160", **env}
    name = str(Path(sys.executable).parent / "amplifier-conformance")
    return subprocess.run(
        [name, *words], capture_output=True, text=True, check=False, env=given, timeout=100
    )


def test_a_service_at_a_url_is_judged_without_its_process():
    with running() as url:
        found = judged([url], "tools", "lifecycle", "configuration", url=url)
    assert found["tools.executed"].verdict is Verdict.PASS
    for name in ("lifecycle.sigterm", "configuration.accepted"):
        assert found[name].verdict is Verdict.NOT_APPLICABLE
        assert found[name].reason.startswith("it runs already")


def test_the_token_of_a_running_service_comes_from_a_variable():
    with running(AMPLIFIER_HTTP_TOKEN="sesame") as url:
        words = ("check", "--token-env", "MINE", "--only", "tools", url)
        done = command(*words, MINE="sesame")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "conforms to 1.0 over HTTP" in done.stdout.splitlines()[-1]
        assert command(*words, MINE="another").returncode != 0


def test_a_url_where_nobody_listens_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    done = command("check", f"http://127.0.0.1:{port}")
    assert done.returncode == 3
    assert "nothing could be verified" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--token-env", "NOT_SET_AT_ALL", "http://127.0.0.1:1"],
        ["--token-env", "HOME", "--", "true"],
        ["http://127.0.0.1:1", "more"],
        ["http://"],
    ],
)
def test_usage_of_urls(words):
    assert command("check", *words).returncode == 2


def test_a_suite_that_is_told_to_end_leaves_no_service_behind(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    held = f"out = open({str(pipe)!r}, 'w'); print('here', file=out, flush=True); input()"
    name = str(Path(sys.executable).parent / "amplifier-conformance")
    words = [name, "check", "--http", "--patience", "60", "--", sys.executable, "-c", held]
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as suite, pipe.open() as out:
        assert out.readline() == "here\n"
        suite.terminate()
        assert out.read() == ""  # the pipe ends with the service that holds it
        assert suite.wait(20) == 128 + 15


def test_every_check_is_of_one_binding_or_of_both():
    catalog.load()
    checks = catalog.SERVICE_CHECKS.checks.values()
    assert not [check.name for check in checks if check.http and check.stdio]
    assert not catalog.service_checks(["observed.htp_023"], (), Options())
    assert catalog.service_checks(["observed.htp_023"], (), Options(http=True))


def test_the_plugin_of_pytest_judges_over_http(tmp_path):
    words = ("--amplifier-service", " ".join(TINY), "--amplifier-http")
    only = ("--amplifier-only", "observed.htp_023", "--amplifier-only", "tools.executed")
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        [*run, *words, *only, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=100,
    )
    assert "2 passed" in done.stdout, done.stdout
