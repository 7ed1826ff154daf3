"""The errors of providers, which take --allow-effects to be seen (chapter 6).

What can be made to fail is asked without a network, for a model that there is not, and without credentials. Providers
of a service that offers the fixture are also told `error:NAME`, which those of the examples answer with that error, and
`tool:NAME INPUT`, which some of them take for a tool call of their model.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ..check import Bench, check
from ..nowhere import Nowhere
from ..protocol import Json, llm_errors
from ..service import Call, Service
from ..verdicts import Failed, NotVerified
from .provider_answers import HELLO, asked, complete, holds_call, told
from .providers import CALLS, CANARY, facts, names, parse, untold, variables, without

SOME = 5000  # milliseconds that a request gets whose vendor cannot be reached


@check(
    "PRV-020",
    title="What goes wrong with the model is an llm_error with a name of the table, provider and retryable",
)
def named(bench: Bench) -> None:
    for name, call in _failures(bench):
        error = call.message()["error"]
        data = error.get("data") or {}
        if error.get("code") != -32010:
            raise Failed(f"{name} fails with another error", -32010, error)
        if data.get("llm_error") not in llm_errors():
            raise Failed(f"{name} has a name of its own for it", sorted(llm_errors()), data)
        if not isinstance(data.get("retryable"), bool) or not data.get("provider"):
            raise Failed(f"{name} leaves out retryable or provider", "both", data)


@check("PRV-026", title="retryable is as the table of errors says")
def retryable(bench: Bench) -> None:
    for name, call in _failures(bench):
        data = call.message()["error"].get("data") or {}
        row = llm_errors().get(str(data.get("llm_error")), {})
        if row and data.get("retryable") is not row["retryable"]:
            raise Failed(
                f"{name} says otherwise of {data['llm_error']}",
                row["retryable"],
                data.get("retryable"),
            )


@check("PRV-021", title="Errors tell the model, the status code and how often it was tried")
def details(bench: Bench) -> None:
    for name, call in _failures(bench):
        data = call.message()["error"].get("data") or {}
        wanted = ["attempts", "model"]
        wanted += ["retry_after"] if _is_told(data, "rate_limit", bench) else []
        if missing := [member for member in wanted if member not in data]:
            raise Failed(f"{name} leaves out {', '.join(missing)}", wanted, data)


def _is_told(data: Json, name: str, bench: Bench) -> bool:
    """Whether the time of the next try is known: the fixture's provider says it with this error."""
    return bench.has_fixture and data.get("llm_error") == name


@check("PRV-016", title="A tool call that cannot be read is told with its name and its text")
def unreadable_call(bench: Bench) -> None:
    providers = asked(bench)
    bench.fixture()
    seen = 0
    for name, text in itertools.product(providers, ('{"pattern": ', '["*"]', '"*"')):
        message = complete(bench.service, name, told(f"tool:glob {text}")).message()
        data = (message.get("error") or {}).get("data") or {}
        if not data and not holds_call(message):
            continue
        seen += 1
        members = [data.get(member) for member in ("tool_name", "raw_arguments")]
        if data.get("llm_error") != "invalid_tool_call" or members != ["glob", text]:
            raise Failed(
                f"{name} does not tell which call was unreadable",
                {"llm_error": "invalid_tool_call", "tool_name": "glob", "raw_arguments": text},
                message.get("error", message),
            )
    if not seen:
        raise NotVerified("no model wrote a tool call that cannot be read")


@check("PRV-034", title="A stream that broke off is told with the text so far")
def broken_stream(bench: Bench) -> None:
    found = _of(bench, "stream_error")
    for name, call in found:
        said = "".join(str(note.get("text")) for note in call.notes("stream.provider.token"))
        data = call.message()["error"]["data"]
        if data.get("partial", "") != said:
            raise Failed(f"{name} loses the text of a stream that broke off", said, data)


@check("RPC-077", "PRV-025", title="Nothing that it writes holds its credentials")
def secrets(bench: Bench) -> None:
    providers, hidden = names(bench), variables(bench)
    if not hidden:
        raise NotVerified("its providers read no credentials from the environment")
    service = bench.start(env=dict.fromkeys(hidden, CANARY))
    for name in providers:
        facts(service, name)
        parse(service, CALLS, provider=name)
        if bench.options.allow_effects:
            _ask_all(service, name, fixture=bench.has_fixture)
    for method in ("provider.info", "provider.complete", "provider.parse_tool_calls"):
        if service.can_say(method, {"provider": 7}):
            service.send(method, {"provider": 7}, broken=True).message()
    untold(service)


def _ask_all(service: Service, name: str, *, fixture: bool) -> None:
    """Ask a provider for everything that its credentials are for."""
    meta: Json = {"_meta": {"deadline_ms": SOME}}
    complete(service, name, HELLO, **meta).message()
    complete(service, name, HELLO, stream=True, **meta).message()
    service.send("provider.list_models", {"provider": name, **meta}).message()
    for error in ("authentication", "network") if fixture else ():
        complete(service, name, told(f"error:{error}"), **meta).message()


# ---- how providers are made to fail


def _failures(bench: Bench) -> list[tuple[str, Call]]:
    """Requests that failed, with the names of their providers."""
    found: list[tuple[str, Call]] = []
    providers, hidden = asked(bench), variables(bench)
    with Nowhere(drops=True) as nowhere:
        services = [bench.start(env={**dict.fromkeys(hidden, CANARY), **nowhere.env})]
        services += [without(bench, hidden)] if hidden else []
        for service in services:
            found += _failed(service, providers, {**HELLO, "model": "no-such-model-"})
    for error in llm_errors() if bench.has_fixture else ():
        found += _failed(
            services[0], providers, told(f"error:{error}"), stream=error == "stream_error"
        )
    if not found:
        raise NotVerified("no provider failed: neither without a network nor for an unknown model")
    return found


def _of(bench: Bench, name: str) -> list[tuple[str, Call]]:
    """The requests that failed with this error."""
    found = [
        (provider, call)
        for provider, call in _failures(bench)
        if (call.message()["error"].get("data") or {}).get("llm_error") == name
    ]
    if not found:
        raise NotVerified(f"no provider failed with {name}")
    return found


def _failed(
    service: Service, providers: list[str], request: Json, *, stream: bool = False
) -> Iterator[tuple[str, Call]]:
    for name in providers:
        more: Json = {"stream": True} if stream else {}
        call = complete(service, name, request, _meta={"deadline_ms": SOME}, **more)
        error = call.message().get("error")
        if error and error.get("code") != -32001:
            yield name, call
