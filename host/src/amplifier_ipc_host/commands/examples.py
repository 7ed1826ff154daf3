"""One example of each command, shown at the end of its `--help`."""

from __future__ import annotations

import click

EXAMPLES = {
    "run": 'run --agent foundation "What files are here?"',
    "session list": "session list --all-projects",
    "session show": "session show 1f3a",
    "session resume": 'session resume 1f3a "And now?"',
    "session fork": "session fork 1f3a --at 2",
    "session export": "session export 1f3a --format html -o talk.html",
    "session delete": "session delete 1f3a --yes",
    "session prune": "session prune --yes",
    "session cleanup": "session cleanup --days 30",
    "approvals list": "approvals list",
    "approvals revoke": "approvals revoke 3",
    "inspect": 'inspect --call word_count --input \'{"text": "a b"}\' -- ./my-tool',
    "discover": "discover ./services/foundation --register --install",
    "register": "register ./definition.yaml --install",
    "unregister": "unregister foundation",
    "install": "install foundation",
    "uninstall": "uninstall foundation",
    "update": "update --check",
    "refresh": "refresh --yes",
    "service list": "service list",
    "agent list": "agent list --json",
    "agent show": "agent show foundation --resolved",
    "behavior list": "behavior list",
    "behavior show": "behavior show words --resolved",
    "provider list": "provider list",
    "provider models": "provider models anthropic",
    "provider use": "provider use anthropic --model 'claude-sonnet-*'",
    "provider test": "provider test anthropic --model 'claude-haiku-*'",
    "provider set-key": "provider set-key anthropic",
    "provider detect": "provider detect",
    "provider configure": "provider configure anthropic max_tokens=8192",
    "routing list": "routing list",
    "routing show": "routing show economy",
    "routing use": "routing use economy --project",
    "tool list": "tool list --agent foundation",
    "tool info": "tool info read_file",
    "tool invoke": "tool invoke read_file file_path=README.md limit=5",
    "init": "init --agent foundation --provider anthropic",
    "notify status": "notify status",
    "notify desktop": "notify desktop --on --no-preview --test",
    "notify ntfy": "notify ntfy --server https://ntfy.example.org --test",
    "notify reset": "notify reset",
    "config show": "config show --origin",
    "config set": "config set --local routing.matrix economy",
    "config unset": "config unset provider",
    "allowed-dirs list": "allowed-dirs list",
    "allowed-dirs add": "allowed-dirs add ~/notes --local",
    "allowed-dirs remove": "allowed-dirs remove ~/notes --local",
    "denied-dirs list": "denied-dirs list",
    "denied-dirs add": "denied-dirs add ./secrets --project",
    "denied-dirs remove": "denied-dirs remove ./secrets --project",
    "trace": "trace 1f3a --html turn.html",
    "new": "new tool words --lang go",
    "doctor": "doctor",
    "reset": "reset --preserve keys sessions",
    "completion": "completion bash > ~/.local/share/bash-completion/completions/amplifier-ipc",
    "version": "version",
}


def show_examples(command: click.Command, name: str) -> click.Command:
    """Put its example under the help of a command, and of all below it."""
    example = EXAMPLES.get(name)
    if example is not None:
        command.epilog = f"\b\nExample:\n  amplifier-ipc {example}"
    if isinstance(command, click.Group):
        for below, each in command.commands.items():
            show_examples(each, f"{name} {below}")
    return command
