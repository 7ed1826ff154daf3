"""`amplifier-ipc provider`, and who answers a turn: flag, agent, settings, environment, mock (services.md §7)."""

from __future__ import annotations

import json
import stat
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pexpect
import pytest
from amplifier_ipc_host.offer import ollama_address
from amplifier_ipc_host.plan import Plan
from amplifier_ipc_host.settings import Settings
from amplifier_ipc_host.tuning import choose_model
from amplifier_ipc_host.vendors import VENDORS, vendor, with_key

DONE, FAILED, USAGE = 0, 1, 2
COMMAND = Path(sys.executable).with_name("amplifier-ipc")


# ---- pure -------------------------------------------------------------------------------------------------------


def names(environ):
    return [each.name for each in with_key(environ)]


def test_the_order_is_that_of_the_design():
    every = {name: "x" for each in VENDORS for name in each.variables}
    assert names(every) == ["anthropic", "openai", "azure_openai", "gemini", "github_copilot"]
    assert names({}) == []


def test_azure_wants_key_and_endpoint():
    assert names({"AZURE_OPENAI_API_KEY": "x"}) == []
    assert names({"AZURE_OPENAI_API_KEY": "x", "AZURE_OPENAI_ENDPOINT": "y"}) == ["azure_openai"]


def test_of_the_keys_of_gemini_its_own_comes_first():
    gemini = vendor("google")
    assert gemini.found({"GOOGLE_API_KEY": "x", "GEMINI_API_KEY": "y"}) == ("GEMINI_API_KEY",)
    assert gemini.found({"GOOGLE_API_KEY": "x"}) == ("GOOGLE_API_KEY",)


def test_a_token_for_a_gateway_will_do_and_is_not_asked_for():
    anthropic = vendor("anthropic")
    assert anthropic.found({"ANTHROPIC_AUTH_TOKEN": "t"}) == ("ANTHROPIC_AUTH_TOKEN",)
    assert anthropic.found({"ANTHROPIC_AUTH_TOKEN": "t", "ANTHROPIC_API_KEY": "k"}) == (
        "ANTHROPIC_API_KEY",
    )
    assert anthropic.missing({}) == "ANTHROPIC_API_KEY is not set"
    assert anthropic.missing({"ANTHROPIC_AUTH_TOKEN": "t"}) == ""


def test_an_empty_variable_is_no_key():
    assert names({"OPENAI_API_KEY": ""}) == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("google", "gemini"),
        ("github-copilot", "github_copilot"),
        ("azure-openai", "azure_openai"),
        ("azure_openai", "azure_openai"),
    ],
)
def test_names_have_several_spellings(name, known):
    assert vendor(name).name == known


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", ("localhost", 11434)),
        ("http://box:8000", ("box", 8000)),
        ("box:8000", ("box", 8000)),
        ("0.0.0.0", ("localhost", 11434)),
        ("[::1]:5", ("::1", 5)),
        ("box:nonsense", ("box", 11434)),
    ],
)
def test_where_ollama_is(given, address):
    assert ollama_address(given) == address


# ---- who answers ------------------------------------------------------------------------------------------------


@pytest.fixture
def agent(house, shell):
    """An agent without a provider, and a catalog with three."""
    house.service("asks", grants=["provider.complete"])
    house.behaviors.remove("parrot")
    shell.in_catalog("anthropic", "ANTHROPIC_API_KEY")
    shell.in_catalog("openai", "OPENAI_API_KEY")
    shell.in_catalog("mock")
    path = house.agent(orchestrator="asks")
    definition = json.loads(path.read_text())
    del definition["agent"]["provider"]
    path.write_text(json.dumps(definition))
    return path


def answered(shell, agent, *options, **environ):
    done = shell.run("run", "--agent", agent, *options, "hello", **environ)
    assert done.returncode == DONE, done
    return json.loads(done.stdout), done.stderr


