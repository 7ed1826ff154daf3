"""Approval providers (chapter 9). They may ask a person, so that they are asked only with --allow-effects."""

from __future__ import annotations

from typing import Any

from ..check import Bench, check
from ..protocol import Json, misfits
from ..service import Service
from ..verdicts import Failed, NotVerified

NOBODY = "no_such_provider_"
OPTIONS = ["Do nothing", "Do nothing at all"]
RISKS = ("low", "medium", "high", "critical")
QUESTION: Json = {
    "tool_name": "conformance_suite",
    "action": "do nothing: the conformance suite tries how questions are answered",
    "details": {"nothing": None},
    "risk_level": "low",
    "timeout": 2,
    "default": "deny",
}


def names(bench: Bench) -> list[str]:
    """The approval providers, if they may be asked."""
    found = [str(each["name"]) for each in bench.declared("approval_providers")]
    if not bench.options.allow_effects:
        raise NotVerified("approval providers are asked only with --allow-effects")
    return found


def ask(service: Service, **params: Any) -> Json:
    """The response to a question, result or error."""
    return service.send("approval.request", {**QUESTION, **params}).message()


def answers(bench: Bench, **more: Any) -> list[tuple[Json, Json]]:
    """Questions of every risk, and the ApprovalResults that came."""
    found = []
    for name in names(bench):
        for risk in RISKS:
            params: Json = {"provider": name, "risk_level": risk, **more}
            message = ask(bench.service, **params)
            if "result" not in message:
                raise Failed(
                    f"{name} answers a question of the risk {risk} with an error",
                    "an ApprovalResult, also if nobody approved",
                    message["error"],
                )
            found.append((params, message["result"]))
    return found


@check("APR-001", title="An approval provider that it does not have is answered with not_found")
def unknown_provider(bench: Bench) -> None:
    _ = bench.declared("approval_providers")
    message = ask(bench.service, provider=NOBODY)
    error = message.get("error") or {}
    data = error.get("data") or {}
    right = {"code": -32004, "what": "approval_provider", "name": NOBODY}
    came = {"code": error.get("code"), "what": data.get("what"), "name": data.get("name")}
    if came != right:
        raise Failed(f"{NOBODY} is not told to be unknown", right, message)


@check(
    "APR-010", title="Every question is answered with an ApprovalResult, also if nobody approves"
)
def answered(bench: Bench) -> None:
    for params, result in answers(bench):
        if found := misfits("approval.schema.json#/$defs/ApprovalResult", result):
            why = f"{params['provider']} gave no ApprovalResult: {found[0]}"
            raise Failed(why, "an ApprovalResult", result)


@check("APR-011", title="The option of an answer is one of those of the question")
def options(bench: Bench) -> None:
    seen = 0
    for params, result in answers(bench, options=OPTIONS):
        if "option" in result:
            seen += 1
            if result["option"] not in OPTIONS:
                why = f"{params['provider']} chose what was not offered"
                raise Failed(why, OPTIONS, result["option"])
    if not seen:
        raise NotVerified("it never chose an option")


@check("APR-014", title="An answer that does not approve says why")
def reasons(bench: Bench) -> None:
    refused = [(params, result) for params, result in answers(bench) if not result["approved"]]
    for params, result in refused:
        if not str(result.get("reason") or "").strip():
            raise Failed(f"{params['provider']} does not say why not", "a reason", result)
    if not refused:
        raise NotVerified("it approves of everything that was asked")


@check("APR-002", title="Without a provider, its first approval provider is asked")
def default_provider(bench: Bench) -> None:
    first = names(bench)[0]
    service = bench.service
    for risk in RISKS:
        message = ask(service, risk_level=risk)
        if "result" not in message:
            raise Failed(
                "a question without provider fails", f"the answer of {first}", message["error"]
            )
        once, again = (ask(service, provider=first, risk_level=risk) for _ in range(2))
        if once.get("result") == again.get("result") != message["result"]:
            why = f"a question without provider is not answered as by {first}"
            raise Failed(why, once.get("result"), message["result"])
