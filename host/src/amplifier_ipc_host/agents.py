"""The agents that a session can delegate to: where definitions name them, and their files (services.md §6.1)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .errors import HostError
from .narrowing import Narrowing
from .plan import Plan, load_agent, split_reference
from .prompt.system import read_content
from .tuning import as_below

if TYPE_CHECKING:
    from .crew import Crew
    from .plane import Plane

Json = dict[str, Any]
FOLDER = "agents/"
DELEGATE = "delegate"


class AgentError(HostError):
    """An agent that is named but cannot be used."""


@dataclass(frozen=True, slots=True)
class AgentFile:
    """An agent that is a Markdown file: what its front matter says, and its body, the system prompt."""

    name: str
    description: str
    prompt: str
    tools: list[str] | None = None
    exclude_tools: list[str] = field(default_factory=list)
    context: list[str] = field(default_factory=list)
    preferences: list[Json] = field(default_factory=list)
    model_role: list[str] = field(default_factory=list)
    max_iterations: int | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent that can be spawned. `service`: whose content its file is; `definition`: one that is a whole agent."""

    name: str
    description: str
    service: str | None = None
    file: AgentFile | None = None
    folder: Path | None = None
    definition: Path | None = None

    def plan(self, parent: Plan) -> Plan:
        """What its session runs on: its own definition, or the parent's with what its file says."""
        if self.definition is not None:
            return as_below(load_agent(self.definition, parent.overrides), parent)
        assert self.file is not None
        return _over(parent, self, self.file)


def parse(text: str, path: str) -> AgentFile:
    """An agent file; raises AgentError with one sentence that names it."""
    front, body = _split(text)
    try:
        read = yaml.safe_load(front) or {}
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error)
        raise AgentError(f"the front matter of {path} is not YAML: {problem}", "mend it") from error
    if not isinstance(read, dict):
        raise AgentError(f"the front matter of {path} is no mapping", "mend it")
    meta = read.get("meta")
    both: Json = {**meta, **read} if isinstance(meta, dict) else read
    limit = both.get("max_iterations")
    return AgentFile(
        name=str(both.get("name") or path.rpartition("/")[2].removesuffix(".md")),
        description=str(both.get("description") or "").strip(),
        prompt=body.strip(),
        tools=_tools(both.get("tools")),
        exclude_tools=_texts(both.get("exclude_tools")),
        context=_texts(both.get("context")),
        preferences=[p for p in both.get("provider_preferences") or [] if _preference(p)],
        model_role=_texts(both.get("model_role")),
        max_iterations=limit if isinstance(limit, int) else None,
        mode=str(both["mode"]) if both.get("mode") else None,
    )


def by_name(agents: list[Agent]) -> dict[str, Agent]:
    """The first of each name, and every one of a service as `service:name` too."""
    found: dict[str, Agent] = {}
    for agent in agents:
        found.setdefault(agent.name, agent)
    for agent in agents:
        if agent.service is not None:
            found.setdefault(f"{agent.service}:{agent.name}", agent)
    return found


async def mounted(plan: Plan, crew: Crew, plane: Plane) -> tuple[list[Agent], list[str]]:
    """All agents of a mounted composition, and a sentence for each that cannot be read."""
    asked = [_of_content(crew, plane, service, path) for service, path in _paths(crew)]
    linked = [asyncio.to_thread(_of_link, folder, name) for folder, name in plan.agents]
    agents: list[Agent] = []
    faults: list[str] = []
    for found in await asyncio.gather(*asked, *linked, return_exceptions=True):
        if isinstance(found, Agent):
            agents.append(found)
        elif isinstance(found, HostError):
            faults.append(found.message)
        else:
            raise found
    if plan.chosen_agents is not None:
        chosen = by_name(agents)
        agents = [chosen[name] for name in plan.chosen_agents if name in chosen]
    return agents, faults