def test_a_key_in_the_environment_is_enough(shell, agent):
    told, said = answered(shell, agent, OPENAI_API_KEY="o")
    assert (told["provider"], told["sees"], said) == ("openai", {"OPENAI_API_KEY": "o"}, "")
    told, _ = answered(shell, agent, OPENAI_API_KEY="o", ANTHROPIC_API_KEY="a")
    assert (told["provider"], told["sees"]) == ("anthropic", {"ANTHROPIC_API_KEY": "a"})


def test_settings_beat_the_environment_and_the_flag_both(shell, agent):
    shell.settings(provider="openai")
    told, said = answered(shell, agent, ANTHROPIC_API_KEY="a")
    assert (told["provider"], said) == ("openai", ""), "what it lacks it says itself"
    told, said = answered(shell, agent, "--provider", "anthropic", ANTHROPIC_API_KEY="a")
    assert (told["provider"], said) == ("anthropic", "")


def test_a_key_that_is_kept_counts_as_one_of_the_environment(shell, agent):
    shell.ok("provider", "set-key", "openai", typed="kept-key\n")
    told, said = answered(shell, agent)
    assert (told["provider"], told["sees"], said) == ("openai", {"OPENAI_API_KEY": "kept-key"}, "")
    told, _ = answered(shell, agent, OPENAI_API_KEY="own")
    assert told["sees"] == {"OPENAI_API_KEY": "own"}


def test_any_spelling_of_a_name_will_do(shell, agent):
    shell.in_catalog("gemini", "GEMINI_API_KEY", "GOOGLE_API_KEY")
    shell.settings(provider_overrides={"google": {"max_tokens": 5}})
    told, said = answered(shell, agent, "--provider", "google", GOOGLE_API_KEY="g")
    assert (told["provider"], told["sees"], said) == ("gemini", {"GOOGLE_API_KEY": "g"}, "")
    assert told["config"] == {"gemini": {"max_tokens": 5}}


def test_a_model_that_the_settings_name_is_that_of_their_provider():
    def model(chosen, flag=None, own=None, **values):
        plan = Plan("a", Path(), [], "o", "c", provider=chosen, model=own)
        choose_model(plan, Settings(values), flag)
        return plan.model

    theirs = {"provider": "google", "model": "m"}
    assert model("gemini", **theirs) == "m"
    assert model("openai", **theirs) is None
    assert model("openai", "flag", **theirs) == "flag"
    assert model("gemini", own="agent", **theirs) == "agent"
    assert model("openai", model="m") == "m"


def test_a_provider_that_is_not_at_hand_is_not_chosen_for_its_key(shell, agent):
    _, said = answered(shell, agent, GEMINI_API_KEY="g", OPENAI_API_KEY="o")
    assert said == ""
    done = shell.run("run", "--agent", agent, "hello", GEMINI_API_KEY="g")
    assert "No provider is configured: the mock provider answers." in done.stderr


def test_a_provider_that_is_asked_for_and_is_not_at_hand_is_an_error(shell, agent):
    said = shell.fails(
        FAILED, "run", "--agent", agent, "--provider", "gemini", "hello", GEMINI_API_KEY="g"
    )
    assert said.startswith("Error: the provider 'gemini' is not offered by any mounted service.")


def test_a_misspelt_provider_is_told_the_nearest(shell, agent):
    said = shell.fails(FAILED, "run", "--agent", agent, "--provider", "antropic", "hello")
    assert "did you mean anthropic?" in said


class _Ollama(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"version": "0.5"}' if self.path == "/api/version" else b"{}"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def test_ollama_is_chosen_when_its_server_answers(shell, agent):
    shell.in_catalog("ollama", "OLLAMA_HOST")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Ollama)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        where = f"http://127.0.0.1:{server.server_port}"
        told, said = answered(shell, agent, OLLAMA_HOST=where)
        with_a_key = answered(shell, agent, OLLAMA_HOST=where, OPENAI_API_KEY="o")[0]["provider"]
        found = json.loads(shell.ok("provider", "detect", "--json", OLLAMA_HOST=where))
    finally:
        server.shutdown()
        server.server_close()
    assert (told["provider"], said) == ("ollama", "")
    assert with_a_key == "openai", "it comes last"
    assert [row["provider"] for row in found] == ["ollama"]


