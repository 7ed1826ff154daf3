"""Runs a command as on a kernel without Landlock: ``python without_landlock.py COMMAND…``."""

import ctypes
import errno
import os
import struct
import sys

from amplifier_ipc_host.sandbox.landlock import CREATE_RULESET, PR_SET_NO_NEW_PRIVS, Program

LIBC = ctypes.CDLL(None, use_errno=True)
FILTER = [
    (0x20, 0, 0, 0),
    (0x15, 0, 1, CREATE_RULESET),
    (0x06, 0, 0, 0x00050000 | errno.ENOSYS),
    (0x06, 0, 0, 0x7FFF0000),
]
code = b"".join(struct.pack("=HBBI", *each) for each in FILTER)
program = Program(len(FILTER), code)
assert LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
assert LIBC.prctl(22, 2, ctypes.byref(program), 0, 0) == 0
os.execvp(sys.argv[1], sys.argv[1:])
