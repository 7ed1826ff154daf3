"""Each setting has its effect on a turn, a tool, or who answers. The table at the end says which test proves it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.definition import read
from amplifier_ipc_host.environments.environment import Environment
from amplifier_ipc_host.overriding import misspelt, overridden, resolved
from amplifier_ipc_host.settings import Tier, merge
from amplifier_ipc_host.settings_files import schema

DONE, FAILED, USAGE = 0, 1, 2
TESTS = Path(__file__).parent
SERVICES = TESTS / "services"


@pytest.fixture
def agent(house):
    """An agent whose orchestrator tells what it was given."""
    house.service("repeats")
    return house.agent(orchestrator="repeats")


def told(shell, agent, tool):
    return json.loads(shell.ok("tool", "invoke", tool, "--agent", agent))


def test_default_session_is_gone_on_with(shell, house, agent):
    shell.settings(default_agent=str(agent), default_session="mine")
    shell.ok("run", "one")
    shell.ok("run", "two")
    assert [path.name for path in (shell.home / "sessions").iterdir()] == ["mine"]
    shown = json.loads(shell.ok("session", "show", "mine", "--json"))
    assert shown["turns"] == 2


PATHS = ("allowed_write_paths", "denied_write_paths", "allowed_read_paths", "denied_read_paths")


def test_paths_reach_whichever_tool_declares_them(shell, house):
    house.service("files", *PATHS, script="wants")
    agent = house.agent()
    shell.settings(**{name: [f"/{name}"] for name in PATHS})
    work = str(house.work)
    assert told(shell, agent, "files")["files"] == {
        "allowed_write_paths": [work, "/allowed_write_paths"],
        "denied_write_paths": ["/denied_write_paths"],
        "allowed_read_paths": ["/allowed_read_paths"],
        "denied_read_paths": ["/denied_read_paths"],
    }


def test_a_tool_that_does_not_declare_them_mounts_all_the_same(shell, house):
    house.service("files", "shell", script="wants")
    shell.settings(**{name: ["/x"] for name in PATHS})
    assert told(shell, house.agent(), "files") == {}


def test_allowed_dirs_and_denied_dirs_are_those_settings(shell, house):
    house.service("files", *PATHS, script="wants")
    shell.ok("allowed-dirs", "add", "/a", "--project")
    shell.ok("denied-dirs", "add", "/b", "--local")
    assert told(shell, house.agent(), "files")["files"] == {
        "allowed_write_paths": [str(house.work), "/a"],
        "denied_write_paths": ["/b"],
    }


def test_what_one_file_denies_no_other_can_allow_again():
    tiers = [
        Tier("user", {"denied_write_paths": ["/a"], "allowed_write_paths": ["/x"]}),
        Tier("project", {"denied_write_paths": ["/b"], "allowed_write_paths": ["/y"]}, shared=True),
        Tier("local", {"denied_write_paths": []}),
    ]
    found = merge(tiers, schema())
    assert found.get("denied_write_paths") == ["/a", "/b"]
    assert found.get("allowed_write_paths") == ["/y"]
    assert found.origins[("denied_write_paths",)] == "user, project, local"


# ---- service_overrides ------------------------------------------------------------------------------------------


def test_another_command_is_run(shell, house):
    house.service("environs")
    agent = house.agent()
    command = [sys.executable, str(SERVICES / "environs.py"), "instead"]
    shell.settings(service_overrides={"environs": {"command": command}})
    rows = json.loads(shell.ok("tool", "list", "--agent", agent, "--json"))
    assert "instead" in [row["name"] for row in rows]


def test_variables_are_set(shell, house):
    house.service("environs", env=["SOME_KEY"])
    shell.settings(service_overrides={"environs": {"env": {"SOME_KEY": "set", "MORE": "m"}}})
    seen = told(shell, house.agent(), "environs")
    assert (seen["SOME_KEY"], seen["MORE"]) == ("set", "m")


def test_another_source_is_where_its_command_begins(shell, house):
    """Of a service that is not built, the words of its command that begin at its definition."""
    definition = {"stack": "command", "command": [sys.executable, "./tool.py"]}
    (house.folder / "near.yaml").write_text(
        json.dumps({"behavior": {"ref": "near", "service": definition}})
    )
    house.behaviors.append("near")
    elsewhere = house.work / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "plain.py").write_text((SERVICES / "plain.py").read_text())
    (elsewhere / "tool.py").write_text((SERVICES / "environs.py").read_text())
    shell.settings(service_overrides={"near": {"source": "./elsewhere"}})
    assert "PATH" in told(shell, house.agent(), "environs")


def test_a_project_that_came_with_others_cannot_replace_what_runs(shell, house):
    house.service("environs")
    shell.settings(
        house.work / ".amplifier", service_overrides={"environs": {"env": {"EVIL": "1"}}}
    )
    assert "EVIL" not in told(shell, house.agent(), "environs")


BUILT = """behavior:
  ref: words
  env: [A_KEY]
  service: {stack: uv, source: ./here, command: words, env: {LEVEL: "1"}}
