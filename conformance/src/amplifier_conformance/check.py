"""How a check is declared, and what it gets to work with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar

from .http.link import RUNNING
from .outcome import Level
from .protocol import DEFAULT_CONCURRENCY, DEFAULT_LIMIT, Json, requirements
from .service import Call, Service
from .tally import Tally
from .values import plain
from .verdicts import NotApplicable, NotVerified

FIXTURE = "conformance.fixture"
TRIAL = 3000  # milliseconds that a tool gets when it is only tried
Kind = Literal[
    "first", "service", "observed", "host"
]  # first: also of a service that does not answer describe
Profile = Literal["1.0", "0", "both"]
Run = Callable[[Any], None]
F = TypeVar("F", bound=Run)


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the suite. It passes unless it raises one of verdicts.py."""

    name: str  # such as `rpc.answers_once`
    area: str
    title: str  # what it proves, one sentence
    requirements: tuple[str, ...]
    run: Run
    kind: Kind = "service"
    profile: Profile = "1.0"  # the versions that promise it
    stdio: str = ""  # why it is of the stdio binding alone; empty if it is of both

    @property
    def http(self) -> bool:
        """Whether it is of the HTTP binding alone."""
        return self.area.startswith("http") or all(r.startswith("HTP") for r in self.requirements)

    @property
    def level(self) -> Level:
        """MUST if one of its requirements says so."""
        levels = {requirements()[found].level for found in self.requirements}
        return "MUST" if "MUST" in levels else "SHOULD"


class Registry:
    """The checks by name, in the order of their declaration."""

    def __init__(self) -> None:
        self.checks: dict[str, Check] = {}

    def add(self, check: Check) -> None:
        """Take a check in. Raises ValueError for a name that is taken, or an unknown requirement."""
        if check.name in self.checks:
            raise ValueError(f"two checks are called {check.name}")
        unknown = [found for found in check.requirements if found not in requirements()]
        if unknown or not check.requirements:
            raise ValueError(f"{check.name} cites {unknown or 'nothing'}")
        self.checks[check.name] = check

    def check(
        self,
        *cited: str,
        title: str,
        kind: Kind = "service",
        profile: Profile = "1.0",
        stdio: str = "",
    ) -> Callable[[F], F]:
        """Declare a function as a check; its module is the area, its name the name.

        `stdio` says why it is of the stdio binding alone; `STDIO` in the module says it of all of its checks.
        """

        def declare(run: F) -> F:
            area = run.__module__.rsplit(".", 1)[1]
            why = stdio or str(run.__globals__.get("STDIO", ""))
            name = f"{area}.{run.__name__}"
            self.add(Check(name, area, title, cited, run, kind, profile, why))
            return run

        return declare


SERVICE_CHECKS = Registry()
HOST_CHECKS = Registry()
check = SERVICE_CHECKS.check


@dataclass
class Options:
    """What the user allowed and asked for."""

    allow_effects: bool = False
    execute: Mapping[str, Json] = field(
        default_factory=dict
    )  # tool → an input that may be executed
    cwd: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    legacy: bool = False
    patience: float = 10.0  # seconds; a service that starts slowly gets more
    seed: int = 0
    acquainted: bool = False  # the host is known to run turns, so none is run before the checks
    fuzz: int = 0  # examples of each fuzzing check
    soak: float = 0.0  # seconds of load
    http: bool = False  # it is judged over HTTP
    url: str = ""  # where it runs already, over HTTP; empty if the suite starts it
    token: str = ""  # the bearer token of a service that runs already
    token_env: str = ""  # the variable that it came from


def opened(
    command: Sequence[str],
    options: Options,
    *,
    env: Mapping[str, str] | None = None,
    limit: int = DEFAULT_LIMIT,
    patience: float | None = None,
) -> Service:
    """A service that nobody has described yet: a fresh process, or a session with one that runs."""
    return Service(
        command,
        patience=options.patience if patience is None else patience,
        cwd=options.cwd,
        env={**options.env, **(env or {})},
        limit=limit,
        legacy=options.legacy,
        http=options.http,
        url=options.url,
        token=options.token,
    )


