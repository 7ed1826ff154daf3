"""The calling side with the Python SDK: its `Connection` as a host's, over the pipes of a service process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys

from amplifier_ipc import RpcError, ToolResult
from amplifier_ipc.connection import Connection, Inbound, Link
from driving import drive


class Host:
    """A host that has nothing to offer."""

    def request(self, inbound: Inbound) -> dict[str, object]:
        """Refuse whatever the service asks for."""
        raise RpcError.method_not_found(inbound.method)

    def notification(self, method: str, params: dict[str, object]) -> None:
        """Take no notice of logs."""


def start(command: list[str]) -> tuple[subprocess.Popen[bytes], int, int]:
    """Start the service; the descriptors (read, write) that lead to it."""
    to_service, to_host = os.pipe(), os.pipe()
    service = subprocess.Popen(command, stdin=to_service[0], stdout=to_host[1])
    os.close(to_service[0])
    os.close(to_host[1])
    return service, to_host[0], to_service[1]


async def main() -> None:
    """Start the service and carry out the orders."""
    service, read_fd, write_fd = start(sys.argv[1:])
    connection = Connection("host", Link(read_fd, write_fd), Host())
    await connection.call("describe", {"protocol_versions": ["1.0"]})

    async def echo(text: str) -> object:
        result = await connection.call("tool.execute", {"name": "echo", "input": {"text": text}})
        return ToolResult.model_validate(result).output

    await drive(echo)
    connection.close()
    service.wait()


asyncio.run(main())
