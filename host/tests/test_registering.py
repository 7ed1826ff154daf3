"""discover, register, install, update and what they show: the command as a user types it, each in a home of its own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).parent / "amplifier-ipc")
DONE, FAILED, USAGE, DENIED, CANCELLED = 0, 1, 2, 3, 130
ROLES = {"orchestrator": "tools:o", "context_manager": "tools:c", "base": "b"}
# Builds a wheel by hand: nothing comes from a registry.
BACKEND = """
import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/tiny-0.1.0-py3-none-any.whl", "w") as wheel:
        for name, text in (("METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 0.1.0\\n"),
                ("WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"), ("RECORD", "")):
            wheel.writestr(f"tiny-0.1.0.dist-info/{name}", text)
    return "tiny-0.1.0-py3-none-any.whl"
"""


class Shell:
    """A folder with definitions, and the command with a home beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        self.home = folder / "home"
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "AMPLIFIER_HOME": str(self.home),
            "GIT_CONFIG_SYSTEM": "/dev/null",
        }

    def run(self, *words: str, code: int = DONE) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [COMMAND, *words],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done
        return done

    def typed(self, answer: str, *words: str) -> tuple[int, str]:
        """The command on a terminal whose user types an answer: its exit code, and what it wrote to stderr."""
        ours, theirs = pty.openpty()
        try:
            os.write(ours, answer.encode())
            done = subprocess.run(
                [COMMAND, *words],
                cwd=self.folder,
                env=self.environment,
                stdin=theirs,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            os.close(ours)
            os.close(theirs)
        return done.returncode, done.stderr

    def write(self, path: str, kind: str, ref: str, **body: object) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({kind: {"ref": ref, **body}}))
        return file

    def project(self, path: str, ref: str) -> Path:
        """A Python project without dependencies, and its behavior."""
        folder = self.folder / path
        folder.mkdir(parents=True)
        system = 'requires = []\nbuild-backend = "backend"\nbackend-path = ["."]'
        (folder / "pyproject.toml").write_text(
            f'[project]\nname = "tiny"\nversion = "0.1.0"\n[build-system]\n{system}\n'
        )
        (folder / "backend.py").write_text(BACKEND)
        service = {"stack": "uv", "command": "python"}
        return self.write(f"{path}/behavior.yaml", "behavior", ref, service=service)

    def git(self, *words: str) -> None:
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
        env = {**self.environment, "GIT_CONFIG_GLOBAL": "/dev/null"}
        subprocess.run(["git", *who, *words], cwd=self.folder / "far", env=env, check=True)

    def repository(self) -> str:
        """A repository elsewhere: an agent that takes in a service. Its address."""
        service = {"stack": "command", "command": ["./run.sh", "\x1b[2J"]}
        self.write(
            "far/tools.yaml",
            "behavior",
            "tools",
            service=service,
            grants=["hook.emit"],
            env=["KEY"],
        )
        self.write("far/agent.yaml", "agent", "far", **ROLES, behaviors=[{"tools": "tools.yaml"}])
        (self.folder / "far" / "run.sh").write_text("#!/bin/sh\n")
        (self.folder / "far" / "run.sh").chmod(0o755)
        self.git("init", "-q", "-b", "main")
        self.git("add", ".")
        self.git("commit", "-qm", "first")
        return f"git+file://{self.folder}/far@main#subdirectory=agent.yaml"


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path)


