"""Takes the one module of datamodel-code-generator apart: one module a schema file.

On the way it puts in what the tool cannot express:

- an optional member is None when absent, null is read as absent, and None is not written;
- an optional member with a default is never None, and null is read as the default;
- an open union keeps an object with an unknown tag (a callable discriminator);
- the type of an unknown block must not be one of the known ones.
"""

from __future__ import annotations

import ast
import re

from .ir import Field, Model, Struct, Union

_IMPORTS = """
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, StrictFloat, StrictInt, StrictStr, Tag
from typing_extensions import TypeAliasType

from ._base import IpcDefaults, IpcModel, absent, except_for, open_tag
"""
_WORD = re.compile(r"\b[A-Z]\w+\b")


def modules(text: str, model: Model) -> dict[str, str]:
    """Return {module: text} for every schema file."""
    segments = _segments(text)
    result = {}
    for file in model.source.files:
        names = [name for name in segments if _file(name, model) == file]
        body = "\n\n".join(_rewrite(name, segments[name], model) for name in names)
        used = {word for word in _WORD.findall(body) if word in model.source.file_of}
        imports = [_imports(other, used, model) for other in model.source.files if other != file]
        result[file] = _IMPORTS + "".join(imports) + "\n\n" + body + "\n"
    return result


def _imports(file: str, used: set[str], model: Model) -> str:
    names = sorted(name for name in used if model.source.file_of[name] == file)
    return f"from .{file} import {', '.join(names)}\n" if names else ""


def _file(name: str, model: Model) -> str:
    """Return the schema file of a type, or of the type that a helper (`RequestId1`) belongs to."""
    return model.source.file_of.get(name) or model.source.file_of[name.rstrip("0123456789")]


def _segments(text: str) -> dict[str, str]:
    """Return {name: source} of the classes and aliases, each with the docstring below it."""
    lines = text.splitlines()
    found: dict[str, str] = {}
    last = ""
    for node in ast.parse(text).body:
        source = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        if isinstance(node, ast.ClassDef):
            last = node.name
            found[last] = source
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            last = node.targets[0].id
            found[last] = source
        elif isinstance(node, ast.Expr) and last:
            found[last] += "\n" + source
    return found


def _rewrite(name: str, source: str, model: Model) -> str:
    decl = model.by_name.get(name)
    if isinstance(decl, Union) and decl.unknown:
        return _open_union(decl)
    if isinstance(decl, Struct):
        return _class(decl, source, model)
    return source


def _open_union(decl: Union) -> str:
    arms = [f'Annotated[{arm}, Tag("<{tag}>")]' for tag, arm in decl.arms]
    arms.append(f'Annotated[{decl.unknown}, Tag("<>")]')
    tags = ", ".join(f'"{tag}"' for tag, _ in decl.arms)
    union = " | ".join(arms)
    return (
        f'{decl.name} = TypeAliasType(\n    "{decl.name}",\n'
        f'    Annotated[{union}, Discriminator(open_tag("{decl.prop}", {tags}))],\n)\n"""{decl.doc}"""'
    )


def _class(decl: Struct, source: str, model: Model) -> str:
    fields = {member.json: member for member in decl.fields}
    lines = source.splitlines()
    defaults = False
    for node in reversed(_members(source)):
        name = _json_name(node)
        if decl.tag and name == decl.tag[0]:
            continue
        member = fields.pop(name)
        defaults = defaults or model.default(member) is not None
        new = _member(node, member, model)
        lines[node.lineno - 1 : node.end_lineno] = [f"    {new}"]
    if fields:
        raise ValueError(f"{decl.name}: no attribute was made for {sorted(fields)}")
    text = "\n".join(lines)
    return text.replace("(IpcModel):", "(IpcDefaults):", 1) if defaults else text


def _members(source: str) -> list[ast.AnnAssign]:
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.ClassDef)
    return [item for item in node.body if isinstance(item, ast.AnnAssign)]


def _json_name(node: ast.AnnAssign) -> str:
    """Return the member's name on the wire: the alias, or the attribute's name."""
    alias = re.search(r"alias='([^']+)'", ast.unparse(node.annotation))
    return alias[1] if alias else ast.unparse(node.target)


def _member(node: ast.AnnAssign, member: Field, model: Model) -> str:
    name = ast.unparse(node.target)
    annotation = ast.unparse(node.annotation)
    value = f" = {ast.unparse(node.value)}" if node.value else ""
    if member.excluded:
        values = ", ".join(f'"{v}"' for v in member.excluded)
        return f"{name}: Annotated[{annotation}, except_for({values})]{value}"
    if member.required:
        return f"{name}: {annotation}{value}"
    if model.default(member) is not None:
        return f"{name}: {annotation.replace(' | None', '', 1)}{value}"
    if annotation.endswith(")]"):
        return f"{name}: {annotation[:-2]}, exclude_if=absent)]{value}"
    return f"{name}: Annotated[{annotation}, Field(exclude_if=absent)]{value}"
