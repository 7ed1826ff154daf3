"""Start, describe, order, end (chapter 3)."""

from __future__ import annotations

import json
import re
import signal
from typing import Any

from ..check import FIXTURE, Bench, check
from ..http.talk import Own
from ..protocol import VERSION, Json, misfits
from ..service import Call, Service
from ..values import compiled
from ..verdicts import Failed, NotApplicable, NotVerified

GRACE = 5.0  # seconds within which a service ends (LIF-071, LIF-072)
SLACK = 2.0  # seconds that a busy machine may add
NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]{0,63}$")


@check(
    "LIF-004",
    "LIF-015",
    title="It answers the first describe, sent before anything else, with a DescribeResult",
    profile="both",
    kind="first",
)
def describe(bench: Bench) -> None:
    if not bench.first:
        bench.start()
        raise Failed("it answered the second time only", "an answer", "none at first")
    if bench.options.legacy:
        if "capabilities" not in bench.first:
            raise Failed("the answer to describe has no capabilities", "capabilities", bench.first)
        return
    if "protocol_version" not in bench.first:
        raise Failed(
            "the answer to describe has no protocol_version: judge a version 0 service with --legacy",
            VERSION,
            bench.first,
        )
    found = misfits("describe.schema.json#/$defs/DescribeResult", bench.first)
    if found:
        raise Failed(
            "the answer to describe does not fit DescribeResult",
            "DescribeResult",
            "; ".join(map(str, found)),
        )


@check(
    "LIF-012", title="describe is answered as often as it is asked, each time with the same answer"
)
def describe_again(bench: Bench) -> None:
    service = bench.service
    for _ in range(2):
        again = service.send("describe", {"protocol_versions": [VERSION]}).result()
        if again != bench.first:
            raise Failed("describe is answered another way the next time", bench.first, again)


@check(
    "LIF-011",
    title="Before the first describe everything but describe and ping is answered with not_ready",
    stdio="nothing needs a first describe",
)
def not_ready(bench: Bench) -> None:
    service = bench.start(describe=False)
    service.ping()
    for method, params in (
        ("configure", {"config": {}}),
        ("tool.execute", {"name": "a", "input": {}}),
        ("hook.emit", {"event": "tool:pre", "data": {}}),
        ("content.list", {}),
    ):
        service.send(method, params).error("not_ready", -32007)
    service.describe()
    service.ping()


@check(
    "LIF-013",
    title="A host that speaks none of its versions is answered with unsupported_version and the supported ones",
)
def other_version(bench: Bench) -> None:
    service = bench.start(describe=False)
    error = service.send("describe", {"protocol_versions": ["999.0"]}).error(
        "unsupported_version", -32008
    )
    supported = (error.get("data") or {}).get("supported")
    if not isinstance(supported, list) or bench.first.get("protocol_version") not in supported:
        raise Failed(
            "data.supported does not name its version",
            [bench.first.get("protocol_version")],
            supported,
        )
    service.describe()


@check("LIF-013", title="Without protocol_versions, or with an empty list, any version will do")
def any_version(bench: Bench) -> None:
    offers: tuple[Json, ...] = ({}, {"protocol_versions": []})
    for params in offers:
        service = bench.start(describe=False)
        service.send("describe", params).result()


@check("LIF-014", title="protocol_version is one of those that it was offered")
def offered_version(bench: Bench) -> None:
    result = bench.service.send("describe", {"protocol_versions": ["999.0", VERSION]}).result()
    if result.get("protocol_version") != VERSION:
        raise Failed(
            "it speaks a version that it was not offered", VERSION, result.get("protocol_version")
        )


@check("LIF-017", title="The names of the components of a sort are unique")
def unique_names(bench: Bench) -> None:
    found = bench.components()
    twins = sorted({f"{sort} {name}" for sort, name in found if found.count((sort, name)) > 1})
    if twins:
        raise Failed("names occur twice", "unique names", ", ".join(twins))


PROBES: dict[str, tuple[str, Any]] = {
    "tools": ("tool.execute", lambda name: {"name": name, "input": {"no_such_member_": []}}),
    "hooks": ("hook.emit", lambda name: {"event": "suite:probe", "hook": name, "data": {}}),
    "providers": ("provider.info", lambda name: {"provider": name}),
    "channels": ("channel.collect", lambda name: {"channel": name}),
}


