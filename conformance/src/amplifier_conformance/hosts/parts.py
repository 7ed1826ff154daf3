"""What a stage is made of: the services of a session, as their definitions and their describe say it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from ..protocol import VERSION, Json, misfits
from ..verdicts import HarnessError

if TYPE_CHECKING:
    from .calls import Heard
    from .http_visit import Visit

    Request: TypeAlias = Heard | Visit

PUPPET = Path(__file__).with_name("puppet.py")
ORCHESTRATOR, MEMORY, MODEL = "lead", "memory", "model"
USAGE = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
ANSWER: Json = {"content": [{"type": "text", "text": "hello"}], "finish_reason": "stop"}
INFO: Json = {
    "id": MODEL,
    "display_name": "The suite's model",
    "credential_env_vars": [],
    "capabilities": [],
    "defaults": {},
    "config_fields": [],
}


@dataclass
class Part:
    """A service. It answers describe, configure, ping, hooks and the history by itself; the rest is the check's."""

    name: str
    capabilities: Json = field(default_factory=dict)
    requires: Sequence[str] = ()
    grants: Sequence[str] | None = None  # of the definition; None: what it requires
    limits: Json = field(default_factory=dict)
    members: Json = field(default_factory=dict)  # more of its describe, or other than usual
    behavior: Json = field(default_factory=dict)  # more of its definition
    service: Json = field(default_factory=dict)  # more of the definition's `service`
    replies: Mapping[str, Any] = field(default_factory=dict)
    stubborn: bool = False  # whether it stays when its stdin ends and when SIGTERM comes
    broken: bool = False  # whether its describe is wrong on purpose
    http: bool = False  # whether it is served over HTTP, at the `url` that the stage gives it
    url: str = ""

    def describe(self) -> Json:
        """Its answer to describe."""
        answer: Json = {
            "protocol_version": VERSION,
            "name": self.name,
            "version": "1.0.0",
            "capabilities": self.capabilities,
        }
        answer |= {"limits": self.limits} if self.limits else {}
        answer |= {"requires": list(self.requires)} if self.requires else {}
        answer |= self.members
        found = [] if self.broken else misfits("describe.schema.json#/$defs/DescribeResult", answer)
        if found:
            raise HarnessError(f"the describe of {self.name} would not fit: {found[0]}")
        return answer

    def definition(self, socket: Path) -> Json:
        """The behavior that starts it."""
        command = [sys.executable, "-S", "-E", str(PUPPET), str(socket), self.name]
        service: Json = {"stack": "command", "command": command}
        if self.http:
            service = {"stack": "http", "source": self.url}
        service |= self.service
        grants = list(self.requires if self.grants is None else self.grants)
        body: Json = {"ref": self.name, "service": service}
        body |= {"grants": grants} if grants else {}
        return {"behavior": {**body, **self.behavior}}

    def all_replies(self) -> dict[str, Any]:
        """What a process of it answers by itself."""
        memory: list[Json] = []

        def get(_heard: Request) -> Json:
            return {"messages": list(memory)}

        def add(heard: Request) -> Json:
            memory.append(heard.params["message"])
            return {}

        def replace(heard: Request) -> Json:
            memory[:] = heard.params.get("messages", [])
            return {}

        return {
            "describe": self.told,
            "configure": {"status": "ok"},
            "ping": {},
            "hook.emit": {"action": "continue"},
            "context.get_messages": get,
            "context.add_message": add,
            "context.set_messages": replace,
            "context.clear": replace,
            **self.replies,
        }

    def told(self, heard: Request) -> Json | None:
        """Answer describe; one that is wrong on purpose as it is."""
        if not self.broken:
            return self.describe()
        heard.say({"result": self.describe()})
        return None


def web(name: str, capabilities: Json | None = None, **more: Any) -> Part:
    """A service over HTTP."""
    return Part(name, capabilities or {}, http=True, **more)


def orchestrator(**more: Any) -> Part:
    """The usual first service: the check itself is the orchestrator."""
    return Part("orc", {"orchestrators": [{"name": ORCHESTRATOR}]}, **more)


def base(**more: Any) -> Part:
    """The usual second service: the context manager and the provider."""
    offers = {"context_managers": [{"name": MEMORY}], "providers": [{"name": MODEL}]}
    return Part("base", offers, **more)


def tools(name: str, *names: str, **more: Any) -> Part:
    """A service with these tools."""
    return Part(name, {"tools": [tool(each) for each in names]}, **more)


def tool(name: str, **more: Any) -> Json:
    """A tool as describe announces it."""
    return {
        "name": name,
        "description": "A tool of the suite.",
        "input_schema": {"type": "object"},
        **more,
    }


def hooks(name: str, *offered: Json, **more: Any) -> Part:
    """A service with these hooks."""
    return Part(name, {"hooks": list(offered)}, **more)


def hook(name: str, *events: str, **more: Any) -> Json:
    """A hook as describe announces it, of all events unless some are named."""
    return {"name": name, "events": list(events or ("*",)), **more}


def write(folder: Path, socket: Path, given: Sequence[Part], agent: Json) -> Path:
    """Write the definitions of all parts, and of the agent over them; JSON is YAML."""
    links = []
    for part in given:
        text = json.dumps(checked(part.definition(socket)), indent=1)
        (folder / f"{part.name}.yaml").write_text(text)
        links.append({part.name: f"./{part.name}.yaml"})
    body = {
        "ref": "suite-agent",
        "description": "An agent of the conformance suite.",
        "orchestrator": ORCHESTRATOR,
        "context_manager": MEMORY,
        "provider": MODEL,
        "base": "Be a test.",
        "behaviors": links,
        **agent,
    }
    path = folder / "agent.yaml"
    definition = checked({"agent": {k: v for k, v in body.items() if v is not None}})
    path.write_text(json.dumps(definition, indent=1))
    return path


def checked(definition: Json) -> Json:
    """The definition, which fits its schema."""
    found = misfits("definition.schema.json", definition)
    if found:
        raise HarnessError(f"a definition of the suite would not fit: {found[0]}")
    return definition


def channel(name: str, **more: Any) -> Json:
    """A channel as describe announces it."""
    return {"name": name, **more}
