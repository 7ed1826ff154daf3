"""Exported capabilities (chapter 11). Input that fits is sent only with --allow-effects."""

from __future__ import annotations

from typing import Any

from ..check import Bench, check
from ..protocol import Json, misfits_of
from ..service import Service
from ..values import Wrong, all_wrong, compiled, plain, wrong
from ..verdicts import Failed, NotVerified

UNKNOWN = "no.such.capability"
REFUSALS = (-32602, -32601, -32007)  # what an input that fits never deserves
NULLS: tuple[Any, ...] = ({"a": None, "b": [None, {"c": None}], "d": 1}, [None, 1], None)


def schema(export: Json) -> Json:
    """What it says of its input; anything fits where it says nothing."""
    found = export.get("input_schema")
    return found if isinstance(found, dict) else {}


def call(service: Service, name: str, given: Any) -> Json:
    """The response of a capability, result or error."""
    params = {"name": name, "input": given}
    return service.send("capability.call", params).message()


def refused(name: str, case: Wrong, message: Json, least: int = 1) -> None:
    """It was refused with all of its faults, each at its place or (for what unions hide) in or above it.

    A validator may tell of several members in one fault, at the object; `least` is how many there must be then.
    """
    error = message.get("error") or {}
    data = error.get("data") or {}
    if error.get("code") != -32602 or data.get("kind", "invalid_params") != "invalid_params":
        why = f"{name} takes an input that does not fit ({case.why}; input {case.value!r})"
        raise Failed(why, "-32602 invalid_params", message.get("result", error))
    faults = data.get("errors")
    told = (
        [f.get("path") for f in faults if isinstance(f, dict)] if isinstance(faults, list) else []
    )
    paths = [f"{each}/" for each in told if str(each).startswith("/input")]
    for path in (f"/input{each}/" for each in case.paths):
        if not any(each.startswith(path) or path.startswith(each) for each in paths):
            why = f"a fault in the input of {name} is missing, or at another path ({case.why}; input {case.value!r})"
            raise Failed(why, path.rstrip("/"), told)
    if len(paths) < least:
        why = f"faults in the input of {name} are missing ({case.why}; input {case.value!r})"
        raise Failed(why, f"at least {least}", told)


@check(
    "CHN-001",
    "CHN-002",
    title="An input that does not fit a capability's schema is refused, with the fault at its path",
)
def bad_inputs(bench: Bench) -> None:
    cases = [(each, case) for each in bench.declared("exports") for case in wrong(schema(each))]
    if not cases:
        raise NotVerified("no input is known that its capabilities refuse")
    for each, case in cases:
        refused(each["name"], case, call(bench.service, each["name"], case.value))


@check("CHN-002", "RPC-070", title="All faults of a capability's input are told at once")
def all_faults(bench: Bench) -> None:
    exports = bench.declared("exports")
    cases = [(each, case) for each in exports if (case := _several(schema(each)))]
    if not cases:
        raise NotVerified("none of its capabilities has an input that can be wrong in two ways")
    for each, case in cases:
        refused(each["name"], case, call(bench.service, each["name"], case.value), least=2)


def _several(described: Json) -> Wrong | None:
    """A value with several faults: in each member, or one that is missing and one that is not allowed."""
    found = all_wrong(described)
    validator = compiled(described)
    if found or validator is None or not described.get("required"):
        return found
    value = {"no_such_member_": 1}
    faults = misfits_of(validator, value)
    paths = frozenset(fault.path for fault in faults)
    return Wrong(value, paths, "a member is missing, one not allowed") if len(faults) > 1 else None


@check("CHN-003", title="A capability that it does not have is answered with not_found")
def unknown_capability(bench: Bench) -> None:
    _ = bench.declared("exports")
    message = call(bench.service, UNKNOWN, {"text": "x"})
    error = message.get("error") or {}
    data = error.get("data") or {}
    right = {"code": -32004, "what": "capability", "name": UNKNOWN}
    came = {"code": error.get("code"), "what": data.get("what"), "name": data.get("name")}
    if came != right:
        raise Failed(f"{UNKNOWN} is not told to be unknown", right, message)


def callable_exports(bench: Bench) -> list[Json]:
    """The capabilities, if they may be called."""
    found = bench.declared("exports")
    if not bench.options.allow_effects:
        raise NotVerified("capabilities are called only with --allow-effects")
    return found


@check("LIF-015", "CHN-001", title="Each capability takes an input that fits its schema")
def called(bench: Bench) -> None:
    seen = 0
    for each in callable_exports(bench):
        given = plain(schema(each)) if schema(each) else {}
        message = call(bench.service, each["name"], given)
        error = message.get("error") or {}
        unknown = (error.get("data") or {}).get("what") == "capability"
        if error.get("code") in REFUSALS or (error.get("code") == -32004 and unknown):
            raise Failed(f"{each['name']} refuses an input that fits", given, error)
        seen += "result" in message
    if not seen:
        raise NotVerified("every capability failed at the plainest input that fits")


@check("CHN-004", title="Nulls in the input and the output of a capability stay")
def nulls_stay(bench: Bench) -> None:
    seen = 0
    for each in callable_exports(bench):
        validator = compiled(schema(each))
        for given in NULLS:
            if validator is None or misfits_of(validator, given):
                continue
            result = call(bench.service, each["name"], given).get("result")
            if isinstance(result, dict) and "output" in result and result["output"] == given:
                seen += 1
            elif isinstance(result, dict) and _full(result.get("output", ...)) == _full(given):
                raise Failed(f"{each['name']} gives its input back without nulls", given, result)
    if not seen:
        raise NotVerified("none of its capabilities gives back what it gets")


def _full(value: Any) -> Any:
    """The value without its nulls."""
    if isinstance(value, dict):
        return {name: _full(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_full(each) for each in value if each is not None]
    return value
