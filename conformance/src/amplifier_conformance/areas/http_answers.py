"""How requests are answered, and what headers say (chapter 13: Endpoints, Versions and `_meta`, Errors)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from ..check import Bench, check
from ..http import mapping
from ..http.client import Answer
from ..protocol import VERSION, Json
from ..service import Service
from ..verdicts import Failed, NotApplicable
from .http_asking import NOBODY, ask, lacking, problem, refused, result, shown

ODD_META = (
    {"Amplifier-Deadline-Ms": "soon"},
    {"Amplifier-Deadline-Ms": "1.5"},
    {"Amplifier-Deadline-Ms": "0x10"},
    {"Amplifier-Depth": "deep"},
    {"Amplifier-Depth": "-1", "Amplifier-Deadline-Ms": "60000"},
    {"traceparent": "no trace", "Amplifier-Deadline-Ms": "60,000"},
)


@check("HTP-008", title="A request is answered with 200 and its result as application/json")
def results(bench: Bench) -> None:
    for target in ("/describe", "/healthz"):
        result(ask(bench.service, "GET", target), f"GET {target}")
    if bench.executable():
        name, given = bench.some_executable()
        target = mapping.path("/tools/{name}/execute", {"name": name})
        result(ask(bench.service, "POST", target, {"input": given}), f"POST {target}")


@check("HTP-008", title="A notification is answered with 204 and no body")
def notifications(bench: Bench) -> None:
    channels = [c for c in bench.capabilities.get("channels") or [] if c.get("subscribes")]
    asked: list[tuple[str, Json]] = []
    if bench.capabilities.get("orchestrators"):
        asked.append(("/orchestrator/cancel", {"mode": "immediate"}))
    for channel in channels[:1]:
        target = mapping.path("/channels/{name}", {"name": channel["name"]})
        asked.append((target, {"sender": "suite", "data": {"suite": True}}))
    if not asked:
        raise NotApplicable("nothing that it serves is a notification")
    for target, body in asked:
        answer = ask(bench.service, "POST", target, body)
        if answer.status != 204 or answer.body:
            raise Failed(f"POST {target} is answered with something", 204, shown(answer))


@check("HTP-021", title="A header of _meta that does not fit is treated as absent")
def odd_meta(bench: Bench) -> None:
    for headers in ODD_META:
        result(ask(bench.service, "GET", "/describe", headers=headers), f"a request with {headers}")
    if not bench.executable():
        return
    name, given = bench.some_executable()
    target = mapping.path("/tools/{name}/execute", {"name": name})
    for headers in ODD_META:
        answer = ask(bench.service, "POST", target, {"input": given}, headers=headers)
        result(answer, f"a request with {headers}")


@check(
    "HTP-023", title="Every answer names the version that it speaks, those to what it refuses too"
)
def version(bench: Bench) -> None:
    for verb, target in (("GET", "/describe"), ("GET", "/healthz"), ("GET", "/nothing")):
        _names_version(ask(bench.service, verb, target), f"{verb} {target}")
    if bench.executable():
        name, given = bench.some_executable()
        target = mapping.path("/tools/{name}/execute", {"name": name})
        _names_version(ask(bench.service, "POST", target, {"input": given}), f"POST {target}")


def _names_version(answer: Answer, what: str) -> None:
    found = answer.headers.get(mapping.PROTOCOL.lower())
    if found != VERSION:
        raise Failed(f"the answer to {what} names another version", VERSION, found)


@check("HTP-024", title="What one session stored is in its own history alone")
def sessions(bench: Bench) -> None:
    bench.declared("context_managers")
    first, second = (f"suite-{secrets.token_hex(6)}" for _ in range(2))
    for session in (first, second):
        message = {"role": "user", "content": f"said in {session}"}
        _context(bench.service, session, "POST", {"message": message})
    for session in (first, second):
        told = _context(bench.service, session, "GET").get("messages")
        said = [message.get("content") for message in told or []]
        if said != [f"said in {session}"]:
            raise Failed("the history of a session is another", [f"said in {session}"], said)
    _context(bench.service, first, "DELETE")
    if not _context(bench.service, second, "GET").get("messages"):
        raise Failed("clearing one session cleared another", "one message", "none")
    _context(bench.service, second, "DELETE")


def _context(service: Service, session: str, verb: str, body: Json | None = None) -> Json:
    headers: Mapping[str, str] = {mapping.SESSION: session}
    answer = ask(service, verb, "/context/messages", body, headers=headers)
    found: Json = result(answer, f"{verb} /context/messages")
    return found


@check(
    "HTP-030",
    title="A request that fails is answered with a Problem that has what the error has over stdio",
)
def problems(bench: Bench) -> None:
    found = lacking(bench)
    answer = ask(bench.service, "POST", found.target, {})
    told = problem(answer, "a request without its members")
    data = told.get("data") or {}
    if data.get("kind") != told["kind"] or not data.get("errors"):
        raise Failed(
            "the data of the Problem are not those of the error",
            {"kind": "invalid_params", "errors": "every fault"},
            data,
        )
    if bench.capabilities.get("tools"):
        target = f"/tools/{NOBODY}/execute"
        told = problem(ask(bench.service, "POST", target, {"input": {}}), target)
        wanted = {"kind": "not_found", "what": "tool", "name": NOBODY}
        if not wanted.items() <= (told.get("data") or {}).items():
            raise Failed("the data of the Problem are not those of the error", wanted, told)


@check("HTP-031", title="The status of a Problem is that of its kind, in the Problem too")
def statuses(bench: Bench) -> None:
    asked: list[tuple[str, Json, Mapping[str, str], int, str]] = []
    found = lacking(bench)
    asked.append((found.target, {}, {}, 422, "invalid_params"))
    if bench.capabilities.get("tools"):
        asked.append((f"/tools/{NOBODY}/execute", {"input": {}}, {}, 404, "not_found"))
    if bench.executable():
        name, given = bench.some_executable()
        target = mapping.path("/tools/{name}/execute", {"name": name})
        late = {"Amplifier-Deadline-Ms": "0"}
        asked.append((target, {"input": given}, late, 504, "deadline_exceeded"))
    for target, body, headers, status, kind in asked:
        answer = ask(bench.service, "POST", target, body, headers=headers)
        told = refused(answer, status, kind, f"POST {target}")
        if told["status"] != status:
            raise Failed("the Problem tells another status than the answer", status, told)


@check(
    "HTP-030",
    "HTP-031",
    title="A version that it does not speak is refused by a Problem with 400 and those it speaks",
)
def unknown_version(bench: Bench) -> None:
    headers = {mapping.PROTOCOL: "99.0"}
    answer = ask(bench.service, "GET", "/describe", headers=headers)
    told = refused(answer, 400, "unsupported_version", "describe in version 99.0")
    if VERSION not in ((told.get("data") or {}).get("supported") or []):
        raise Failed("the Problem does not tell the versions that it speaks", [VERSION], told)
