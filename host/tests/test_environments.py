"""Environments of services: how each stack is built and started, when it is stale, and what a failure says."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.definition import read
from amplifier_ipc_host.environments.build import LAST_LINES, build_all, program
from amplifier_ipc_host.environments.digest import digest
from amplifier_ipc_host.environments.environment import Environment, InstallError
from amplifier_ipc_host.environments.stacks import Site, command_words, recipe
from amplifier_ipc_host.errors import DefinitionError, HostError
from amplifier_ipc_host.plan import load_agent
from amplifier_ipc_host.store import home

SITE = Site(Path("/source"), Path("/home/e"))

# A wheel made by hand: a package that needs nothing from a registry, not even to be built.
BACKEND = """
import zipfile
NAME = "tiny-0.1.0.dist-info"
def build_wheel(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/tiny-0.1.0-py3-none-any.whl", "w") as wheel:
        wheel.write("tiny.py")
        wheel.writestr(f"{NAME}/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 0.1.0\\n")
        wheel.writestr(f"{NAME}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{NAME}/entry_points.txt", "[console_scripts]\\ntiny = tiny:main\\n")
        wheel.writestr(f"{NAME}/RECORD", "")
    return "tiny-0.1.0-py3-none-any.whl"
"""
PROJECTS = {
    "uv": {
        "pyproject.toml": '[project]\nname = "tiny"\nversion = "0.1.0"\n'
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        "backend.py": BACKEND,
        "tiny.py": 'def main():\n    print("hello from uv")\n',
    },
    "npm": {
        "package.json": json.dumps(
            {
                "name": "@t/tiny",
                "version": "0.1.0",
                "bin": "main.js",
                "scripts": {"build": "cp in.js main.js"},
            }
        ),
        "in.js": 'console.log("hello from npm")\n',
    },
    "go": {
        "go.mod": "module example.org/tiny\n\ngo 1.22\n",
        "main.go": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello from go") }\n',
    },
    "cargo": {
        "Cargo.toml": '[package]\nname = "tiny"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n',
        "src/main.rs": 'fn main() { println!("hello from cargo"); }\n',
    },
}


class Place:
    """A folder of projects with definitions, and a home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"

    def project(self, stack: str, name: str = "tiny", **service: object) -> Path:
        """The folder of a tiny project of a stack, its definition beside it."""
        folder = self.folder / name
        for path, text in PROJECTS[stack].items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        self.define(folder, stack, name, **service)
        return folder

    def define(self, folder: Path, stack: str, name: str, **service: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        body = {"ref": name, "service": {"stack": stack, **service}}
        (folder / "behavior.yaml").write_text(json.dumps({"behavior": body}))

    def environment(self, folder: Path) -> Environment:
        return Environment.of(read(folder), self.home)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPLIFIER_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    return Place(tmp_path)


def output(environment: Environment) -> str:
    """What the service writes when it is started as its launch says."""
    launch = environment.launch()
    env = {**os.environ, **launch.env}
    done = subprocess.run(launch.command, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class TestStacks:
    @pytest.mark.parametrize(
        ("stack", "tools", "finds"),
        [
            ("uv", ["uv", "uv"], ["/home/e/venv/bin"]),
            ("cargo", ["cargo"], ["/home/e/root/bin"]),
            ("go", ["go"], ["/home/e/bin"]),
            ("npm", ["npm", "npm"], ["/source/node_modules/.bin"]),
        ],
    )
    def test_each_language_is_built_by_its_own_tool(self, stack, tools, finds):
        made = recipe(stack, SITE)
        assert [step.tool for step in made.steps] == tools
        assert all(step.command[0] == step.tool and step.says for step in made.steps)
        assert [str(folder) for folder in made.finds] == finds

    @pytest.mark.parametrize("stack", ["command", "content", "http"])
    def test_of_the_others_nothing_is_built(self, stack):
        assert recipe(stack, SITE).steps == ()

    def test_a_lock_file_is_kept_to(self):
        locked = recipe("cargo", Site(SITE.source, SITE.folder, locked=True))
        assert "--locked" in locked.steps[0].command
        assert "--locked" not in recipe("cargo", SITE).steps[0].command

    def test_scripts_of_npm_packages_are_not_run(self):
        assert "--ignore-scripts" in recipe("npm", SITE).steps[0].command

    def test_a_command_is_a_word_or_a_list_of_them(self):
        assert command_words({"command": "a b"}) == ["a b"]
        assert command_words({"command": ["a", "b"]}) == ["a", "b"]
        assert command_words({}) == []


class TestDigest:
    def test_names_sizes_and_times_count(self, tmp_path):
        (tmp_path / "a").write_text("x")
        seen = {digest(tmp_path)}
        (tmp_path / "a").rename(tmp_path / "b")
        seen.add(digest(tmp_path))
        (tmp_path / "b").write_text("xy")
        seen.add(digest(tmp_path))
        os.utime(tmp_path / "b", ns=(1, 1))
        seen.add(digest(tmp_path))
        assert len(seen) == 4

    @pytest.mark.parametrize("made", ["target", "node_modules", ".venv", ".git", "x.egg-info"])
    def test_what_builds_make_does_not(self, tmp_path, made):
        before = digest(tmp_path)
        (tmp_path / made).mkdir()
        (tmp_path / made / "file").write_text("x")
        assert digest(tmp_path) == before


class TestState:
    def test_missing_ready_stale(self, place):
        folder = place.project("npm")
        environment = place.environment(folder)
        assert environment.state() == "missing"
        environment.finish(environment.digest())
        assert environment.state() == "ready"
        (folder / "in.js").write_text("// changed\n")
        assert environment.state() == "stale"
        environment.finish(environment.digest())
        place.define(folder, "npm", "tiny", command="other")
        assert place.environment(folder).state() == "stale"

    def test_the_environment_is_private_and_says_what_it_is_of(self, place):
        environment = place.environment(place.project("npm"))
        environment.finish("d")
        note = json.loads((environment.folder / "environment.json").read_text())
        assert (note["service"], note["stack"], note["digest"]) == ("tiny", "npm", "d")
        assert environment.folder.parent == place.home / "environments"
        modes = {path.stat().st_mode & 0o777 for path in (place.home, environment.folder)}
        assert modes == {0o700}

    def test_two_of_one_name_are_apart(self, place):
        one, two = place.project("npm", "a/same"), place.project("npm", "b/same")
        for folder in (one, two):
            place.define(folder, "npm", "same")
        assert place.environment(one).folder != place.environment(two).folder

    def test_a_note_that_is_torn_is_no_environment(self, place):
        environment = place.environment(place.project("npm"))
        environment.finish(environment.digest())
        (environment.folder / "environment.json").write_text('{"digest"')
        assert environment.state() == "missing"

    @pytest.mark.parametrize("stack", ["command", "http"])
    def test_what_is_not_built_is_ready(self, place, stack):
        folder = place.folder / "x"
        place.define(folder, stack, "x", command="x", source="http://127.0.0.1:1")
        assert place.environment(folder).state() == "ready"

    def test_a_source_that_has_gone_is_one_sentence(self, place):
        folder = place.folder / "x"
        place.define(folder, "npm", "x", source="./gone")
        with pytest.raises(HostError, match="/x/gone does not exist") as caught:
            place.environment(folder).recipe()
        assert "\n" not in caught.value.message


class TestLaunch:
    def test_what_is_not_installed_says_how_to(self, place):
        folder = place.project("uv", command="tiny")
        with pytest.raises(InstallError) as caught:
            place.environment(folder).launch()
        assert caught.value.message == "service tiny is not installed"
        assert caught.value.hint == "run amplifier-ipc install tiny"

    def test_an_agent_over_it_says_the_same(self, place):
        folder = place.project("uv", command="tiny")
        roles = {"orchestrator": "o", "context_manager": "c"}
        agent = {"ref": "a", **roles, "behaviors": [{"tiny": str(folder)}]}
        (place.folder / "agent.yaml").write_text(json.dumps({"agent": agent}))
        with pytest.raises(InstallError, match="service tiny is not installed"):
            load_agent(place.folder / "agent.yaml")

    def test_all_that_are_not_installed_are_named_at_once(self, place):
        roles = {"orchestrator": "o", "context_manager": "c"}
        links = [{name: str(place.project("uv", name, command="tiny"))} for name in "xyz"]
        path = place.folder / "agent.yaml"
        path.write_text(json.dumps({"agent": {"ref": "a", **roles, "behaviors": links}}))
        with pytest.raises(InstallError) as caught:
            load_agent(path)
        assert caught.value.message == "services x, y and z are not installed"
        assert caught.value.hint == f"run amplifier-ipc install {path}"

    def test_a_command_that_is_not_there_is_named_with_its_line(self, place):
        folder = place.folder / "x"
        place.define(folder, "command", "x", command=["./gone"])
        with pytest.raises(DefinitionError, match=r"service x: its command .*/x/gone") as caught:
            place.environment(folder).launch()
        assert f"{folder / 'behavior.yaml'}:1" in caught.value.hint

    def test_words_of_a_command_start_at_the_definition(self, place):
        folder = place.folder / "x"
        place.define(folder, "command", "x", command=[sys.executable, "./a.py", "b", "../c"])
        words = place.environment(folder).launch().command
        assert words[1:] == [f"{folder}/a.py", "b", str(folder / "../c")]

    def test_a_program_of_an_npm_package_itself_is_found(self, place):
        folder = place.project("npm", command=["tiny", "--loud"])
        environment = place.environment(folder)
        environment.finish("d")
        assert environment.launch().command[1:] == [str(folder / "main.js"), "--loud"]

    def test_a_command_that_is_missing_is_asked_for(self, place):
        folder = place.project("uv")
        environment = place.environment(folder)
        environment.finish("d")
        with pytest.raises(DefinitionError, match="the command of service tiny is missing"):
            environment.launch()


class TestBuild:
    @pytest.mark.parametrize(
        ("stack", "service"),
        [("uv", {"command": "tiny"}), ("npm", {}), ("go", {}), ("cargo", {})],
    )
    async def test_a_tiny_project_is_built_and_runs(self, place, stack, service):
        environment = place.environment(place.project(stack, **service))
        seen = []
        (built,) = await build_all([environment], seen.append)
        assert (built.error, built.output) == ("", "")
        assert environment.state() == "ready"
        assert output(environment) == f"hello from {stack}"
        steps = len(environment.recipe().steps)
        assert [step.done for step in seen] == [*range(steps), steps]
        (again,) = await build_all([environment])
        assert again.fresh

    async def test_a_failing_build_shows_the_tools_last_lines(self, place):
        folder = place.project("npm")
        script = f"for i in $(seq 1 {LAST_LINES + 5}); do echo line $i; done; exit 7"
        package = {
            "name": "tiny",
            "version": "0.1.0",
            "bin": "main.js",
            "scripts": {"build": script},
        }
        environment = place.environment(folder)
        environment.finish(environment.digest())
        (folder / "package.json").write_text(json.dumps(package))
        (built,) = await build_all([environment])
        assert built.error == "service tiny: building failed (npm ended with 7)"
        assert built.output.splitlines() == [f"line {i}" for i in range(6, LAST_LINES + 6)]
        assert environment.state() == "missing"  # what is half built is not started

    async def test_a_missing_tool_is_one_sentence(self, place, monkeypatch):
        environment = place.environment(place.project("npm"))
        monkeypatch.setenv("PATH", str(place.folder))
        assert program("npm") is None
        (built,) = await build_all([environment])
        assert built.error == "service tiny needs npm, which is not installed"
        assert built.hint == "install Node.js: https://nodejs.org"

    @pytest.mark.parametrize(
        ("stack", "wanted"),
        [("uv", "pyproject.toml or setup.py"), ("cargo", "Cargo.toml"), ("npm", "package.json")],
    )
    async def test_a_folder_without_a_package_is_one_sentence(self, place, stack, wanted):
        folder = place.folder / "x"
        place.define(folder, stack, "x", command="x")
        (built,) = await build_all([place.environment(folder)])
        assert built.error == f"service x: {folder} has no {wanted}"
        assert f"{folder / 'behavior.yaml'}:1" in built.hint

    async def test_a_home_that_is_named_relatively_is_one_place(self, place, monkeypatch):
        """Tools run in the folder of the source, where a relative path would be another."""
        folder = place.project("uv", command="tiny")
        monkeypatch.chdir(place.folder)
        monkeypatch.setenv("AMPLIFIER_HOME", "here/home")
        assert home() == place.folder / "here" / "home"
        environment = Environment.of(read(folder), home())
        (built,) = await build_all([environment])
        assert built.error == ""
        assert not (folder / "here").exists()
        assert output(environment) == "hello from uv"

    async def test_a_build_that_is_broken_off_leaves_nothing_running(self, place):
        """Whoever was started by the tool holds the pipe open: it ends when the last of them has."""
        folder = place.project("npm")
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        script = f"exec 3> {pipe}; echo up >&3; sleep 4242 & wait"
        package = {"name": "tiny", "version": "0.1.0", "bin": "x.js", "scripts": {"build": script}}
        (folder / "package.json").write_text(json.dumps(package))
        building = asyncio.create_task(build_all([place.environment(folder)]))
        with await asyncio.to_thread(pipe.open) as said:
            assert await asyncio.to_thread(said.readline) == "up\n"
            building.cancel()
            with pytest.raises(asyncio.CancelledError):
                await building
            assert await asyncio.to_thread(said.read) == ""
        assert place.environment(folder).state() == "missing"

    async def test_one_that_fails_does_not_stop_the_others(self, place):
        good = place.environment(place.project("uv", "good", command="tiny"))
        folder = place.project("uv", "bad", command="tiny")
        (folder / "pyproject.toml").write_text("[project\n")
        bad = place.environment(folder)
        first, second = await build_all([bad, good])
        assert "installing its packages failed" in first.error or "making a Python" in first.error
        assert "pyproject.toml" in first.output
        assert second.error == ""
        assert (bad.state(), good.state()) == ("missing", "ready")

    async def test_they_are_built_side_by_side(self, place):
        """Each of two builds goes on only when the other one is there: both ends of a pipe open together."""
        meet = place.folder / "meet"
        os.mkfifo(meet)
        two = []
        for name, mode in (("left", "r"), ("right", "w")):
            folder = place.project("uv", name, command="tiny")
            (folder / "backend.py").write_text(f"open({str(meet)!r}, {mode!r}).close()\n{BACKEND}")
            two.append(place.environment(folder))
        assert [built.error for built in await build_all(two)] == ["", ""]


@pytest.mark.parametrize(
    ("stack", "source", "told"),
    [
        ("uv", "./src", "/x/src"),
        ("uv", "git+https://example.org/r@v1", "git+https://example.org/r@v1"),
        ("http", "http://127.0.0.1:1", "http://127.0.0.1:1"),
    ],
)
def test_its_origin_is_told_without_fetching(place, stack, source, told):
    place.define(place.folder / "x", stack, "x", source=source)
    origin = place.environment(place.folder / "x").origin
    assert origin.removeprefix(str(place.folder)) == told