@check("LIF-015", title="What it declares is served")
def declared_is_served(bench: Bench) -> None:
    service = bench.service
    asked = 0
    for sort, (method, params) in PROBES.items():
        for component in bench.capabilities.get(sort) or []:
            if sort == "channels" and not component.get("contributes"):
                continue
            if sort == "tools" and not _refuses(bench, component):
                continue  # to ask it might execute it
            asked += 1
            message = service.send(method, params(component["name"])).message()
            if (message.get("error") or {}).get("code") in (-32601, -32004):
                raise Failed(
                    f"it declares the {sort[:-1]} {component['name']} and does not serve it",
                    "it is served",
                    message["error"],
                )
    for method, sort in (("context.get_messages", "context_managers"), ("content.list", "content")):
        if bench.capabilities.get(sort):
            asked += 1
            service.send(method, {}).result()
    if not asked:
        raise NotVerified("nothing that it declares can be asked without an effect")


def _refuses(bench: Bench, tool: Json) -> bool:
    """Whether the probe's input is refused by the tool's own schema, so that nothing is executed."""
    validator = compiled(bench.schema(tool))
    return validator is not None and not validator.is_valid({"no_such_member_": []})


@check(
    "LIF-005",
    "LIF-006",
    title="AMPLIFIER_COMPONENTS leaves just the components that it names, and describe follows",
)
def components(bench: Bench) -> None:
    found = bench.components()
    if len(found) < 2:
        raise NotVerified("it has not more than one component to choose from")
    sort, name = next(((s, n) for s, n in found if s == "tools"), found[0])
    names = {n for _, n in found}
    service = bench.start(env={"AMPLIFIER_COMPONENTS": f" {name} "})
    left = _components(service)
    if set(left) == set(found) and len(names) > 1:
        raise Failed("it does not heed AMPLIFIER_COMPONENTS", f"{sort} {name} alone", left)
    if any(n != name for _, n in left) or (sort, name) not in left:
        raise Failed(
            "describe does not list just the component that was named", f"{sort} {name}", left
        )
    other = next((n for s, n in found if s == "tools" and n != name), None)
    if other:
        service.execute(other, {}).error("not_found", -32004)


def _components(service: Service) -> list[tuple[str, str]]:
    capabilities = service.described.get("capabilities") or {}
    return [
        (sort, each["name"])
        for sort, listed in capabilities.items()
        if isinstance(listed, list)
        for each in listed
        if isinstance(each, dict) and "name" in each
    ]


@check(
    "LIF-008",
    title="A component in AMPLIFIER_COMPONENTS that it does not have ends it at once, with a word on standard error",
)
def unknown_component(bench: Bench) -> None:
    found = bench.components()
    if not found:
        raise NotApplicable("it declares no component with a name")
    heeds = bench.start(env={"AMPLIFIER_COMPONENTS": found[0][1]})
    if len(found) < 2 or set(_components(heeds)) == set(found):
        raise NotVerified("it does not heed AMPLIFIER_COMPONENTS, or has one component only")
    service = bench.start(describe=False, env={"AMPLIFIER_COMPONENTS": "no_such_component_"})
    service.owe("h-0", "describe")
    service.write({"jsonrpc": "2.0", "id": "h-0", "method": "describe"})
    code = service.process.wait(service.patience)
    service.process.join(service.patience)
    if service.received:
        raise Failed("it answered", "no answer", service.received[0])
    if not code:
        raise Failed("it did not end with an exit code other than 0", "another exit code", code)
    if "no_such_component_" not in service.process.stderr:
        raise Failed(
            "standard error does not say what is wrong",
            "no_such_component_",
            service.process.stderr[-500:],
        )


@check(
    "LIF-071",
    title="It ends within 5 seconds, with exit code 0, when its standard input ends",
    profile="both",
    stdio="the end of standard input means nothing",
)
def eof(bench: Bench) -> None:
    _ends(bench.start(), "eof")


@check(
    "LIF-072",
    title="It ends within 5 seconds, with exit code 0, at SIGTERM, also if its standard input stays open",
)
def sigterm(bench: Bench) -> None:
    _ends(bench.start(), "term")