# ---- the commands -----------------------------------------------------------------------------------------------


def test_use_writes_the_setting_that_the_run_heeds(shell, agent):
    done = shell.run("provider", "use", "anthropic", "--model", "m-1", "--local")
    assert (done.returncode, done.stdout) == (DONE, "")
    assert "It has no key yet: amplifier-ipc provider set-key anthropic." in done.stderr
    told, _ = answered(shell, agent, OPENAI_API_KEY="o", ANTHROPIC_API_KEY="a")
    assert told["provider"] == "anthropic"
    shown = json.loads(shell.ok("config", "show", "--json"))
    assert shown == {"provider": "anthropic", "model": "m-1"}
    assert not (shell.home / "settings.yaml").exists()


def test_a_name_that_nothing_knows_is_refused_with_the_nearest(shell):
    assert "did you mean anthropic" in shell.fails(USAGE, "provider", "use", "antropic")
    said = shell.fails(USAGE, "provider", "use", "zzz")
    assert "amplifier-ipc config set provider zzz" in said


def test_a_provider_of_a_registered_behavior_is_known_and_brought_along(shell, agent, house):
    house.service("inhouse", "inhouse", script="vendor")
    shell.ok("register", house.folder / "inhouse.yaml")
    shell.ok("provider", "use", "inhouse")
    told, said = answered(shell, agent)
    assert (told["provider"], said) == ("inhouse", "")


def test_the_list_tells_of_keys_without_showing_them(shell, agent):
    shell.ok("provider", "set-key", "openai", typed="kept-key\n")
    shell.settings(provider="openai")
    rows = json.loads(shell.ok("provider", "list", "--json", ANTHROPIC_API_KEY="env-key"))
    by_name = {row["provider"]: row for row in rows}
    assert by_name["anthropic"]["key"] == "ANTHROPIC_API_KEY (environment)"
    assert by_name["openai"]["key"] == "OPENAI_API_KEY (keys.env)"
    assert by_name["gemini"]["key"] == "GEMINI_API_KEY or GOOGLE_API_KEY is not set"
    assert [name for name, row in by_name.items() if row["used"]] == ["openai"]
    assert by_name["gemini"]["source"] is None
    shown = shell.ok("provider", "list", ANTHROPIC_API_KEY="env-key")
    assert "-key" not in shown.replace("set-key", "")


def test_the_list_tells_the_model_and_whether_it_is_installed(shell):
    path = shell.in_catalog("openai", "OPENAI_API_KEY")
    (path.parent / "models.json").write_text('{"default": "gpt-of-the-file", "models": []}')
    built(shell, "anthropic")
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert (rows["openai"]["installed"], rows["openai"]["model"]) == ("ready", "gpt-of-the-file")
    assert rows["openai"]["source"] == str(path)
    assert (rows["anthropic"]["installed"], rows["anthropic"]["model"]) == ("missing", None)
    assert rows["gemini"]["installed"] is None
    shell.settings(provider_overrides={"openai": {"model": "of-the-settings"}})
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert rows["openai"]["model"] == "of-the-settings"
    shell.settings(provider="openai", model="asked-for")
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert rows["openai"]["model"] == "asked-for"


def built(shell, name, *variables):
    """A provider of the catalog that is built before it can be started; nothing is built yet."""
    path = shell.in_catalog(name, *variables)
    definition = json.loads(path.read_text())
    definition["behavior"]["service"] = {"stack": "npm", "command": ["node", "./main.js"]}
    path.write_text(json.dumps(definition))
    (path.parent / "package.json").write_text('{"name": "x", "version": "1.0.0", "bin": "main.js"}')
    return path


