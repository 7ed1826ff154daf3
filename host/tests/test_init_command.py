"""`amplifier-ipc init`: the first run, at a terminal and without one."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pexpect
import pytest

DONE, FAILED, USAGE, CANCELLED = 0, 1, 2, 130
COMMAND = Path(sys.executable).with_name("amplifier-ipc")


@pytest.fixture
def agent(house, shell):
    """A registered agent without a provider, and a catalog."""
    house.behaviors.remove("parrot")
    house.service("asks", grants=["provider.complete"])
    path = house.agent(orchestrator="asks")
    definition = json.loads(path.read_text())
    del definition["agent"]["provider"]
    path.write_text(json.dumps(definition))
    shell.in_catalog("anthropic", "ANTHROPIC_API_KEY")
    return path


def spawn(shell, *words):
    return pexpect.spawn(
        str(COMMAND),
        [str(word) for word in words],
        env=shell.environ(),
        cwd=str(shell.house.work),
        encoding="utf-8",
        timeout=60,
    )


def shown(shell):
    return json.loads(shell.ok("config", "show", "--json"))


def test_at_a_terminal_it_leads_to_a_turn(shell, agent):
    """From a clean home: agent, provider, key, model, summary; then `run` works without an option."""
    shell.ok("register", agent)
    child = spawn(shell, "init")
    child.expect(r"Agent \(a name or a file; empty: later\) \[test\]: ")
    child.sendline("")
    child.expect("anthropic +Anthropic, no key yet")
    child.expect(r"Provider \(empty: whoever has a key\)")
    child.sendline("antropic")
    child.expect("did you mean anthropic")
    child.expect(r"Provider \(empty: whoever has a key\)")
    child.sendline("anthropic")
    child.expect("ANTHROPIC_API_KEY")
    child.waitnoecho()
    child.sendline("very-secret")
    child.expect("is kept in")
    child.expect("Model ")
    child.sendline("m-1")
    child.expect("agent: test")
    child.expect("provider: anthropic")
    child.expect("model: m-1")
    child.expect("Write this to")
    child.sendline("y")
    child.expect("Ready: amplifier-ipc run")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == DONE
    assert shown(shell) == {"default_agent": "test", "provider": "anthropic", "model": "m-1"}
    keys = shell.home / "keys.env"
    assert keys.read_text() == 'ANTHROPIC_API_KEY="very-secret"\n'
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    told = json.loads(shell.ok("run", "hello"))
    assert (told["provider"], told["sees"]) == ("anthropic", {"ANTHROPIC_API_KEY": "very-secret"})


def test_in_a_clone_the_agents_of_the_foundation_are_offered(shell, agent):
    folder = shell.house.work / "services" / "foundation"
    folder.mkdir(parents=True)
    definition = json.loads(agent.read_text())
    behaviors = {name: str(shell.house.folder / f"{name}.yaml") for name in shell.house.behaviors}
    definition["agent"]["behaviors"] = [{name: path} for name, path in behaviors.items()]
    (folder / "agent.yaml").write_text(json.dumps(definition))
    child = spawn(shell, "init", "--provider", "anthropic")
    child.expect("No agent is registered. Register those in services/foundation?")
    child.sendline("y")
    child.expect("The agent test is registered.")
    child.expect(r"Agent \(a name or a file; empty: later\) \[test\]: ")
    child.sendline("")
    for question in ("ANTHROPIC_API_KEY", "Model ", "Write this to"):
        child.expect(question)
        child.sendline("")
    child.expect("It has no key yet")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == DONE
    assert shown(shell) == {"default_agent": "test", "provider": "anthropic"}


def provider_of_the_clone(folder):
    """A provider that is built before it can be started."""
    folder.mkdir(parents=True)
    service = {"stack": "npm", "command": ["node", "./main.js"]}
    body = {"ref": "gemini", "tools": False, "env": ["GEMINI_API_KEY"], "service": service}
    (folder / "gemini.yaml").write_text(json.dumps({"behavior": body}))
    (folder / "package.json").write_text('{"name": "x", "version": "1.0.0", "bin": "main.js"}')
    (folder / "main.js").write_text("")


@pytest.mark.parametrize("where", ["catalog", "clone"])
def test_the_provider_is_installed_if_the_user_likes(shell, agent, where):
    folder = shell.catalog if where == "catalog" else shell.house.work / "services"
    provider_of_the_clone(folder / "providers" / "gemini")
    asked = {
        "catalog": "Install gemini now?",
        "clone": "Register and install services/providers/gemini?",
    }[where]
    for said, installed in (("n", "missing"), ("y", "ready")):
        child = spawn(shell, "init", "--agent", agent, "--provider", "gemini")
        if said == "n":
            child.expect("GEMINI_API_KEY")
            child.waitnoecho()
            child.sendline("k")
        child.expect("Model ")
        child.sendline("")
        child.expect("Write this to")
        child.sendline("y")
        child.expect_exact(asked)
        child.sendline(said)
        child.expect("Ready: amplifier-ipc run")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == DONE
        rows = json.loads(shell.ok("provider", "list", "--json"))
        (row,) = [row for row in rows if row["provider"] == "gemini"]
        there = where == "catalog" or said == "y"
        assert row["installed"] == (installed if there else None)


def test_ctrl_c_ends_it_and_nothing_has_changed(shell, agent):
    child = spawn(shell, "init", "--agent", agent)
    child.expect("Provider ")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == CANCELLED
    assert not (shell.home / "settings.yaml").exists()


def test_what_is_left_empty_stays_open(shell, agent):
    child = spawn(shell, "init", "--agent", agent)
    child.expect("Provider ")
    child.sendline("")
    child.expect("Write this to")
    child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == DONE
    assert shown(shell) == {"default_agent": str(agent.resolve())}


def test_who_says_no_changes_nothing(shell, agent):
    child = spawn(shell, "init", "--agent", agent, "--provider", "mock")
    child.expect("Model ")
    child.sendline("")
    child.expect("Write this to")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == CANCELLED
    assert not (shell.home / "settings.yaml").exists()


def test_without_a_terminal_it_does_what_the_options_say(shell, agent):
    done = shell.run("init", "--agent", agent, "--provider", "google", "--model", "m", "--local")
    assert (done.returncode, done.stdout) == (DONE, "")
    assert "It has no key yet: amplifier-ipc provider set-key gemini." in done.stderr
    assert shown(shell) == {
        "default_agent": str(agent.resolve()),
        "provider": "gemini",
        "model": "m",
    }
    assert (shell.house.work / ".amplifier" / "settings.local.yaml").exists()


def test_without_a_terminal_and_options_it_says_what_to_name(shell):
    assert "--agent, --provider or --model" in shell.fails(USAGE, "init")


@pytest.mark.parametrize(
    ("option", "code", "why"),
    [
        (("--agent", "tset"), FAILED, "did you mean test"),
        (("--agent", "./none.yaml"), FAILED, "none.yaml"),
        (("--provider", "opnai"), USAGE, "did you mean openai"),
    ],
)
def test_names_that_are_none_are_refused(shell, agent, option, code, why):
    shell.ok("register", agent)
    assert why in shell.fails(code, "init", *option)
    assert not (shell.home / "settings.yaml").exists()
