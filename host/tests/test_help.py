"""Every command helps: what it does, its options, an example that fits its options, and near names for wrong ones."""

from __future__ import annotations

import shlex

import click
import pytest
from amplifier_ipc_host.cli import COMMANDS, cli
from amplifier_ipc_host.commands.examples import EXAMPLES

USAGE = 2


def commands() -> dict[str, click.Command]:
    """All of them that do something, by the words that lead to them."""
    context = click.Context(cli)
    found: dict[str, click.Command] = {}

    def walk(command: click.Command, name: str) -> None:
        if not isinstance(command, click.Group):
            found[name] = command
            return
        for below in command.list_commands(context):
            walk(command.get_command(context, below), f"{name} {below}")

    for name in COMMANDS:
        walk(cli.get_command(context, name), name)
    return found


EVERY = commands()


def test_each_has_an_example_and_no_example_is_left_over():
    assert set(EXAMPLES) == set(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_the_help_says_what_it_does_and_gives_an_example_that_fits(name):
    command = EVERY[name]
    words = shlex.split(EXAMPLES[name].partition(" > ")[0])
    begin = name.split()
    assert words[: len(begin)] == begin
    context = click.Context(command, info_name=f"amplifier-ipc {name}")
    text = command.get_help(context)
    assert command.help
    assert f"Example:\n    amplifier-ipc {EXAMPLES[name]}" in text
    command.make_context(name, words[len(begin) :])  # raises a usage error for what does not fit


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["sesion", "list"], "'session'"),
        (["session", "lst"], "Did you mean 'list'?"),
        (["run", "--agnt", "x"], "'--agent'"),
        (["config", "set", "provder", "x"], "did you mean 'provider'?"),
        (["provider", "use", "opnai"], "did you mean openai"),
        (["routing", "use", "qualty"], "did you mean quality"),
    ],
)
def test_a_wrong_name_is_told_the_nearest(shell, words, near):
    done = shell.run(*words)
    assert done.returncode in (1, USAGE)
    assert done.stdout == ""
    assert near in done.stderr
