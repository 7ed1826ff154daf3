"""Reports made by hand, with every verdict, and with the nastiest strings that a service could write."""

from __future__ import annotations

from amplifier_conformance.outcome import Outcome, Report, Subject, TraceLine, Verdict

ESCAPE = "\x1b[31mred\x1b[0m\x07\x08\x9b2J"
NASTY = (
    f"{ESCAPE} [bold]b[/bold] [/] </script><img src=http://evil.example/x.png onerror=alert(1)>"
    " ]]> --> &amp; {{ 7 * 7 }} {% raw %} \u202eturned\u2066 \u2028 \ud800 \udc80 \ufffe \ufeff 🦀🇩🇪👩‍🚀 \x00 \r end"
)
LONG = '{"jsonrpc":"2.0","id":1,"result":"' + "x" * 5000 + 'THE-END"}'
SENTENCES = {
    "FRM-001": "A message MUST be one JSON object (RFC 8259) in UTF-8 without a byte order mark.",
    "FRM-006": "A writer SHOULD emit compact JSON, without white space between tokens.",
    "RPC-005": "A receiver MUST answer a request with a response that has the same id.",
    "TOL-011": "A service MUST refuse an input that does not fit the tool's input_schema.",
}
TRACE = (
    TraceLine(0.0, "note", "started", "a"),
    TraceLine(0.0123, "sent", '{"jsonrpc":"2.0","id":1,"method":"describe"}', "a"),
    TraceLine(0.5, "received", LONG, "a"),
    TraceLine(61.25, "received", f"nasty {NASTY}\nsecond line\tand a tab"),
)


def outcome(check: str, verdict: Verdict = Verdict.PASS, **more: object) -> Outcome:
    """An outcome with what is usual."""
    usual: dict[str, object] = {
        "check": check,
        "area": check.split(".", maxsplit=1)[0],
        "title": f"title of {check}",
        "requirements": ("RPC-005",),
        "level": "MUST",
        "verdict": verdict,
        "seconds": 0.25,
    }
    return Outcome(**{**usual, **more})  # type: ignore[arg-type]


FAILURE = outcome(
    "rpc.answers_once",
    Verdict.FAIL,
    title=f"every request is answered once {NASTY}",
    requirements=("RPC-005", "FRM-001"),
    reason=f"two answers {NASTY}",
    expected='{"id":1,"result":{"count":12}}',
    actual=f'{{"id":1,"result":{{"count":13}}}} {NASTY}',
    trace=TRACE,
    stderr="".join(f"line {n} {NASTY}\n" for n in range(40)),
    replay="amplifier-conformance check --only rpc.answers_once -- './my service' '</script>'",
)
WARNING = outcome(
    "framing.compact",
    Verdict.FAIL,
    requirements=("FRM-006",),
    level="SHOULD",
    reason="white space between tokens",
    trace=(TraceLine(0.001, "received", '{ "id": 1 }'),),
)
KNOWN = outcome(
    "tools.refuses",
    Verdict.FAIL,
    requirements=("TOL-011",),
    known=True,
    reason="input was taken",
    trace=(TraceLine(0.002, "note", "the known trace"),),
)
BROKEN = outcome(
    "fuzz.bytes", Verdict.ERROR, reason="KeyError: 'id'", trace=(TraceLine(0.1, "note", "broke"),)
)
OTHERS = (
    outcome("rpc.order"),
    outcome("rpc.ids"),
    outcome("tools.lists", Verdict.NOT_VERIFIED, reason=f"no tool {NASTY}"),
    outcome("tools.calls", Verdict.NOT_VERIFIED, reason="no answer"),
    outcome("tools.streams", Verdict.NOT_VERIFIED, reason="no answer"),
    outcome("hooks.fold", Verdict.NOT_APPLICABLE, reason="no hook is declared"),
)
SUBJECT = Subject(
    "service",
    ("./my service", "--flag", "<b>"),
    name=f"my-service {ESCAPE}",
    version="1.2.0",
    sdk="amplifier-ipc 0.1.0 (python)",
    declares=("2 tools", "1 hook"),
)


def report(*outcomes: Outcome, **more: object) -> Report:
    """A report of these outcomes; without any, of all of the above."""
    usual: dict[str, object] = {
        "subject": SUBJECT,
        "outcomes": outcomes or (FAILURE, WARNING, KNOWN, BROKEN, *OTHERS),
        "suite": "0.1.0",
        "requirements": SENTENCES,
        "started": "2026-01-02T03:04:05Z",
        "seconds": 3.2,
        "seed": 7,
        "stale": ("rpc.gone",),
        "measured": {"start-up": 12.5},
    }
    return Report(**{**usual, **more})  # type: ignore[arg-type]