def _ends(service: Service, how: str) -> None:
    code = service.end(how, GRACE + SLACK)
    if code != 0:
        raise Failed("it ended with another exit code", 0, code)


@check(
    "LIF-071",
    title="It ends at the end of its input also before it was described",
    stdio="the end of standard input means nothing",
)
def eof_at_once(bench: Bench) -> None:
    _ends(bench.start(describe=False), "eof")


@check(
    "LIF-073",
    title="Handlers under way may finish when it ends, and what they answer is written first",
)
def finishes(bench: Bench) -> None:
    bench.fixture()
    for how in ("term",) if bench.http else ("eof", "term"):
        service = bench.start()
        call = service.execute(FIXTURE, {"progress": 1, "delay_ms": 700, "echo": "late"})
        call.note("$/progress")
        _ends(service, how)
        message = call.found()
        if message is None or "result" not in message:
            told = "its stdin ended" if how == "eof" else "SIGTERM"
            raise Failed(
                f"the call that was under way at {told} was not answered with its result",
                "the result",
                message,
            )


@check("LIF-071", title="A handler that does not end by itself does not keep the service")
def stuck_handler(bench: Bench) -> None:
    _stuck(bench)


@check(
    "LIF-074",
    title="A handler that has not finished when the time is nearly over is cancelled, and its request answered",
)
def stuck_handler_cancelled(bench: Bench) -> None:
    call = _stuck(bench)
    message = call.found()
    if message is None or isinstance(message, Own):
        raise Failed("the request that was under way was not answered", "an answer", message)


def _stuck(bench: Bench) -> Call:
    service = bench.start()
    call = bench.hold(service)
    _ends(service, "term" if bench.http else "eof")
    return call


@check("LIF-075", title="While it ends, new requests are answered with service_unavailable")
def refuses_while_ending(bench: Bench) -> None:
    service = bench.start()
    bench.hold(service)  # it ends only when its time is over
    service.process.signal(signal.SIGTERM)
    while not service.process.over:
        call = service.execute(FIXTURE, {})
        try:
            message = call.message()
        except Failed:
            break
        code = (message.get("error") or {}).get("code")
        if code == -32002:
            return
        if code is not None:
            raise Failed("a request while it ends failed in another way", -32002, message)
    raise Failed("it served new requests until its end", -32002, "results")


@check(
    "LIF-078",
    "RPC-071",
    title="A handler that breaks costs its own request alone: internal_error with the name of what was thrown",
)
def broken_handler(bench: Bench) -> None:
    bench.fixture()
    service = bench.service
    for _ in range(2):
        error = service.execute(FIXTURE, {"crash": "handler"}).error("internal_error", -32603)
        exception = (error.get("data") or {}).get("exception")
        if not isinstance(exception, str) or not exception:
            raise Failed("data.exception does not name what was thrown", "a name", error)
    service.execute(FIXTURE, {}).result()


@check("RPC-072", title="No answer shows a stack trace, nor the file in which a handler broke")
def no_stack_trace(bench: Bench) -> None:
    bench.fixture()
    error = bench.service.execute(FIXTURE, {"crash": "handler"}).error()
    text = json.dumps(error)
    if (
        re.search(r"\.(py|rs|go|ts|js|pl|rb|java)[\":]+(line )?\d+", text)
        or "Traceback" in text
        or "goroutine" in text
    ):
        raise Failed("the error shows where in the source it broke", "no stack trace", error)


@check(
    "LIF-035",
    "RPC-054",
    title="describe and configure take effect in the order of their lines",
    stdio="requests have no order",
)
def in_order(bench: Bench) -> None:
    service = bench.start(describe=False)
    first = service.send("describe", {"protocol_versions": [VERSION]})
    refused = service.send("configure", {"config": {"no_such_component_": {}}})
    then = service.send("hook.emit", {"event": "suite:probe", "data": {}})
    again = service.send("configure", {"config": {}})
    last = service.send("hook.emit", {"event": "suite:probe", "data": {}})
    first.result()
    refused.error("invalid_params", -32602)
    then.error("not_ready", -32007)
    again.result()
    if (last.message().get("error") or {}).get("code") == -32007:
        raise Failed(
            "a request behind a good configure was still refused", "no not_ready", last.message()
        )
