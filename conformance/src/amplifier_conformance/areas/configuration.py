"""configure (chapter 3)."""

from __future__ import annotations

from ..check import Bench, check
from ..protocol import Json
from ..service import Service
from ..values import Wrong, compiled, plain, wrong
from ..verdicts import Failed, NotApplicable, NotVerified

PROBES: dict[
    str, tuple[str, Json]
] = {  # by what it declares: over HTTP nothing else is an endpoint
    "hooks": ("hook.emit", {"event": "suite:probe", "data": {}}),
    "tools": ("tool.execute", {"name": "no_such_tool_", "input": {}}),
    "providers": ("provider.info", {"provider": "no_such_provider_"}),
    "context_managers": ("context.get_messages", {}),
    "content": ("content.list", {}),
    "exports": ("capability.call", {"name": "no.such.capability", "input": {}}),
    "channels": ("channel.collect", {"channel": "no_such_channel_"}),
}


def _refused(service: Service, config: Json) -> set[str]:
    """The paths of the faults of a configuration that must not fit."""
    error = service.send("configure", {"config": config}, broken=True).error(
        "invalid_params", -32602
    )
    faults = (error.get("data") or {}).get("errors")
    return (
        {str(f.get("path")) for f in faults if isinstance(f, dict)}
        if isinstance(faults, list)
        else set()
    )


def _ready(bench: Bench, service: Service) -> bool:
    sorts = [sort for sort in PROBES if bench.capabilities.get(sort)]
    method, params = PROBES[sorts[0] if bench.http and sorts else "hooks"]
    return (service.send(method, params).message().get("error") or {}).get("code") != -32007


@check(
    "LIF-030",
    "LIF-031",
    title="configure is accepted at any time, with no settings, and not needed",
)
def accepted(bench: Bench) -> None:
    service = bench.start()
    if not _ready(bench, service):
        raise Failed(
            "it does not work without configure", "it works with its defaults", "not_ready"
        )
    session = {"id": "suite", "cwd": "/"}
    tries: tuple[Json, ...] = ({"config": {}}, {"config": {}, "session": session})
    for params in tries:
        result = service.send("configure", params).result()
        if result.get("status") != "ok":
            raise Failed("configure is answered with something else", {"status": "ok"}, result)


@check(
    "LIF-036",
    title="Settings for a component that it does not serve are refused, at the path of its name",
)
def unknown_component(bench: Bench) -> None:
    service = bench.start()
    paths = _refused(service, {"no_such_component_": {}})
    if paths != {"/config/no_such_component_"}:
        raise Failed("the fault is at another path", "/config/no_such_component_", sorted(paths))


@check("LIF-024", title="The fault for an unknown component suggests a name that is close")
def close_component(bench: Bench) -> None:
    names = [name for _, name in bench.components()]
    if not names:
        raise NotApplicable("it declares no component with a name")
    name = max(names, key=len)
    if name[:-1] in names or len(name) < 4:
        raise NotVerified("its names are too short for a name that is close")
    service = bench.start()
    error = service.send("configure", {"config": {name[:-1]: {}}}).error("invalid_params", -32602)
    faults = (error.get("data") or {}).get("errors") or [{}]
    if name not in str(faults[0].get("message")):
        raise Failed("the fault does not suggest the name", name, faults)


@check("LIF-032", title="All faults of a configuration are told at once")
def all_faults(bench: Bench) -> None:
    service = bench.start()
    paths = _refused(service, {"no_such_component_": {}, "nor_this_one_": {}})
    wanted = {"/config/no_such_component_", "/config/nor_this_one_"}
    if paths != wanted:
        raise Failed("faults are missing, or at other paths", sorted(wanted), sorted(paths))


