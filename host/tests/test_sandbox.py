"""The sandbox of a service with permissions: what it may, what it may not, and that its end is told as it was."""

from __future__ import annotations

import asyncio
import json
import os
import select
import shutil
import socket
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host import load_agent
from amplifier_ipc_host.events import ServiceFailed
from amplifier_ipc_host.sandbox import landlock
from amplifier_ipc_host.sandbox.bubblewrap import arguments
from amplifier_ipc_host.sandbox.confine import Sandbox, SandboxError, sandbox, unconfined
from amplifier_ipc_host.sandbox.permits import (
    DEVICES,
    SYSTEM,
    Permits,
    Roots,
    of_its_own,
    permits,
    straight,
)
from amplifier_ipc_host.sandbox.programs import needed
from amplifier_ipc_host.settings import Tier, merge
from amplifier_ipc_host.settings_files import schema
from amplifier_ipc_host.tuning import as_below

ROOTS = Roots("/work", "/home/me", "/tmp")
REFUSED = ("EACCES", "EPERM", "EROFS", "ENOENT", "ENETUNREACH", "ECONNREFUSED")
WITHOUT_LANDLOCK = Path(__file__).with_name("without_landlock.py")


# ---- pure -------------------------------------------------------------------------------------------------------


def test_what_is_not_permitted_is_forbidden():
    bare = permits({}, ROOTS, [])
    assert bare == Permits(tuple(sorted(SYSTEM)), ("/tmp",), network=False)


def test_paths_begin_at_the_working_directory_and_at_the_home():
    found = permits({"read": [".", "~/notes"], "write": ["out/../made", "/var/x"]}, ROOTS, [])
    assert {"/work", "/home/me/notes"} == {*found.read} - {*SYSTEM}
    assert found.write == ("/tmp", "/var/x", "/work/made")


def test_what_lies_in_a_path_that_may_be_written_is_not_made_narrower():
    found = permits({"read": ["/work/a", "/workshop"], "write": ["."]}, ROOTS, ["/work/b"])
    assert {*found.read} - {*SYSTEM} == {"/workshop"}


def test_a_link_in_what_is_bound_is_followed_and_another_one_is_bound_too():
    links = {"/work/out": "/data/out", "/short": "/data/long"}
    found = straight(
        Permits(("/short", "/work"), ("/work/out",), network=False),
        lambda path: links.get(path, path),
    )
    assert found.read == ("/data/long", "/short", "/work")
    assert found.write == ("/data/out",)


@pytest.mark.parametrize(("said", "may"), [(True, True), (False, False), (None, False)])
def test_the_network_must_be_permitted(said, may):
    assert permits({} if said is None else {"network": said}, ROOTS, []).network is may


def test_a_folder_that_holds_a_private_one_is_nobodys_own():
    found = of_its_own(["/home/me", "/", "/home/me/app", "/opt/x"], ["/home/me", "/opt/x/home"])
    assert found == ["/home/me/app"]


def test_bubblewrap_binds_those_above_first_and_ends_in_the_working_directory():
    made = arguments(Permits(("/usr", "/work"), ("/work/out",), network=False), "/work")
    bound = [made[i : i + 2] for i, word in enumerate(made) if "bind" in word]
    assert bound == [
        ["--ro-bind-try", "/usr"],
        ["--ro-bind-try", "/work"],
        ["--bind-try", "/work/out"],
    ]
    assert "--unshare-user" in made
    assert "--unshare-net" in made
    assert made[made.index("--chdir") + 1] == "/work"
    assert made[-2:] == ["--remount-ro", "/"]
    assert "--remount-ro" not in arguments(Permits((), ("/",), network=False), "/work")


def test_bubblewrap_leaves_the_network_and_the_numbers_of_processes_alone():
    made = arguments(Permits((), (), network=True), "/")
    assert "--unshare-net" not in made
    assert "--unshare-pid" not in made, "the host knows a service by its number"


# linux/landlock.h: rights to files are bits 0–12 in version 1, then refer, truncate, ioctl.
@pytest.mark.parametrize(
    ("abi", "bits", "tcp", "scoped"),
    [(1, 13, 0, 0), (2, 14, 0, 0), (3, 15, 0, 0), (4, 15, 3, 0), (5, 16, 3, 0), (6, 16, 3, 3)],
)
def test_landlock_handles_what_its_version_knows(abi, bits, tcp, scoped):
    assert landlock.handled(abi, network=False) == ((1 << bits) - 1, tcp, scoped)


