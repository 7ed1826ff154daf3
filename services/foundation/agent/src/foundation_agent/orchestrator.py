"""Orchestrator `streaming`: the agent's loop."""

from __future__ import annotations

from typing import Any

from amplifier_ipc import (
    Context,
    OrchestratorExecuteParams,
    OrchestratorExecuteResult,
    RpcError,
    orchestrator,
)

from .config import StreamingConfig
from .turn import Turn


@orchestrator(
    "streaming",
    description="Streams the answer; runs tools side by side; honours every hook.",
    config=StreamingConfig,
    requires=["hook.emit", "tool.execute", "provider.complete", "context", "approval"],
)
class Streaming:
    """Runs turns; nothing is kept between them."""

    async def execute(
        self, turn: OrchestratorExecuteParams, ctx: Context
    ) -> OrchestratorExecuteResult:
        """Run a turn. The config of the request, where it has one, counts more than the configured one."""
        config = _config(turn.config) if turn.config else ctx.config
        return await Turn(turn, ctx, config).run()


def _config(given: dict[str, Any]) -> StreamingConfig:
    """Return the config of a request. Raises invalid_params with every fault."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(StreamingConfig).validate_python(given)
    except ValidationError as error:
        faults = [
            {"path": "/config/" + "/".join(map(str, fault["loc"])), "message": fault["msg"]}
            for fault in error.errors(include_url=False, include_input=False)
        ]
        listed = "; ".join(f"{fault['path']}: {fault['message']}" for fault in faults)
        raise RpcError("invalid_params", listed, errors=faults) from None
