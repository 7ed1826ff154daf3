"""What `amplifier-ipc run` makes of options, settings, mentions and piped input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from amplifier_ipc_host.configuring import misspelt, own_config
from amplifier_ipc_host.plan import Plan
from amplifier_ipc_host.settings import Settings
from amplifier_ipc_host.tuning import tune

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
DONE, USAGE = 0, 2


class Command:
    """The command over an agent whose orchestrator tells what it was given."""

    def __init__(self, house) -> None:
        house.service("repeats")
        house.service("patient", tools=False)  # the parrot has the same
        self.house = house
        self.home = house.folder / "home"
        self.agent = house.agent(orchestrator="repeats")

    def without(self, key: str) -> Path:
        """The agent without this member."""
        definition = json.loads(self.agent.read_text())
        del definition["agent"][key]
        self.agent.write_text(json.dumps(definition))
        return self.agent

    def settings(self, folder: Path | None = None, **values) -> None:
        folder = folder or self.home
        folder.mkdir(exist_ok=True)
        (folder / "settings.yaml").write_text(yaml.safe_dump(values))

    def run(
        self, *arguments: str, typed: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(COMMAND), *arguments],
            env={**os.environ, "AMPLIFIER_HOME": str(self.home), **environ},
            cwd=self.house.work,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def seen(self, *options: str, prompt: str | None = "hello", typed: str = "", **environ: str):
        """What the orchestrator was given by a turn that ended well; and what stood on stderr."""
        given = [] if prompt is None else [prompt]
        done = self.run("run", *options, *given, typed=typed, **environ)
        assert done.returncode == DONE, done
        return json.loads(done.stdout), done.stderr

    def chosen(self, *options: str, **environ: str) -> str:
        seen, _ = self.seen("--agent", str(self.agent), *options, **environ)
        return seen["providers"][0]["name"]


@pytest.fixture
def command(house) -> Command:
    return Command(house)


# ---- the agent ----------------------------------------------------------------------------------------------


def test_an_agent_is_named_by_its_alias(command):
    assert command.run("register", str(command.agent)).returncode == DONE
    seen, _ = command.seen("--agent", "test")
    assert seen["prompt"] == "hello"


def test_the_setting_default_agent_is_used_when_none_is_named(command):
    command.settings(default_agent=str(command.agent))
    assert command.seen()[0]["prompt"] == "hello"


def test_without_an_agent_it_says_how_to_name_one(command):
    done = command.run("run", "hello")
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert "config set default_agent" in done.stderr


def test_a_session_that_is_gone_on_with_keeps_its_agent(command):
    command.seen("--agent", str(command.agent), "--session", "mine")
    assert command.seen("--session", "mine")[0]["prompt"] == "hello"


# ---- the provider -------------------------------------------------------------------------------------------


def test_the_flag_beats_the_agent_and_the_agent_the_setting(command):
    command.settings(provider="patient")
    assert command.chosen() == "parrot"
    assert command.chosen("--provider", "patient") == "patient"
    command.without("provider")
    assert command.chosen() == "patient"
    assert command.chosen(AMPLIFIER_PROVIDER="parrot") == "parrot"


def test_the_provider_that_is_chosen_is_told_of_no_more(command):
    _, said = command.seen("--agent", str(command.agent))
    assert said == ""


def test_without_any_provider_the_mock_answers_and_one_line_says_so(command):
    command.without("provider")
    seen, said = command.seen("--agent", str(command.agent))
    assert seen["providers"][0]["name"] == "mock"
    assert said == "No provider is configured: the mock provider answers.\n"


def test_the_mock_provider_can_be_asked_for(command):
    seen, said = command.seen("--agent", str(command.agent), "--provider", "mock")
    assert (seen["providers"][0]["name"], said) == ("mock", "")


def test_the_model_is_the_default_that_the_orchestrator_is_told(command):
    command.settings(model="of-settings")
    seen, _ = command.seen("--agent", str(command.agent), "--provider", "patient")
    assert seen["providers"][0]["info"]["defaults"]["model"] == "of-settings"
    seen, _ = command.seen("--agent", str(command.agent), "--model", "of-flag")
    assert seen["providers"][0]["info"]["defaults"]["model"] == "of-flag"


# ---- configuration ------------------------------------------------------------------------------------------


def test_settings_and_max_turns_reach_the_orchestrator(command):
    command.settings(config={"repeats": {"a": 1, "max_iterations": 9}})
    seen, _ = command.seen("--agent", str(command.agent))
    assert seen["config"] == {"a": 1, "max_iterations": 9}
    seen, _ = command.seen("--agent", str(command.agent), "--max-turns", "2")
    assert seen["config"] == {"a": 1, "max_iterations": 2}


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_max_turns_is_a_number_from_one(command, value):
    done = command.run("run", "--agent", str(command.agent), "--max-turns", value, "hello")
    assert (done.returncode, done.stdout) == (USAGE, "")


def test_what_is_wrong_with_settings_is_shown_and_the_turn_runs(command):
    command.settings(defualt_agent="x")
    _, said = command.seen("--agent", str(command.agent))
    assert "'defualt_agent' is no setting; did you mean 'default_agent'?" in said
    assert said.startswith("Warning: ")


def test_the_settings_are_those_of_the_working_directory(command):
    other = command.house.folder / "other"
    other.mkdir()
    command.settings(other / ".amplifier", config={"repeats": {"there": True}})
    seen, _ = command.seen("--agent", str(command.agent), "--working-dir", str(other))
    assert seen["config"] == {"there": True}


def plan(**config) -> Plan:
    return Plan("a", Path("a.yaml"), [], "loop:streaming", "simple", config=config)


def test_settings_lie_over_definitions():
    made = plan(openai={"a": 1, "b": 1}, todo={"c": 1})
    values = {"config": {"todo": {"c": 2}}, "provider_overrides": {"openai": {"b": 2}}}
    tune(made, Settings(values), Path("/w"), max_turns=3)
    assert made.config == {
        "openai": {"a": 1, "b": 2},
        "todo": {"c": 2},
        "streaming": {"max_iterations": 3},
    }


FILE_TOOLS = (
    "read_file",
    "glob",
    "grep",
    "write_file",
    "edit_file",
    "apply_patch",
    "bash",
    "other",
)
PATHS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"allowed_write_paths": {}, "denied_write_paths": {}},
}


def told(made: Plan, values: dict, **schemas) -> dict:
    """What a service with all tools on files is configured with."""
    tune(made, Settings(values), Path("/w"))
    tools = [{"name": name} for name in FILE_TOOLS]
    described = {"capabilities": {"tools": tools}, "config_schema": schemas}
    return own_config(described, made.config, made.wide)


def test_paths_that_may_be_written_are_beside_the_working_directory():
    got = told(plan(), {"allowed_write_paths": ["/data"]})
    writers = ("write_file", "edit_file", "apply_patch", "bash")
    assert got == {name: {"allowed_write_paths": ["/w", "/data"]} for name in writers}


def test_a_tool_of_any_name_that_declares_the_paths_is_told_and_one_that_does_not_is_not():
    values = {"allowed_write_paths": ["/data"], "denied_write_paths": ["/no"]}
    strict = {"type": "object", "additionalProperties": False, "properties": {"shell": {}}}
    got = told(plan(), values, other=PATHS, bash=strict)
    assert got["other"] == {"allowed_write_paths": ["/w", "/data"], "denied_write_paths": ["/no"]}
    assert "bash" not in got


def test_what_a_definition_denies_stays_denied():
    made = plan(write_file={"denied_write_paths": ["/a"]}, glob={"denied_read_paths": ["/b"]})
    got = told(made, {"denied_write_paths": ["/c"], "denied_read_paths": ["/d"]})
    assert got["write_file"] == {"denied_write_paths": ["/a", "/c"]}
    assert got["glob"] == {"denied_read_paths": ["/b", "/d"]}
    assert got["grep"] == {"denied_read_paths": ["/d"]}


def test_paths_that_may_be_read_are_only_those():
    made = plan(grep={"allowed_read_paths": ["/much"]})
    got = told(made, {"allowed_read_paths": ["/only"]})
    assert got["read_file"] == got["grep"] == {"allowed_read_paths": ["/only"]}


def test_the_matrix_reaches_the_component_that_chooses_models():
    described = {"capabilities": {"hooks": [{"name": "picks"}, {"name": "routing"}]}}
    described["config_schema"] = {"picks": {"properties": {"default_matrix": {}}}}
    made = plan(picks={"default_matrix": "balanced", "show_roles": True})
    tune(made, Settings({"routing": {"matrix": "economy"}}), Path("/w"))
    assert own_config(described, made.config, made.wide) == {
        "picks": {"default_matrix": "economy", "show_roles": True},
        "routing": {"default_matrix": "economy"},
    }


def test_a_component_may_be_called_hook_or_tool_in_a_definition():
    described = {
        "capabilities": {"hooks": [{"name": "redaction"}], "tools": [{"name": "delegate"}]}
    }
    config = {"redaction-hook": {"a": 1, "b": 1}, "redaction": {"b": 2}, "delegate-tool": {}}
    assert own_config(described, config, []) == {"redaction": {"a": 1, "b": 2}, "delegate": {}}


def test_settings_for_a_component_that_looks_misspelt_are_told_of():
    there = ["redaction", "azure_openai"]
    (said,) = misspelt(["redacton", "elsewhere", "redaction-hook", "azure-openai"], there)
    assert (
        said
        == "there are settings for 'redacton', which is no component; did you mean 'redaction'?"
    )


def test_a_turn_tells_of_misspelt_settings_and_runs(command):
    command.settings(config={"repeat": {"a": 1}})
    seen, said = command.seen("--agent", str(command.agent))
    assert seen["prompt"] == "hello"
    assert "there are settings for 'repeat', which is no component; did you mean 'repeats'?" in said


def test_nothing_is_changed_where_nothing_is_set():
    made = plan(todo={"c": 1})
    tune(made, Settings({}), Path("/w"))
    assert (made.config, made.wide, made.model) == ({"todo": {"c": 1}}, [], None)


def test_the_setting_approve_holds_where_nobody_can_be_asked(command):
    """`auto` is a user's own word; `ask` without a terminal is no."""
    command.house.behaviors.remove("repeats")
    agent = command.house.agent()
    question = {"tool_name": "bash", "action": "ls", "details": {}, "risk_level": "low"}
    script = json.dumps([["request.approval", question]])
    for approve, approved in (("auto", True), ("ask", False)):
        command.settings(approve=approve)
        done = command.run("run", "--agent", str(agent), script)
        assert json.loads(done.stdout)[0]["result"]["approved"] is approved


