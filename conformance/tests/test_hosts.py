"""The host side of the suite on this repository's own host: some checks of each area."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import HOST_CHECKS, Options
from amplifier_conformance.hosts import http_routes
from amplifier_conformance.hosts.run import run_host
from amplifier_conformance.outcome import Report, Verdict
from amplifier_conformance.runner import Unusable

OWN = (
    str(Path(sys.executable).with_name("amplifier-ipc")),
    *("run", "--agent", "{agent}", "--working-dir", "{cwd}", "--session", "{session}", "{prompt}"),
)
ROOT = Path(__file__).resolve().parents[2]
SAYS = "echo {} >&2; exit 1"
REQUESTS = json.loads((ROOT / "conformance" / "vectors" / "http_requests.json").read_text())[
    "cases"
]
SOME = {
    "approving.asked",
    "cancelling.queued",
    "deadlines.deadline",
    "dying.exit_code",
    "ending.after_sigkill",
    "folding.hok_014",
    "grants.both",
    "happenings.order",
    "happenings.resumed",
    "hooks.order",
    "http_answers.foreign",
    "http_callbacks.streams",
    "http_orchestrators.runs",
    "http_requests.members",
    "limits.queue",
    "lines.frm_033",
    "mounting.twins",
    "routing.ids",
    "routing.payloads",
    "sharing.published",
    "spawn.descriptors",
    "spawn.environment",
}


def run(*names: str, command: tuple[str, ...] = OWN) -> Report:
    return run_host(command, catalog.host_checks(names, ()), Options(), jobs=2)


def test_the_own_host_passes_some_of_each_area():
    report = run(*SOME)
    assert {o.check: o.reason for o in report.outcomes if o.verdict is not Verdict.PASS} == {}
    assert {o.check for o in report.outcomes} == SOME


def test_some_are_of_each_area():
    catalog.load_host()
    areas = {check.area for check in HOST_CHECKS.checks.values()}
    assert {name.split(".")[0] for name in SOME} == areas - {"children", "observed"}


def test_what_is_no_host_cannot_be_judged():
    with pytest.raises(Unusable, match="does not run one turn"):
        run("spawn", command=("true", "{agent}", "{cwd}", "{prompt}"))
    with pytest.raises(Unusable, match=r"lacks \{prompt\}"):
        run("spawn", command=("true", "{agent}", "{cwd}"))
    with pytest.raises(Unusable, match="cannot be started"):
        run("spawn", command=("/no/such/host", "{agent}", "{cwd}", "{prompt}"))


def test_a_failure_shows_what_came_and_how_to_see_it_again():
    elsewhere = tuple(word.replace("{cwd}", "/") for word in OWN[:-1])
    report = run("spawn.working_directory", command=(*elsewhere, "{prompt} {cwd}"))
    (outcome,) = report.outcomes
    assert outcome.verdict is Verdict.FAIL
    assert outcome.requirements == ("LIF-007",)
    assert outcome.actual == "/"
    assert any('"describe"' in line.text for line in outcome.trace)
    assert outcome.replay.startswith("amplifier-conformance host --only spawn.working_directory ")
    assert not [thread for thread in threading.enumerate() if thread.name in ("orc", "base")]


def stackless(text: str) -> Report:
    """A check over HTTP on a host that says this and ends."""
    command = ("sh", "-c", SAYS.format(text), "host", "{agent}", "{cwd}", "{prompt}")
    checks = catalog.host_checks(("http_requests.described",), ())
    return run_host(command, checks, Options(acquainted=True), jobs=1)


def test_checks_over_http_are_not_applicable_to_a_host_that_does_not_know_the_stack():
    (outcome,) = stackless("web.yaml: the stack http cannot be started").outcomes
    assert outcome.verdict is Verdict.NOT_APPLICABLE
    assert outcome.reason.endswith("web.yaml: the stack http cannot be started")


def test_a_host_that_does_not_say_why_it_asks_nothing_fails():
    (outcome,) = stackless("out of order").outcomes
    assert outcome.verdict is Verdict.FAIL
    assert "the host ended (exit code 1)" in outcome.reason


@pytest.mark.parametrize(
    "case", [c for c in REQUESTS if c["way"] in ("both", "read")], ids=lambda case: case["id"]
)
def test_the_played_service_reads_requests_as_the_vectors_say(case):
    http = case["http"]
    headers = [(name.lower(), text) for name, text in http["headers"].items()]
    body = b"" if http["body"] is None else json.dumps(http["body"]).encode()
    found = http_routes.read(http["method"], http["target"], headers, body)
    if "refused" in case:
        assert found.fault
        return
    assert found.fault == ""
    assert found.method == case["method"]
    meta = case["params"].pop("_meta", {})
    assert (found.params, found.meta) == (case["params"], meta)
    assert found.stream is case.get("stream", False)
