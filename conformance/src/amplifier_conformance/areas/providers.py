"""Providers, as far as they show themselves without being asked for an answer (chapter 6)."""

from __future__ import annotations

import contextlib
from typing import Any

from ..check import Bench, check
from ..nowhere import Nowhere
from ..protocol import Json
from ..service import Service
from ..verdicts import Failed, NotVerified

CANARY = "sk-canary-4f1d9c27b6e84a35"  # what no provider may repeat
NOBODY = "no_such_provider_"
CALLS: list[Json] = [
    {"type": "tool_call", "id": "call_b", "name": "glob", "input": {"pattern": "*"}},
    {"type": "tool_call", "id": "call_a", "name": "read_file", "input": {"path": None, "n": [1]}},
    {"type": "tool_call", "id": "call_c", "name": "glob", "input": {}},
]
OTHERS: list[Json] = [
    {"type": "thinking", "thinking": "Two things to do."},
    {"type": "text", "text": "I look."},
    {"type": "vendor_citation", "source": "README.md", "lines": [3, 4]},
]


def names(bench: Bench) -> list[str]:
    """The providers that it declares."""
    return [str(each["name"]) for each in bench.declared("providers")]


def facts(service: Service, name: str) -> Json:
    """The answer of a provider to `provider.info`."""
    found: Json = service.ask("provider.info", {"provider": name})
    return found


def variables(bench: Bench) -> list[str]:
    """The variables from which its providers read credentials, as far as they say so."""
    found: list[str] = []
    for name in names(bench):
        answer = bench.service.send("provider.info", {"provider": name}).message()
        told = answer.get("result") or {}  # info_without_credentials tells of an error
        found += map(str, told.get("credential_env_vars") or [])
    return list(dict.fromkeys(found))


def without(bench: Bench, hidden: list[str], **env: str) -> Service:
    """A fresh service in whose environment these variables are not set."""
    if not hidden:
        return bench.start(env=env)
    unset = [word for name in hidden for word in ("-u", name)]
    bare = Bench(("env", *unset, *bench.command), bench.options, bench.first, lambda: bench.service)
    bare.started = bench.started  # so that it ends with the check
    return bare.start(env=env)


def parse(service: Service, blocks: list[Json], **more: Any) -> Any:
    """The tool calls that a provider finds in a response of these blocks."""
    response = {"content": blocks, **more.pop("response", {})}
    answer = service.ask("provider.parse_tool_calls", {**more, "response": response})
    return answer.get("tool_calls", "no tool_calls") if isinstance(answer, dict) else answer


@check("PRV-001", title="A provider that it does not have is answered with not_found")
def unknown_provider(bench: Bench) -> None:
    names(bench)
    asked: dict[str, Json] = {
        "provider.info": {},
        "provider.list_models": {},
        "provider.parse_tool_calls": {"response": {"content": []}},
    }
    if bench.options.allow_effects:
        asked["provider.complete"] = {"request": {"messages": [{"role": "user", "content": "Hi."}]}}
    for method, params in asked.items():
        error = bench.service.send(method, {"provider": NOBODY, **params}).error(
            "not_found", -32004
        )
        data = error.get("data") or {}
        if data.get("what") != "provider" or data.get("name") != NOBODY:
            raise Failed(
                f"the error of {method} does not tell what was not found",
                {"what": "provider", "name": NOBODY},
                data,
            )


@check(
    "PRV-002",
    title="Without a provider the first declared one is taken",
    stdio="the path names the provider",
)
def default_provider(bench: Bench) -> None:
    first, *_ = names(bench)
    wanted = facts(bench.service, first)
    nothing: list[Json | None] = [None, {}]
    for params in nothing:
        came = bench.service.ask("provider.info", params)
        if came != wanted:
            raise Failed(f"without a name it is not {first} that answers", wanted, came)
    if parse(bench.service, CALLS[:1]) != parse(bench.service, CALLS[:1], provider=first):
        raise Failed("without a name parse_tool_calls is answered in another way", first, "another")


@check(
    "PRV-017",
    "PRV-016",
    "PRV-006",
    title="parse_tool_calls gives the tool calls of a response in their order, whatever its finish_reason",
)
def parsed_calls(bench: Bench) -> None:
    for name in names(bench):
        for calls in (CALLS, CALLS[::-1], CALLS[:1]):
            strange = {"finish_reason": "vendor:moon"}
            blocks = [OTHERS[0], calls[0], *OTHERS[1:], *calls[1:]]
            wanted = [{"id": c["id"], "name": c["name"], "arguments": c["input"]} for c in calls]
            came = parse(bench.service, blocks, provider=name, response=strange)
            if _calls(came) != wanted:
                raise Failed(
                    f"{name} does not give the calls of the blocks, in order", wanted, came
                )


def _calls(found: Any) -> Any:
    """The calls by the members that matter."""
    if not isinstance(found, list):
        return found
    return [
        {member: call.get(member) for member in ("id", "name", "arguments")}
        if isinstance(call, dict)
        else call
        for call in found
    ]


@check("PRV-017", title="parse_tool_calls of a response without tool calls is an empty list")
def no_calls(bench: Bench) -> None:
    for name in names(bench):
        for blocks in ([], OTHERS):
            came = parse(bench.service, blocks, provider=name)
            if came != []:
                raise Failed(f"{name} finds calls where there are none", [], came)


@check("PRV-041", title="provider.info is answered without credentials and without the network")
def info_without_credentials(bench: Bench) -> None:
    with Nowhere(drops=True) as nowhere:
        service = without(bench, variables(bench), **nowhere.env)
        for name in names(bench):
            message = service.send("provider.info", {"provider": name}).message()
            if "result" not in message:
                raise Failed(f"{name} cannot say what it is", "a result", message["error"])
        if nowhere.came:
            raise Failed(
                "it used the network to say what it is",
                "no connection",
                f"{nowhere.came} connections to the proxy that HTTPS_PROXY names",
            )


@check("PRV-040", title="credential_env_vars names the variable of every secret setting")
def secret_settings(bench: Bench) -> None:
    seen = 0
    for name in names(bench):
        told = facts(bench.service, name)
        for each in told.get("config_fields") or []:
            if each.get("field_type") != "secret" or not each.get("env_var"):
                continue
            seen += 1
            if each["env_var"] not in (told.get("credential_env_vars") or []):
                raise Failed(
                    f"the secret {each.get('id')} of {name} comes from a variable that credential_env_vars lacks",
                    each["env_var"],
                    told.get("credential_env_vars"),
                )
    if not seen:
        raise NotVerified("no secret setting of its providers names an environment variable")


def untold(service: Service) -> None:
    """Fails if the service has written the canary anywhere."""
    with contextlib.suppress(Failed):  # lifecycle tells of one that does not end
        service.end("eof")
    for line in service.raw:
        if CANARY.encode() in line:
            raise Failed("a credential is in a message", "nothing of it", line.decode())
    for direction, text in ((t.direction, t.text) for t in service.process.trace):
        if direction == "received" and CANARY in text:
            raise Failed("a credential is on standard output", "nothing of it", text)
    if CANARY in service.process.stderr:
        at = service.process.stderr.index(CANARY)
        shown = service.process.stderr[max(0, at - 200) : at + 200]
        raise Failed("a credential is on standard error", "nothing of it", shown)
