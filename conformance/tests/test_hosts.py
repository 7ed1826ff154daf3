"""The host side of the suite on this repository's own host: some checks of each area."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from amplifier_conformance import catalog
from amplifier_conformance.check import HOST_CHECKS, Options
from amplifier_conformance.hosts.run import run_host
from amplifier_conformance.outcome import Report, Verdict
from amplifier_conformance.runner import Unusable

OWN = (
    str(Path(sys.executable).with_name("amplifier-ipc")),
    *("run", "--agent", "{agent}", "--working-dir", "{cwd}", "--session", "{session}", "{prompt}"),
)
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