def test_one_that_is_not_installed_is_not_chosen_for_its_key_and_the_user_is_told(shell, agent):
    built(shell, "gemini", "GEMINI_API_KEY")
    done = shell.run("run", "--agent", agent, "hello", GEMINI_API_KEY="g")
    assert done.returncode == DONE
    assert json.loads(done.stdout)["provider"] == "mock"
    assert done.stderr.splitlines() == [
        "No provider is configured: the mock provider answers.",
        "Google Gemini has a key, but is not installed: amplifier-ipc install gemini",
    ]
    told, said = answered(shell, agent, GEMINI_API_KEY="g", OPENAI_API_KEY="o")
    assert (told["provider"], said) == ("openai", "")
    said = shell.fails(FAILED, "run", "--agent", agent, "--provider", "google", "hello")
    assert (
        said == "Error: service gemini is not installed.\n  → run amplifier-ipc install gemini.\n"
    )


@pytest.mark.parametrize(
    "words", [["install", "google"], ["provider", "use", "gemini", "--install"]]
)
def test_a_provider_of_the_catalog_is_installed_by_any_of_its_names(shell, words):
    path = built(shell, "gemini", "GEMINI_API_KEY")
    (path.parent / "main.js").write_text("")
    use = shell.run("provider", "use", "gemini")
    assert "It is not installed yet: amplifier-ipc install gemini." in use.stderr
    done = shell.run(*words)
    assert done.returncode == DONE, done
    assert "Service gemini is installed." in done.stderr
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert rows["gemini"]["installed"] == "ready"
    assert "not installed" not in shell.run("provider", "use", "gemini").stderr


def test_a_tool_that_sees_the_key_of_github_is_not_taken_for_copilot(shell, agent, house):
    house.service("plainly", "plainly", script="sample", env=["GITHUB_TOKEN"])
    shell.in_catalog("github_copilot", "GITHUB_TOKEN", "GH_TOKEN")
    told, _ = answered(
        shell, agent, "--add-behavior", house.folder / "plainly.yaml", GITHUB_TOKEN="t"
    )
    assert told["provider"] == "github_copilot"


def test_detect_says_what_would_be_chosen(shell, agent):
    rows = json.loads(
        shell.ok("provider", "detect", "--json", OPENAI_API_KEY="x", GOOGLE_API_KEY="y")
    )
    assert [(row["provider"], row["by"]) for row in rows] == [
        ("openai", "OPENAI_API_KEY"),
        ("gemini", "GOOGLE_API_KEY"),
    ]
    assert "set-key" in shell.fails(FAILED, "provider", "detect")


def test_models_are_asked_of_the_provider(shell, agent):
    rows = json.loads(shell.ok("provider", "models", "anthropic", "--json"))
    assert [row["id"] for row in rows] == ["anthropic-small", "anthropic-large"]
    table = shell.ok("provider", "models", "--agent", agent, OPENAI_API_KEY="x")
    assert "openai-large" in table
    assert "200,000" in table


def test_models_of_one_that_is_not_at_hand(shell, agent):
    said = shell.fails(FAILED, "provider", "models", "gemini")
    assert "no definition of the provider gemini is at hand" in said
    assert "did you mean" in shell.fails(USAGE, "provider", "models", "gemni")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("google", "gemini"),
        ("copilot", "github_copilot"),
        ("github-copilot", "github_copilot"),
        ("azure", "azure_openai"),
        ("azure-openai", "azure_openai"),
    ],
)
@pytest.mark.parametrize("where", ["provider_overrides", "config"])
def test_settings_reach_it_under_each_of_its_names(shell, agent, asked, name, where):
    """The flag says one spelling, the settings another: the component has a third."""
    shell.in_catalog(name, *vendor(name).variables)
    shell.settings(**{where: {asked: {"max_tokens": 5}}})
    environ = dict.fromkeys(vendor(name).variables, "k")
    told, said = answered(shell, agent, "--provider", asked, **environ)
    assert (told["provider"], said) == (name, "")
    assert told["config"] == {name: {"max_tokens": 5}}
    shell.settings(provider=asked)
    assert answered(shell, agent, **environ)[0]["provider"] == name


