"""`amplifier-ipc config`, `allowed-dirs`, `denied-dirs`: as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [str(Path(sys.executable).parent / "amplifier-ipc")]


@pytest.fixture
def run(tmp_path):
    """Runs the command in a project of its own, with a home of its own."""
    project = tmp_path / "project"
    project.mkdir()

    def run(*words, code=0):
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=project,
            env={"PATH": "/usr/bin:/bin", "AMPLIFIER_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done
        return done

    return run


def test_what_is_set_is_shown_with_its_origin(run, tmp_path):
    run("config", "set", "provider", "anthropic")
    run("config", "set", "--local", "routing.matrix", "fast")
    assert run("config", "show").stdout == 'provider: "anthropic"\nrouting.matrix: "fast"\n'
    shown = run("config", "show", "--origin").stdout.splitlines()
    assert shown == [
        f'provider: "anthropic"  # {tmp_path / "home" / "settings.yaml"}',
        f'routing.matrix: "fast"  # {tmp_path / "project" / ".amplifier" / "settings.local.yaml"}',
    ]
    assert json.loads(run("config", "show", "--json").stdout) == {
        "provider": "anthropic",
        "routing": {"matrix": "fast"},
    }
    assert json.loads(run("config", "show", "--json", "routing").stdout) == {"matrix": "fast"}
    run("config", "set", "routing.matrix", "fast")
    run("config", "unset", "routing.matrix")
    assert (tmp_path / "home" / "settings.yaml").read_text() == "provider: anthropic\n"
    run("config", "unset", "provider")
    assert run("config", "show", "provider").stderr == "provider is not set.\n"


def test_values_are_yaml(run):
    run("config", "set", "notifications.desktop.enabled", "true")
    run("config", "set", "config.streaming.max_iterations", "5")
    run("config", "set", "denied_write_paths", "[/a, ~/b]")
    assert json.loads(run("config", "show", "--json").stdout) == {
        "notifications": {"desktop": {"enabled": True}},
        "config": {"streaming": {"max_iterations": 5}},
        "denied_write_paths": ["/a", "~/b"],
    }


def test_a_misspelt_key_is_refused_with_the_nearest(run):
    done = run("config", "set", "provdr", "x", code=2)
    assert "'provdr' is no setting; did you mean 'provider'?" in done.stderr


def test_a_value_that_does_not_fit_is_one_sentence(run):
    done = run("config", "set", "approve", "perhaps", code=1)
    assert "the setting 'approve' does not fit" in done.stderr
    assert "Traceback" not in done.stderr
    assert not run("config", "show").stdout


def test_a_broken_file_is_named(run, tmp_path):
    folder = tmp_path / "project" / ".amplifier"
    folder.mkdir()
    (folder / "settings.yaml").write_text("provider: [a")
    done = run("config", "show", code=1)
    assert f"{folder / 'settings.yaml'} is not YAML: line 1" in done.stderr


def test_paths_are_listed_added_and_removed(run):
    run("allowed-dirs", "add", "/notes")
    run("allowed-dirs", "add", "/notes")
    run("allowed-dirs", "add", "--local", "/other")
    assert run("allowed-dirs", "list").stdout == "/other\n"  # lists are replaced, not joined
    run("allowed-dirs", "remove", "--local", "/other")
    assert run("allowed-dirs", "list").stdout == "/notes\n"
    assert "/x is not in" in run("denied-dirs", "remove", "/x", code=2).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("config", "set", "service_overrides.x.command", "x"),
        ("config", "set", "approve", "auto"),
        ("provider", "configure", "openai", "a=1"),
    ],
)
def test_what_a_project_cannot_say_is_not_written_there(run, tmp_path, words):
    said = run(*words, "--project", code=2).stderr
    assert "is not heeded in a project's file; use --local" in said
    assert not (tmp_path / "project" / ".amplifier").exists()
    run(*words, "--local")
    run("config", "set", "approve", "deny", "--project")