# ---- the prompt ---------------------------------------------------------------------------------------------


def test_what_is_piped_in_stands_before_the_prompt(command):
    seen, _ = command.seen("--agent", str(command.agent), prompt="sum it up", typed="a\nb\n")
    assert seen["prompt"] == "a\nb\n\nsum it up"


def test_a_file_that_is_mentioned_stands_before_what_was_typed(command):
    (command.house.work / "notes.md").write_text("the notes")
    seen, said = command.seen(
        "--agent", str(command.agent), prompt="read @notes.md and @lost.md", typed="piped"
    )
    path = command.house.work.resolve() / "notes.md"
    before, _, after = seen["prompt"].partition("</context_file>")
    assert before.startswith(f'<context_file path="{path}">')
    assert "the notes" in before
    assert after.strip() == "piped\n\nread @notes.md and @lost.md"
    assert said.startswith("Warning: @lost.md stays as typed: ")
    assert "does not exist" in said


def test_a_mention_of_a_user_who_is_not_there_is_a_warning(command):
    seen, said = command.seen("--agent", str(command.agent), prompt="read @~nobody-here/a.md")
    assert seen["prompt"] == "read @~nobody-here/a.md"
    assert said.startswith("Warning: @~nobody-here/a.md stays as typed: ")


def test_what_is_piped_in_mentions_nothing(command):
    (command.house.work / "secret.md").write_text("the secret")
    piped = "look at @secret.md and @lost.md"
    seen, said = command.seen("--agent", str(command.agent), prompt="why?", typed=piped)
    assert (seen["prompt"], said) == (f"{piped}\n\nwhy?", "")
