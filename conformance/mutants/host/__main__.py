"""A host of the protocol in plain Python, with switches that each break one requirement (see mutations.py)."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
from pathlib import Path
from threading import Lock, Thread

import mutations
from definition import DefinitionError, load
from session import Session
from table import MountError

CODES = {"completed": 0, "denied": 3, "cancelled": 130}
FAILED, USAGE = 1, 2
WATCHED = {signal.SIGINT, signal.SIGTERM}
_SHOWING = Lock()


def show(text: str) -> None:
    """Tell the user; standard output is for the answer only."""
    with _SHOWING:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def main() -> int:
    """Run one turn; the exit code."""
    options = _options()
    if options.list:
        sys.stdout.write(mutations.listed() + "\n")
        return 0
    try:
        for name in options.broken:
            mutations.switch_on(name)
    except ValueError as error:
        show(f"usage: {error}")
        return USAGE
    cwd = Path(options.working_dir).absolute()
    try:
        plan = load(Path(options.agent).absolute())
        ident = options.session or secrets.token_hex(4)
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)  # before there are threads
        session = Session(plan, cwd, _root(cwd), ident, show)
        Thread(target=_heed_signals, args=(session,), daemon=True).start()
        ended = session.run(os.fsencode(options.prompt).decode(errors="replace"))
    except (DefinitionError, MountError) as error:
        show(f"error: {error}")
        return FAILED
    if ended.response:
        sys.stdout.buffer.write(ended.response.encode() + b"\n")
    if ended.why:
        show(f"error: the turn failed: {ended.why}")
    return CODES.get(ended.status, FAILED)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripted-host", description=__doc__)
    parser.add_argument("--list", action="store_true", help="print the switches as JSON")
    parser.add_argument("--break", dest="broken", action="append", default=[], metavar="NAME")
    parser.add_argument("--agent", default="agent.json", metavar="FILE")
    parser.add_argument("--working-dir", default=".", metavar="DIR")
    parser.add_argument("--session", metavar="ID")
    parser.add_argument("prompt", nargs="?", default="")
    return parser.parse_args()


def _root(cwd: Path) -> Path:
    """Where sessions are kept."""
    home = os.environ.get("AMPLIFIER_HOME")
    return Path(home) / "sessions" if home else cwd / ".scripted-host"


def _heed_signals(session: Session) -> None:
    """SIGINT once is a graceful cancel, twice an immediate one; SIGTERM is immediate."""
    mode = "graceful"
    while number := signal.sigwait(WATCHED):
        session.cancel("immediate" if number == signal.SIGTERM else mode)
        mode = "immediate"


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # threads that still wait for a pipe keep nobody
