"""`amplifier-ipc completion`: the script by which a shell completes commands and options (Click's own)."""

from __future__ import annotations

import click

VARIABLE = "_AMPLIFIER_IPC_COMPLETE"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Write the completion script for SHELL.

    \b
    bash: eval "$(amplifier-ipc completion bash)"      in ~/.bashrc
    zsh:  eval "$(amplifier-ipc completion zsh)"       in ~/.zshrc
    fish: amplifier-ipc completion fish | source       in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    from ..cli import cli

    made = get_completion_class(shell)
    assert made is not None  # the choice above names Click's own
    click.echo(made(cli, {}, "amplifier-ipc", VARIABLE).source())
