"""`amplifier-ipc agent` and `behavior`: what is registered, and what a definition resolves to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

import click

if TYPE_CHECKING:
    from rich.tree import Tree

    from ..definition import Definition
    from ..tree import Branch


def _group(kind: Literal["agent", "behavior"]) -> click.Group:
    @click.group(kind, help=f"List and show {kind}s.")
    def group() -> None: ...

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def list_(as_json: bool) -> None:
        """Show what is registered."""
        from ..registry import Registry
        from ..store import home
        from .tables import table

        entries = Registry(home()).entries(kind)
        if as_json:
            members = [{"alias": e.alias, "id": e.id, "source": e.url} for e in entries]
            click.echo(json.dumps(members, ensure_ascii=False))
        elif not entries:
            click.echo(f"No {kind} is registered: amplifier-ipc register FILE.", err=True)
        else:
            table(["alias", "id", "source"], [[e.alias, e.id, e.url] for e in entries])

    @group.command("show")
    @click.argument("name")
    @click.option("--resolved", is_flag=True, help="As a tree, with the origin of each part.")
    @click.option("--json", "as_json", is_flag=True, help="As JSON.")
    def show(name: str, resolved: bool, as_json: bool) -> None:
        """Show a definition, by its name or path."""
        from ..registry import Registry, locate
        from ..store import home

        registry = Registry(home())
        definition = locate(name, kind, registry)
        if not resolved:
            click.echo(json.dumps(definition.body) if as_json else definition.text.rstrip())
            return
        from ..definition import walk
        from ..tree import settings_origins, tree

        branch = tree(definition, registry.accept)
        settings = settings_origins(walk(definition, registry.accept).weakest_first)
        if as_json:
            click.echo(json.dumps(_as_json(branch), ensure_ascii=False))
            return
        from .tables import console

        drawn = _drawn(branch)
        if settings:
            shown = drawn.add("settings")
            for (component, key), (value, ref) in sorted(settings.items()):
                shown.add(f"{component}.{key} = {json.dumps(value, ensure_ascii=False)}  ← {ref}")
        console().print(drawn)

    return group


def _drawn(branch: Branch) -> Tree:
    from rich.tree import Tree

    drawn = Tree(_line(branch), highlight=False)
    _fill(drawn, branch)
    return drawn


def _fill(drawn: Tree, branch: Branch) -> None:
    if branch.repeated:
        return
    for line in _parts(branch.definition):
        drawn.add(line)
    for below in branch.below:
        _fill(drawn.add(_line(below)), below)


def _line(branch: Branch) -> str:
    from ..registry import address

    definition = branch.definition
    alias = f"{branch.alias}: " if branch.alias else ""
    told = "  (as above)" if branch.repeated else ""
    return f"{alias}{definition.kind} {definition.ref}  ← {address(definition)}{told}"


def _parts(definition: Definition) -> list[str]:
    """What a definition says of itself, a line each."""
    body = definition.body
    lines = [
        f"{role} = {body[role]}"
        for role in ("orchestrator", "context_manager", "provider")
        if role in body
    ]
    service = body.get("service")
    if service:
        lines.append(f"service = {_service(service)}")
    lines += [
        f"{key} = {json.dumps(body[key], ensure_ascii=False)}"
        for key in ("tools", "hooks", "context", "agents", "grants", "env", "optional")
        if key in body
    ]
    return lines


def _service(service: dict[str, Any]) -> str:
    command = service.get("command", service.get("source", ""))
    words = command if isinstance(command, str) else " ".join(command)
    return f"{service['stack']} {words}".rstrip()


def _as_json(branch: Branch) -> dict[str, Any]:
    from ..registry import address

    definition = branch.definition
    return {
        "kind": definition.kind,
        "ref": definition.ref,
        "alias": branch.alias,
        "source": address(definition),
        "repeated": branch.repeated,
        "body": definition.body,
        "behaviors": [_as_json(below) for below in branch.below],
    }


agent = _group("agent")
behavior = _group("behavior")
