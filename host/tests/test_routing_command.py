"""`amplifier-ipc routing`: the matrices that there are, and that the chosen one reaches the service that routes."""

from __future__ import annotations

import json

import pytest
from amplifier_ipc_host.matrices import MatrixError, read

FAILED = 1
NAMES = ["balanced", "quality", "economy", "anthropic", "openai", "gemini", "copilot"]
OWN = """
name: thrifty
description: Little money
updated: "2026-11-21"
roles:
  general: {description: All, candidates: [{provider: ollama, model: "*"}, {provider: openai, model: gpt-mini}]}
  fast: {description: Small, candidates: [{provider: ollama, model: tiny}]}
"""


def test_a_matrix_is_read():
    matrix = read(OWN, "f.yaml")
    assert (matrix.name, matrix.description) == ("thrifty", "Little money")
    assert matrix.roles == {"general": ["ollama/*", "openai/gpt-mini"], "fast": ["ollama/tiny"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: [", "f.yaml:1 is not YAML"),
        ("name: x", "it has no 'roles'"),
        ("roles: {general: {candidates: [{provider: a, model: b}]}}", "it has no role 'fast'"),
        ("roles: {general: {}}", "f.yaml: general has no candidates"),
        ("roles: {general: {candidates: [a]}}", "a candidate names a provider and a model"),
    ],
)
def test_what_is_no_matrix_is_told_of(text, why):
    with pytest.raises(MatrixError) as caught:
        read(text, "f.yaml")
    assert why in caught.value.message


@pytest.fixture
def own(shell):
    """A matrix of the project, and one of the user that has the same name as the service's."""
    for folder, text in (
        (shell.house.work / ".amplifier", OWN),
        (shell.home, OWN.replace("thrifty", "economy")),
    ):
        (folder / "routing").mkdir(parents=True)
        (folder / "routing" / "own.yaml").write_text(text)


def test_the_list_has_all_and_marks_the_one_that_is_used(shell, own):
    shell.ok("routing", "use", "thrifty")
    rows = json.loads(shell.ok("routing", "list", "--json"))
    assert sorted(row["name"] for row in rows) == sorted([*NAMES, "thrifty"])
    assert [row["name"] for row in rows if row["used"]] == ["thrifty"]
    by_name = {row["name"]: row["source"] for row in rows}
    assert by_name["economy"] == str(shell.home / "routing" / "own.yaml")
    assert by_name["quality"] == "the routing service"
    assert "fast: ollama/tiny" in shell.ok("routing", "show")


def test_a_file_that_is_none_is_a_warning(shell):
    (shell.home / "routing").mkdir(parents=True)
    (shell.home / "routing" / "bad.yaml").write_text("roles: 3\n")
    done = shell.run("routing", "list")
    assert done.returncode == 0
    assert (
        done.stderr == f"Warning: {shell.home}/routing/bad.yaml is no matrix: it has no 'roles'.\n"
    )


def test_an_unknown_one_is_refused_with_the_nearest(shell):
    said = shell.fails(FAILED, "routing", "use", "econmy")
    assert "there is no matrix 'econmy'" in said
    assert "did you mean economy" in said
    assert not (shell.home / "settings.yaml").exists()


def test_use_reaches_the_service_that_routes(shell, house):
    house.service("repeats")
    house.service("routes", "default_matrix", script="wants")
    agent = house.agent(orchestrator="repeats")
    shell.ok("routing", "use", "economy")
    told = json.loads(shell.ok("tool", "invoke", "routes", "--agent", agent))
    assert told == {"routes": {"default_matrix": "economy"}}
