"""The descriptors of a connection."""

import os

from amplifier_ipc.connection import Link


async def test_what_was_written_is_not_lost_when_the_link_closes_at_once():
    (read_ours, write_theirs), (read_theirs, write_ours) = os.pipe(), os.pipe()
    link = Link(read_ours, write_ours)
    link.write(b"first\n")
    link.write(b"second\n")
    link.close()
    assert os.read(read_theirs, 100) == b"first\nsecond\n"
    os.close(read_theirs)
    os.close(write_theirs)
