"""The programs that tell what each wire layer makes of a line, and how they are asked."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from amplifier_conformance.fuzz.scan import scan
from amplifier_conformance.protocol import Json

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "target" / "debug" / "examples"
COMMANDS = {
    "python": [sys.executable, str(ROOT / "conformance/differential/drivers/python.py")],
    "rust": [str(EXAMPLES / "sdk_verdicts")],
    "go": [str(ROOT / "build/go/verdicts")],
    "typescript": ["node", str(ROOT / "conformance/differential/drivers/typescript.mjs")],
    "router": [str(EXAMPLES / "router_verdicts")],
}
ROUTER = "router"


class DriverEnded(Exception):  # noqa: N818 - what it was fed made it end; that is a finding
    """A driver ended; the message has the end of its standard error."""


@dataclass
class Driver:
    """One of them; it is started when it is asked for the first time, and anew after its end."""

    name: str
    command: list[str]
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def verdict(self, line: bytes) -> Json:
        """What it makes of a line without its LF. Raises DriverEnded."""
        process = self._running()
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(line.hex().encode() + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise DriverEnded(self._last_words())
        found = scan(answer)
        if not found.is_json:
            raise DriverEnded(f"{self.name} wrote {answer[:300]!r}")
        verdict: Json = found.value
        return verdict

    def close(self) -> None:
        """End it."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe, stderr=pipe)
        return self._process

    def _last_words(self) -> str:
        assert self._process
        _, stderr = self._process.communicate()
        code, self._process = self._process.returncode, None
        return f"{self.name} ended with {code}: {stderr.decode(errors='replace')[-1000:].strip()}"