def test_with_the_network_landlock_refuses_only_signals_outside():
    assert landlock.handled(6, network=True)[1:] == (0, 2)


def test_landlock_grants_no_writing_with_reading_and_no_making_of_devices():
    rules = {"read": ["/r"], "write": ["/w"], "devices": ["/dev/null"], "network": False}
    granted = dict(landlock.grants(rules, 6))
    assert granted["/r"] == 0b1101  # execute, read file, read folder
    assert granted["/w"] & (1 << 6 | 1 << 11) == 0  # character devices, block devices
    assert granted["/w"] & 0b10  # write file
    assert granted["/dev/null"] & (1 << 8) == 0  # make file


def test_what_a_machine_cannot_see_to():
    none, first, fourth = Sandbox(), Sandbox(None, 1, "x86_64"), Sandbox(None, 4, "s390x")
    assert none.lacks({}) == ["this machine has neither bubblewrap nor Landlock"]
    assert first.lacks({}) == ["this kernel's Landlock cannot keep files from being truncated"]
    assert fourth.lacks({"network": True}) == []
    assert fourth.lacks({}) == ["Landlock cannot refuse the network on s390x"]
    assert Sandbox("/usr/bin/bwrap").lacks({}) == []


def test_a_project_that_came_with_others_can_only_make_it_stricter():
    def found(said):
        tiers = [Tier("user", {"sandbox": "auto"}), Tier("project", {"sandbox": said}, shared=True)]
        return merge(tiers, schema()).get("sandbox")

    assert [found(each) for each in ("off", "auto", "required")] == ["auto", "auto", "required"]


def test_a_script_needs_itself_its_interpreter_and_its_folder(tmp_path):
    own, code = tmp_path / "own", tmp_path / "code"
    for folder in (own / "bin", code):
        folder.mkdir(parents=True)
    interpreter, link = own / "bin" / "interpreter", own / "bin" / "link"
    shutil.copy("/bin/sh", interpreter)
    link.symlink_to("interpreter")
    program, script = code / "program", code / "script.x"
    program.write_text(f"#!{link} -e\n")
    program.chmod(0o700)
    script.write_text("")
    found = needed([str(program), "-x", str(script)], ["/part"], {}, tmp_path / "home")
    assert {"/part", *map(str, (program, link, interpreter, own, script, code))} == {*found}


@pytest.mark.parametrize(("folder", "whole"), [("bin", True), ("shims", True), ("code", False)])
def test_what_a_program_was_installed_with_is_above_bin(tmp_path, folder, whole):
    program = tmp_path / "tool" / folder / "program"
    program.parent.mkdir(parents=True)
    shutil.copy("/bin/sh", program)
    found = needed([str(program)], [], {}, tmp_path / "home")
    assert (str(tmp_path / "tool") in found) is whole
    assert str(tmp_path) not in found


def test_packages_that_are_worked_on_are_read_where_they_lie(tmp_path):
    python, packages = (
        tmp_path / "venv" / "bin" / "python",
        tmp_path / "venv/lib/python3.11/site-packages",
    )
    for each in (python.parent, packages, tmp_path / "source", tmp_path / "base" / "bin"):
        each.mkdir(parents=True)
    shutil.copy("/bin/sh", python)
    (tmp_path / "venv" / "pyvenv.cfg").write_text(f"home = {tmp_path / 'base' / 'bin'}\n")
    (packages / "source.pth").write_text(f"import os\n{tmp_path / 'source'}\n/not/there\n")
    found = needed([str(python)], [], {}, tmp_path / "home")
    folders = (tmp_path / name for name in ("venv", "base", "source"))
    assert {*found} == {str(python), *map(str, folders)}


# ---- real: this machine's own, and Landlock also where there is bubblewrap --------------------------------------


@pytest.fixture(params=["the machine's", "without bubblewrap"])
def machine(request, monkeypatch, tmp_path):
    """What this machine has; without bubblewrap that is Landlock, or nothing."""
    if request.param == "without bubblewrap":
        monkeypatch.setenv("PATH", str(tmp_path))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    sandbox.cache_clear()
    yield sandbox()
    sandbox.cache_clear()


