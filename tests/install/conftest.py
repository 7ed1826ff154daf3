"""Empty projects outside the repository, in which each SDK is installed as a newcomer would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "tests") not in sys.path:
    sys.path.insert(0, str(ROOT / "tests"))

from features.catalog import LANGUAGES, Language  # noqa: E402 - needs the path above
from features.driver import Service  # noqa: E402

# A build or a download on a busy machine with empty caches, in seconds.
PATIENCE = 1200


class Project:
    """A folder of its own, and commands that run in it without a trace of the repository in their environment."""

    def __init__(self, folder: Path, language: Language | None) -> None:
        self.folder = folder
        self.language = language
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"VIRTUAL_ENV", "PYTHONPATH", "NODE_PATH", "GOFLAGS", "GOWORK"}
        }

    def run(self, *command: str | Path, cwd: Path | None = None, **environment: str) -> str:
        """Run a command that must succeed; what it printed."""
        done = self.attempt(*command, cwd=cwd, **environment)
        assert done.returncode == 0, f"{command}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def attempt(
        self, *command: str | Path, cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.folder,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Project]:
    """Makes an empty project, of a language or of something else."""

    def make(key: str) -> Project:
        language = next((language for language in LANGUAGES if language.key == key), None)
        return Project(tmp_path_factory.mktemp(key), language)

    return make


@pytest.fixture
def talk() -> Iterator[Callable[..., Service]]:
    """Starts a command in a project and describes it."""
    started: list[Service] = []

    def talk(project: Project, *command: str | Path, **how: Any) -> Service:
        service = Service([str(part) for part in command], cwd=project.folder, **how)
        started.append(service)
        service.described = service.ask("describe", {"protocol_versions": ["1.0"]})
        return service

    yield talk
    for service in started:
        service.kill()