def _paths(crew: Crew) -> list[tuple[str, str]]:
    """Agent files that mounted services serve, as (service, path), as their definitions select them."""
    found = []
    for service in crew.services:
        content = (service.describe.get("capabilities") or {}).get("content") or {}
        there = [
            path
            for path in content.get("paths") or []
            if path.startswith(FOLDER) and path.endswith(".md")
        ]
        selection = service.plan.agents
        if isinstance(selection, list):
            wanted = {f"{FOLDER}{name.removesuffix('.md')}.md" for name in selection}
            there = [path for path in there if path in wanted]
        if selection:
            found += [(service.name, path) for path in there]
    return found


async def _of_content(crew: Crew, plane: Plane, service: str, path: str) -> Agent:
    try:
        text = await read_content(crew, plane, service, path)
    except LookupError as error:
        raise AgentError(f"the agent {service}:{path} is left out: {error.args[0]}") from error
    file = parse(text, f"{service}:{path}")
    return Agent(file.name, file.description, service, file)


def _of_link(folder: Path, name: str) -> Agent:
    """An agent that a definition lists: a file beside it, a path, or one that is registered."""
    for path in (folder / FOLDER / f"{name}.md", folder / f"{name}.md", folder / name):
        if path.suffix == ".md" and path.is_file():
            file = parse(_text(path), str(path))
            return Agent(file.name, file.description, None, file, path.parent)
    return _of_definition(folder, name)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AgentError(f"the agent {path} cannot be read: {error}", "mend the path") from error


def _of_definition(folder: Path, name: str) -> Agent:
    from .registry import Registry, locate
    from .store import home

    beside = [folder / name, folder / f"{name}.yaml", folder / name / "agent.yaml"]
    there = next((str(path) for path in beside if path.is_file()), name)
    definition = locate(there, "agent", Registry(home()))
    description = str(definition.body.get("description", ""))
    return Agent(definition.ref, description, definition=definition.path)


def _over(parent: Plan, agent: Agent, file: AgentFile) -> Plan:
    """The parent's plan with what the file says instead; the file's prompt is the system prompt."""
    config = dict(parent.config)
    if file.max_iterations is not None:
        _, name = split_reference(parent.orchestrator)
        config[name] = {**config.get(name, {}), "max_iterations": file.max_iterations}
    mentions = [ref if ref.startswith("@") else f"@{ref}" for ref in file.context]
    return replace(
        parent,
        agent=agent.name,
        description=file.description,
        base="\n\n".join([file.prompt, *mentions]),
        base_of=agent.service or agent.folder,
        config=config,
        tools=parent.tools.further(Narrowing.of(file.tools, file.exclude_tools)),
        preferences=file.preferences or parent.preferences,
        model_role=file.model_role or parent.model_role,
        mode=file.mode,
    )


def _split(text: str) -> tuple[str, str]:
    """Front matter and body; without the former all is body."""
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != "---":
        return "", text
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "".join(lines[1:number]), "".join(lines[number + 1 :])
    return "", text


def _tools(given: Any) -> list[str] | None:
    """Names of tools; the older form `- module: tool-grep` names the tool behind the `-`."""
    if given is None:
        return None
    entries = [given] if isinstance(given, str) else given
    names = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("module"), str):
            module = entry["module"].removeprefix("tool-")
            names += OLD_MODULES.get(module, [module.replace("-", "_")])
        elif isinstance(entry, str):
            names.append(entry)
    return names


# Tools of the modules whose name is not that of their one tool.
OLD_MODULES = {
    "filesystem": ["read_file", "write_file", "edit_file", "apply_patch"],
    "search": ["grep", "glob"],
    "web": ["web_fetch", "web_search"],
    "task": [DELEGATE],
    "skills": ["load_skill"],
}


def _texts(given: Any) -> list[str]:
    """A text or a list of texts."""
    entries = [given] if isinstance(given, str) else given
    return (
        [entry for entry in entries if isinstance(entry, str)] if isinstance(entries, list) else []
    )


def _preference(given: Any) -> bool:
    return isinstance(given, dict) and isinstance(given.get("provider"), str)