@pytest.fixture
def trial(house, run, machine):
    """Runs what the service is to try, with these permissions; the outcomes, and the turn."""

    async def trial(*tries, mode="required", **permissions):
        house.service("tries", permissions=permissions)
        session = house.session()
        session.plan.sandbox = mode
        turn = await run(
            session, ["request.tool_execute", {"name": "tries", "input": {"tries": tries}}]
        )
        return turn, session

    return trial


def outcomes(turn):
    return turn.answers[0]["result"]["output"]


def refused_as_it_should(machine, permissions):
    """On a machine without any sandbox: nothing is started."""
    with pytest.raises(SandboxError, match="is not started without its sandbox"):
        unconfined("required", {"tries": permissions})
    assert machine.lacks(permissions)


async def test_files_outside_are_neither_read_nor_written(trial, machine, house, tmp_path):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    secret, kept, inside = (tmp_path / name for name in ("secret", "kept", "inside"))
    secret.write_text("a key")
    kept.mkdir()
    inside.mkdir()
    (kept / "old").write_text("old")
    turn, _ = await trial(
        ["read", str(secret)],
        ["write", str(secret)],
        ["truncate", str(secret)],
        ["remove", str(secret)],
        ["list", str(tmp_path)],
        ["write", str(house.work / "new")],
        ["write", str(kept / "new")],
        ["write", str(kept / "old")],
        ["move", [str(kept / "old"), str(inside / "old")]],
        ["make", str(kept / "folder")],
        read=[str(kept)],
        write=[str(inside)],
    )
    found = outcomes(turn)
    found[4] = found[4] if isinstance(found[4], str) else set(found[4]) & {"secret", "home"}
    # Bubblewrap shows the folders on the way to what is bound, with nothing else in them.
    assert all(each in (*REFUSED, "EXDEV", set()) for each in found), found
    assert secret.read_text() == "a key"
    assert not (house.work / "new").exists()
    assert [(each.name, each.read_text()) for each in kept.iterdir()] == [("old", "old")]


async def test_what_is_permitted_is_done(trial, machine, house, tmp_path, monkeypatch):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    (tmp_path / "me").mkdir()
    (tmp_path / "me" / "note").write_text("mine")
    (house.work / "out").mkdir()
    turn, _ = await trial(
        ["read", str(tmp_path / "me" / "note")],
        ["write", "out/new"],
        ["write", str(tmp_path / "temporary" / "new")],
        ["write", "/dev/null"],
        ["run", ["/bin/sh", "-c", "echo run"]],
        ["local", None],
        ["where", None],
        ["move", ["out/new", "out/moved"]],
        read=["~/note"],
        write=["./out"],
    )
    assert outcomes(turn) == [
        "mine",
        "written",
        "written",
        "written",
        "run\n",
        "here",
        str(house.work),
        None,
    ]
    assert (house.work / "out" / "moved").read_text() == "written"
    assert (tmp_path / "temporary" / "new").read_text() == "written"


async def test_links_are_followed(trial, machine, house, tmp_path):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    for name in ("elsewhere", "noted"):
        (tmp_path / name).mkdir()
    (tmp_path / "noted" / "note").write_text("mine")
    (house.work / "out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "short").symlink_to(tmp_path / "noted")
    tries = (["write", "out/new"], ["read", str(tmp_path / "short" / "note")], ["write", "new"])
    turn, _ = await trial(*tries, read=[".", str(tmp_path / "short")], write=["./out"])
    *done, forbidden = outcomes(turn)
    assert done == ["written", "mine"]
    assert forbidden in REFUSED
    assert (tmp_path / "elsewhere" / "new").read_text() == "written"


@pytest.mark.parametrize("network", [False, True])
async def test_the_network(trial, machine, network):
    if machine.lacks({"network": network}):
        refused_as_it_should(machine, {"network": network})
        return
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        udp.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in (tcp, udp)]
        turn, _ = await trial(["connect", ports[0]], ["send", ports[1]], network=network)
        connected, sent = outcomes(turn)
        for each in (tcp, udp):
            each.setblocking(False)
        if network:
            assert (connected, sent) == ("connected", "sent")
            tcp.accept()[0].close()
            assert udp.recv(8) == b"told"
        else:
            assert connected in REFUSED
            with pytest.raises(BlockingIOError):
                tcp.accept()
            with pytest.raises(BlockingIOError):
                udp.recv(8)


