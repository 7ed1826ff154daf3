"""What a check of a host works with: stages of its own, and the tally of all of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..check import HOST_CHECKS, Options
from ..tally import Tally
from ..verdicts import NotVerified
from . import parts
from .parts import Part
from .stage import Stage

host_check = partial(HOST_CHECKS.check, kind="host")


class HostBench:
    """Starts stages for one check; they are closed when it is over."""

    def __init__(self, command: tuple[str, ...], options: Options, tally: Tally) -> None:
        self.command = command
        self.options = options
        self.tally = tally  # of the observing checks
        self.stages: list[Stage] = []

    def stage(
        self,
        *given: Part,
        orchestrator: Part | None = None,
        base: Part | None = None,
        **more: Any,
    ) -> Stage:
        """A session of these services, beside an orchestrator and a base (context manager and provider).

        With `agent` more members of the agent's definition, `prompt`, `env` of the host, `folder` of an earlier stage.
        """
        cast = [orchestrator or parts.orchestrator(), base or parts.base(), *given]
        return self.raw(*cast, **more)

    def raw(self, *cast: Part, **more: Any) -> Stage:
        """A session of exactly these services."""
        more["env"] = {**self.options.env, **(more.get("env") or {})}
        stage = Stage(self.command, cast, patience=self.options.patience, **more)
        self.stages.append(stage)
        return stage

    def resumable(self) -> None:
        """Not verified unless the command says how to go on with a session."""
        if not any("{session}" in word for word in self.command):
            raise NotVerified("it takes the placeholder {session} in the command to see this")
