"""Which endpoints there are, and how their paths are read (chapter 13: Endpoints)."""

from __future__ import annotations

from typing import Any

from ..check import Bench, check
from ..http import mapping
from ..http.client import Answer
from ..service import Service
from ..verdicts import Failed, NotApplicable, NotVerified
from .http_asking import NOBODY, Endpoint, ask, endpoints, problem, refused, result, shown

# Paths that are none, whatever the service declares.
NOWHERE = ("/", "/nothing", "/describe/", "//describe", "/describe/x", "/describe%2F", "/Describe")
NO_NAMES = ("/providers/%zz", "/providers/%FF", "/tools/a/b/execute", "/tools/execute")
UPWARDS = ("/x/../describe", "/./describe", "/%2E%2E/describe", "/tools/../describe")
NAMED: tuple[tuple[str, str, str, Any], ...] = (  # sort, verb, path with a name, its body
    ("tools", "POST", "/tools/{}/execute", {"input": {}}),
    ("providers", "GET", "/providers/{}", None),
    ("channels", "GET", "/channels/{}", None),
    ("exports", "POST", "/capabilities/{}", {"input": {}}),
)
SPELT = {  # as it is written in a path → the name
    "no%2Fsuch": "no/such",
    "no%5fsuch": "no_such",
    "..": "..",
    "%2e%2E": "..",
    "no+such": "no+such",
    "no%20%C3%A9%3F": "no é?",
}


@check("HTP-001", title="It serves the endpoints of each contract that it declares")
def served(bench: Bench) -> None:
    for endpoint in endpoints():
        if endpoint.sort and not bench.capabilities.get(endpoint.sort):
            continue
        if endpoint.method == "configure":
            continue  # its settings are those of all who use it; `configured` asks a fresh one
        answer = ask(bench.service, endpoint.verb, endpoint.target, endpoint.nothing)
        _there(answer, endpoint)


def _there(answer: Answer, endpoint: Endpoint) -> None:
    kind = (mapping.parsed(answer.body) or {}).get("kind") if answer.status >= 400 else ""
    if kind == "method_not_found" or answer.status == 405:
        raise Failed(
            f"{endpoint.verb} {endpoint.path} is not served", endpoint.method, shown(answer)
        )


@check("HTP-001", title="It takes its settings at POST /configure")
def configured(bench: Bench) -> None:
    if bench.options.url:
        raise NotApplicable("it runs already, and its settings are not the suite's")
    what = "POST /configure without settings"
    found = result(ask(bench.start(), "POST", "/configure", {"config": {}}), what)
    if found.get("status") != "ok":
        raise Failed(f"{what} is not answered with ok", {"status": "ok"}, found)


@check("HTP-004", title="A name in a path is decoded once, behind the slashes of the path")
def names(bench: Bench) -> None:
    there = [row for row in NAMED if bench.capabilities.get(row[0])]
    if not there:
        raise NotApplicable("no path of its endpoints has a name")
    for _, verb, path, body in there:
        for spelt, name in SPELT.items():
            target = path.format(spelt)
            found = refused(ask(bench.service, verb, target, body), 404, "not_found", target)
            if (found.get("data") or {}).get("name") != name:
                raise Failed(f"{target} was read as another name", name, found)


@check("HTP-004", title="The parts `.` and `..` of a path lead nowhere")
def dots(bench: Bench) -> None:
    for target in UPWARDS:
        refused(ask(bench.service, "GET", target), 404, "method_not_found", target)


@check("HTP-004", title="The parts of a path are what they are, however they are spelt")
def spelt(bench: Bench) -> None:
    found = result(ask(bench.service, "GET", "/%64escrib%65"), "GET /%64escrib%65")
    if found.get("name") != bench.first.get("name"):
        raise Failed("it is not what describe says", bench.first.get("name"), found)


@check(
    "HTP-004",
    title="A content path is decoded part by part, and `..` in it is refused as over stdio",
)
def content(bench: Bench) -> None:
    if "content" not in bench.capabilities:
        raise NotApplicable("it declares no content")
    for target, path in (
        ("/content/../describe", "../describe"),
        ("/content/%2e%2e/describe", "../describe"),
        ("/content/no+such%252F/there", "no+such%2F/there"),
    ):
        found = refused(ask(bench.service, "GET", target), 404, "not_found", target)
        if (found.get("data") or {}).get("name") != path:
            raise Failed(f"{target} was read as another path", path, found)