async def test_the_host_is_out_of_reach(trial, machine, tmp_path):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    own = os.getpid()
    turn, _ = await trial(
        ["read", f"/proc/{own}/environ"],
        ["read", str(tmp_path / "home" / "keys.env")],
        ["write", "/proc/sys/kernel/hostname"],
        ["device", str(tmp_path / "temporary" / "disk")],
    )
    assert all(each in REFUSED for each in outcomes(turn)), outcomes(turn)


async def test_landlock_keeps_its_signals_inside(trial, machine):
    if machine.landlock < 6:
        assert landlock.handled(machine.landlock, network=False)[2] == 0
        return
    turn, _ = await trial(["signal", os.getpid()])
    assert outcomes(turn) == ["EPERM"]


async def test_it_has_its_three_descriptors_and_the_same_environment(trial, machine, house):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    tries = (["descriptors", None], ["environment", None])
    within, first = await trial(*tries)
    await first.close()
    house.behaviors.remove("tries")
    without, second = await trial(*tries, mode="off")
    (descriptors, inside), (_, outside) = outcomes(within), outcomes(without)
    assert descriptors == ["0", "1", "2"]
    differ = {name for name in {*inside, *outside} if inside.get(name) != outside.get(name)}
    assert differ <= {"AMPLIFIER_SESSION_ID", "PWD"}, (inside, outside)
    assert second.plan.sandbox == "off"


@pytest.mark.parametrize(
    ("how", "said"), [(["exit", 7], (7, None)), (["die", 0], (None, "SIGKILL"))]
)
async def test_its_end_is_told_as_it_was(trial, machine, how, said):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    turn, _ = await trial(how)
    (failed,) = [each for each in turn.of(ServiceFailed) if each.service == "tries"]
    assert (failed.exit_code, failed.signal) == said


async def test_it_is_asked_to_end_before_it_is_killed(trial, machine, house):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    _, session = await trial(["where", None], write=["."])
    await session.close()
    assert (house.work / "ended").read_text() == "by SIGTERM"


async def test_it_leaves_no_process_behind(trial, machine, house):
    if machine.lacks({}):
        refused_as_it_should(machine, {})
        return
    os.mkfifo(house.work / "held")
    pipe = os.open(house.work / "held", os.O_RDONLY | os.O_NONBLOCK)
    try:
        _, session = await trial(["leave", "held"], write=["."])
        await session.close()
        await asyncio.to_thread(select.select, [pipe], [], [])
        assert os.read(pipe, 8) == b"here"
        assert os.read(pipe, 8) == b"", "somebody holds it open"
    finally:
        os.close(pipe)


async def test_without_permissions_or_without_the_setting_there_is_none(house, run, machine, trial):
    turn, session = await trial(["write", str(house.folder / "anywhere")], mode="off")
    assert outcomes(turn) == ["written"]
    await session.close()
    house.behaviors.remove("tries")
    house.service("tries")
    session = house.session()
    session.plan.sandbox = "required"
    tries = [["write", str(house.folder / "elsewhere")]]
    turn = await run(
        session, ["request.tool_execute", {"name": "tries", "input": {"tries": tries}}]
    )
    assert outcomes(turn) == ["written"]


# ---- the command ------------------------------------------------------------------------------------------------


def invoked(house, *tries):
    return [
        "tool",
        "invoke",
        "tries",
        "--agent",
        house.agent(),
        "--input",
        json.dumps({"tries": tries}),
    ]


def test_the_setting_sandbox_confines_a_service_with_permissions(shell, house, tmp_path):
    """By the file, by the environment, and by the flag of `run`."""
    (tmp_path / "temporary").mkdir()
    house.service("tries", permissions={})
    target = house.work / "target"
    call = invoked(house, ["write", str(target)])
    environ = {"TMPDIR": str(tmp_path / "temporary")}
    assert json.loads(shell.ok(*call, **environ)) == ["written"]
    target.unlink()
    shell.ok("config", "set", "sandbox", "required")
    if sandbox().lacks({}):
        assert "is not started without its sandbox" in shell.fails(1, *call, **environ)
        return
    assert json.loads(shell.ok(*call, **environ))[0] in REFUSED
    assert not target.exists()
    shell.ok("config", "set", "sandbox", "off")
    assert json.loads(shell.ok(*call, **environ)) == ["written"]
    target.unlink()
    assert json.loads(shell.ok(*call, **environ, AMPLIFIER_SANDBOX="auto"))[0] in REFUSED
    script = json.dumps(
        [["request.tool_execute", {"name": "tries", "input": {"tries": [["write", str(target)]]}}]]
    )
    run = ["run", "--agent", house.agent(), "-o", "json", "--sandbox", "required", script]
    shell.ok(*run, **environ)
    assert not target.exists()