@pytest.mark.parametrize("asked", ["google", "gemini"])
def test_every_command_takes_each_of_its_names(shell, agent, asked):
    shell.in_catalog("gemini", "GEMINI_API_KEY", "GOOGLE_API_KEY")
    shell.ok("provider", "set-key", asked, typed="kept\n")
    assert (shell.home / "keys.env").read_text() == 'GEMINI_API_KEY="kept"\n'
    shell.ok("provider", "use", asked)
    shell.ok("provider", "configure", asked, "max_tokens=9")
    settings = json.loads(shell.ok("config", "show", "--json"))
    assert settings == {"provider": "gemini", "provider_overrides": {"gemini": {"max_tokens": 9}}}
    assert "gemini-large" in shell.ok("provider", "models", asked)
    told, _ = answered(shell, agent)
    assert (told["provider"], told["sees"]) == ("gemini", {"GEMINI_API_KEY": "kept"})


def test_settings_that_stand_under_another_spelling_are_shown_and_unset_too(shell):
    shell.settings(
        provider_overrides={"google": {"timeout": 5, "model": "m"}, "gemini": {"model": "n"}}
    )
    assert json.loads(shell.ok("provider", "configure", "gemini")) == {"timeout": 5, "model": "n"}
    shown = shell.ok("provider", "configure", "gemini", "--unset", "timeout", "--unset", "model")
    assert json.loads(shown) == {}


@pytest.mark.parametrize("first", ["google", "gemini"])
def test_of_two_spellings_with_settings_the_providers_own_is_the_stronger(shell, agent, first):
    shell.in_catalog("gemini", "GEMINI_API_KEY")
    own = {"google": {"timeout": 1, "model": "m"}, "gemini": {"model": "n"}}
    other = "gemini" if first == "google" else "google"
    shell.settings(provider_overrides={first: own[first], other: own[other]})
    told, _ = answered(shell, agent, GEMINI_API_KEY="g")
    assert told["config"] == {"gemini": {"timeout": 1, "model": "n"}}


def test_the_name_of_a_keys_variable_is_no_secret(shell):
    shell.ok("provider", "configure", "openai", "api_key_env=MINE")
    assert json.loads(shell.ok("provider", "configure", "openai")) == {"api_key_env": "MINE"}