def listed(shell: Shell, *words: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(shell.run(*words, "list", "--json").stdout)
    return found


class TestDiscover:
    def test_it_shows_what_is_below_a_folder(self, shell):
        shell.write("a/agent.yaml", "agent", "one", description="The first.")
        shell.project("b/two", "two")
        shell.write("node_modules/x/agent.yaml", "agent", "not-this")
        (shell.folder / "other.yaml").write_text("a: b\n")
        found = json.loads(shell.run("discover", ".", "--json").stdout)
        assert [(each["kind"], each["ref"], each["stack"]) for each in found] == [
            ("agent", "one", ""),
            ("behavior", "two", "uv"),
        ]
        shown = shell.run("discover", ".").stdout
        assert "The first." in shown
        assert "not-this" not in shown
        assert not (shell.home / "agents.yaml").exists()

    def test_it_registers_and_installs(self, shell):
        shell.project("two", "two")
        shell.write("agent.yaml", "agent", "one")
        shell.run("discover", ".", "--register", "--install")
        assert [each["alias"] for each in listed(shell, "agent")] == ["one"]
        assert [each["state"] for each in listed(shell, "service")] == ["ready"]

    def test_nothing_is_a_failure(self, shell):
        assert "no definition in ." in shell.run("discover", ".", code=FAILED).stderr
        assert "does not exist" in shell.run("discover", "./gone", code=FAILED).stderr

    def test_a_broken_one_is_named_and_the_others_are_found(self, shell):
        shell.write("good.yaml", "agent", "good")
        (shell.folder / "bad.yaml").write_text("agent:\n  ref: [\n")
        done = shell.run("discover", ".", "--json")
        assert [each["ref"] for each in json.loads(done.stdout)] == ["good"]
        assert f"{shell.folder / 'bad.yaml'} is not YAML" in done.stderr

    def test_two_of_one_name_are_not_registered_at_once(self, shell):
        one, two = (shell.write(f"{name}.yaml", "agent", "same") for name in "ab")
        told = shell.run("discover", ".", "--register", code=FAILED).stderr
        assert f"two agents are called 'same': {one} and {two}." in told
        assert listed(shell, "agent") == []


class TestRegister:
    def test_an_agent_is_known_by_its_name(self, shell):
        path = shell.write("agent.yaml", "agent", "one", uuid="u1")
        shell.run("register", "./agent.yaml")
        (entry,) = listed(shell, "agent")
        assert entry == {"alias": "one", "id": "agent_one_u1", "source": str(path)}
        assert json.loads(shell.run("agent", "show", "one", "--json").stdout)["uuid"] == "u1"
        assert shell.run("agent", "show", "one").stdout == path.read_text() + "\n"

    def test_an_alias_is_chosen_and_forgotten(self, shell):
        shell.write("b.yaml", "behavior", "b")
        shell.run("register", "b.yaml", "--alias", "mine")
        assert [each["alias"] for each in listed(shell, "behavior")] == ["mine"]
        shell.run("unregister", "mine")
        assert listed(shell, "behavior") == []
        assert list((shell.home / "definitions").iterdir()) == []
        assert (
            "nothing is registered as 'mine'" in shell.run("unregister", "mine", code=FAILED).stderr
        )

    def test_registering_anew_leaves_nothing_behind(self, shell):
        shell.write("a.yaml", "agent", "a", uuid="old")
        shell.run("register", "a.yaml")
        shell.write("a.yaml", "agent", "a", uuid="new")
        shell.run("register", "a.yaml")
        names = [path.name for path in (shell.home / "definitions").iterdir()]
        assert names == ["agent_a_new.yaml"]

    def test_files_are_private(self, shell):
        shell.write("a.yaml", "agent", "a")
        shell.run("register", "a.yaml")
        for path in [shell.home, *shell.home.rglob("*")]:
            assert path.stat().st_mode & 0o077 == 0, path

    def test_a_near_name_is_told(self, shell):
        shell.write("a.yaml", "agent", "foundation")
        shell.run("register", "a.yaml")
        told = shell.run("agent", "show", "fundation", code=FAILED).stderr
        assert "no agent 'fundation' is registered" in told
        assert "did you mean foundation?" in told
        for command in ("unregister", "install", "uninstall", "update", "refresh"):
            told = shell.run(command, "fundation", code=FAILED).stderr
            assert "nothing is registered as 'fundation'" in told
            assert "did you mean foundation?" in told


class TestRefresh:
    def test_what_has_changed_is_read_anew_and_nothing_is_built(self, shell):
        shell.project("two", "two")
        shell.write("a.yaml", "agent", "a", **ROLES, behaviors=[{"x": "./two"}])
        shell.run("register", "a.yaml")
        assert "as they were registered" in shell.run("refresh").stderr
        shell.write("a.yaml", "agent", "a", **ROLES, behaviors=[{"x": "./two"}], description="new")
        told = shell.run("refresh", "a")
        assert "agent a: its definition has changed since it was registered" in told.stdout
        assert "The agent a is registered." in told.stderr
        assert "as they were registered" in shell.run("refresh").stderr
        assert not (shell.home / "environments").exists()

    def test_what_is_not_there_any_more_is_told_of_and_stays(self, shell):
        shell.write("a.yaml", "agent", "a", **ROLES)
        shell.run("register", "a.yaml")
        (shell.folder / "a.yaml").unlink()
        assert "a.yaml is not there any more" in shell.run("refresh").stdout
        assert [each["alias"] for each in listed(shell, "agent")] == ["a"]


class TestShow:
    def test_a_definition_is_resolved_into_a_tree_with_origins(self, shell):
        low = shell.write("low.yaml", "behavior", "low", config={"c": {"x": 1, "y": 1}})
        high = shell.write("high.yaml", "behavior", "high", config={"c": {"x": 2}})
        links = [{"first": "./low.yaml"}, {"second": "./high.yaml"}]
        top = shell.write(
            "a.yaml", "agent", "top", **ROLES, behaviors=links, config={"d": {"z": 3}}
        )
        shown = shell.run("agent", "show", "a.yaml", "--resolved").stdout
        for line in (
            f"agent top  ← {top}",
            f"first: behavior low  ← {low}",
            f"second: behavior high  ← {high}",
            "orchestrator = tools:o",
            "c.x = 2  ← high",
            "c.y = 1  ← low",
            "d.z = 3  ← top",
        ):
            assert line in shown
        tree = json.loads(shell.run("agent", "show", "a.yaml", "--resolved", "--json").stdout)
        assert [each["alias"] for each in tree["behaviors"]] == ["first", "second"]

    def test_a_cycle_is_shown(self, shell):
        shell.write("a.yaml", "behavior", "a", behaviors=[{"b": "./b.yaml"}])
        shell.write("b.yaml", "behavior", "b", behaviors=[{"a": "./a.yaml"}])
        told = shell.run("behavior", "show", "a.yaml", "--resolved", code=FAILED).stderr
        assert "a.yaml → b.yaml → a.yaml" in told

    def test_a_running_service_is_listed_and_nothing_is_fetched(self, shell):
        """Nobody listens at that address: to ask it would fail."""
        service = {"stack": "http", "source": "http://127.0.0.1:1"}
        shell.write("web.yaml", "behavior", "web", service=service)
        shell.run("register", "web.yaml")
        (row,) = listed(shell, "service")
        assert row == {
            "service": "web",
            "stack": "http",
            "state": "ready",
            "source": "http://127.0.0.1:1",
        }


class TestInstall:
    def test_from_missing_to_ready_and_back(self, shell):
        shell.project("two", "two")
        shell.run("register", "two")
        assert [each["state"] for each in listed(shell, "service")] == ["missing"]
        assert "Service two is installed." in shell.run("install", "two").stderr
        assert "Service two is installed already." in shell.run("install").stderr
        assert "Service two is installed." in shell.run("install", "two", "--again").stderr
        assert "Service two is not installed any more." in shell.run("uninstall", "two").stderr
        assert "Nothing was installed for two." in shell.run("uninstall", "two").stderr
        assert list((shell.home / "environments").iterdir()) == []

    def test_a_service_within_an_agent_is_installed_by_its_name(self, shell):
        shell.project("two", "two")
        shell.write("a.yaml", "agent", "a", **ROLES, behaviors=[{"x": "./two"}])
        shell.run("register", "a.yaml")
        assert "Service two is installed." in shell.run("install", "two").stderr
        assert (
            "nothing is registered as 'nobody'"
            in shell.run("install", "nobody", code=FAILED).stderr
        )

    def test_a_failing_build_is_1_and_shows_what_the_tool_said(self, shell):
        shell.project("two", "two")
        (shell.folder / "two" / "backend.py").write_text("raise SystemExit('it is broken')\n")
        told = shell.run("install", "two/behavior.yaml", code=FAILED).stderr
        assert "Error: service two: installing its packages failed" in told
        assert any(line.startswith("  | ") and "it is broken" in line for line in told.splitlines())

    def test_register_with_install(self, shell):
        shell.project("two", "two")
        done = shell.run("register", "two/behavior.yaml", "--install")
        assert "The behavior two is registered." in done.stderr
        assert [each["state"] for each in listed(shell, "service")] == ["ready"]


class TestUpdate:
    def test_what_is_stale_is_told_and_mended(self, shell):
        shell.project("two", "two")
        shell.run("register", "two", "--install")
        assert shell.run("update", "--check").stdout == ""
        (shell.folder / "two" / "more.py").write_text("x = 1\n")
        told = shell.run("update", "--check").stdout
        assert told == "service two: has changed since it was installed\n"
        assert [each["state"] for each in listed(shell, "service")] == ["stale"]
        shell.run("update")
        assert shell.run("update", "--check").stdout == ""

    def test_a_definition_of_this_machine_that_changed(self, shell):
        shell.write("a.yaml", "agent", "a")
        shell.run("register", "a.yaml")
        shell.write("a.yaml", "agent", "a", description="new")
        told = shell.run("update", "--check").stdout
        assert told == "agent a: its definition has changed since it was registered\n"
        shell.run("update")
        assert shell.run("update", "--check").stdout == ""

    def test_a_repository_that_changed_is_asked_for_again(self, shell):
        url = shell.repository()
        shell.run("register", url, "--yes")
        assert shell.run("update", "--check").stdout == ""
        assert shell.run("update").stdout == ""  # nothing has changed: nothing is asked
        (shell.folder / "far" / "run.sh").write_text("#!/bin/sh\nrm -rf /\n")
        self.commit(shell)
        assert shell.run("update", "--check").stdout.splitlines() == [
            f"agent far: {url} has changed",
            f"behavior tools: {url.replace('agent.yaml', 'tools.yaml')} has changed",
        ]
        shell.run("agent", "show", "far", "--resolved")  # what was accepted is still there
        shell.run("update", code=DENIED)
        told = shell.run("agent", "show", "far", "--resolved", code=FAILED).stderr
        assert "is not what was accepted" in told  # its programs are not run before that
        shell.run("update", "--yes")
        shell.run("agent", "show", "far", "--resolved")

    def test_another_branch_that_ends_the_same_is_not_meant(self, shell):
        url = shell.repository()
        shell.git("tag", "-a", "v1", "-m", "a tag with a message")
        shell.git("checkout", "-q", "-b", "a/main")
        self.commit(shell)
        shell.run("register", url, "--yes")
        shell.run("register", url.replace("@main", "@v1"), "--yes", "--alias", "tagged")
        assert shell.run("update", "--check").stdout == ""

    def commit(self, shell):
        shell.git("commit", "-q", "--allow-empty", "-am", "second")


class TestConsent:
    def test_without_a_terminal_and_yes_it_is_refused(self, shell):
        url = shell.repository()
        for words in (
            ("register", url),
            ("discover", url, "--register"),
            ("discover", url, "--install"),
        ):
            told = shell.run(*words, code=DENIED).stderr
            assert "Add --yes if you do." in told
            assert listed(shell, "agent") == []
        told = shell.run("run", "--agent", url, "hello", code=FAILED).stderr
        assert "has not been accepted yet" in told

    def test_what_it_brings_is_shown_without_what_steers_a_terminal(self, shell):
        url = shell.repository()
        told = shell.run("register", url, code=DENIED).stderr
        assert "installs and runs: command ./run.sh" in told
        assert "may call in the host: hook.emit" in told
        assert "sees the variables: KEY" in told
        assert "\x1b" not in told

    def test_on_a_terminal_the_user_is_asked(self, shell):
        url = shell.repository()
        assert shell.typed("n\n", "register", url)[0] == DENIED
        assert listed(shell, "agent") == []
        code, told = shell.typed("y\n", "register", url)
        assert (code, "Accept it?" in told) == (DONE, True)
        assert [each["alias"] for each in listed(shell, "agent")] == ["far"]
        assert [each["alias"] for each in listed(shell, "behavior")] == ["tools"]

    def test_what_it_takes_in_does_not_take_the_name_of_ones_own(self, shell):
        url = shell.repository()
        own = shell.write("own.yaml", "behavior", "tools")
        shell.run("register", "own.yaml")
        shell.run("register", url, "--yes")
        sources = {each["alias"]: each["source"] for each in listed(shell, "behavior")}
        assert len(sources) == 2
        assert sources["tools"] == str(own)
        shell.run("agent", "show", "far", "--resolved")

    def test_what_is_of_this_machine_is_not_asked_for(self, shell):
        shell.write("a.yaml", "agent", "a")
        shell.run("register", "a.yaml")
        shell.run("discover", ".", "--register")
