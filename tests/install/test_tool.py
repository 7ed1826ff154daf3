"""The quick start of the README as a new user would do it: the tool from git, then its commands, in a clean home.

It compiles the host and the services anew (minutes; what cargo has compiled stays in build/tool for the next time).
"""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from battery.fakes import aimock

ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")
# A release build of everything on a busy machine with two cores, in seconds.
PATIENCE = 3000
pytestmark = [pytest.mark.system, pytest.mark.timeout(2 * PATIENCE)]
NO_PROVIDER = "No provider is configured: the mock provider answers."
KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "CARGO_HOME", "RUSTUP_HOME", "UV_CACHE_DIR"}
KEPT |= {"GOPATH", "GOMODCACHE", "GOPROXY", "GOTOOLCHAIN", "PYENV_ROOT", "SSL_CERT_FILE"}
DEFINITION = """\
agent:
  ref: mine
  orchestrator: streaming
  context_manager: simple
  base: You answer briefly.
  behaviors:
    - agent: {clone}/services/foundation/agent/agent.yaml
    - workspace: {clone}/services/foundation/workspace/workspace.yaml
"""


def lines(mark: str) -> list[list[str]]:
    """The command lines of a block of the README, each in words."""
    text = (ROOT / "README.md").read_text()
    block = text.partition(f"<!-- {mark}")[2].split("```")[1]
    return [shlex.split(line) for line in block.strip().splitlines()]


INSTALL, CLONE, DISCOVER, ASK, TALK, LIST, RESUME = lines("quick start")
REGISTER, SET_KEY, ASK_IT = lines("own key")


