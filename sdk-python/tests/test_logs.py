"""Logs are no flood: they are left out while the other side does not read, answers never are."""

import asyncio
import logging
import os

from amplifier_ipc.connection import Connection, Link
from amplifier_ipc.connection.link import HIGH_WATER
from amplifier_ipc.logs import forward

MIB = 1 << 20


class Deaf:
    def request(self, inbound):
        return {}

    def notification(self, inbound):
        pass


async def test_logs_are_left_out_while_nobody_reads():
    to_service, to_host = os.pipe(), os.pipe()
    link = Link(to_service[0], to_host[1])
    connection = Connection("service", link, Deaf())
    for _ in range(20):
        connection.notify_if_room("$/log", {"level": "info", "message": "x" * MIB})
    assert link.crowded
    link.write(b"the answer\n")
    with os.fdopen(to_host[0], "rb") as pipe:
        reading = asyncio.create_task(asyncio.to_thread(pipe.read))
        await connection.flushed()
        connection.close()
        read = await reading
    assert read.endswith(b"\nthe answer\n")
    assert HIGH_WATER < len(read) < HIGH_WATER + 2 * MIB
    os.close(to_service[1])


def test_a_service_that_has_set_logging_up_is_left_alone(monkeypatch):
    root, own = logging.getLogger(), logging.NullHandler()
    monkeypatch.setattr(root, "handlers", [own])
    forward(lambda: None)
    assert root.handlers == [own]
