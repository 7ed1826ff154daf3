"""The system prompt of a turn: the agent's base, named contexts, workspace files; stable, so that caches hold."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RpcError
from ..plane import fitting
from ..store import home
from .includes import Includes, Origin, Part, as_text
from .reading import Rooms
from .workspace import root_of, workspace_files

if TYPE_CHECKING:
    from ..crew import Crew
    from ..plan import Plan
    from ..plane import Plane

Json = dict[str, Any]
CONTEXT = "context/"
READ_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class SystemPrompt:
    """The text, the parts that it was made of, and what was left out."""

    text: str
    parts: list[Part]
    warnings: list[str]


async def system_prompt(plan: Plan, crew: Crew, plane: Plane, cwd: Path) -> SystemPrompt:
    """Put it together from what the mounted services and the workspace have."""

    async def content(service: str, path: str) -> str:
        return await read_content(crew, plane, service, path)

    includes = Includes(Rooms(root_of(cwd), home(), content).read)
    await includes.follow(plan.base, _origin(plan))
    for service, path in contexts(crew):
        try:
            text = await content(service, path)
        except LookupError as error:
            includes.warnings.append(f"@{service}:{path} is left out: {error.args[0]}")
            continue
        origin = Origin(path.rpartition("/")[0], service=service)
        await includes.add(Part(f"@{service}:{path}", text, origin))
    for part in workspace_files(cwd, home()):
        await includes.add(part)
    shown = [plan.base.strip(), as_text(includes.parts)]
    text = "\n\n".join(each for each in shown if each)
    return SystemPrompt(text, includes.parts, includes.warnings)


def _origin(plan: Plan) -> Origin:
    """Where the base's mentions start: at its definition, or at the file of a delegate."""
    if isinstance(plan.base_of, str):
        return Origin("agents", service=plan.base_of)
    folder = str(plan.base_of or plan.origin.parent)
    return Origin(folder, folder)


def contexts(crew: Crew) -> list[tuple[str, str]]:
    """The content that definitions select as context, as (service, path), in their order."""
    found = []
    for service in crew.services:
        offered = ((service.describe.get("capabilities") or {}).get("content") or {}).get("paths")
        selection = service.plan.context
        there = [path for path in offered or [] if path.startswith(CONTEXT)]
        if isinstance(selection, list):
            wanted = [path if path.startswith(CONTEXT) else CONTEXT + path for path in selection]
            found += [(service.name, path) for path in wanted]
        elif selection:
            found += [(service.name, path) for path in there]
    return found


async def read_content(crew: Crew, plane: Plane, name: str, path: str) -> str:
    """A text of a mounted service's content; raises LookupError with a sentence."""
    service = next((each for each in crew.services if each.name == name), None)
    if service is None:
        raise LookupError(f"no service '{name}' is mounted")
    try:
        answer = await plane.request(
            service.connection, "content.read", {"path": path}, timeout=READ_TIMEOUT
        )
        if isinstance(answer, dict):
            answer = {"encoding": "utf-8", **answer}  # what most of them would say
        result = fitting("ContentReadResult", answer)
    except RpcError as error:
        raise LookupError(error.message) from error
    text = str(result.get("content", ""))
    if result.get("encoding") != "base64":
        return text
    try:
        return base64.b64decode(text).decode("utf-8")
    except ValueError as error:
        raise LookupError("it is no text") from error
