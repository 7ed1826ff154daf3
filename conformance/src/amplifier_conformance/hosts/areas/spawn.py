"""How a host starts its services (chapter 3, Spawn)."""

from __future__ import annotations

from ...verdicts import Failed, NotVerified
from ..bench import HostBench, host_check
from ..expect import same
from ..parts import Part, tools

GIVEN = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "AMPLIFIER_SESSION_ID")


@host_check("LIF-001", title="Each service is in a process group of its own")
def process_group(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    stage.turn()
    groups = {player.name: player.group for player in stage.players}
    for player in stage.players:
        if player.group != player.pid:
            raise Failed(
                f"the service {player.name} is in the process group {player.group}",
                f"its own, {player.pid}",
                groups,
            )


@host_check(
    "LIF-002",
    title="A service gets only the environment that its definition names, and the common six",
)
def environment(bench: HostBench) -> None:
    own = tools("a", "t", behavior={"env": ["SUITE_NAMED"]}, service={"env": {"SUITE_SET": "set"}})
    secrets = {"SUITE_NAMED": "named", "SUITE_SECRET": "secret", "TZ": "UTC", "LANG": "C.UTF-8"}
    stage = bench.stage(own, env={**secrets, "TMPDIR": "/tmp"})  # noqa: S108 - a name in an environment
    session = stage.orc.environment.get("AMPLIFIER_SESSION_ID")
    for player in stage.players:
        named = {"SUITE_NAMED": "named", "SUITE_SET": "set"} if player.name == "a" else {}
        surplus = sorted(set(player.environment) - {*GIVEN, *named})
        if surplus:
            raise Failed(f"the service {player.name} sees more", [*GIVEN, *named], surplus)
        wrong = {
            n: player.environment.get(n) for n, v in named.items() if player.environment.get(n) != v
        }
        if wrong:
            raise Failed(f"the service {player.name} lacks what its definition names", named, wrong)
    if not session:
        raise Failed("AMPLIFIER_SESSION_ID is not set", "the id of the session", session)


@host_check(
    "LIF-003", title="A service has no open descriptor but standard input, output and error"
)
def descriptors(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"), tools("b", "u"))
    stage.turn()
    for player in stage.players:
        if player.descriptors is None:
            raise NotVerified("this system does not list the descriptors of a process")
        if player.descriptors != [0, 1, 2]:
            raise Failed(
                f"the service {player.name} has other descriptors", [0, 1, 2], player.descriptors
            )


@host_check(
    "LIF-007",
    title="A service starts in the working directory of the session, which configure tells",
)
def working_directory(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    stage.turn()
    for player in stage.players:
        if player.cwd != str(stage.cwd.resolve()):
            raise Failed(f"{player.name} works elsewhere", str(stage.cwd), player.cwd)
        told = player.call("configure").params.get("session", {}).get("cwd")
        if told != player.cwd:
            raise Failed(f"configure tells {player.name} another folder", player.cwd, told)


@host_check("LIF-010", title="describe comes before any other request but ping")
def describe_first(bench: HostBench) -> None:
    stage = bench.stage(tools("a", "t"))
    stage.orc.tool("t")
    stage["a"].call("tool.execute")
    for player in stage.players:
        asked = [heard.method for heard in player.heard if heard.id is not None]
        first = next((method for method in asked if method != "ping"), "")
        if first != "describe":
            raise Failed(f"the first request to {player.name} is {first}", "describe", asked)


@host_check(
    "PRV-004",
    "LIF-002",
    title="A provider sees the credentials that its definition names, and no other's",
)
def credentials(bench: HostBench) -> None:
    keys = {"one": "SUITE_ONE_API_KEY", "two": "SUITE_TWO_API_KEY"}
    stage = bench.stage(
        *(Part(n, {"providers": [{"name": n}]}, behavior={"env": [k]}) for n, k in keys.items()),
        env={key: f"secret of {name}" for name, key in keys.items()},
    )
    stage.turn()
    for player in stage.players:
        seen = {key: player.environment[key] for key in keys.values() if key in player.environment}
        right = {keys[player.name]: f"secret of {player.name}"} if player.name in keys else {}
        same(f"the credentials that {player.name} sees", right, seen)
