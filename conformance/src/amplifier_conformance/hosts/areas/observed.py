"""What every line of a host shows, whichever check made it write the line: the rules of judge.py."""

from __future__ import annotations

from ...check import HOST_CHECKS, Check
from ...verdicts import Failed, NotVerified
from ..bench import HostBench

RULES = {
    "FRM-001": "Every message is one JSON object in UTF-8 on a line that LF ends",
    "FRM-006": "JSON is compact",
    "FRM-016": "No line is longer than the service's limit",
    "FRM-024": "The id stands before the params",
    "FRM-038": "No message nests deeper than 128",
    "FRM-040": "No object has two members of the same name",
    "RPC-001": "No batch is sent",
    "RPC-003": "Every message is a request, a notification or a response, and says jsonrpc 2.0",
    "RPC-004": "The ids of its requests are strings or integers",
    "RPC-005": "Each request is answered once, and nothing else is answered",
    "RPC-006": "Params are objects",
    "RPC-008": "A response has either a result or an error with code and message",
    "RPC-009": "No id of its own is used twice at the same time",
    "RPC-011": "Optional members without a value are left out",
    "RPC-045": "Errors have a kind",
    "RPC-047": "Errors of a kind have its code",
    "RPC-049": "Members stand in the order jsonrpc, id, method, params",
    "RPC-050": "Ids of its own begin with h-",
    "RPC-051": "Integer ids stay within 2^53 - 1",
    "RPC-053": "Responses have an id",
    "RPC-055": "Nothing about a request follows its response",
    "RPC-061": "deadline_ms is an integer",
    "RPC-069": "Errors say in a message what was wrong",
    "RPC-070": "invalid_params lists its faults, each with path and message",
    "RPC-072": "No error carries a stack trace",
    "RPC-073": "not_found tells what and name",
    "RPC-086": "News is about requests that the service has under way",
    "RPC-088": "Params and results fit the types of the table of methods",
    "SES-040": "The data of the events fits their schemas",
}


def observe(requirement: str, title: str) -> None:
    """Declare the check of a rule."""

    def run(bench: HostBench) -> None:
        faults = bench.tally.faults.get(requirement) or []
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise Failed(f"{faults[0]}{more}", title, "\n".join(dict.fromkeys(faults[:5])))
        if not bench.tally.seen[requirement]:
            raise NotVerified("nothing came by which it could be seen")

    name = f"observed.{requirement.lower().replace('-', '_')}"
    HOST_CHECKS.add(Check(name, "observed", title, (requirement,), run, "observed"))


for _requirement, _title in RULES.items():
    observe(_requirement, _title)