class Newcomer:
    """Somebody with toolchains, a clean home, a clone of the repository, and the tool that was installed from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.clone = folder / "clone"
        self.empty = folder / "empty"
        self.empty.mkdir()
        known = {name: value for name, value in os.environ.items() if name in KEPT}
        self.environment = {
            **known,
            "PATH": f"{folder / 'bin'}:{UV.parent}:{os.environ['PATH']}",
            "AMPLIFIER_HOME": str(self.home),
            "CARGO_TARGET_DIR": str(ROOT / "build" / "tool"),
            "UV_TOOL_DIR": str(folder / "tools"),
            "UV_TOOL_BIN_DIR": str(folder / "bin"),
        }
        self.command = folder / "bin" / "amplifier-ipc"

    def run(
        self, *words: str | Path, cwd: Path | None = None, typed: str = "", code: int = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=cwd or self.clone,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == code, f"{words}:\n{done.stdout}\n{done.stderr}"
        return done

    def ipc(self, *words: str | Path, **how: object) -> subprocess.CompletedProcess[str]:
        return self.run(self.command, *words, **how)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    newcomer = Newcomer(tmp_path_factory.mktemp("newcomer"))
    url = INSTALL[-1].removeprefix("git+")
    assert CLONE[:3] == ["git", "clone", url]
    newcomer.run(*CLONE[:2], "--quiet", f"file://{ROOT}", newcomer.clone, cwd=newcomer.folder)
    assert INSTALL[:-1] == ["uv", "tool", "install"]
    newcomer.run(*INSTALL[:-1], f"git+file://{newcomer.clone}", cwd=newcomer.folder)
    return newcomer


@pytest.fixture(scope="module")
def installed(newcomer: Newcomer) -> Newcomer:
    """And with the agent of the catalog; what was said on the way."""
    newcomer.said = newcomer.run(*DISCOVER)
    return newcomer


def test_the_tool_is_one_command_and_runs_nothing_of_the_checkout(newcomer):
    listed = newcomer.run(UV, "tool", "list").stdout
    assert "- amplifier-ipc" in listed.splitlines()
    assert newcomer.ipc("version", cwd=newcomer.empty).stdout.startswith("amplifier-ipc 0.1.0")
    python = next((newcomer.folder / "tools").glob("*/bin/python"))
    code = (
        "import amplifier_ipc, amplifier_ipc_host as h; print(amplifier_ipc.__file__, h.__file__)"
    )
    for where in newcomer.run(python, "-c", code).stdout.split():
        assert Path(where).is_relative_to(newcomer.folder / "tools")


def test_the_wheel_of_the_host_holds_all_of_its_files_and_nothing_else(newcomer):
    """What uv has installed is the wheel, and its record says what was in it."""
    source = newcomer.clone / "host" / "src"
    files = set(newcomer.run("git", "ls-files", ".", cwd=source).stdout.splitlines())
    (record,) = (newcomer.folder / "tools").glob("**/amplifier_ipc_host-0.1.0.dist-info/RECORD")
    with record.open(newline="") as rows:
        installed = {path for path, *_ in csv.reader(rows)}
    package = {path for path in installed if ".dist-info/" not in path and path[:3] != "../"}
    assert package == files | {"amplifier_ipc_host/_router.abi3.so"}


def test_discover_shows_registers_and_installs_with_progress(installed):
    shown, said = installed.said.stdout, installed.said.stderr.splitlines()
    for ref in ("foundation", "foundation-agent", "workspace", "foundation-hooks"):
        assert re.search(rf"(agent|behavior) +{ref} ", shown)
    assert "The agent foundation is registered." in said
    for name in ("foundation-agent", "workspace", "foundation-hooks", "mock"):
        assert f"Service {name} is installed." in said
        assert any(line.startswith(f"{name}: ") and "/" in line for line in said)
    states = {
        each["service"]: each["state"]
        for each in json.loads(installed.ipc("service", "list", "--json").stdout)
    }
    services = ("foundation", "foundation-agent", "foundation-hooks", "mock", "workspace")
    assert states == dict.fromkeys(services, "ready")


def test_a_second_time_nothing_is_built(installed):
    said = installed.run(*DISCOVER).stderr
    assert said.count("is installed already.") == 4


def test_nothing_was_written_into_the_clone_that_git_would_see(installed):
    assert installed.run("git", "status", "--porcelain").stdout == ""


def test_an_agent_of_ones_own_is_registered_installed_and_answers(installed):
    (installed.empty / "definition.yaml").write_text(DEFINITION.format(clone=installed.clone))
    said = installed.ipc("register", "./definition.yaml", "--install", cwd=installed.empty).stderr
    assert "The agent mine is registered." in said
    done = installed.ipc("run", "--agent", "mine", "What files are here?", cwd=installed.empty)
    assert "definition.yaml" in done.stdout
    assert done.stderr.splitlines()[0] == NO_PROVIDER
    installed.ipc("unregister", "mine")
    (installed.empty / "definition.yaml").unlink()


def test_the_first_question_is_answered_with_the_files_that_are_there(installed):
    done = installed.run(*ASK)
    for name in ("README.md", "Makefile", "pyproject.toml"):
        assert name in done.stdout
    assert "# Amplifier IPC" in done.stdout, "it has read the README"
    assert done.stderr.splitlines()[0] == NO_PROVIDER


def test_in_an_empty_folder_it_says_that_there_is_nothing(installed):
    assert "There are no files here." in installed.run(*ASK, cwd=installed.empty).stdout


def test_what_is_piped_in_is_the_prompt_and_the_session_goes_on(installed):
    (installed.empty / "poem.txt").write_text("x")
    begun = installed.run(*TALK, typed="What files are here?\n", cwd=installed.empty)
    assert "poem.txt" in begun.stdout
    sessions = json.loads(installed.run(*LIST, "--json", cwd=installed.empty).stdout)
    resume = [word.replace("<id>", sessions[0]["id"][:-1]) for word in RESUME]  # may be shortened
    (installed.empty / "song.txt").write_text("x")
    again = installed.run(*resume, typed="And which files are here now?\n", cwd=installed.empty)
    assert "song.txt" in again.stdout
    export = ("session", "export", sessions[0]["id"], "--format", "md")
    shown = installed.ipc(*export, cwd=installed.empty).stdout
    assert "What files are here?" in shown
    assert "And which files are here now?" in shown


def test_a_new_tool_takes_the_sdk_from_the_same_commit_and_is_installed(installed):
    """Nothing of ours is in a registry yet; the templates are in the package."""
    folder = installed.empty / "count-words"
    installed.ipc("new", "tool", "count-words", "--lang", "python", cwd=installed.empty)
    said = installed.ipc("register", "./behavior.yaml", "--install", cwd=folder).stderr
    assert "Service count-words is installed." in said
    installed.ipc("uninstall", "count-words")
    installed.ipc("unregister", "count-words")
    shutil.rmtree(folder)


def test_with_a_key_of_ones_own_a_real_model_answers(installed, tmp_path):
    """The vendor is a fake server of a third party, which is asked over real HTTP."""
    turns = [
        (False, {"toolCalls": [{"id": "c", "name": "glob", "arguments": {"pattern": "*"}}]}),
        (True, {"content": "There is a letter.", "finishReason": "stop"}),
    ]
    fixtures = tmp_path / "fixtures.json"
    match = {"userMessage": ASK_IT[-1]}
    listed = [{"match": {**match, "hasToolResult": w}, "response": r} for w, r in turns]
    fixtures.write_text(json.dumps({"fixtures": listed}))
    said = installed.run(*REGISTER).stderr
    assert "Service anthropic is installed." in said
    assert installed.run("git", "status", "--porcelain").stdout == ""
    assert "is kept in" in installed.run(*SET_KEY, typed="a-key-of-my-own\n").stderr
    with aimock(fixtures=fixtures) as port:
        installed.environment["ANTHROPIC_BASE_URL"] = f"http://127.0.0.1:{port}"
        done = installed.run(*ASK_IT, cwd=installed.empty)
    assert done.stdout.rstrip().endswith("There is a letter."), done
    assert NO_PROVIDER not in done.stderr
    del installed.environment["ANTHROPIC_BASE_URL"]
    installed.ipc("provider", "set-key", "anthropic", "--remove")
    installed.ipc("uninstall", "anthropic")
    installed.ipc("unregister", "anthropic")


def test_all_is_well_with_what_was_installed(installed):
    done = installed.ipc("doctor")
    assert "is not installed, and a registered service is built by it" not in done.stdout


def test_pip_does_not_know_where_our_own_packages_are_and_installs_none_of_strangers(newcomer):
    """As the README says: with pip the two packages are named, from a clone."""
    newcomer.run(UV, "venv", "--quiet", "--seed", newcomer.folder / "pip")
    pip = [newcomer.folder / "pip" / "bin" / "python", "-m", "pip", "install", "--quiet"]
    refused = newcomer.run(*pip, f"git+file://{newcomer.clone}", code=1)
    assert "No matching distribution found for amplifier-ipc" in refused.stderr
    newcomer.run(*pip, "./sdk-python", "./host")
    assert (
        newcomer.run(newcomer.folder / "pip" / "bin" / "amplifier-ipc", "version").returncode == 0
    )