def bare(command, house, tmp_path):
    """The command on a machine that has no sandbox."""
    command.wrapped = [sys.executable, str(WITHOUT_LANDLOCK)]
    command.environment["PATH"] = str(tmp_path)
    house.service("tries", permissions={})
    return str(house.agent())


def test_without_any_sandbox_required_starts_nothing(command, house, tmp_path):
    agent = bare(command, house, tmp_path)
    command.environment["AMPLIFIER_SANDBOX"] = "required"
    sentence, hint = command.the_error("run", "--agent", agent, "[]")
    assert sentence == (
        "service tries is not started without its sandbox: this machine has neither bubblewrap nor Landlock."
    )
    assert hint == (
        "install bubblewrap, and allow user namespaces to it; or set sandbox to auto or off."
    )


def test_without_any_sandbox_auto_warns_and_goes_on(command, house, tmp_path):
    agent = bare(command, house, tmp_path)
    done = command.run("run", "--agent", agent, "--sandbox", "auto", "-o", "json", "[]")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["status"] == "completed"
    assert (
        "Warning: service tries is not in a sandbox: this machine has neither bubblewrap nor Landlock."
        in done.stderr
    )


def test_without_any_sandbox_an_optional_service_is_left_out(command, house, tmp_path):
    bare(command, house, tmp_path)
    house.behaviors.remove("tries")
    house.service("tries", permissions={}, optional=True)
    command.environment["AMPLIFIER_SANDBOX"] = "required"
    done = command.run("run", "--agent", str(house.agent()), "-o", "json", "[]")
    assert done.returncode == 0, done
    assert "service tries is not started without its sandbox" in done.stderr


def test_a_killed_host_leaves_no_process_behind(command, house, tmp_path):
    os.mkfifo(house.work / "held")
    pipe = os.open(house.work / "held", os.O_RDONLY | os.O_NONBLOCK)
    house.service("tries", permissions={"write": ["."]})
    deed = {"name": "tries", "input": {"tries": [["leave", "held"]]}}
    script = json.dumps([["request.tool_execute", deed], ["wait", {}]])
    host = command.start("run", "--agent", str(house.agent()), "--sandbox", "auto", script)
    try:
        select.select([pipe], [], [])
        assert os.read(pipe, 8) == b"here"
        host.kill()
        host.wait()
        select.select([pipe], [], [])
        assert os.read(pipe, 8) == b"", "somebody holds it open"
    finally:
        os.close(pipe)


def test_child_sessions_are_confined_as_their_parent(house):
    parent, own = load_agent(house.agent()), load_agent(house.agent())
    parent.sandbox = "required"
    assert as_below(own, parent).sandbox == "required"


def test_doctor_shows_the_sandbox_and_who_is_in_it(shell, house):
    house.service("tries", permissions={"read": ["~/notes"], "network": True})
    shell.ok("register", house.folder / "tries.yaml")
    told = json.loads(shell.run("doctor", "--json").stdout)["findings"]
    found = [each["what"] for each in told if each["area"] == "sandbox"]
    assert found[0] == f"{sandbox()}; the setting sandbox is off"
    if not sandbox().lacks({"network": True}):
        assert found[1:] == ["service tries would be in it: read ~/notes, network"]
        shell.settings(sandbox="auto")
        assert "service tries is in it" in shell.run("doctor").stdout


def test_doctor_says_how_to_mend_that_there_is_none(command, house, tmp_path):
    bare(command, house, tmp_path)
    assert command.run("register", str(house.folder / "tries.yaml")).returncode == 0
    command.environment["AMPLIFIER_SANDBOX"] = "auto"
    done = command.run("doctor", "--json")
    (wrong,) = [
        each
        for each in json.loads(done.stdout)["findings"]
        if each["area"] == "sandbox" and not each["ok"]
    ]
    assert done.returncode == 1
    assert wrong["what"] == (
        "service tries has permissions, but this machine has neither bubblewrap nor Landlock"
    )
    assert wrong["mend"] == "install bubblewrap, and allow user namespaces to it"


def test_devices_are_none_that_keep_anything():
    assert not [each for each in DEVICES if each.startswith(("/dev/sd", "/dev/mem", "/dev/shm"))]