@check(
    "LIF-033",
    "LIF-034",
    title="After a refused configure only describe, ping and configure work; a later one replaces it",
)
def after_a_refusal(bench: Bench) -> None:
    service = bench.start()
    _refused(service, {"no_such_component_": {}})
    if _ready(bench, service):
        raise Failed("it works on after a refused configure", "not_ready", "it answers")
    service.ping()
    service.ask("describe", {})
    service.send("configure", {"config": {}}).result()
    if not _ready(bench, service):
        raise Failed("a later configure did not replace the refused one", "it works", "not_ready")


@check(
    "LIF-032",
    "LIF-037",
    title="Settings that do not fit their config_schema are refused, with all faults at their paths",
)
def bad_settings(bench: Bench) -> None:
    schemas = bench.config_schemas()
    cases = [
        (name, case)
        for name, schema in schemas.items()
        for case in wrong(schema)
        if isinstance(case.value, dict)
    ]
    if not cases:
        raise (
            NotApplicable("it declares no config_schema")
            if not schemas
            else NotVerified("no settings are known that its config_schema refuses")
        )
    service = bench.start()
    for name, case in cases:
        _compare(name, case, _refused(service, {name: case.value}))


def _compare(name: str, case: Wrong, paths: set[str]) -> None:
    wanted = {f"/config/{name}{path}" for path in case.paths}
    near = {path.rsplit("/", 1)[0] for path in paths} | paths
    if not all(any(p == w or p.startswith(w + "/") for p in paths) or w in near for w in wanted):
        raise Failed(
            f"faults of {name} are missing or at other paths ({case.why})",
            sorted(wanted),
            sorted(paths),
        )


@check("LIF-037", title="Settings that fit are accepted")
def good_settings(bench: Bench) -> None:
    schemas = {name: schema for name, schema in bench.config_schemas().items() if compiled(schema)}
    fitting = {
        n: v
        for n, s in schemas.items()
        if isinstance(v := plain(s), dict) and not compiled_faults(s, v)
    }
    if not fitting:
        raise NotApplicable("it declares no config_schema")
    service = bench.start()
    for name, value in fitting.items():
        service.send("configure", {"config": {name: value}}).result()


def compiled_faults(schema: Json, value: Json) -> bool:
    validator = compiled(schema)
    return validator is None or not validator.is_valid(value)


@check("LIF-034", title="Settings that a later configure leaves out are gone")
def replaced(bench: Bench) -> None:
    cases = {
        name: plain(schema)
        for name, schema in bench.config_schemas().items()
        if not compiled_faults(schema, plain(schema)) and compiled_faults(schema, {})
    }
    if not cases:
        raise NotVerified("none of its settings must be given, so what is left out cannot be seen")
    service = bench.start()
    for name, value in cases.items():
        service.send("configure", {"config": {name: value}}).result()
        _refused(service, {name: {}})


@check("LIF-023", title="A component without a config_schema takes any object, and nothing else")
def free_settings(bench: Bench) -> None:
    free = sorted({name for _, name in bench.components()} - set(bench.config_schemas()))
    if not free:
        raise NotApplicable("all of its components declare a config_schema")
    service = bench.start()
    service.send("configure", {"config": {free[0]: {"anything": [1, None]}}}).result()
    paths = _refused(service, {free[0]: 5})
    if f"/config/{free[0]}" not in paths:
        raise Failed(
            "a value that is no object is refused at another path",
            f"/config/{free[0]}",
            sorted(paths),
        )


@check("LIF-038", title="A config_schema allows no member that it does not name")
def closed_schemas(bench: Bench) -> None:
    schemas = bench.config_schemas()
    if not schemas:
        raise NotApplicable("it declares no config_schema")
    for name, schema in schemas.items():
        validator = compiled(schema)
        value = plain(schema)
        if (
            validator
            and isinstance(value, dict)
            and validator.is_valid({**value, "no_such_setting_": 1})
        ):
            raise Failed(
                f"the config_schema of {name} lets a misspelt setting through",
                "additionalProperties false",
                schema,
            )
