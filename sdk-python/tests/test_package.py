"""What is installed: one version everywhere, typed, and pydantic as its only dependency."""

import tomllib
from pathlib import Path

import amplifier_ipc
from amplifier_ipc.service.service import SDK_VERSION

SDK = Path(__file__).parents[1]
PROJECT = tomllib.loads((SDK / "pyproject.toml").read_text())["project"]


def test_there_is_one_version():
    assert PROJECT["version"] == amplifier_ipc.__version__ == SDK_VERSION


def test_it_needs_pydantic_only():
    assert [need.partition(">")[0] for need in PROJECT["dependencies"]] == ["pydantic"]


def test_it_is_typed_and_says_all_its_names():
    assert (Path(amplifier_ipc.__file__).parent / "py.typed").is_file()
    for name in dir(amplifier_ipc):
        assert getattr(amplifier_ipc, name) is not None, name
    assert {"tool", "hook", "provider", "Context", "RpcError", "ErrorKind"} <= set(
        dir(amplifier_ipc)
    )