def test_of_azure_an_endpoint_is_enough_if_it_is_asked_for(shell, agent):
    shell.in_catalog("azure_openai", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT")
    told, _ = answered(shell, agent, AZURE_OPENAI_ENDPOINT="https://e")
    assert told["provider"] == "mock", "it is not chosen by itself"
    told, said = answered(shell, agent, "--provider", "azure", AZURE_OPENAI_ENDPOINT="https://e")
    assert (told["provider"], said) == ("azure_openai", "")
    assert greeted(shell, agent, "azure", AZURE_OPENAI_ENDPOINT="https://e") == ""
    assert greeted(shell, agent, "azure", AZURE_OPENAI_API_KEY="k") == (
        "Warning: AZURE_OPENAI_ENDPOINT is not set: amplifier-ipc provider set-key azure_openai"
    )


def greeted(shell, agent, provider, **environ):
    """What a conversation says of a provider before its first prompt."""
    child = pexpect.spawn(
        str(COMMAND),
        ["run", "--agent", str(agent), "--provider", provider],
        env=shell.environ(NO_COLOR="1", TERM="dumb", **environ),
        cwd=str(shell.house.work),
        dimensions=(24, 1000),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("/help lists the commands")
    *lines, _ = child.before.splitlines()
    child.close(force=True)
    return "\n".join(line for line in lines if "Warning" in line)


def test_of_copilot_the_token_of_gh_will_do(shell, agent, house):
    shell.in_catalog("github_copilot", "GITHUB_TOKEN", "GH_TOKEN")
    (bare := house.folder / "bin").mkdir()
    without = {"PATH": str(bare)}
    assert greeted(shell, agent, "copilot", **without) == (
        "Warning: GITHUB_TOKEN or GH_TOKEN is not set (or `gh auth login`):"
        " amplifier-ipc provider set-key github_copilot"
    )
    (gh := bare / "gh").write_text("#!/bin/sh\n")
    gh.chmod(0o755)
    assert greeted(shell, agent, "copilot", **without) == ""
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert (
        rows["github_copilot"]["key"] == "GITHUB_TOKEN or GH_TOKEN is not set (or `gh auth login`)"
    )


def test_configure_reaches_the_provider_and_keeps_no_secret(shell, agent):
    shell.ok("provider", "configure", "openai", "max_tokens=99", "base_url=http://x")
    told, _ = answered(shell, agent, OPENAI_API_KEY="o")
    assert told["config"] == {"openai": {"max_tokens": 99, "base_url": "http://x"}}
    shell.ok("provider", "configure", "openai", "--unset", "base_url")
    assert json.loads(shell.ok("provider", "configure", "openai")) == {"max_tokens": 99}
    said = shell.fails(USAGE, "provider", "configure", "openai", "api_key=sk-1")
    assert "set-key openai" in said
    assert "sk-1" not in (shell.home / "settings.yaml").read_text()


def test_a_key_without_a_terminal_is_a_line_of_standard_input(shell):
    done = shell.run("provider", "set-key", "azure-openai", typed="k\nhttps://e\n")
    assert (done.returncode, done.stdout) == (DONE, "")
    path = shell.home / "keys.env"
    assert path.read_text() == 'AZURE_OPENAI_API_KEY="k"\nAZURE_OPENAI_ENDPOINT="https://e"\n'
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    shell.ok("provider", "set-key", "azure_openai", "--remove")
    assert path.read_text() == ""
    assert "no value" in shell.fails(USAGE, "provider", "set-key", "openai", typed="\n")
    assert "needs no key" in shell.fails(USAGE, "provider", "set-key", "mock")
    assert "did you mean openai" in shell.fails(USAGE, "provider", "set-key", "opnai")


def test_the_key_of_any_provider_can_be_kept_by_its_variable(shell):
    shell.ok("provider", "set-key", "inhouse", "--variable", "INHOUSE_KEY", typed="k\n")
    assert (shell.home / "keys.env").read_text() == 'INHOUSE_KEY="k"\n'
    said = shell.fails(FAILED, "provider", "set-key", "x", "--variable", "NO-NAME", typed="k\n")
    assert "'NO-NAME' is no name of a variable" in said


def test_a_server_that_may_want_a_key_can_be_given_one(shell):
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert rows["vllm"]["key"] == "needs none"
    shell.ok("provider", "set-key", "vllm", typed="k\n")
    assert (shell.home / "keys.env").read_text() == 'VLLM_API_KEY="k"\n'
    rows = {row["provider"]: row for row in json.loads(shell.ok("provider", "list", "--json"))}
    assert rows["vllm"]["key"] == "VLLM_API_KEY (keys.env)"


def test_who_has_set_the_variable_is_told_that_it_wins(shell):
    done = shell.run("provider", "set-key", "openai", typed="k\n", OPENAI_API_KEY="other")
    assert "is set in the environment too, which wins" in done.stderr


def test_at_a_terminal_the_key_is_not_shown(shell):
    child = pexpect.spawn(
        str(COMMAND),
        ["provider", "set-key", "openai"],
        env=shell.environ(),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("OPENAI_API_KEY: ")
    child.waitnoecho()
    child.sendline("very-secret")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == DONE
    assert "very-secret" not in child.before
    assert (shell.home / "keys.env").read_text() == 'OPENAI_API_KEY="very-secret"\n'


def test_at_a_terminal_the_provider_asks_for_its_settings(shell, agent):
    child = pexpect.spawn(
        str(COMMAND),
        ["provider", "configure", "openai"],
        env=shell.environ(),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("How many tokens: ")
    child.sendline("77")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == DONE
    shown = json.loads(shell.ok("config", "show", "--json"))
    assert shown == {"provider_overrides": {"openai": {"max_tokens": "77"}}}
