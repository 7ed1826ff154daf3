"""`amplifier-ipc provider test NAME`: each step is said in one sentence, and what to do where it fails."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host import findings
from amplifier_ipc_host.hints import hint
from amplifier_ipc_host.model import fits
from amplifier_ipc_host.vendors import vendor

DONE, FAILED = 0, 1
SERVICES = Path(__file__).parent / "services"
ROOT = Path(__file__).parents[2]
KEY = "sk-very-secret-0123456789"


@pytest.fixture
def offered(shell):
    """Puts a provider into the catalog that behaves as it is told; `env`: what its definition names or sets."""

    def offered(name="openai", env=("OPENAI_API_KEY", "OPENAI_BASE_URL"), sets=None, **spec):
        path = shell.catalog / "providers" / name / f"{name}.yaml"
        path.parent.mkdir(parents=True)
        command = [sys.executable, str(SERVICES / "tryout.py"), name, json.dumps(spec)]
        service = {"stack": "command", "command": command, **({"env": sets} if sets else {})}
        body = {"ref": name, "tools": False, "hooks": False, "env": list(env), "service": service}
        path.write_text(json.dumps({"behavior": body}))
        return path

    return offered


def tried(shell, *options, code=DONE, **environ):
    """The steps by name, of a try of openai."""
    environ = {"OPENAI_API_KEY": KEY, **environ}
    done = shell.run("provider", "test", "openai", "--json", *options, **environ)
    assert done.returncode == code, done
    assert KEY not in done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["works"] is (code == DONE)
    return {step["name"]: step for step in told["steps"]}


# ---- what works -------------------------------------------------------------------------------------------------


def test_each_step_is_a_line_and_the_key_is_not_shown(shell, offered):
    offered(keys=["OPENAI_API_KEY"])
    shown = shell.ok("provider", "test", "openai", OPENAI_API_KEY=KEY)
    lines = shown.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == ["✓"] * 7
    assert [line[2:].split("  ")[0] for line in lines[:-1]] == [
        "service",
        "info",
        "key",
        "address",
        "models",
        "answer",
        "tool call",
    ]
    assert "OPENAI_API_KEY (environment)" in lines[2]
    assert '"Hello." from openai-1' in lines[5]
    assert "12 tokens in, 3 out, $0.000123" in lines[5]
    assert 'glob {"pattern": "*"}; then it said "I see ["quince.txt"]."' in lines[6]
    assert lines[7] == "openai works."
    assert KEY not in shown


def test_as_json_the_numbers_stand_beside_the_sentences(shell, offered):
    offered(keys=["OPENAI_API_KEY"], text="Hello there, friend.")
    steps = tried(shell)
    answer = steps["answer"]["data"]
    assert (answer["text"], answer["pieces"], answer["model"]) == (
        "Hello there, friend.",
        3,
        "openai-1",
    )
    assert 0 <= answer["first_token_ms"] <= answer["ms"]
    assert answer["usage"]["cost_usd"] == "0.000123"
    assert steps["key"]["data"] == {"variables": ["OPENAI_API_KEY"]}
    assert {step["state"] for step in steps.values()} == {"ok"}


def test_the_mock_provider_passes_without_a_key(shell):
    path = shell.catalog / "providers" / "mock" / "mock.yaml"
    path.parent.mkdir(parents=True)
    command = ["node", str(ROOT / "services" / "providers" / "mock" / "dist" / "main.js")]
    service = {"stack": "command", "command": command}
    body = {"ref": "mock", "tools": False, "hooks": False, "service": service}
    path.write_text(json.dumps({"behavior": body}))
    shown = shell.ok("provider", "test", "mock")
    assert "✓ key        it needs none" in shown
    assert '✓ tool call  glob {"pattern": "*"}; then it said "There is 1 file here' in shown


def test_without_a_name_it_is_the_one_that_would_answer(shell, offered, house):
    offered(keys=["OPENAI_API_KEY"])
    house.behaviors.remove("parrot")
    path = house.agent()
    definition = json.loads(path.read_text())
    del definition["agent"]["provider"]
    path.write_text(json.dumps(definition))
    done = shell.run("provider", "test", "--agent", path, OPENAI_API_KEY=KEY)
    assert done.stdout.endswith("openai works.\n"), done


def test_a_provider_of_an_agent_is_tried_with_the_agents_settings(shell, house, offered):
    spec = json.dumps({"members": {"model": "string"}})
    house.service("inhouse", "inhouse", spec, script="tryout")
    agent = house.agent(provider="inhouse", config={"inhouse": {"model": "of-the-agent"}})
    shown = shell.ok("provider", "test", "inhouse", "--agent", agent)
    assert '"Hello." from of-the-agent' in shown
    assert "inhouse works." in shown


@pytest.mark.parametrize("name", ["google", "gemini"])
def test_any_spelling_of_a_name_will_do(shell, offered, name):
    offered("gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY"))
    shown = shell.ok("provider", "test", name, GOOGLE_API_KEY=KEY)
    assert "✓ key        GOOGLE_API_KEY (environment)" in shown


def test_a_model_without_tools_is_not_asked_for_a_call(shell, offered):
    offered(tools=False)
    assert tried(shell)["tool call"] == {
        "name": "tool call",
        "state": "skipped",
        "says": "the model has no tools",
    }


def test_a_model_of_which_nothing_is_known_is_asked_for_a_call(shell, offered):
    offered(knows_nothing=True)
    assert tried(shell)["tool call"]["state"] == "ok"


def test_a_model_that_calls_no_tool_works_nevertheless(shell, offered):
    offered(lazy=True)
    step = tried(shell)["tool call"]
    assert (step["state"], step["says"]) == (
        "skipped",
        'the model called no tool; it said "Hello."',
    )


def test_an_answer_that_is_not_streamed_is_told(shell, offered):
    offered(streams=False)
    step = tried(shell)["answer"]
    assert step["state"] == "ok"
    assert "not streamed" in step["says"]
    assert "first_token_ms" not in step["data"]


# ---- keys -------------------------------------------------------------------------------------------------------


def test_a_key_that_is_kept_is_told_to_be_in_the_file(shell, offered):
    offered()
    shell.ok("provider", "set-key", "openai", typed=f"{KEY}\n")
    steps = tried(shell, code=FAILED, OPENAI_API_KEY="")
    assert steps["key"]["state"] == "failed", "an empty variable hides it"
    done = shell.run("provider", "test", "openai", "--json")
    told = {step["name"]: step for step in json.loads(done.stdout)["steps"]}
    assert told["key"]["says"] == "OPENAI_API_KEY (keys.env)"


def test_a_key_that_is_missing_is_named_with_the_command_that_sets_it(shell, offered):
    message = "OPENAI_API_KEY is not set: amplifier-ipc provider set-key openai"
    error = {"message": message, "llm_error": "configuration", "provider": "openai"}
    offered(error={**error, "retryable": False})
    done = shell.run("provider", "test", "openai")
    assert done.returncode == FAILED
    assert "✗ key        OPENAI_API_KEY is not set\n" in done.stdout
    assert "  → amplifier-ipc provider set-key openai.\n" in done.stdout
    assert f"✗ answer     {message}\n– tool call" in done.stdout, "it says already what to do"
    assert done.stdout.endswith("openai does not work yet.\n")


def test_a_server_of_ones_own_may_want_no_key(shell, offered):
    offered()
    url = {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "http://127.0.0.1:4010/v1"}
    step = tried(shell, **url)["key"]
    assert step["state"] == "skipped"
    assert step["says"] == "OPENAI_API_KEY is not set; a server of your own may want none"
    shell.settings(provider_overrides={"openai": {"base_url": "http://127.0.0.1:4010/v1"}})
    assert tried(shell, OPENAI_API_KEY="")["key"]["state"] == "skipped"


def test_a_key_that_the_definition_does_not_name_is_not_seen(shell, offered):
    path = offered(env=())
    step = tried(shell, code=FAILED)["key"]
    assert step["says"] == "OPENAI_API_KEY is not set: its definition does not name it"
    assert step["hint"] == f"add it to 'env' in {path}"


def test_a_key_that_the_definition_sets(shell, offered):
    offered(env=(), sets={"OPENAI_API_KEY": KEY})
    assert tried(shell, OPENAI_API_KEY="")["key"]["says"] == "OPENAI_API_KEY (definition)"


def test_the_keys_of_a_provider_that_nobody_knows_are_those_that_it_says(shell, offered):
    offered("inhouse", ("INHOUSE_KEY",), keys=["INHOUSE_KEY"])
    shown = shell.run("provider", "test", "inhouse", INHOUSE_KEY=KEY).stdout
    assert "✓ key        INHOUSE_KEY (environment)" in shown
    done = shell.run("provider", "test", "inhouse")
    assert done.returncode == FAILED
    assert "amplifier-ipc provider set-key inhouse" in done.stdout


def key_step(name, environ, config=None, named=None):
    known = vendor(name)
    names = known.variables if named is None else named
    seen = findings.Seen(environ, (), (), environ, names, "x.yaml")
    return findings.key(known, {"id": name, "credential_env_vars": []}, config or {}, seen)


def test_azure_may_do_with_its_endpoint_alone_and_copilot_without_any():
    step = key_step("azure_openai", {"AZURE_OPENAI_ENDPOINT": "https://e"})
    assert step.state == "skipped"
    assert step.says == "AZURE_OPENAI_API_KEY is not set (or `az login`)"
    step = key_step("azure_openai", {})
    assert (step.state, step.says) == (
        "failed",
        "AZURE_OPENAI_API_KEY and AZURE_OPENAI_ENDPOINT are not set",
    )
    step = key_step("github_copilot", {})
    assert step.state == "skipped"
    assert step.says == "GITHUB_TOKEN or GH_TOKEN is not set (or `gh auth login`)"


def test_a_token_for_a_gateway_will_do():
    step = key_step("anthropic", {"ANTHROPIC_AUTH_TOKEN": "x"})
    assert (step.state, step.says) == ("ok", "ANTHROPIC_AUTH_TOKEN (environment)")


def test_the_variable_that_the_settings_name_counts():
    named = ("OPENAI_API_KEY", "MINE")
    step = key_step("openai", {"MINE": "x"}, {"api_key_env": "MINE"}, named)
    assert (step.state, step.says) == ("ok", "MINE (environment)")
    step = key_step("openai", {"OPENAI_API_KEY": "x"}, {"api_key_env": "MINE"}, named)
    assert (step.state, step.says) == ("failed", "MINE is not set")


# ---- addresses and models ---------------------------------------------------------------------------------------


def test_the_address_is_that_of_the_settings_before_that_of_the_variable(shell, offered):
    offered()
    url = "http://user:pass@127.0.0.1:4010/v1?key=secret"
    step = tried(shell, OPENAI_BASE_URL=url)["address"]
    assert step["says"] == "http://127.0.0.1:4010/v1 (OPENAI_BASE_URL)"
    shell.settings(provider_overrides={"openai": {"base_url": "http://there:1/v1"}})
    step = tried(shell, OPENAI_BASE_URL=url)["address"]
    assert step["says"] == "http://there:1/v1 (base_url)"
    shell.settings()
    assert tried(shell)["address"]["says"] == "its own default"


@pytest.mark.parametrize(
    ("pattern", "newest"),
    [
        ("x-*", "x-10"),
        ("x-4*", "x-4-1-20250805"),
        ("y-*", "y-5-1-2025-01-01"),
        ("*-preview", "x-11-preview"),
        ("a.b*", "a.b[1m]"),
        ("plain", "plain"),
    ],
)
def test_a_pattern_is_the_newest_that_fits(pattern, newest):
    names = ["x-4-20250514", "x-4-1-20250101", "x-4-1-20250805", "x-9", "x-10", "x-11-preview"]
    names += ["y-5-2025-08-07", "y-5-1-2025-01-01", "a.b[1m]", "aXb"]
    assert fits(pattern, names) == newest


def test_a_pattern_is_resolved_before_the_model_is_asked(shell, offered):
    offered(models=["openai-large", "openai-small-2", "openai-small-1"])
    steps = tried(shell, "--model", "*-small-*")
    assert steps["models"]["says"] == "3 models, openai-small-2 among them"
    assert steps["answer"]["data"]["model"] == "openai-small-2"


def test_the_model_of_the_settings_is_asked(shell, offered):
    offered(models=["openai-large", "openai-small"])
    shell.settings(provider="openai", model="openai-small")
    assert tried(shell)["answer"]["data"]["model"] == "openai-small"
    assert tried(shell, "--model", "openai-large")["answer"]["data"]["model"] == "openai-large"


def test_a_pattern_that_no_model_fits_is_told(shell, offered):
    offered(models=["openai-large"])
    steps = tried(shell, "--model", "tiny-*", code=FAILED)
    assert steps["models"]["says"] == "no model fits 'tiny-*'"


def test_a_model_that_is_not_listed_is_a_remark_with_the_nearest(shell, offered):
    offered(models=["openai-large", "openai-small"])
    step = tried(shell, "--model", "openai-smal")["models"]
    assert step["state"] == "skipped"
    assert step["says"] == "2 models, but openai-smal is not among them"
    assert step["hint"].startswith("did you mean openai-small?")


# ---- what fails -------------------------------------------------------------------------------------------------

TODO = {
    "rate_limit": "wait 12 s, or let another provider answer: --provider NAME",
    "quota_exceeded": "add credit",
    "authentication": "amplifier-ipc provider set-key openai",
    "access_denied": "amplifier-ipc provider models openai",
    "context_length": "/compact",
    "content_filter": "say it in other words",
    "invalid_request": "amplifier-ipc provider configure openai",
    "not_found": "amplifier-ipc provider models openai",
    "provider_unavailable": "try again later",
    "network": "base_url and proxy: amplifier-ipc provider configure openai",
    "llm_timeout": "timeout=SECONDS",
    "stream_error": "send it again",
    "abort": "",
    "invalid_tool_call": "another model",
    "configuration": "amplifier-ipc provider configure openai",
}


@pytest.mark.parametrize("name", TODO)
def test_each_of_the_fifteen_errors_is_a_sentence_and_what_to_do(shell, offered, name):
    error = {"message": f"it said {name}", "llm_error": name, "provider": "openai"}
    offered(error={**error, "retryable": True, "retry_after": 12, "status_code": 418})
    steps = tried(shell, code=FAILED)
    answer = steps["answer"]
    assert (answer["state"], answer["says"]) == ("failed", f"it said {name}")
    assert TODO[name] in answer.get("hint", "")
    assert answer["data"]["llm_error"] == name
    assert answer["data"]["status_code"] == 418
    assert steps["tool call"]["state"] == "skipped"


def test_the_table_of_hints_is_that_of_the_errors():
    schema = json.loads((ROOT / "schemas" / "errors.json").read_text())
    assert set(TODO) == {each["name"] for each in schema["llm_errors"]}


def test_an_error_that_nobody_knows_has_no_hint():
    assert hint({"llm_error": "new_kind", "provider": "openai"}) == ""
    assert hint({"llm_error": "not_found"}) == "", "of nobody's models"
    assert hint({"llm_error": "rate_limit", "provider": "x"}).startswith("wait, or")
    assert hint({"kind": "internal_error"}) == ""


def test_a_variable_that_is_not_set_is_one_to_set():
    data = {"llm_error": "configuration", "provider": "azure_openai"}
    told = hint(data, "AZURE_OPENAI_ENDPOINT is not set: the endpoint of your resource")
    assert told == "set it: amplifier-ipc provider set-key azure_openai"
    assert "configure azure_openai" in hint(data, "the proxy is not one")


def test_an_error_of_the_second_request_is_one_of_the_tool_call(shell, offered):
    error = {"message": "no tools here", "llm_error": "invalid_request", "provider": "openai"}
    offered(refuses={**error, "retryable": False})
    steps = tried(shell, code=FAILED)
    assert steps["answer"]["state"] == "ok"
    assert (steps["tool call"]["state"], steps["tool call"]["says"]) == ("failed", "no tools here")


def test_an_answer_without_text_is_none(shell, offered):
    offered(text="")
    step = tried(shell, code=FAILED)["answer"]
    assert step["says"] == "the answer has no text (stop)"


def test_who_does_not_answer_is_given_up_after_the_time_that_is_given(shell, offered):
    offered(waits=True)
    step = tried(shell, "--timeout", "0.3", code=FAILED)["answer"]
    assert step["says"] == "no answer came within 0.3 s"
    assert "--timeout" in step["hint"]


def test_a_service_that_dies_is_told(shell, offered):
    offered(dies=True)
    step = tried(shell, code=FAILED)["answer"]
    assert step["data"]["kind"] == "service_unavailable"


def test_a_setting_that_the_provider_does_not_know_is_told_with_the_nearest(shell, offered):
    offered(members={"timeout": "number", "model": "string"})
    shell.settings(provider_overrides={"openai": {"tiemout": 5}})
    (step,) = tried(shell, code=FAILED).values()
    assert step["name"] == "service"
    assert "/config/openai/tiemout: is not known (did you mean 'timeout'?)" in step["says"]


def test_settings_are_looked_at_by_the_provider_before_they_are_written(shell, offered):
    offered(members={"timeout": "number", "model": "string", "debug": "boolean"})
    shell.ok("provider", "configure", "openai", "timeout=5", "model=1.0", "debug=true")
    written = {"timeout": 5, "model": "1.0", "debug": True}
    assert json.loads(shell.ok("provider", "configure", "openai")) == written
    said = shell.fails(2, "provider", "configure", "openai", "tiemout=5")
    assert "openai has no setting 'tiemout'; did you mean 'timeout'?" in said
    said = shell.fails(2, "provider", "configure", "openai", "timeout=soon")
    assert "openai does not take 'timeout': " in said
    assert json.loads(shell.ok("provider", "configure", "openai")) == written


def test_a_wrong_setting_is_not_in_the_way_of_mending_it(shell, offered):
    offered(members={"timeout": "number"})
    shell.settings(provider_overrides={"openai": {"tiemout": 5}})
    shell.ok("provider", "configure", "openai", "timeout=5", "--unset", "tiemout")
    assert json.loads(shell.ok("provider", "configure", "openai")) == {"timeout": 5}


def test_nothing_is_retried_by_one_that_would(shell, offered):
    offered(members={"max_retries": "integer"}, tells=True)
    shell.settings(provider_overrides={"openai": {"max_retries": 5}})
    told = json.loads(tried(shell)["answer"]["data"]["text"])
    assert told == {"openai": {"max_retries": 0}}


def test_one_that_is_not_at_hand_or_not_known(shell):
    said = shell.fails(FAILED, "provider", "test", "gemini")
    assert "no definition of the provider gemini is at hand" in said
    assert "did you mean gemini" in shell.fails(2, "provider", "test", "gemni")


def test_one_that_is_not_installed_is_told_with_the_command(shell):
    path = shell.catalog / "providers" / "openai" / "openai.yaml"
    path.parent.mkdir(parents=True)
    (path.parent / "package.json").write_text('{"name": "x", "bin": "main.js"}')
    service = {"stack": "npm", "command": ["node", "./main.js"]}
    body = {"ref": "openai", "tools": False, "env": ["OPENAI_API_KEY"], "service": service}
    path.write_text(json.dumps({"behavior": body}))
    said = shell.fails(FAILED, "provider", "test", "openai")
    assert (
        said == "Error: service openai is not installed.\n  → run amplifier-ipc install openai.\n"
    )
