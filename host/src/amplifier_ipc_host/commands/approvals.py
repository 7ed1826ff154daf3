"""`amplifier-ipc approvals`: the answers that are remembered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ..errors import SessionError

if TYPE_CHECKING:
    from ..rules import Rule


@click.group()
def approvals() -> None:
    """List and revoke remembered answers."""


@approvals.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_(as_json: bool) -> None:
    """Show the answers that are remembered, those of sessions too."""
    from .tables import table

    rules = _rules()
    if as_json:
        members = [{**rule.to_json(), "where": where} for rule, where in rules]
        click.echo(json.dumps(members, ensure_ascii=False))
    elif not rules:
        click.echo("No answer is remembered.", err=True)
    else:
        header = ["id", "answer", "tool", "pattern", "scope", "where", "created", "by"]
        table(header, [_row(rule, where) for rule, where in rules])


@approvals.command()
@click.argument("rule_id", metavar="ID")
def revoke(rule_id: str) -> None:
    """Forget an answer: the next such question is asked again."""
    from ..remembered import Remembered
    from ..sessions import known
    from ..store import SessionStore

    if Remembered().revoke(rule_id):
        return
    for each in known():
        if any(rule.get("id") == rule_id for rule in each.metadata.get("approvals", [])):
            store = SessionStore(each.id)
            try:
                Remembered(store=store).revoke(rule_id)
            finally:
                store.close()
            return
    raise SessionError(f"there is no remembered answer {rule_id}", "amplifier-ipc approvals list")


def _rules() -> list[tuple[Rule, str]]:
    """All rules, and where each holds: a project's folder, a session's id, or everywhere."""
    from ..remembered import Remembered
    from ..rules import rule_of
    from ..sessions import known

    kept = [(rule, rule.project or "everywhere") for rule in Remembered().kept()]
    own = [
        (rule, each.id)
        for each in known()
        for written in each.metadata.get("approvals", [])
        if (rule := rule_of(written))
    ]
    return kept + own


def _row(rule: Rule, where: str) -> list[str]:
    answer = "allow" if rule.approved else "deny"
    return [rule.id, answer, rule.tool, rule.pattern, rule.scope, where, rule.created, rule.by]