@check("HTP-005", title="The name in the path counts, also if the body or the query has another")
def path_wins(bench: Bench) -> None:
    members = {"tools": "name", "providers": "provider", "channels": "channel"}
    there = [row for row in NAMED if row[0] in members and bench.capabilities.get(row[0])]
    if not there:
        raise NotApplicable("no path of its endpoints has a name that a body could have, too")
    for sort, verb, path, _ in there:
        name, target, body = bench.capabilities[sort][0]["name"], path.format(NOBODY), None
        if verb == "GET":
            target += "?" + mapping.path("{a}={b}", {"a": members[sort], "b": name})
        else:
            name, given = bench.some_executable()
            body = {members[sort]: name, "input": given}
        refused(ask(bench.service, verb, target, body), 404, "not_found", target)


@check("HTP-009", title="A path that is no endpoint is answered with 404 and method_not_found")
def nowhere(bench: Bench) -> None:
    for target in (*NOWHERE, *NO_NAMES):
        refused(ask(bench.service, "GET", target), 404, "method_not_found", f"GET {target}")
    refused(ask(bench.service, "POST", "/nothing", {}), 404, "method_not_found", "POST /nothing")


@check(
    "HTP-009",
    title="The endpoints of a contract that it does not declare are answered with 404 and method_not_found",
)
def undeclared(bench: Bench) -> None:
    service = _narrow(bench)
    left = service.described.get("capabilities") or {}
    absent = [e for e in endpoints() if e.sort and not left.get(e.sort)]
    if not absent:
        raise NotVerified("it declares every contract, and does not heed AMPLIFIER_COMPONENTS")
    for endpoint in absent:
        answer = ask(service, endpoint.verb, endpoint.target, endpoint.nothing)
        what = f"{endpoint.verb} {endpoint.target}"
        refused(answer, 404, "method_not_found", what)


def _narrow(bench: Bench) -> Service:
    """The service with one component of it, if it has several and is the suite's own."""
    found = bench.components()
    if bench.options.url or len(found) < 2:
        return bench.service
    return bench.start(env={"AMPLIFIER_COMPONENTS": found[0][1]})


@check(
    "HTP-010",
    title="An endpoint that is asked with another HTTP method is answered with 405, Allow and method_not_found",
)
def other_method(bench: Bench) -> None:
    asked = [
        ("DELETE", "/describe", {"GET"}),
        ("POST", "/healthz", {"GET"}),
        ("GET", "/configure", {"POST"}),
        ("PUT", "/configure", {"POST"}),
    ]
    if bench.capabilities.get("tools"):
        asked.append(("GET", f"/tools/{NOBODY}/execute", {"POST"}))
    if bench.capabilities.get("context_managers"):
        asked.append(("PATCH", "/context/messages", {"DELETE", "GET", "POST", "PUT"}))
    for verb, target, wanted in asked:
        answer = ask(bench.service, verb, target, {} if verb in ("POST", "PUT") else None)
        what = f"{verb} {target}"
        refused(answer, 405, "method_not_found", what)
        allowed = {word.strip() for word in answer.headers.get("allow", "").split(",")}
        if not wanted <= allowed or verb in allowed:
            raise Failed(
                f"{what} has another Allow", ", ".join(sorted(wanted)), dict(answer.headers)
            )


@check("HTP-014", title="It serves its OpenAPI document at GET /openapi.json")
def document(bench: Bench) -> None:
    found = result(ask(bench.service, "GET", "/openapi.json"), "GET /openapi.json")
    if not str(found.get("openapi", "")).startswith("3."):
        raise Failed("it is no OpenAPI document", '{"openapi": "3.1…"}', list(found))
    missing = {e.path for e in endpoints()} - set(found.get("paths") or {})
    if missing:
        raise Failed(
            "the OpenAPI document lacks endpoints", sorted(missing), sorted(found["paths"])
        )


@check("HTP-015", title="GET /healthz is answered with 200 and an empty object")
def healthz(bench: Bench) -> None:
    found = result(ask(bench.service, "GET", "/healthz"), "GET /healthz")
    if found != {}:
        raise Failed("GET /healthz is answered with something else", {}, found)


@check(
    "HTP-009",
    "HTP-030",
    title="What there is not is told by a Problem that has the status and the kind",
)
def nowhere_told(bench: Bench) -> None:
    answer = ask(bench.service, "GET", "/nothing")
    found = problem(answer, "GET /nothing")
    if found["status"] != answer.status or found["code"] != -32601:
        raise Failed(
            "the Problem does not tell what happened", {"status": 404, "code": -32601}, found
        )