class Bench:
    """What a check of a service works with: the shared service, and fresh ones."""

    def __init__(
        self, command: tuple[str, ...], options: Options, first: Json, shared: Callable[[], Service]
    ) -> None:
        self.command = command
        self.options = options
        self.first = first  # the answer to the first describe
        self.tally = Tally()  # of the observing checks
        self.started: list[Service] = []
        self._shared = shared

    # ---- services

    @property
    def service(self) -> Service:
        """A described service that other checks have used before; leave it as it was."""
        return self._shared()

    def start(
        self,
        *,
        describe: bool = True,
        env: Mapping[str, str] | None = None,
        limit: int = DEFAULT_LIMIT,
        **told: Any,
    ) -> Service:
        """A fresh service, described unless it is not to be. It is killed when the check is over."""
        if env or limit != DEFAULT_LIMIT:
            self.own_process()
        service = opened(self.command, self.options, env=env, limit=limit)
        self.started.append(service)
        if describe:
            service.describe(**told)
        return service

    @property
    def http(self) -> bool:
        """Whether it is judged over HTTP."""
        return self.options.http

    def own_process(self) -> None:
        """Not applicable to a service that runs already."""
        if self.options.url:
            raise NotApplicable(RUNNING)

    # ---- what it declares

    def declared(self, sort: str) -> list[Json]:
        """The components of a sort (`tools`, `hooks` …); not applicable if there is none."""
        found = self.capabilities.get(sort) or []
        if not found:
            raise NotApplicable(f"it declares no {sort.replace('_', ' ')}")
        return list(found)

    @property
    def capabilities(self) -> Json:
        """What describe says that it offers; empty if it says nothing sound."""
        found = self.first.get("capabilities")
        return found if isinstance(found, dict) else {}

    @property
    def limit(self) -> int:
        """The longest line that it reads, in bytes (FRM-014)."""
        found = (self.first.get("limits") or {}).get("max_message_bytes", DEFAULT_LIMIT)
        return int(found)

    @property
    def concurrency(self) -> int:
        """How many requests it handles at once (RPC-058)."""
        found = (self.first.get("limits") or {}).get("max_concurrency", DEFAULT_CONCURRENCY)
        return int(found)

    @property
    def tools(self) -> list[Json]:
        """The tools that it declares; not applicable if there is none."""
        return self.declared("tools")

    def schema(self, tool: Json) -> Json:
        """The input schema of a tool."""
        found = tool.get("input_schema", tool.get("parameters"))
        return found if isinstance(found, dict) else {}

    # ---- what may be done with it

    @property
    def has_fixture(self) -> bool:
        """Whether it offers the tool that answers as its caller says."""
        return any(tool.get("name") == FIXTURE for tool in self.capabilities.get("tools") or [])

    def fixture(self) -> None:
        """Not verified unless the service offers the fixture."""
        if not self.has_fixture:
            raise NotVerified(f"it takes the tool {FIXTURE} to see this")

    def executable(self) -> list[tuple[str, Json]]:
        """The tools that may be executed, each with an input (conformance.md: side effects)."""
        named, safe, others = [], [], []
        for tool in self.capabilities.get("tools") or []:
            name = tool.get("name")
            if name in self.options.execute:
                named.append((name, self.options.execute[name]))
            elif name == FIXTURE:
                named.append((name, {"echo": "suite"}))
            elif (tool.get("annotations") or {}).get("read_only"):
                safe.append((name, plain(self.schema(tool))))
            elif self.options.allow_effects:
                others.append((name, plain(self.schema(tool))))
        return [*named, *safe, *others]

    def try_executing(self, service: Service, name: str, given: Json) -> Json:
        """The answer to a call of a tool that may be executed; one that would run for long ends at a deadline."""
        return service.execute(name, given, _meta={"deadline_ms": TRIAL}).message()

    def some_executable(self) -> tuple[str, Json]:
        """The first of them; not verified if there is none."""
        self.declared("tools")
        found = self.executable()
        if not found:
            raise NotVerified(
                "no tool may be executed: none is read_only; name one with --execute TOOL=JSON, or give --allow-effects"
            )
        return found[0]

    def hold(self, service: Service, **params: Any) -> Call:
        """A request that is under way for as long as nobody cancels it."""
        self.fixture()
        call = service.execute(FIXTURE, {"progress": 1, "delay_ms": 600_000}, **params)
        call.note("$/progress")
        return call

    def finish(self, *calls: Call) -> None:
        """Cancel what was held, so that the service is as it was."""
        for call in calls:
            call.cancel(mode="immediate")
        for call in calls:
            call.message()

    def config_schemas(self) -> dict[str, Json]:
        """The settings that it declares, by component."""
        found = self.first.get("config_schema")
        return (
            {k: v for k, v in found.items() if isinstance(v, dict)}
            if isinstance(found, dict)
            else {}
        )

    def components(self) -> list[tuple[str, str]]:
        """Sort and name of everything that it declares."""
        sorts = (
            "tools",
            "hooks",
            "providers",
            "context_managers",
            "orchestrators",
            "approval_providers",
            "exports",
            "channels",
        )
        return [
            (sort, each["name"])
            for sort in sorts
            for each in self.capabilities.get(sort) or []
            if "name" in each
        ]


def shown(value: Any) -> str:
    """A value as a report prints it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def known(names: Iterable[str]) -> str:
    """Names as a sentence lists them."""
    return ", ".join(sorted(names))
