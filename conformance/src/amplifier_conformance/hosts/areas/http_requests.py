"""What a host asks of a service over HTTP, byte by byte where it matters (chapter 13)."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from ...protocol import VERSION, Json, misfits
from ...verdicts import Failed
from ..bench import HostBench, host_check
from ..calls import HOLD
from ..expect import nothing, same
from ..http_site import Site
from ..http_visit import Visit
from ..parts import Part, hook, tool, web
from ..requests import CHAT, MESSAGE, QUESTION
from ..stage import Stage

SLASHED, ACCENTED, DOTS = "azure/gpt 4?#%", "écho", ".."
OFFERS: Json = {
    "tools": [tool("t")],
    "hooks": [hook("h", "suite:*")],
    "providers": [{"name": name} for name in ("p", SLASHED, ACCENTED, DOTS)],
    "approval_providers": [{"name": "by_risk"}],
    "exports": [{"name": "words.count"}, {"name": "a&b=c+d"}],
    "channels": [{"name": "news", "contributes": True, "subscribes": True}],
    "content": {"paths": ["docs/hello.md"]},
}
MEMORY: Json = {"context_managers": [{"name": "memory"}], "providers": [{"name": "model"}]}
DESCRIBE, CONFIGURE = "describe", "configure"
# What the orchestrator asks for → what reaches the service, its request line and its body (None: there is none).
MEMBERS: tuple[tuple[str, Json, str, str, Json | None], ...] = (
    (
        "request.tool_execute",
        {"name": "t", "call_id": "c1", "input": {"text": "one two", "none": None}},
        "tool.execute",
        "POST /tools/t/execute",
        {"call_id": "c1", "input": {"text": "one two", "none": None}},
    ),
    (
        "request.provider_complete",
        {"provider": "p", **CHAT},
        "provider.complete",
        "POST /providers/p/complete",
        CHAT,
    ),
    (
        "request.provider_complete",
        {"provider": "p", "stream": True, **CHAT},
        "provider.complete",
        "POST /providers/p/stream",
        CHAT,
    ),
    ("request.provider_info", {"provider": "p"}, "provider.info", "GET /providers/p", None),
    (
        "request.provider_list_models",
        {"provider": "p"},
        "provider.list_models",
        "GET /providers/p/models",
        None,
    ),
    (
        "request.approval",
        {"provider": "by_risk", **QUESTION, "timeout": 30},
        "approval.request",
        "POST /approvals",
        {"provider": "by_risk", **QUESTION, "timeout": 30},
    ),
    (
        "request.capability_call",
        {"name": "words.count", "input": None},
        "capability.call",
        "POST /capabilities/words.count",
        {"input": None},
    ),
    (
        "request.channel_collect",
        {"channel": "news"},
        "channel.collect",
        "GET /channels/news",
        None,
    ),
)
HISTORY: tuple[tuple[str, Json, str, str, Json | None], ...] = (
    (
        "request.context_add_message",
        {"message": MESSAGE},
        "context.add_message",
        "POST /context/messages",
        {"message": MESSAGE},
    ),
    ("request.context_get_messages", {}, "context.get_messages", "GET /context/messages", None),
    (
        "request.context_set_messages",
        {"messages": []},
        "context.set_messages",
        "PUT /context/messages",
        {"messages": []},
    ),
    ("request.context_clear", {}, "context.clear", "DELETE /context/messages", None),
)
# A member of the path → how it stands there (HTP-003).
NAMES: tuple[tuple[str, Json, str, str], ...] = (
    (
        "request.provider_info",
        {"provider": SLASHED},
        "provider.info",
        "/providers/azure%2Fgpt%204%3F%23%25",
    ),
    ("request.provider_info", {"provider": ACCENTED}, "provider.info", "/providers/%C3%A9cho"),
    (
        "request.capability_call",
        {"name": "a&b=c+d", "input": 1},
        "capability.call",
        "/capabilities/a%26b%3Dc%2Bd",
    ),
    (
        "request.hook_emit",
        {"event": "suite:a/b c~é", "data": {}},
        "hook.emit",
        "/hooks/suite%3Aa%2Fb%20c~%C3%A9",
    ),
    (
        "request.content_read",
        {"service": "web", "path": "docs/hello world%41:@.md"},
        "content.read",
        "/content/docs/hello%20world%2541%3A%40.md",
    ),
)


def asked(stage: Stage, name: str, asks: str, params: Json, method: str) -> Visit:
    """What reaches the service when the orchestrator asks for this; it is answered by a failure."""
    site = stage.site(name)
    before = len(site.calls(method))
    stage.orc.send(asks, params)
    visit = site.call(method, before)
    visit.fail("internal_error", "it was enough to be asked", exception="Seen")
    return visit


def body(visit: Visit) -> Json | None:
    """The JSON object of a body, None if there is none."""
    if not visit.body:
        return None
    found = json.loads(visit.body)
    if not isinstance(found, dict):
        raise Failed(f"the body of {visit.target} is no object", "one JSON object", found)
    return found


def everything(**more: Any) -> Part:
    """A service over HTTP with a component of almost each kind, which answers nothing by itself."""
    return web("web", OFFERS, replies={"hook.emit": HOLD}, **more)


@host_check(
    "HTP-002",
    title="Each endpoint is asked with the members that its path names in the path, and the others in the body",
)
def members(bench: HostBench) -> None:
    memory = Part("base", MEMORY, http=True, replies={row[2]: HOLD for row in HISTORY})
    stage = bench.stage(everything(), base=memory)
    for name, rows in (("web", MEMBERS), ("base", HISTORY)):
        for asks, params, method, line, right in rows:
            visit = asked(stage, name, asks, params, method)
            same(f"{asks} became another request", line, f"{visit.verb} {visit.target}")
            found = body(visit) if right is None else body(visit) or {}
            same(f"the body of {line} is another", right, found)
            if visit.body:
                kind = (visit.header("content-type") or "").partition(";")[0].strip().lower()
                same(f"the type of the body of {line}", "application/json", kind)


@host_check(
    "HTP-002",
    "HTP-003",
    title="Events and published messages are asked with their name in the path, and without `_meta` in the body",
)
def news(bench: HostBench) -> None:
    stage = bench.stage(everything())
    orc, site = stage.orc, stage.site("web")
    orc.emit("suite:thing", {"a": 1}, meta={"turn_id": "t-1"})
    visit = site.call("hook.emit")
    found = body(visit) or {}
    same(
        "the event is asked elsewhere", "POST /hooks/suite%3Athing", f"{visit.verb} {visit.target}"
    )
    same("the members of the body", ["data", "hook"], sorted(found))
    same("the hook and its data", ["h", 1], [found.get("hook"), (found.get("data") or {}).get("a")])
    visit.answer({"action": "continue"})
    orc.notify("channel.publish", {"channel": "news", "data": [1]})
    told = site.call("channel.message")
    same("it is told elsewhere", "POST /channels/news", f"{told.verb} {told.target}")
    same("its body", {"sender": "orc", "data": [1]}, body(told))


@host_check(
    "HTP-003",
    title="Names in a path are percent-encoded byte by byte, but for the slashes of a content path",
)
def names(bench: HostBench) -> None:
    stage = bench.stage(everything())
    for asks, params, method, path in NAMES:
        visit = asked(stage, "web", asks, params, method)
        same(f"the path of {asks} {params}", path, visit.target.partition("?")[0])


@host_check(
    "HTP-002",
    "HTP-003",
    title="Names such as `..` reach the service as they are: no path is shortened on its way",
)
def dots(bench: HostBench) -> None:
    stage = bench.stage(everything())
    rows: tuple[tuple[str, Json, str, str], ...] = (
        ("request.provider_info", {"provider": DOTS}, "provider.info", "/providers/.."),
        (
            "request.content_read",
            {"service": "web", "path": "a/../b"},
            "content.read",
            "/content/a/../b",
        ),
    )
    site = stage.site("web")
    for asks, params, method, path in rows:
        visit = _next(site, partial(stage.orc.send, asks, params))
        same(f"the path of {asks} {params}", path, visit.target.partition("?")[0])
        same("what it is taken for", method, visit.method)


def _next(site: Site, ask: Callable[[], Any]) -> Visit:
    """The next request that reaches the service, whatever it is."""
    before = len(site.heard)
    ask()
    site.stage.wait("what becomes of it", lambda: len(site.heard) > before)
    return site.heard[before]


@host_check(
    "HTP-006",
    "HTP-002",
    title="Members in the query are strings as they stand and JSON for all else; GET has no body",
)
def queries(bench: HostBench) -> None:
    memory = Part("base", MEMORY, http=True, replies={"context.get_messages": HOLD})
    stage = bench.stage(everything(), base=memory)
    wanted: Json = {"token_budget": 1000, "provider_info": {"id": "a b", "big": True, "no": None}}
    visit = asked(stage, "base", "request.context_get_messages", wanted, "context.get_messages")
    nothing(f"{visit.verb} {visit.target} has a body", visit.body.decode(errors="replace"))
    nothing("the query cannot be read", visit.reading.fault)
    same("what the query says", wanted, visit.payload)
    listed = {"service": "web", "prefix": "a b&c=1"}
    visit = asked(stage, "web", "request.content_list", listed, "content.list")
    pairs = urlsplit(visit.target).query.split("&")
    if not {"prefix=a%20b%26c%3D1", "prefix=a+b%26c%3D1"} & set(pairs):
        raise Failed("a string in the query is written otherwise", "prefix=a%20b%26c%3D1", pairs)
    number = asked(
        stage, "web", "request.content_list", {"service": "web", "prefix": "5"}, "content.list"
    )
    if "prefix=5" not in urlsplit(number.target).query.split("&"):
        raise Failed("a string in the query is written otherwise", "prefix=5", number.target)


@host_check("HTP-020", title="`_meta` is sent as headers, and in no body")
def meta(bench: HostBench) -> None:
    stage = bench.stage(everything())
    given = {
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "tracestate": "a=1",
        "baggage": "k=v",
        "turn_id": "t-1",
        "depth": 2,
        "deadline_ms": 60_000,
    }
    stage.orc.tool("t", meta=given)
    visit = stage.site("web").call("tool.execute")
    for name in ("traceparent", "tracestate", "baggage"):
        same(f"the header {name}", given[name], visit.header(name))
    same("the header Amplifier-Turn", "t-1", visit.header("amplifier-turn"))
    same("the header Amplifier-Depth", "2", visit.header("amplifier-depth"))
    left = visit.header("amplifier-deadline-ms") or ""
    if not (left.isdigit() and 0 < int(left) <= 60_000):
        raise Failed("the header Amplifier-Deadline-Ms", "what is left of 60000", left)
    nothing("`_meta` is in the body", (body(visit) or {}).get("_meta"))


@host_check("HTP-020", title="A member of `_meta` that is no value of a header is left out")
def unspeakable(bench: HostBench) -> None:
    stage = bench.stage(everything())
    given = {"traceparent": "a\r\nX-Smuggled: y", "turn_id": "t\u00001", "baggage": "k=v"}
    stage.orc.tool("t", meta=given)
    visit = stage.site("web").call("tool.execute")
    for name in ("traceparent", "amplifier-turn", "x-smuggled"):
        nothing(f"the header {name} was sent", visit.header(name))
    same("the header baggage", "k=v", visit.header("baggage"))


@host_check(
    "HTP-078",
    "HTP-022",
    title="A service is asked for describe, which names the versions that the host speaks",
)
def described(bench: HostBench) -> None:
    stage = bench.stage(everything())
    stage.turn()
    visit = stage.site("web").call(DESCRIBE)
    same("its path", "GET /describe", f"{visit.verb} {visit.target.partition('?')[0]}")
    nothing(f"{visit.target} cannot be read", visit.reading.fault)
    given = [each.strip() for each in (visit.header("amplifier-protocol") or "").split(",")]
    if VERSION not in given:
        raise Failed("Amplifier-Protocol names other versions", VERSION, given)
    faults = misfits("describe.schema.json#/$defs/DescribeParams", visit.payload)
    nothing("the params of describe do not fit", [str(fault) for fault in faults])
    same("its tools are mounted", ["t"], [each["name"] for each in stage.turn().params["tools"]])


@host_check("HTP-078", title="A service is configured if its definition has settings for it")
def configured(bench: HostBench) -> None:
    config = {"t": {"depth": 3}, "ghost": {"y": 2}}
    stage = bench.stage(everything(), agent={"config": config})
    stage.turn()
    visits = stage.site("web").calls(CONFIGURE)
    same("how often it was configured before the turn", 1, len(visits))
    same("its path", "POST /configure", f"{visits[0].verb} {visits[0].target}")
    same("its settings", {"t": {"depth": 3}}, (body(visits[0]) or {}).get("config"))


@host_check(
    "HTP-060",
    title="Each request but describe and ping has an absolute Amplifier-Callback without a query, and a token",
)
def way_back(bench: HostBench) -> None:
    stage = bench.stage(everything(), agent={"config": {"t": {"depth": 3}}})
    orc, site = stage.orc, stage.site("web")
    for asks, params, method, _, _ in MEMBERS:
        asked(stage, "web", asks, params, method)
    orc.emit("suite:thing")
    site.call("hook.emit").answer({"action": "continue"})
    orc.notify("channel.publish", {"channel": "news", "data": 1})
    site.call("channel.message")
    for visit in site.heard:
        if visit.method not in (DESCRIBE, "ping"):
            _has_way_back(visit)


def _has_way_back(visit: Visit) -> None:
    line, address = f"{visit.verb} {visit.target}", visit.header("amplifier-callback") or ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or "?" in address:
        raise Failed(f"the callback of {line} is none", "an absolute URL without a query", address)
    if not visit.header("amplifier-token"):
        raise Failed(f"{line} came without Amplifier-Token", "a token", visit.headers)
