"""What every line of a service shows, whichever check made it write the line: the rules of judge.py."""

from __future__ import annotations

from ..check import SERVICE_CHECKS, Bench, Check
from ..verdicts import Failed, NotVerified

RULES = {
    "FRM-001": "Every message is one JSON object in UTF-8 on a line that LF ends",
    "FRM-006": "JSON is compact",
    "FRM-016": "No line is longer than the host's limit",
    "FRM-028": "Sums of money are strings in decimal notation",
    "FRM-029": "Nothing but protocol lines is on standard output",
    "FRM-038": "No message nests deeper than 128",
    "FRM-039": "Integers are written without a fraction",
    "FRM-040": "No object has two members of the same name",
    "RPC-001": "No batch is sent",
    "RPC-003": "Every message is a request, a notification or a response, and says jsonrpc 2.0",
    "RPC-004": "The ids of its requests are strings or integers",
    "RPC-005": "Each request is answered once, and nothing else is answered",
    "RPC-006": "Params are objects",
    "RPC-008": "A response has either a result or an error with code and message",
    "RPC-009": "No id of its own is used twice at the same time",
    "RPC-011": "Optional members without a value are left out",
    "RPC-040": "Stream notifications come before the response",
    "RPC-042": "Tokens and deltas carry the index of their block",
    "RPC-043": "The tokens of a block are its text",
    "RPC-044": "The response holds what was streamed",
    "RPC-045": "Errors have a kind",
    "RPC-047": "Errors of a kind have its code",
    "RPC-049": "Members stand in the order jsonrpc, id, method, params",
    "RPC-050": "Ids of its own begin with s-",
    "RPC-051": "Integer ids stay within 2^53 - 1",
    "RPC-052": "The method is a string",
    "RPC-053": "Responses have an id",
    "RPC-055": "Nothing about a request follows its response",
    "RPC-061": "deadline_ms is an integer",
    "RPC-065": "No cancel is sent for a call that has been answered",
    "RPC-069": "Errors say in a message what was wrong",
    "RPC-070": "invalid_params lists its faults, each with path and message",
    "RPC-072": "No error carries a stack trace",
    "RPC-073": "not_found tells what and name",
    "RPC-080": "No call is cancelled twice, but at once after gracefully",
    "RPC-086": "Stream and progress notifications are about requests that it is answering",
    "RPC-088": "Params and results fit the types of the table of methods",
    "LIF-018": "Every grant that it needs is in requires",
    "TOL-004": "Outputs fit their output_schema",
    "TOL-021": "A tool that failed tells why",
    "TOL-022": "Every ToolResult has an output",
    "PRV-014": "tool_calls name the calls of the blocks, in their order",
    "PRV-020": "Errors of providers name llm_error, provider and retryable",
    "PRV-032": "The news of a block come between its start and its end",
    "PRV-033": "The index of a streamed block is its place in the content",
    "SES-040": "The data of canonical events fits their schemas",
}
HTTP_RULES = {
    "HTP-008": "Results are 200 with application/json, notifications are answered with 204 and no body",
    "HTP-023": "Every answer names the version that it speaks",
    "HTP-030": "Failed requests are answered with a Problem",
    "HTP-031": "The status of a Problem is that of its kind",
    "HTP-040": "What is asked for a stream, or always gives one, is answered with a stream",
    "HTP-041": "The data of an event are the params of a notification, as one line of JSON",
    "HTP-043": "A stream ends with exactly one result or error",
    "HTP-061": "Calls to the host come to the callback of their request, with its token, as JSON",
    "HTP-064": "Each call to the host is named by an id that no other under way has",
    "HTP-068": "No token is told in an answer, an event or on standard error",
    "HTP-071": "One line with the address is on standard output, and nothing else",
}
STDIO_RULES = {  # of the stdio binding alone, and why
    **dict.fromkeys(
        ("FRM-001", "FRM-006", "FRM-016", "FRM-029", "RPC-001", "RPC-049"), "there are no lines"
    ),
    **dict.fromkeys(
        ("RPC-004", "RPC-009", "RPC-050", "RPC-051", "RPC-053"), "messages have no ids"
    ),
    **dict.fromkeys(
        ("RPC-003", "RPC-006", "RPC-008", "RPC-052", "RPC-086"),
        "the exchange itself says what is a request, an answer or an event of it",
    ),
}
UNSEEN = {
    "LIF-018": "it made no call that needs a grant",
    "FRM-028": "no sum of money was seen",
    "RPC-043": "nothing was streamed",
    "RPC-044": "nothing was streamed",
    "PRV-020": "no error of a provider was seen",
    "HTP-061": "it made no call to its host",
    "HTP-064": "it made no call to its host",
    "HTP-043": "it answered nothing with a stream",
    "HTP-041": "it answered nothing with a stream",
}


def observe(requirement: str, title: str) -> None:
    def run(bench: Bench) -> None:
        faults = bench.tally.faults.get(requirement) or []
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise Failed(f"{faults[0]}{more}", title, "\n".join(dict.fromkeys(faults[:5])))
        if requirement == "HTP-071":
            bench.own_process()
        if not bench.tally.seen[requirement]:
            raise NotVerified(UNSEEN.get(requirement, "nothing came by which it could be seen"))

    name = f"observed.{requirement.lower().replace('-', '_')}"
    stdio = STDIO_RULES.get(requirement, "")
    SERVICE_CHECKS.add(Check(name, "observed", title, (requirement,), run, "observed", stdio=stdio))


for _requirement, _title in {**RULES, **HTTP_RULES}.items():
    observe(_requirement, _title)
