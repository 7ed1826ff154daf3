"""The wheel of the Python SDK, in an empty virtual environment."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from features import quickstart
from features.catalog import ROOT

pytestmark = pytest.mark.timeout(1500)
UV = Path(sys.executable).with_name("uv")
MYPY = Path(sys.executable).with_name("mypy")
TYPED = """\
from amplifier_ipc import Context, deny, hook, tool


@tool(read_only=True)
def word_count(text: str, ctx: Context) -> int:
    reveal_type(ctx.session_id)
    return len(text.split())


reveal_type(word_count)
deny(5)
"""


@pytest.fixture(scope="module")
def installed(project):
    project = project("python")
    project.run(UV, "build", "--wheel", "--out-dir", project.folder / "dist", ROOT / "sdk-python")
    project.run(UV, "venv", "--python", sys.executable, "env")
    (project.wheel,) = (project.folder / "dist").glob("*.whl")
    project.python = project.folder / "env" / "bin" / "python"
    project.run(UV, "pip", "install", "--python", project.python, project.wheel)
    return project


def test_the_quick_start_works_as_written(installed, talk):
    installed.write("words.py", quickstart.program(installed.language))
    quickstart.answers(talk(installed, installed.python, "words.py"))


def test_it_comes_from_the_environment_and_needs_pydantic_only(installed):
    where = installed.run(installed.python, "-c", "import amplifier_ipc as a; print(a.__file__)")
    assert Path(where.strip()).is_relative_to(installed.folder)
    shown = installed.run(UV, "pip", "show", "--python", installed.python, "amplifier-ipc")
    assert {"Name: amplifier-ipc", "Version: 0.1.0", "Requires: pydantic"} <= set(
        shown.splitlines()
    )


def test_the_wheel_holds_the_package_its_types_and_nothing_else(installed):
    with zipfile.ZipFile(installed.wheel) as wheel:
        names = wheel.namelist()
        (about,) = [name for name in names if name.endswith("/METADATA")]
        metadata = wheel.read(about).decode()
    assert "amplifier_ipc/py.typed" in names
    roots = {name.partition("/")[0] for name in names}
    assert roots == {"amplifier_ipc", "amplifier_ipc-0.1.0.dist-info"}
    assert "License-Expression: MIT" in metadata
    assert "Requires-Python: >=3.11" in metadata
    assert "```python" in metadata, "the README is the description"


def test_a_type_checker_sees_its_types(installed):
    installed.write("typed.py", TYPED)
    checked = installed.attempt(
        MYPY,
        "--strict",
        "--config-file=",
        f"--python-executable={installed.python}",
        "--cache-dir=types",
        "typed.py",
    )
    notes = checked.stdout
    assert 'Revealed type is "str | None"' in notes.replace("Union[str, None]", "str | None"), notes
    assert "-> int" in notes, "a decorated function keeps its type"
    assert 'Argument 1 to "deny" has incompatible type "int"; expected "str"' in notes, notes
    assert "Found 1 error" in notes, notes