"""


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.yaml"
    path.write_text(BUILT)
    return read(path)


def changed(definition, override, base="/base"):
    return overridden(definition, resolved({"words": override}, Path(base)))


def test_a_command_alone_is_run_as_it_is(words):
    service = changed(words, {"command": ["./run", "x", "~/y"]}).body["service"]
    home = str(Path("~/y").expanduser())
    assert service == {
        "stack": "command",
        "command": ["/base/run", "x", home],
        "env": {"LEVEL": "1"},
    }


def test_another_source_is_built_beside_the_first(words, tmp_path):
    other = changed(words, {"source": "./there"})
    assert other.body["service"]["source"] == "/base/there"
    assert other.body["service"]["command"] == "words"
    first, second = (Environment.of(each, tmp_path).folder for each in (words, other))
    assert first != second


def test_an_address_is_a_service_that_runs_already(words):
    service = changed(words, {"source": "http://127.0.0.1:8080"}).body["service"]
    assert service == {"stack": "http", "source": "http://127.0.0.1:8080", "env": {"LEVEL": "1"}}


def test_variables_are_beside_those_of_the_definition(words):
    body = changed(words, {"env": {"MORE": "2", "LEVEL": "3"}}).body
    assert body["service"]["env"] == {"LEVEL": "3", "MORE": "2"}
    assert body["env"] == ["A_KEY"]


def test_what_is_not_named_stays_as_it_is(words):
    assert overridden(words, {"other": {"command": "x"}}) is words


def test_an_override_that_looks_misspelt_is_told_of():
    (said,) = misspelt({"wrods": {}, "elsewhere": {}}, ["words", "files"])
    assert "the agent has no service 'wrods'; did you mean 'words'?" in said


# ---- the table --------------------------------------------------------------------------------------------------

PROVED_BY = {
    "default_agent": "test_the_setting_default_agent_is_used_when_none_is_named",
    "default_session": "test_default_session_is_gone_on_with",
    "provider": "test_use_writes_the_setting_that_the_run_heeds",
    "model": "test_the_model_is_the_default_that_the_orchestrator_is_told",
    "provider_overrides": "test_configure_reaches_the_provider_and_keeps_no_secret",
    "config": "test_settings_and_max_turns_reach_the_orchestrator",
    "sandbox": "test_the_setting_sandbox_confines_a_service_with_permissions",
    "service_overrides.*.source": "test_another_source_is_where_its_command_begins",
    "service_overrides.*.command": "test_another_command_is_run",
    "service_overrides.*.env": "test_variables_are_set",
    "routing.matrix": "test_use_reaches_the_service_that_routes",
    "approve": "test_the_setting_approve_holds_where_nobody_can_be_asked",
    "allowed_read_paths": "test_paths_reach_whichever_tool_declares_them",
    "denied_read_paths": "test_paths_reach_whichever_tool_declares_them",
    "allowed_write_paths": "test_paths_reach_whichever_tool_declares_them",
    "denied_write_paths": "test_paths_reach_whichever_tool_declares_them",
    "notifications.min_seconds": "test_a_short_turn_is_not",
    "notifications.desktop.enabled": "test_a_turn_is_told_of_by_both",
    "notifications.desktop.show_device": "test_each_setting_of_the_desktop_has_its_effect",
    "notifications.desktop.show_project": "test_each_setting_of_the_desktop_has_its_effect",
    "notifications.desktop.show_preview": "test_each_setting_of_the_desktop_has_its_effect",
    "notifications.desktop.preview_length": "test_each_setting_of_the_desktop_has_its_effect",
    "notifications.ntfy.enabled": "test_a_turn_is_told_of_by_both",
    "notifications.ntfy.server": "test_a_turn_is_told_of_by_both",
}


def keys(described, place=""):
    for name, member in described.get("properties", {}).items():
        below = member.get("additionalProperties")
        inner = [*keys(member, f"{place}{name}.")]
        if isinstance(below, dict):
            inner += keys(below, f"{place}{name}.*.")
        yield from inner or [f"{place}{name}"]


def test_each_setting_has_a_test_of_its_effect():
    assert set(keys(schema())) == set(PROVED_BY)
    texts = "".join(path.read_text() for path in TESTS.glob("test_*.py"))
    missing = [name for name in PROVED_BY.values() if f"def {name}(" not in texts]
    assert not missing
