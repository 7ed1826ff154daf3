"""A service: its name and its components."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ..components import Component, list_content
from ..errors import DeclarationError
from ..peer import DEFAULT_MAX_CONCURRENCY
from ..wire import DEFAULT_MAX_MESSAGE_BYTES, MIN_MAX_MESSAGE_BYTES, Object
from .discovery import components_of, only

PROTOCOL_VERSION = "1.0"
"""The version of the protocol that this SDK speaks."""
SDK_VERSION = "0.1.0"


class Service:
    """What is served: functions, classes, instances or modules that were declared.

    Raises `DeclarationError`, which lists every fault in the declarations. ``max_message_bytes`` is
    the longest line that the service reads (at least 1 MiB), ``max_concurrency`` how many requests
    it handles at once.
    """

    def __init__(  # noqa: PLR0913 # the members of describe
        self,
        *components: Any,
        name: str,
        version: str = "0.0.0",
        description: str | None = None,
        requires: Sequence[str] = (),
        max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES,
        max_concurrency: int = DEFAULT_MAX_CONCURRENCY,
    ) -> None:
        self.name = name
        self.version = version
        self.max_message_bytes = max(max_message_bytes, MIN_MAX_MESSAGE_BYTES)
        self.max_concurrency = max(max_concurrency, 1)
        self._description = description
        self._requires = tuple(requires)
        self.components = components_of(components)
        self.restrict(os.environ.get("AMPLIFIER_COMPONENTS"))
        self._prepare()

    def restrict(self, names: str | None) -> None:
        """Serve only these components (``a,b``); empty or None: all."""
        self.components = only(self.components, names)

    def of_kind(self, kind: str) -> list[Any]:
        """Return the components of a kind."""
        return [component for component in self.components if component.kind == kind]

    def describe(self) -> Object:
        """Return the DescribeResult."""
        result: Object = {
            "protocol_version": PROTOCOL_VERSION,
            "name": self.name,
            "version": self.version,
        }
        if self._description is not None:
            result["description"] = self._description
        result["sdk"] = {"name": "amplifier-ipc", "version": SDK_VERSION, "language": "python"}
        result["limits"] = {
            "max_message_bytes": self.max_message_bytes,
            "max_concurrency": self.max_concurrency,
        }
        if requires := self._grants():
            result["requires"] = requires
        if schemas := {c.name: c.config.schema for c in self.components if c.config}:
            result["config_schema"] = schemas
        result["capabilities"] = self._capabilities()
        return result

    def serve(self) -> None:
        """Serve over stdin and stdout until EOF or SIGTERM; the process should end then.

        Started with ``--http ADDRESS`` or ``AMPLIFIER_TRANSPORT=http``, over HTTP until SIGTERM.
        Descriptors 0 and 1 are moved: from now on 0 is /dev/null and 1 is stderr, so that neither a
        print nor a child process can touch the wire.
        """
        from ..transport import serve_process

        serve_process(self)

    def _grants(self) -> list[str]:
        needed = [*self._requires, *(grant for c in self.components for grant in c.requires)]
        return list(dict.fromkeys(needed))

    def _capabilities(self) -> Object:
        lists: Object = {}
        if contents := self.of_kind("content"):
            lists["content"] = {"paths": list_content(contents)}
        for component in self.components:
            if component.kind == "content":
                continue
            lists.setdefault(component.listed_as, []).append(component.spec())
        return lists

    def _prepare(self) -> None:
        faults = _twice(self.components)
        for component in self.components:
            faults += component.prepare()
        if faults:
            listed = "\n".join(f"- {fault}" for fault in faults)
            raise DeclarationError(f"the service '{self.name}' cannot start:\n{listed}")


def _twice(components: list[Component]) -> list[str]:
    labels = [component.label for component in components]
    again = dict.fromkeys(label for label in labels if labels.count(label) > 1)
    return [f"the {label} is declared more than once" for label in again]
