"""`amplifier-ipc doctor`: is everything as it should be, and how to mend what is not."""

from __future__ import annotations

import json
import sys

import click

from .exits import FAILED


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def doctor(as_json: bool) -> None:
    """Look at toolchains, environments, definitions, permissions and locks; 1 if something is wrong."""
    from ..health import examine
    from ..output import harmless
    from ..store import home

    findings = examine(home())
    wrong = [each for each in findings if each.mend]
    if as_json:
        members = [
            {"area": f.area, "ok": not f.mend, "what": f.what, "mend": f.mend or None}
            for f in findings
        ]
        click.echo(json.dumps({"ok": not wrong, "findings": members}, ensure_ascii=False))
    for each in [] if as_json else findings:
        mark = "✗" if each.mend else "✓"
        click.echo(harmless(f"{mark} {each.area}: {each.what}"))
        if each.mend:
            click.echo(harmless(f"    → {each.mend}"))
    if wrong:
        sys.exit(FAILED)
