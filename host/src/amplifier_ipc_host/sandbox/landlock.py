"""Starts a command that Landlock confines: ``python -I -S landlock.py RULES -- COMMAND...``.

RULES is JSON: ``{"read": [...], "write": [...], "devices": [...], "network": bool}``, absolute paths. Standard library
only; the process becomes the command, so that its number, its descriptors and its end are the service's own.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import signal
import stat
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

# The numbers are the same on all architectures (linux/landlock.h, asm-generic/unistd.h).
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1
PATH_BENEATH = 1
PR_SET_NO_NEW_PRIVS = 38
O_PATH = 0o10000000
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_DEVICES = 1 << 6 | 1 << 11  # a device that root makes is a way to all of its files
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
BIND_TCP, CONNECT_TCP = 1 << 0, 1 << 1
SCOPE_ABSTRACT_SOCKETS, SCOPE_SIGNALS = 1 << 0, 1 << 1
# Python ignores these; an exec would hand that on.
CHANGED_SIGNALS = (signal.SIGPIPE, signal.SIGXFSZ)


# Where sockets can be refused, by the name of the machine: its number for audit, and that of its call `socket`.
MACHINES = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
    "riscv64": (0xC00000F3, 198),
}
IO_URING_SETUP = 425  # would make sockets past a filter
X32 = 0x40000000
UNIX, NETLINK = 1, 16  # the module `socket` takes longer to import than all the rest
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06


PR_CAPBSET_DROP = 24
# What root keeps: its way with files (chown, override, fowner, fsetid), kill, setgid, setuid, low ports. Others are
# ways around Landlock, such as reading the memory of processes outside.
KEPT = (0, 1, 3, 4, 5, 6, 7, 10)
CAPABILITIES = 64


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


class RulesetAttr(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class PathBeneathAttr(ctypes.Structure):
    """struct landlock_path_beneath_attr."""

    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def rights(abi: int) -> int:
    """All rights to files that a version of Landlock knows."""
    known = REFER - 1
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
        if abi >= since:
            known |= right
    return known


def handled(abi: int, network: bool) -> tuple[int, int, int]:
    """What is forbidden unless a rule allows it: rights to files, to TCP, and what is outside of the sandbox."""
    tcp = BIND_TCP | CONNECT_TCP if abi >= 4 and not network else 0
    scoped = SCOPE_SIGNALS | (0 if network else SCOPE_ABSTRACT_SOCKETS) if abi >= 6 else 0
    return rights(abi), tcp, scoped


def grants(rules: dict[str, Any], abi: int) -> list[tuple[str, int]]:
    """The paths that are allowed, with the rights to them."""
    wide = rights(abi)
    found = [(path, READ) for path in rules["read"]]
    found += [(path, wide & ~IOCTL_DEV & ~MAKE_DEVICES) for path in rules["write"]]
    device = (READ | WRITE_FILE | TRUNCATE | IOCTL_DEV) & wide
    return found + [(path, device) for path in rules["devices"]]


def no_sockets(machine: str) -> list[tuple[int, int, int, int]]:
    """A filter (code, jump if true, jump if false, operand) that leaves local and netlink sockets alone."""
    audit, call = MACHINES[machine]
    return [
        (LOAD, 0, 0, 4),
        (JUMP_EQUAL, 0, 7, audit),  # programs of another architecture have other numbers
        (LOAD, 0, 0, 0),
        (JUMP_AT_LEAST, 5, 0, X32),
        (JUMP_EQUAL, 4, 0, IO_URING_SETUP),
        (JUMP_EQUAL, 0, 4, call),
        (LOAD, 0, 0, 16),
        (JUMP_EQUAL, 2, 0, UNIX),
        (JUMP_EQUAL, 1, 0, NETLINK),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    ]


def refuse_sockets() -> None:
    """Nothing of this process or below it can make a socket to another machine any more. Raises OSError."""
    machine = os.uname().machine
    if machine not in MACHINES:
        return
    code = b"".join(struct.pack("=HBBI", *each) for each in no_sockets(machine))
    program = Program(len(code) // 8, code)
    _checked(_libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0))


def drop_powers() -> None:
    """Of root: what the command does not have after exec. Anybody else has none, and may not give it away."""
    for number in range(CAPABILITIES):
        if number not in KEPT:
            _libc().prctl(PR_CAPBSET_DROP, number, 0, 0, 0)


def version() -> int:
    """The version of Landlock; 0 where the kernel has none, or has it switched off."""
    found = _libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    return max(int(found), 0)


def restrict(rules: dict[str, Any]) -> None:
    """Confine this process and all that it starts. Raises OSError."""
    abi = version()
    if abi == 0:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock")
    attr = RulesetAttr(*handled(abi, rules["network"]))
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    ruleset = _checked(
        _libc().syscall(CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(size), 0)
    )
    for path, access in grants(rules, abi):
        # One that is not there cannot be allowed, and one that cannot be reached is no use.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            _allow(ruleset, path, access)
    drop_powers()
    _checked(_libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _checked(_libc().syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)
    if not rules["network"]:
        refuse_sockets()


def _allow(ruleset: int, path: str, access: int) -> None:
    fd = os.open(path, O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            access &= OF_FILES
        attr = PathBeneathAttr(access, fd)
        _checked(_libc().syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(attr), 0))
    finally:
        os.close(fd)


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def given() -> dict[bytes, bytes]:
    """The environment as it was given; Python adds to its own where there is no locale."""
    with open("/proc/self/environ", "rb") as file:
        pairs = [each.partition(b"=") for each in file.read().split(b"\0") if each]
    return {name: value for name, _, value in pairs}


def become(command: list[str]) -> NoReturn:
    """Run a command in the place of this process; what went wrong is its last word."""
    for number in CHANGED_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execvpe(command[0], command, given())  # noqa: S606
    except OSError as error:
        os.write(2, f"{command[0]} cannot be run in its sandbox: {error.strerror}\n".encode())
    os._exit(127)


def main() -> None:
    """Confine, then run."""
    rules, _, *command = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        restrict(json.loads(rules))
    except OSError as error:
        os.write(2, f"its sandbox could not be made: Landlock: {error.strerror}\n".encode())
        os._exit(126)
    become(command)


if __name__ == "__main__":
    main()
