"""`amplifier-ipc version`."""

from __future__ import annotations

import click


@click.command()
def version() -> None:
    """Show the version, and the protocol versions that this host speaks."""
    from importlib.metadata import version as installed

    from ..describe import PROTOCOL_VERSIONS

    click.echo(
        f"amplifier-ipc {installed('amplifier-ipc-host')} (protocol {', '.join(PROTOCOL_VERSIONS)})"
    )
