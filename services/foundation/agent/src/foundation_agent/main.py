"""The command `foundation-agent`: serves both components over the binding that it is started with."""

from __future__ import annotations

from amplifier_ipc import serve

from . import __version__
from .context import Simple
from .orchestrator import Streaming


def main() -> None:
    """Serve until the host ends the service."""
    serve(Streaming, Simple, name="foundation-agent", version=__version__)


if __name__ == "__main__":
    main()
