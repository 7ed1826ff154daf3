"""What the tests of the whole share: the polyglot agent as it is built, and the real command."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMMAND = Path(sys.executable).with_name("amplifier-ipc")
POLYGLOT = ROOT / "examples" / "polyglot" / "agent.yaml"
PROMPT = "What files are here?"
PARTS = {
    "foundation-agent": POLYGLOT.parent / "parts" / "agent.yaml",
    "workspace": POLYGLOT.parent / "parts" / "workspace.yaml",
    "foundation-hooks": POLYGLOT.parent / "parts" / "hooks.yaml",
    "mock": POLYGLOT.parent / "parts" / "mock.yaml",
}
GATES = ROOT / "services" / "foundation" / "hooks" / "hooks.yaml"
BUILT_HOOKS = ROOT / "build" / "go" / "foundation-hooks"
BUILT = [
    COMMAND,
    Path(sys.executable).with_name("foundation-agent"),
    ROOT / "target" / "debug" / "foundation-workspace",
    BUILT_HOOKS,
    ROOT / "services" / "providers" / "mock" / "dist" / "main.js",
]
Json = dict[str, Any]


@pytest.fixture(scope="session", autouse=True)
def built() -> None:
    """These tests run the built things; they do not build them."""
    missing = [str(path.relative_to(ROOT)) for path in BUILT if not path.exists()]
    missing += [] if shutil.which("node") else ["node"]
    if missing:
        pytest.fail(f"not built: {', '.join(missing)}; run make setup", pytrace=False)


@dataclass
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[Json]:
        """Of stream-json: one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


class Desk:
    """A working directory, a home for sessions, and the command that runs agents there."""

    polyglot = POLYGLOT
    parts = PARTS
    prompt = PROMPT

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.home = folder / "home"
        self.work.mkdir(parents=True)
        # Parts that run over HTTP already, and where.
        self.urls: dict[str, str] = {}

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "AMPLIFIER_HOME": str(self.home)}

    def agent(self, *parts: str, turns: list[Json] | None = None, **body: Any) -> Path:
        """A definition over these parts of the polyglot agent (all when none is named), by absolute paths.

        `shell` is a service of these tests (`shell:linger`: with this tool alone), `gates` the hooks of the catalog:
        with approval, which the polyglot agent is without. `turns` is what the mock model says. JSON is YAML.
        """
        links = [{name.replace(":", "-"): str(self._part(name))} for name in parts or PARTS]
        members = {
            "ref": "whole",
            "orchestrator": "streaming",
            "context_manager": "simple",
            "provider": "mock",
            "behaviors": links,
            **body,
        }
        if turns is not None:
            script = self.folder / "script.yaml"
            script.write_text(json.dumps({"turns": turns}))
            members["config"] = {"mock": {"script": str(script)}}
        path = self.folder / "agent.yaml"
        path.write_text(json.dumps({"agent": {k: v for k, v in members.items() if v is not None}}))
        return path

    def arguments(self, agent: Path, *options: str, prompt: str = PROMPT) -> list[str]:
        run = [str(COMMAND), "run", "--agent", str(agent), "--working-dir", str(self.work)]
        return [*run, *options, prompt]

    def run(self, agent: Path, *options: str, prompt: str = PROMPT) -> Done:
        """Runs a turn to its end."""
        ended = subprocess.run(
            self.arguments(agent, *options, prompt=prompt),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Done(ended.returncode, ended.stdout, ended.stderr)

    def transcript(self, session: str = "*") -> list[Json]:
        """The messages of the only session, or of this one."""
        (path,) = self.home.glob(f"sessions/{session}/transcript.jsonl")
        return [json.loads(line) for line in path.read_text().splitlines()]

    def _part(self, name: str) -> Path:
        if name in self.urls:
            return self._far_part(name)
        if name in PARTS:
            return PARTS[name]
        name, _, tool = name.partition(":")
        path = self.folder / f"{name}.yaml"
        if name == "gates":
            definition = yaml.safe_load(GATES.read_text())
            built = {"stack": "command", "language": "go", "command": [str(BUILT_HOOKS)]}
            definition["behavior"]["service"] = built
            path.write_text(json.dumps(definition))
            return path
        command = [sys.executable, str(ROOT / "tests" / "services" / f"{name}.py")]
        service = {"stack": "command", "command": command, "language": "python"}
        tools = [tool] if tool else True
        path.write_text(json.dumps({"behavior": {"ref": name, "tools": tools, "service": service}}))
        return path

    def _far_part(self, name: str) -> Path:
        """A part as its definition has it, but for where it runs."""
        definition = yaml.safe_load(PARTS[name].read_text())
        language = definition["behavior"]["service"]["language"]
        service = {"stack": "http", "source": self.urls[name], "language": language}
        definition["behavior"]["service"] = service
        path = self.folder / f"{name}.yaml"
        path.write_text(json.dumps(definition))
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def start(desk: Desk) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a turn that is not waited for; what still runs at the end of the test is killed."""
    running: list[subprocess.Popen[str]] = []

    def start(agent: Path, *options: str, prompt: str = PROMPT) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            desk.arguments(agent, *options, prompt=prompt),
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()
