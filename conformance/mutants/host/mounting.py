"""A service from spawn to mount (spec chapter 3)."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event
from typing import Any

import shapes
from calls import Call, Outcome
from connection import Connection, Pipes
from definition import ServicePlan
from mutations import broken
from processes import Keeper, StartError
from router import Router
from table import Service
from values import dump

Json = dict[str, Any]
VERSIONS = ["1.0"]
INHERITED = ("PATH", "HOME", "LANG", "TZ", "TMPDIR")
GRACE = 5.0
GRANTS = frozenset(
    entry["grant"] for entry in shapes.methods().values() if entry["grant"] is not None
)


class NotMounted(Exception):  # noqa: N818 - it tells what a service is
    """Why a service is not mounted; the text goes behind its name."""

    def __init__(
        self, why: str, *, has_hooks: bool = False, service: Service | None = None
    ) -> None:
        super().__init__(why)
        self.service = service
        self.has_hooks = has_hooks


def environment(plan: ServicePlan, session_id: str) -> dict[str, str]:
    """LIF-002."""
    names = [*INHERITED, *plan.env_names]
    if broken("lif-002-whole-environment"):
        names = list(os.environ)
    env = {name: os.environ[name] for name in names if name in os.environ}
    if broken("lif-002-no-session"):
        return {**env, **plan.env}
    return {**env, **plan.env, "AMPLIFIER_SESSION_ID": session_id}


def start(plan: ServicePlan, keeper: Keeper, router: Router, session: Json) -> Pipes:
    """Spawn a service; raises NotMounted."""
    cwd = "/" if broken("lif-007-elsewhere") else session["cwd"]
    how = {
        "group": not broken("lif-001-no-group"),
        "leak": broken("lif-003-one-more"),
        "unswept": broken("lif-077-left-by-services"),
        "unkept": broken("lif-077-host-killed") or broken("lif-077-left-after-a-failure"),
    }
    try:
        process = keeper.spawn(plan.argv, cwd, environment(plan, session["id"]), **how)
    except StartError as error:
        raise NotMounted(f"could not be started: {error}") from error
    return Pipes(plan.name, process, router)


def introduce(
    plan: ServicePlan,
    connection: Connection,
    router: Router,
    config: dict[str, Json],
    session: Json,
) -> Service:
    """Describe, check, configure; raises NotMounted."""
    asked: Json = {"protocol_versions": VERSIONS, "host": {"name": "scripted-host", "version": "1"}}
    if broken("frm-015-half-a-mib"):
        asked["limits"] = {"max_message_bytes": 1 << 19}
    seconds = 3600.0 if broken("lif-019-waits") else plan.start_timeout
    if broken("lif-010-configure-first"):
        wait(router, connection, "configure", {"config": {}, "session": session}, seconds)
    if plan.url and broken("htp-078-no-describe"):
        raise NotMounted("was not asked what it offers")
    outcome = wait(router, connection, "describe", asked, seconds)
    if outcome.member == "error":
        raise NotMounted(_why(outcome, "describe"))
    answer = _without_aliases(outcome.body)
    if fault := _describe_fault(answer):
        raise NotMounted(fault, has_hooks=_declares_hooks(answer))
    service = Service(plan, connection, answer)
    limits = answer.get("limits") or {}
    connection.limit = limits.get("max_message_bytes") or connection.limit
    connection.max_concurrency = limits.get("max_concurrency") or connection.max_concurrency
    settings = {name: value for name, value in config.items() if name in service.components()}
    if broken("lif-039-all-settings"):
        settings = config
    told = {"config": settings} if plan.url else {"config": settings, "session": session}
    if plan.url and (not settings or broken("htp-078-no-configure")):  # HTP-078
        return service
    outcome = wait(router, connection, "configure", told, plan.start_timeout)
    if outcome.member == "error":
        hooks = bool(service.offers("hooks"))
        raise NotMounted(_why(outcome, "configure"), has_hooks=hooks, service=service)
    return service


def mount(service: Service, *, orchestrator: bool, show: Callable[[str], None]) -> None:
    """Give it its grants (LIF-050, LIF-051, LIF-053)."""
    connection = service.connection
    requires = set(service.describe.get("requires") or [])
    given = requires & set(service.plan.grants)
    if broken("lif-051-required-is-given"):
        given = requires
    if broken("lif-051-defined-is-given"):
        given = set(service.plan.grants)
    if broken("lif-050-as-any-other"):
        orchestrator = False
    connection.grants = GRANTS if orchestrator else frozenset(given)
    connection.mounted = True
    for grant in () if broken("lif-053-silent") else sorted(requires - connection.grants):
        show(f"service {connection.name} asks for the grant {grant}, which it is not given")


def wait(router: Router, to: Connection, method: str, params: Json, timeout: float) -> Outcome:
    """A call from a thread that may wait."""
    over, outcomes = Event(), list[Outcome]()

    def done(outcome: Outcome) -> None:
        outcomes.append(outcome)
        over.set()

    with router.lock:
        call: Call = router.call(to, method, dump(params), done)
        router.time_out(call, timeout)
    over.wait()
    return outcomes[0]


def _why(outcome: Outcome, method: str) -> str:
    data = outcome.body.get("data") or {}
    errors = [f"{fault['path']} {fault['message']}" for fault in data.get("errors") or []]
    tail = str(data.get("stderr_tail") or "").strip().replace("\n", " | ")
    told = "; ".join([str(outcome.body["message"]), *errors, *([tail] if tail else [])])
    return f"did not answer {method}: {told}"


def _declares_hooks(answer: Any) -> bool:
    capabilities = answer.get("capabilities") if isinstance(answer, dict) else None
    return isinstance(capabilities, dict) and bool(capabilities.get("hooks"))


def _describe_fault(answer: Any) -> str:
    """LIF-020: why this service cannot be mounted."""
    if not isinstance(answer, dict):
        return "answered describe with something that is no object"
    if why := _version_fault(answer.get("protocol_version")):
        return why
    offered = answer.get("capabilities")
    lists = offered if isinstance(offered, dict) else {}
    if broken("lif-016-channels-needed") and "tools" in lists and "channels" not in lists:
        return "left out the list of its channels"
    faults = shapes.faults("describe.schema.json#/$defs/DescribeResult", answer)
    if faults and broken("lif-020-no-member-named"):
        return "gave a describe answer that does not fit"
    if faults and not broken("lif-020-unchecked"):
        return f"gave a describe answer that does not fit: {faults[0][0]} {faults[0][1]}"
    return _tool_fault(answer)


def _version_fault(version: Any) -> str:
    """LIF-021."""
    other = isinstance(version, str) and version.partition(".")[0] != VERSIONS[0].partition(".")[0]
    if other or (broken("lif-021-this-minor-only") and version not in VERSIONS):
        return f"speaks protocol version {version}, this host {', '.join(VERSIONS)}"
    return ""


def _tool_fault(answer: Json) -> str:
    for number, tool in enumerate((answer.get("capabilities") or {}).get("tools") or []):
        why = shapes.schema_fault(tool["input_schema"])
        if why and not broken("lif-020-any-schema"):
            return f"/capabilities/tools/{number}/input_schema is no JSON Schema: {why}"
    return ""


def _without_aliases(answer: Any) -> Any:
    """LIF-022."""
    capabilities = answer.get("capabilities") if isinstance(answer, dict) else None
    if broken("lif-022-no-alias"):
        return answer
    if not isinstance(capabilities, dict) or not isinstance(capabilities.get("tools"), list):
        return answer
    tools = [
        {("input_schema" if name == "parameters" else name): value for name, value in tool.items()}
        if isinstance(tool, dict) and "input_schema" not in tool
        else tool
        for tool in capabilities["tools"]
    ]
    return {**answer, "capabilities": {**capabilities, "tools": tools}}
